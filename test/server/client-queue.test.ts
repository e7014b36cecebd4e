import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { ClientQueue } from "../../src/server/client-queue.ts";
import { sampleStride, sampleStrideAngle } from "../support/sample-stride.ts";
import { alert, angles, entry, gaitEvent, podState } from "./sample-session.ts";

const anyOutput: fc.Arbitrary<SessionOutput> = fc
  .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 9 }))
  .map(([kind, id]) => {
    const made = [
      angles(id),
      podState(id, `${id % 3}`),
      gaitEvent(id),
      sampleStride("left", id),
      alert(id, `${id}`, "raised"),
      sampleStrideAngle(id % 2 === 0 ? "left" : "right", id),
    ];
    return made[kind] as SessionOutput;
  });

describe("ClientQueue", () => {
  it("keeps everything in order while little waits", () => {
    const queue = new ClientQueue();
    const added = [
      angles(1),
      gaitEvent(2),
      podState(3),
      alert(4, "a", "raised"),
      sampleStride("left", 5),
    ];
    for (const output of added) queue.add(output);
    expect(queue.take()).toEqual({ outputs: added, droppedOutputs: 0 });
    expect(queue.isEmpty).toBe(true);
  });

  it("keeps the newest state per pod and says how many it replaced", () => {
    const queue = new ClientQueue();
    for (const output of [podState(1, "a"), podState(1, "b"), podState(2, "a"), podState(3, "a")]) {
      queue.add(output);
    }
    expect(queue.take()).toEqual({
      outputs: [podState(1, "b"), podState(3, "a")],
      droppedOutputs: 2,
    });
  });

  it("keeps the newest curve per side and angle", () => {
    const queue = new ClientQueue();
    const tilt = { angle: "pelvicTilt" } as const;
    for (const output of [
      sampleStrideAngle("left", 1),
      sampleStrideAngle("left", 1, tilt),
      sampleStrideAngle("right", 1.4),
      sampleStrideAngle("left", 1.7),
    ]) {
      queue.add(output);
    }
    expect(queue.take()).toEqual({
      outputs: [
        sampleStrideAngle("left", 1, tilt),
        sampleStrideAngle("right", 1.4),
        sampleStrideAngle("left", 1.7),
      ],
      droppedOutputs: 1,
    });
  });

  it("thins angles evenly instead of cutting a hole, and keeps the newest", () => {
    const queue = new ClientQueue();
    for (let i = 0; i < 5000; i += 1) queue.add(angles(i));
    const { outputs, droppedOutputs } = queue.take();
    const times = outputs.map(({ timeS }) => timeS);
    expect(times.at(-1)).toBe(4999);
    expect(times[0]).toBeLessThan(200);
    expect(outputs.length + droppedOutputs).toBe(5000);
    expect(outputs.length).toBeLessThanOrEqual(128);
    expect(outputs.length).toBeGreaterThan(32);
  });

  it("gives up old gait events before any alert, and before what the runner entered", () => {
    const queue = new ClientQueue();
    queue.add(alert(0, "first", "raised"));
    queue.add(entry(0));
    for (let i = 1; i <= 3000; i += 1) queue.add(gaitEvent(i));
    const { outputs, droppedOutputs } = queue.take();
    expect(outputs.slice(0, 2)).toEqual([alert(0, "first", "raised"), entry(0)]);
    expect(outputs.at(-1)).toEqual(gaitEvent(3000));
    expect(droppedOutputs).toBe(3002 - outputs.length);
  });

  it("gives up old gait events before what people do, and before what is to be heard", () => {
    const queue = new ClientQueue();
    const kept: SessionOutput[] = [
      { kind: "alertAction", timeS: 0, action: "clear", alertId: "a", by: "coach" },
      { kind: "baselineReset", timeS: 0, by: "coach" },
      { kind: "cue", timeS: 0, channels: ["sound"], severity: "alert", text: "x", alertId: null },
    ];
    for (const output of kept) queue.add(output);
    for (let i = 1; i <= 1024; i += 1) queue.add(gaitEvent(i));
    expect(queue.take().outputs.slice(0, 3)).toEqual(kept);
  });

  it("stays bounded even where only alerts come", () => {
    const queue = new ClientQueue();
    for (let i = 0; i < 3000; i += 1) queue.add(alert(i, `${i}`, "raised"));
    expect(queue.size).toBe(1024);
    expect(queue.take().outputs.at(-1)).toEqual(alert(2999, "2999", "raised"));
  });

  it("accounts for every output and never reorders, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(anyOutput, { maxLength: 2000 }), (added) => {
        const queue = new ClientQueue();
        for (const output of added) queue.add(output);
        expect(queue.size).toBeLessThanOrEqual(128 + 1024 + 3 + 2);
        const { outputs, droppedOutputs } = queue.take();
        expect(outputs.length + droppedOutputs).toBe(added.length);
        let position = -1;
        for (const output of outputs) {
          const found = added.indexOf(output, position + 1);
          expect(found).toBeGreaterThan(position);
          position = found;
        }
      }),
      { numRuns: 50 },
    );
  });
});
