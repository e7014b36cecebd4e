import { from, lastValueFrom, toArray } from "rxjs";
import type { Side } from "../../src/model/pod.ts";
import type {
  Activity,
  ContactMethod,
  GaitEventOutput,
  StrideOutput,
  SymmetryOutput,
} from "../../src/model/session-output.ts";
import { buildStrides } from "../../src/pipeline/build-strides.ts";
import { calibrationOutput } from "../../src/pipeline/calibration-output.ts";
import type { PipelineValue } from "../../src/pipeline/pipeline-value.ts";
import { frameRateHz } from "../../src/pipeline/synchronize-frames.ts";
import { trackSymmetry } from "../../src/pipeline/track-symmetry.ts";
import { podStateDetails } from "./pod-state-details.ts";
import { testHeader } from "./test-header.ts";

/** One foot on the ground, s; the toe-off null where it was missed. */
export interface Footfall {
  readonly side: Side;
  readonly initialContactS: number;
  readonly toeOffS: number | null;
  /** How its landing and its toe-off were timed; by both thighs where nothing is said. */
  readonly methods?: readonly [ContactMethod, ContactMethod];
}

/** A contact becomes known this long after it, s. */
const decisionS = 0.1;

const { pods } = testHeader;

const byBothThighs = ["pelvis-thigh-force", "pelvis-thigh-force"] as const;

/** What else happens, each at its time. */
export type Happening = Extract<PipelineValue, { kind: "beltSpeed" | "activity" }>;

/** The runner does this from here on. */
export const begins = (activity: Activity, timeS: number): Happening => ({
  kind: "activity",
  timeS,
  activity,
  sinceS: timeS,
  absent: null,
});

function gaitEvents(footfalls: readonly Footfall[]): GaitEventOutput[] {
  const event = (
    type: "initialContact" | "toeOff",
    side: Side,
    timeS: number,
    method: ContactMethod,
  ) =>
    ({
      kind: "gaitEvent",
      type,
      side,
      timeS,
      decidedAtS: timeS + decisionS,
      method,
      sideMethod: "both-thighs",
      confidence: 1,
    }) as const;
  return footfalls.flatMap(({ side, initialContactS, toeOffS, methods = byBothThighs }) => [
    event("initialContact", side, initialContactS, methods[0]),
    ...(toeOffS === null ? [] : [event("toeOff", side, toeOffS, methods[1])]),
  ]);
}

/** An instant at which every angle is known, and zero. */
function angles(atS: number): PipelineValue[] {
  const timeS = Float64Array.of(atS);
  const zero = new Float64Array(1);
  return [
    {
      kind: "pelvicAngleFrames",
      timeS,
      tiltRad: zero,
      obliquityRad: zero,
      rotationRad: zero,
      rotationAbsent: "samples-missing",
    },
    {
      kind: "hipAngleFrames",
      timeS,
      left: new Float64Array(3),
      right: new Float64Array(3),
      absent: { left: "samples-missing", right: "samples-missing" },
    },
  ];
}

/** Pods that are there and calibrated. */
function readyPods(timeS: number): PipelineValue[] {
  return pods.flatMap((pod): PipelineValue[] => [
    {
      ...podStateDetails,
      kind: "podState",
      timeS,
      podId: pod.podId,
      placement: pod.placement,
      link: "streaming",
      linkReason: null,
      liveness: "live",
      lastSampleS: timeS,
      receivedSamples: 1,
      lostSamples: 0,
      measuredRateHz: pod.sampleRateHz,
      batteryPct: null,
      temperatureC: null,
      clippedPackets: 0,
      faults: 0,
      clockDriftPpm: null,
    },
    ...(["standing", "gait"] as const).map((stage) =>
      calibrationOutput(pod, { timeS, stage, verdict: "good", message: "" }),
    ),
  ]);
}

/** When a value reaches the pipeline, s. */
const dueS = (value: Happening | GaitEventOutput): number =>
  value.kind === "gaitEvent" ? value.decidedAtS : value.timeS;

/**
 * What becomes of foot contacts that somebody else has found: strides and their comparison. All angles are known, and the
 * runner runs where nothing else is said.
 */
export function ofFootfalls(
  footfalls: readonly Footfall[],
  happenings: readonly Happening[] = [],
): Promise<PipelineValue[]> {
  const startS = (footfalls[0]?.initialContactS ?? 0) - 1;
  const due = [begins("running", startS), ...happenings, ...gaitEvents(footfalls)].sort(
    (a, b) => dueS(a) - dueS(b),
  );
  const values = readyPods(startS);
  let frame = Math.floor(startS * frameRateHz);
  for (const value of due) {
    for (; frame / frameRateHz <= dueS(value); frame++) {
      values.push(...angles(frame / frameRateHz));
      if (frame % frameRateHz === 0) {
        values.push({ kind: "tick", arrivalTimeS: frame / frameRateHz });
      }
    }
    values.push(value);
  }
  return lastValueFrom(from(values).pipe(buildStrides(), trackSymmetry(pods), toArray()));
}

/** Strides among what came out. */
export const stridesOf = (values: readonly PipelineValue[]): StrideOutput[] =>
  values.filter((value) => value.kind === "stride");

/** Comparisons of left and right among it. */
export const comparisonsOf = (values: readonly PipelineValue[]): SymmetryOutput[] =>
  values.filter((value) => value.kind === "symmetry");

/** What is said after each stride, and not because time has passed. */
export const byStride = (values: readonly PipelineValue[]): SymmetryOutput[] => {
  const ends = new Set(stridesOf(values).map(({ timeS }) => timeS));
  return comparisonsOf(values).filter(({ timeS }) => ends.has(timeS));
};

/**
 * A run that begins at 10 s with the left foot; a step takes 350 ms, left stance 240 ms, right stance 260 ms.
 * @param toeOffMs what a footfall's stance is instead, by its number on that side; null = its toe-off was missed.
 */
export function evenRun(
  steps: number,
  toeOffMs: (side: Side, index: number) => number | null | undefined = () => undefined,
): Footfall[] {
  return Array.from({ length: steps }, (_, step): Footfall => {
    const side = step % 2 === 0 ? "left" : "right";
    const initialContactMs = 10_000 + 350 * step;
    const changed = toeOffMs(side, Math.floor(step / 2));
    const stanceMs = changed === undefined ? { left: 240, right: 260 }[side] : changed;
    return {
      side,
      initialContactS: initialContactMs / 1000,
      toeOffS: stanceMs === null ? null : (initialContactMs + stanceMs) / 1000,
    };
  });
}
