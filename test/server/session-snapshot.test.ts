import { describe, expect, it } from "vitest";
import { type Activity, type SessionOutput, strideAngles } from "../../src/model/session-output.ts";
import { SessionSnapshot } from "../../src/server/session-snapshot.ts";
import { sampleStride, sampleStrideAngle } from "../support/sample-stride.ts";
import { alert, angles, entry, gaitEvent, podState } from "./sample-session.ts";

function snapshotOf(outputs: readonly SessionOutput[]): SessionOutput[] {
  const snapshot = new SessionSnapshot();
  for (const output of outputs) snapshot.add(output);
  return snapshot.outputs();
}

describe("SessionSnapshot", () => {
  it("keeps the newest state of each pod, in order of arrival", () => {
    expect(snapshotOf([podState(1, "a"), podState(2, "b"), angles(3), podState(4, "a")])).toEqual([
      podState(2, "b"),
      angles(3),
      podState(4, "a"),
    ]);
  });

  it("keeps the newest word of each sensor beside the pods", () => {
    const heart = (timeS: number, sensorId: string): SessionOutput => ({
      kind: "heartRate",
      timeS,
      sensorId,
      heartRateBpm: 150,
      rrIntervalsS: [],
      contact: null,
    });
    expect(snapshotOf([heart(1, "a"), heart(2, "b"), heart(3, "a")])).toEqual([
      heart(2, "b"),
      heart(3, "a"),
    ]);
  });

  it("keeps what the runner does now", () => {
    const doing = (timeS: number, activity: Activity): SessionOutput => {
      return { kind: "activity", timeS, activity, sinceS: timeS, absent: null };
    };
    const outputs = [doing(1, "standing"), doing(2, "irregular"), doing(3, "running")];
    expect(snapshotOf(outputs)).toEqual([doing(3, "running")]);
  });

  it("keeps the last 10 s of angles", () => {
    const kept = snapshotOf(Array.from({ length: 1000 }, (_, i) => angles(i / 50)));
    expect(kept[0]?.timeS).toBeCloseTo(999 / 50 - 10, 6);
    expect(kept.at(-1)).toEqual(angles(999 / 50));
  });

  it("keeps the newest gait events and strides of each side on their own", () => {
    const outputs: SessionOutput[] = [gaitEvent(0, "right"), sampleStride("right", 0)];
    for (let i = 1; i <= 100; i += 1) outputs.push(gaitEvent(i, "left"), sampleStride("left", i));
    const kept = snapshotOf(outputs);
    expect(kept).toContainEqual(gaitEvent(0, "right"));
    expect(kept).toContainEqual(sampleStride("right", 0));
    expect(kept).toContainEqual(sampleStride("left", 100));
    expect(kept.filter(({ kind }) => kind === "gaitEvent")).toHaveLength(41);
    expect(kept.filter(({ kind }) => kind === "stride")).toHaveLength(21);
  });

  it("keeps the newest curve of each angle and side", () => {
    const strides = [0.7, 1.4, 2.1].flatMap((timeS) =>
      (["left", "right"] as const).flatMap((side) =>
        strideAngles.map((angle) => sampleStrideAngle(side, timeS, { angle })),
      ),
    );
    expect(snapshotOf(strides)).toEqual(strides.slice(-2 * strideAngles.length));
  });

  it("keeps when an alert was raised beside its release, and of a new raising only that", () => {
    const over = [alert(20, "a", "raised"), alert(30, "a", "released")];
    expect(snapshotOf(over)).toEqual(over);
    expect(snapshotOf([...over, alert(40, "a", "raised")])).toEqual([alert(40, "a", "raised")]);
    expect(snapshotOf([alert(5, "b", "released")])).toEqual([alert(5, "b", "released")]);
  });

  it("keeps every step of an alert, and of an escalated one who has acknowledged it since", () => {
    const steps = [
      alert(20, "a", "raised"),
      alert(21, "a", "acknowledged"),
      alert(22, "a", "escalated"),
    ];
    expect(snapshotOf(steps)).toEqual([steps[0], steps[2]]);
    const acknowledged = [...steps, alert(23, "a", "acknowledged")];
    expect(snapshotOf(acknowledged)).toEqual([steps[0], steps[2], acknowledged[3]]);
  });

  it("keeps no cue: a late page must not speak of what is long over", () => {
    const cue = { channels: ["sound"], severity: "alert", text: "Stop.", alertId: null } as const;
    expect(snapshotOf([{ kind: "cue", timeS: 1, ...cue }])).toEqual([]);
  });

  it("keeps the newest alerts, and lets released ones go first", () => {
    const outputs = [alert(0, "standing", "raised")];
    for (let i = 1; i <= 150; i += 1) {
      outputs.push(alert(i, `a${i}`, "raised"), alert(i, `a${i}`, "released"));
    }
    const kept = snapshotOf(outputs);
    expect(kept).toHaveLength(1 + 2 * 99);
    expect(kept[0]).toEqual(alert(0, "standing", "raised"));
    expect(kept.at(-1)).toEqual(alert(150, "a150", "released"));
  });

  it("keeps what the runner entered, the newest hundred of it", () => {
    const outputs = Array.from({ length: 130 }, (_, i) => entry(i));
    expect(snapshotOf(outputs)).toEqual(outputs.slice(30));
  });

  it("keeps what the runner entered also where much was done since", () => {
    const by = "coach";
    const outputs: SessionOutput[] = [entry(0)];
    for (let timeS = 1; timeS <= 150; timeS += 1) {
      outputs.push({ kind: "alertAction", timeS, action: "acknowledge", alertId: "a", by });
      outputs.push({ kind: "baselineReset", timeS, by });
    }
    const kept = snapshotOf(outputs);
    expect(kept).toEqual([entry(0), ...outputs.slice(-200)]);
  });

  it("stays bounded however much comes", () => {
    const snapshot = new SessionSnapshot();
    for (let i = 0; i < 20_000; i += 1) {
      // The same instant again and again: the span alone would not bound the angles.
      snapshot.add(angles(1));
      snapshot.add(gaitEvent(i, null));
      snapshot.add(alert(i, `${i}`, "raised"));
      snapshot.add({
        kind: "fault",
        code: "samples-lost",
        timeS: i,
        podId: null,
        message: "lost",
        count: 1,
      });
    }
    expect(snapshot.outputs()).toHaveLength(600 + 40 + 100 + 20);
  });
});
