import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { stopOnSignals } from "../../src/cli/stop-on-signals.ts";

describe("stopOnSignals", () => {
  it.each(["SIGINT", "SIGTERM"])(
    "aborts on the first %s and exits on the second signal",
    (first) => {
      const source = new EventEmitter();
      const exits: number[] = [];
      const signal = stopOnSignals(source, (code) => exits.push(code));
      expect(signal.aborted).toBe(false);
      source.emit(first);
      expect(signal.aborted).toBe(true);
      expect(exits).toEqual([]);
      source.emit("SIGINT");
      expect(exits).toEqual([130]);
    },
  );
});
