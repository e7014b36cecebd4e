import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { stopOnSignals } from "../../src/cli/stop-on-signals.ts";

describe("stopOnSignals", () => {
  it.each(["SIGINT", "SIGTERM"])(
    "aborts on the first %s and exits on the second signal",
    (first) => {
      const source = new EventEmitter();
      const exits: number[] = [];
      let nowMs = 1000;
      const signal = stopOnSignals(
        source,
        (code) => exits.push(code),
        () => nowMs,
      );
      expect(signal.aborted).toBe(false);
      source.emit(first);
      expect(signal.aborted).toBe(true);
      expect(exits).toEqual([]);
      // npx passes on what the terminal has sent already.
      source.emit("SIGINT");
      nowMs += 499;
      source.emit("SIGINT");
      expect(exits).toEqual([]);
      nowMs += 1;
      source.emit("SIGINT");
      expect(exits).toEqual([130]);
    },
  );
});
