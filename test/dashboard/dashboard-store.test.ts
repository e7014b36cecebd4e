import { effect } from "@preact/signals";
import { describe, expect, it } from "vitest";
import { createDashboardStore } from "../../src/dashboard/dashboard-store.ts";
import { angles, gaitEvent, hello, outputs, symmetry } from "./sample-stream.ts";

function setUp() {
  const frames: (() => void)[] = [];
  const store = createDashboardStore((publish) => frames.push(publish));
  let drawn = 0;
  effect(() => {
    void store.shown.value;
    drawn += 1;
  });
  return { store, frames, draws: () => drawn - 1 };
}

describe("dashboard store", () => {
  it("draws once per burst, with everything that came", () => {
    const { store, frames, draws } = setUp();
    store.receive(hello());
    store.setConnection({ phase: "open", lostSinceMs: null, attempts: 0, behindS: null });
    for (let i = 1; i <= 10; i += 1) store.receive(outputs(i, symmetry(i)));
    expect(frames).toHaveLength(1);
    expect(draws()).toBe(0);
    frames[0]?.();
    expect(draws()).toBe(1);
    expect(store.shown.value.view.symmetry).toEqual(symmetry(10));
    expect(store.shown.value.connection.phase).toBe("open");
    store.receive(outputs(11));
    expect(frames).toHaveLength(2);
  });

  it("fills the trace from the snapshot and the stream, and empties it with a new hello", () => {
    const { store } = setUp();
    store.receive(hello({ snapshot: [angles(1), gaitEvent("toeOff", "left", 1)] }));
    store.receive(outputs(1.02, angles(1.02)));
    expect(store.trace.timeS).toEqual([1, 1.02]);
    expect(store.trace.events).toHaveLength(1);
    store.receive(hello({ snapshot: [angles(0.5)] }));
    expect(store.trace.timeS).toEqual([0.5]);
    expect(store.trace.events).toHaveLength(0);
  });

  it("draws nothing of a server that speaks another version", () => {
    const { store } = setUp();
    store.receive(hello({ wireVersion: 2, snapshot: [angles(1)] }));
    store.receive(outputs(2, angles(2)));
    expect(store.trace.timeS).toEqual([]);
  });
});
