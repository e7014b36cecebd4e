import { describe, expect, it } from "vitest";
import { applyMessage, initialViewState, type ViewState } from "../../src/dashboard/view-state.ts";
import type { EntryOutput } from "../../src/model/session-output.ts";
import type { ServerMessage } from "../../src/server/wire.ts";
import { sampleStride } from "../support/sample-stride.ts";
import { baseline, gaitWatch, loadAdvice, planAt } from "./sample-alerts.ts";
import { alert, angles, hello, outputs, pelvisPodId, podState, symmetry } from "./sample-stream.ts";

function stateAfter(...messages: ServerMessage[]): ViewState {
  return messages.reduce(applyMessage, initialViewState);
}

describe("applyMessage", () => {
  it("is complete at once from the snapshot of hello", () => {
    const snapshot = [
      sampleStride("left", 8),
      symmetry(8),
      podState(9),
      angles(9),
      alert("a", "raised", 5),
    ];
    const state = stateAfter(hello({ sessionTimeS: 9.5, snapshot }));
    expect(state.sessionTimeS).toBe(9.5);
    expect(state.running).toBe(true);
    expect(state.strides.left).toEqual([sampleStride("left", 8)]);
    expect(state.symmetry).toEqual(symmetry(8));
    expect(state.podStates.get(pelvisPodId)).toEqual(podState(9));
    expect(state.shownAngles).toEqual(angles(9));
    expect(state.alerts.map((view) => view.alert)).toEqual([alert("a", "raised", 5)]);
  });

  it("starts afresh with every hello, so that nothing of an earlier session stays", () => {
    const state = stateAfter(
      hello(),
      outputs(1, sampleStride("left", 1), alert("a", "raised", 1)),
      { type: "congestion", droppedOutputs: 3 },
      hello(),
    );
    expect(state).toEqual(stateAfter(hello()));
  });

  it("shows nothing of a server that speaks another version", () => {
    const state = stateAfter(
      hello({ wireVersion: 2, snapshot: [symmetry(1)] }),
      outputs(2, symmetry(2)),
    );
    expect(state.incompatible).toBe(true);
    expect(state.symmetry).toBeNull();
  });

  it("keeps the newest 20 strides of each side", () => {
    const many = Array.from({ length: 30 }, (_, i) => sampleStride("right", i));
    const state = stateAfter(hello(), outputs(30, sampleStride("left", 0), ...many));
    expect(state.strides.left).toHaveLength(1);
    expect(state.strides.right).toEqual(many.slice(10));
  });

  it("puts a stride that was found afterwards in its place, and goes on showing the newest", () => {
    const late = sampleStride("left", 6, { late: true });
    const replaced = sampleStride("left", 4.01, { late: true });
    const told = [4, 5, 7].map((timeS) => sampleStride("left", timeS));
    const state = stateAfter(hello(), outputs(8, ...told, late, replaced));
    expect(state.strides.left.map(({ timeS }) => timeS)).toEqual([4.01, 5, 6, 7]);
  });

  it("changes the digits of the angles four times a second, and at once where they come or go", () => {
    let state = stateAfter(hello(), outputs(1, angles(1)));
    state = applyMessage(state, outputs(1.1, angles(1.1, { pelvicTiltDeg: 15 })));
    expect(state.shownAngles?.timeS).toBe(1);
    state = applyMessage(state, outputs(1.26, angles(1.26)));
    expect(state.shownAngles?.timeS).toBe(1.26);
    const lost = angles(1.28, { pelvicTiltDeg: null, absent: "pod-silent" });
    state = applyMessage(state, outputs(1.28, lost));
    expect(state.shownAngles).toEqual(lost);
  });

  it("ends with the last angles, the reason and the time", () => {
    const state = stateAfter(hello(), outputs(1, angles(1), angles(1.02)), {
      type: "sessionEnd",
      sessionTimeS: 1.5,
      reason: "the recording has ended",
    });
    expect(state).toMatchObject({
      running: false,
      endReason: "the recording has ended",
      sessionTimeS: 1.5,
      shownAngles: angles(1.02),
    });
  });

  it("keeps the newest word on the baseline, on what is watched, on the plan and on load", () => {
    const words = [baseline(3), gaitWatch(3), planAt(3), loadAdvice(3)] as const;
    const state = stateAfter(
      hello({ snapshot: [baseline(1), gaitWatch(1), planAt(1), loadAdvice(1)] }),
      outputs(3, ...words),
    );
    const { baseline: base, gaitWatch: watch, plan, loadAdvice: load } = state;
    expect([base, watch, plan, load]).toEqual(words);
  });

  it("shows what the runner entered, newest first, and the newest fifty", () => {
    const entries = Array.from(
      { length: 60 },
      (_, i): EntryOutput => ({
        kind: "entry",
        timeS: i,
        entry: "pain",
        painLevel: i % 11,
        effortLevel: null,
      }),
    );
    const [first, ...rest] = entries;
    const state = stateAfter(hello({ snapshot: entries.slice(0, 1) }), outputs(60, ...rest));
    expect(state.entries).toEqual(entries.slice(10).reverse());
    expect(first && stateAfter(hello({ snapshot: [first] })).entries).toEqual([first]);
  });

  it("counts what the server left out for this page", () => {
    const state = stateAfter(
      hello(),
      { type: "congestion", droppedOutputs: 5 },
      { type: "congestion", droppedOutputs: 7 },
    );
    expect(state.droppedOutputs).toBe(12);
  });

  it("lets pass what a later server might say", () => {
    const before = stateAfter(hello(), outputs(1, symmetry(1)));
    const unknownMessage = { type: "weather" } as unknown as ServerMessage;
    expect(applyMessage(before, unknownMessage)).toBe(before);
    const unknownOutput = { kind: "weather", timeS: 1 } as unknown as ReturnType<typeof symmetry>;
    expect(applyMessage(before, outputs(1, unknownOutput))).toEqual(before);
  });
});
