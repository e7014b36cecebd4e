import { from, lastValueFrom, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { calibrationOutput } from "../../src/pipeline/calibration-output.ts";
import type {
  PipelineValue,
  SegmentFrames,
  ThighClock,
} from "../../src/pipeline/pipeline-value.ts";
import { frameRateHz } from "../../src/pipeline/synchronize-frames.ts";
import { watchClocks } from "../../src/pipeline/watch-clocks.ts";
import { linkedMotion } from "../support/linked-motion.ts";
import { testHeader } from "../support/test-header.ts";

const { pods } = testHeader;
const arms = { pelvis: { anteriorM: -0.1, upM: 0.12 }, thigh: { anteriorM: 0.08, upM: -0.22 } };

/** What people's thighs seem to be late where the clocks are right, s. */
const ordinaryLagS = -0.008;

const known = (values: Float64Array): SegmentFrames => ({ valid: Uint8Array.of(1), values });

/** Frames of a run from one time to another; both thighs' clocks are right, but for the left one's, which is late. */
function run(fromS: number, toS: number, leftLateS: number): PipelineValue[] {
  const values: PipelineValue[] = [];
  for (let frame = Math.round(fromS * frameRateHz); frame < toS * frameRateHz; frame++) {
    const timeS = frame / frameRateHz;
    const left = linkedMotion(timeS, ordinaryLagS + leftLateS, arms);
    const right = linkedMotion(timeS, ordinaryLagS, arms);
    values.push({
      kind: "frames",
      count: 1,
      timeS: Float64Array.of(timeS),
      segments: {
        pelvis: known(left.pelvis),
        leftThigh: known(left.thigh),
        rightThigh: known(right.thigh),
      },
    });
  }
  return values;
}

async function watched(values: readonly PipelineValue[]): Promise<PipelineValue[]> {
  return lastValueFrom(from(values).pipe(watchClocks(pods), toArray()));
}

const wordsOf = (values: readonly PipelineValue[]): ThighClock[] =>
  values.filter((value) => value.kind === "thighClock");

const faultsOf = (values: readonly PipelineValue[]) =>
  values.filter((value) => value.kind === "fault");

describe("a thigh pod's clock", () => {
  it("is off from 15 ms on and right again within 10, and each change is said once", async () => {
    const off = await watched([
      ...run(0, 20, 0.013),
      // Windows of 8 s end where they will: each stretch holds a whole one.
      ...run(20, 40, 0.03),
      ...run(40, 60, 0.013),
      ...run(60, 80, 0.004),
    ]);
    const words = wordsOf(off);
    expect(words.map(({ side, misaligned }) => [side, misaligned])).toEqual([
      ["left", true],
      ["left", false],
    ]);
    const [begins = Number.NaN, ends = Number.NaN] = words.map(({ timeS }) => timeS);
    expect(begins).toBeGreaterThan(20);
    expect(begins).toBeLessThan(37);
    expect(ends).toBeGreaterThan(60);
    expect(ends).toBeLessThan(77);
    expect(faultsOf(off)).toMatchObject([
      { code: "clock-misaligned", podId: pods[1]?.podId, timeS: begins },
    ]);
  });

  it("stays what it was while nothing can be told: a runner who stands says nothing of it", async () => {
    const [still] = run(0, 1 / frameRateHz, 0) as [Extract<PipelineValue, { kind: "frames" }>];
    const standing = Array.from({ length: 20 * frameRateHz }, (_, i) => ({
      ...still,
      timeS: Float64Array.of(20 + i / frameRateHz),
    }));
    const words = wordsOf(await watched([...run(0, 20, 0.05), ...standing]));
    expect(words.map(({ misaligned }) => misaligned)).toEqual([true]);
  });

  it("is looked at anew behind a calibration that turns axes, and not behind another pod's", async () => {
    const calibratedAt = (timeS: number, placement: string): PipelineValue[] =>
      pods
        .filter((pod) => pod.placement === placement)
        .map((pod) =>
          calibrationOutput(pod, { timeS, stage: "gait", verdict: "good", message: "" }),
        );
    const foundS = async (placement: string): Promise<number> => {
      const words = await watched([
        ...run(0, 7, 0.05),
        ...calibratedAt(7, placement),
        ...run(7, 20, 0.05),
      ]);
      return wordsOf(words)[0]?.timeS ?? Number.NaN;
    };
    expect(await foundS("rightThigh")).toBeLessThan(9);
    expect(await foundS("leftThigh")).toBeGreaterThan(15);
    expect(await foundS("pelvis")).toBeGreaterThan(15);
  });
});
