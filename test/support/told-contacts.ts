import { from, lastValueFrom, toArray } from "rxjs";
import type { Side } from "../../src/model/pod.ts";
import type { Activity, ContactMethod, GaitEventOutput } from "../../src/model/session-output.ts";
import { buildStrides } from "../../src/pipeline/build-strides.ts";
import { calibrationOutput } from "../../src/pipeline/calibration-output.ts";
import type { PipelineValue } from "../../src/pipeline/pipeline-value.ts";
import { frameRateHz } from "../../src/pipeline/synchronize-frames.ts";
import { trackSymmetry } from "../../src/pipeline/track-symmetry.ts";
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
