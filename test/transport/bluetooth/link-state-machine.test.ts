import { describe, expect, it } from "vitest";
import type { LinkState } from "../../../src/model/transport-event.ts";
import { LinkStateMachine } from "../../../src/transport/bluetooth/link-state-machine.ts";

function machine() {
  const said: string[] = [];
  const states = new LinkStateMachine((state, reason) =>
    said.push(reason === null ? state : `${state}: ${reason}`),
  );
  const go = (...steps: LinkState[]): void => {
    for (const step of steps) states.enter(step);
  };
  return { states, said, go };
}

describe("LinkStateMachine", () => {
  it("tells every state once, and why", () => {
    const { states, said, go } = machine();
    go("searching", "searching", "connecting", "configuring", "streaming", "streaming");
    states.enter("lost", "out of range");
    go("searching");
    expect(said).toEqual([
      "searching",
      "connecting",
      "configuring",
      "streaming",
      "lost: out of range",
      "searching",
    ]);
  });

  it("goes to and fro between streaming and backfilling", () => {
    const { go, states } = machine();
    go(
      "searching",
      "connecting",
      "configuring",
      "streaming",
      "backfilling",
      "streaming",
      "backfilling",
      "lost",
    );
    expect(states.state).toBe("lost");
  });

  it("refuses a step that makes no sense", () => {
    const { go } = machine();
    expect(() => go("connecting")).toThrow("from null to connecting");
    go("searching");
    expect(() => go("streaming")).toThrow("from searching to streaming");
    go("connecting", "lost");
    expect(() => go("connecting")).toThrow("from lost to connecting");
  });
});
