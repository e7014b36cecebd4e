import { from } from "rxjs";
import { describe, expect, it } from "vitest";
import type { PodDescription } from "../../src/model/pod.ts";
import type { SampleBatch } from "../../src/model/sample-batch.ts";
import { estimateOrientation } from "../../src/pipeline/estimate-orientation.ts";
import type { OrientedBatch, PipelineValue } from "../../src/pipeline/pipeline-value.ts";
import { testHeader } from "../support/test-header.ts";

const pod = testHeader.pods[0] as PodDescription;
const perBatch = 10;
const periodS = 1 / pod.sampleRateHz;

/** A pod that swings about its x axis, 40° to either side once a second. */
function swinging(seconds: number): SampleBatch[] {
  const amplitude = (40 * Math.PI) / 180;
  return Array.from({ length: seconds * (pod.sampleRateHz / perBatch) }, (_, n) => {
    const timeS = Float64Array.from({ length: perBatch }, (_, i) => (n * perBatch + i) * periodS);
    const gyrRadPerS = new Float64Array(3 * perBatch);
    const accMPerS2 = new Float64Array(3 * perBatch);
    timeS.forEach((t, i) => {
      const angle = amplitude * Math.sin(2 * Math.PI * t);
      gyrRadPerS[3 * i] = amplitude * 2 * Math.PI * Math.cos(2 * Math.PI * t);
      accMPerS2[3 * i + 1] = 9.81 * Math.sin(angle);
      accMPerS2[3 * i + 2] = 9.81 * Math.cos(angle);
    });
    return {
      kind: "samples",
      podId: pod.podId,
      placement: pod.placement,
      count: perBatch,
      arrivalTimeS: (n + 1) * perBatch * periodS,
      timeS,
      samplePeriodS: periodS,
      accMPerS2,
      gyrRadPerS,
      lostBefore: 0,
      restarted: false,
    };
  });
}

function run(batches: readonly SampleBatch[]): PipelineValue[] {
  const values: PipelineValue[] = [];
  from(batches)
    .pipe(estimateOrientation([pod]))
    .subscribe((value) => values.push(value));
  return values;
}

/** Angle between the last orientations of two runs, degrees. */
function lastDifferenceDeg(a: readonly PipelineValue[], b: readonly PipelineValue[]): number {
  const last = (values: readonly PipelineValue[]): Float64Array =>
    (values.findLast((v) => v.kind === "oriented") as OrientedBatch).earthFromPod.slice(-4);
  const [p, q] = [last(a), last(b)];
  const dot = p.reduce((sum, value, i) => sum + value * (q[i] as number), 0);
  return (2 * Math.acos(Math.min(1, Math.abs(dot))) * 180) / Math.PI;
}

const faults = (values: readonly PipelineValue[]) => values.filter((v) => v.kind === "fault");

describe("samples that are not numbers", () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "(%d) are left out and counted, and the orientation bridges them",
    (bad) => {
      const damaged = swinging(4);
      damaged[60]?.gyrRadPerS.fill(bad, 6, 15);
      damaged[60]?.accMPerS2.fill(bad, 24, 26);
      const values = run(damaged);
      expect(faults(values)).toMatchObject([
        { code: "sample-not-finite", podId: pod.podId, count: 4 },
      ]);
      expect(lastDifferenceDeg(values, run(swinging(4)))).toBeLessThan(0.5);
    },
  );

  it("for longer than can be bridged are a gap: heading lost, orientation withheld", () => {
    const damaged = swinging(4);
    for (const batch of damaged.slice(60, 62)) batch.gyrRadPerS.fill(Number.NaN);
    const values = run(damaged);
    expect(values.filter((v) => v.kind === "headingLost")).toHaveLength(1);
    const oriented = values.filter((v): v is OrientedBatch => v.kind === "oriented");
    expect(oriented.filter(({ settled }) => !settled).length).toBeGreaterThan(15);
    for (const { earthFromPod } of oriented) expect(earthFromPod.every(Number.isFinite)).toBe(true);
  });
});

describe("a gyroscope at the end of its range", () => {
  const pinned = (batches: number): PipelineValue[] => {
    const damaged = swinging(4);
    const full = (pod.gyrRangeDegPerS * Math.PI) / 180;
    for (const batch of damaged.slice(60, 60 + batches)) batch.gyrRadPerS.fill(full);
    return run(damaged);
  };

  it("for 120 ms is a gap wherever the packets' edges lie", () => {
    const full = (pod.gyrRangeDegPerS * Math.PI) / 180;
    for (const start of [0, 3, 7]) {
      const damaged = swinging(4);
      for (let n = 600 + start; n < 624 + start; n++) {
        const at = 3 * (n % perBatch);
        damaged[Math.floor(n / perBatch)]?.gyrRadPerS.fill(full, at, at + 3);
      }
      const values = run(damaged);
      expect(values.filter((v) => v.kind === "headingLost")).toHaveLength(1);
      const unsettled = values.filter((v) => v.kind === "oriented" && !v.settled);
      expect(unsettled.length).toBeGreaterThan(10);
    }
  });

  it("for a moment changes nothing but that moment, for longer is a gap", () => {
    expect(pinned(1).filter((v) => v.kind === "headingLost")).toHaveLength(0);
    expect(pinned(3).filter((v) => v.kind === "headingLost")).toHaveLength(1);
  });
});
