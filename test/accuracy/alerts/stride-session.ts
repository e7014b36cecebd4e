import { AlertEngine } from "../../../src/alerts/alert-engine.ts";
import { english } from "../../../src/alerts/english.ts";
import type { AlertOutput } from "../../../src/model/alert-output.ts";
import type { AlertRules } from "../../../src/model/alert-rules.ts";
import type { Side } from "../../../src/model/pod.ts";
import type { SessionHeader } from "../../../src/model/session-header.ts";
import { curvePoints, type SessionOutput } from "../../../src/model/session-output.ts";
import { sampleStride, sampleStrideAngle, unknownAngle } from "../../support/sample-stride.ts";
import { testHeader } from "../../support/test-header.ts";
import { podStateAt } from "../../support/told-outputs.ts";
import type { StrideShape, StrideSource } from "./stride-source.ts";

/** A belt speed from a moment on. */
export interface SpeedStage {
  readonly atS: number;
  readonly speedMPerS: number;
}

export interface StrideSessionPlan {
  readonly source: StrideSource;
  readonly affectedSide: Side;
  readonly durationS: number;
  readonly speeds: readonly SpeedStage[];
  /** Whether the treadmill states its speed. */
  readonly isSpeedKnown: boolean;
  readonly rules?: AlertRules;
}

/** Everything of a stride's obliquity that no gait rule asks for. */
const anyObliquity = sampleStrideAngle("left", 0, { angle: "pelvicObliquity", ...unknownAngle });

/**
 * Runs somebody on paper past the alert engine, told as the pipeline tells it: speed, activity every second, toe-offs, strides, obliquity.
 * @returns every alert with its steps.
 */
export function runStrideSession(plan: StrideSessionPlan): AlertOutput[] {
  const { source, affectedSide, durationS, speeds, isSpeedKnown, rules } = plan;
  const header: SessionHeader = {
    ...testHeader,
    runner: { affectedSide },
    ...(rules === undefined ? {} : { alertRules: rules }),
  };
  const engine = new AlertEngine(header, english);
  const alerts: AlertOutput[] = [];
  const take = (output: SessionOutput): void => {
    for (const told of engine.take(output)) if (told.kind === "alert") alerts.push(told);
  };
  for (const { podId, placement } of header.pods) take(podStateAt(0, { podId, placement }));
  const open: Partial<Record<Side, { atS: number; shape: StrideShape }>> = {};
  let timeS = 0;
  let toldS = -1;
  let side: Side = "left";
  let stage = -1;
  while (timeS < durationS) {
    while ((speeds[stage + 1]?.atS ?? Number.POSITIVE_INFINITY) <= timeS) {
      stage += 1;
      const beltSpeedMPerS = (speeds[stage] as SpeedStage).speedMPerS;
      if (isSpeedKnown) take({ kind: "beltSpeed", timeS, beltSpeedMPerS });
    }
    if (timeS - toldS >= 1) {
      toldS = timeS;
      take({ kind: "activity", timeS, activity: "running", sinceS: 0, absent: null });
    }
    const ended = open[side];
    if (ended !== undefined) for (const output of strideOutputs(side, ended, timeS)) take(output);
    const shape = source.next(side, timeS, (speeds[stage] as SpeedStage).speedMPerS);
    open[side] = { atS: timeS, shape };
    timeS += shape.strideTimeS / 2;
    side = side === "left" ? "right" : "left";
  }
  return alerts;
}

/** What the pipeline tells of a stride when it is over. */
function* strideOutputs(
  side: Side,
  { atS, shape }: { atS: number; shape: StrideShape },
  timeS: number,
): Generator<SessionOutput> {
  const { stanceTimeS, tiltDeg, dropDeg, rotationDeg, clean } = shape;
  const toeOffS = atS + stanceTimeS;
  const strideTimeS = timeS - atS;
  yield {
    kind: "gaitEvent",
    type: "toeOff",
    side,
    timeS: toeOffS,
    decidedAtS: timeS,
    method: "pelvis-thigh-force",
    sideMethod: "both-thighs",
    confidence: 1,
  };
  yield sampleStride(side, timeS, {
    initialContactS: atS,
    toeOffS,
    strideTimeS,
    stanceTimeS,
    swingTimeS: strideTimeS - stanceTimeS,
    dutyFactor: stanceTimeS / strideTimeS,
    cadenceSpm: 120 / strideTimeS,
    pelvicTiltMeanDeg: tiltDeg,
    hipInternalRotationStanceExcursionDeg: rotationDeg,
    clean,
  });
  const sign = side === "right" ? 1 : -1;
  yield {
    ...anyObliquity,
    side,
    timeS,
    initialContactS: atS,
    toeOffS,
    toeOffPct: (100 * stanceTimeS) / strideTimeS,
    curveDeg: new Array<number>(curvePoints).fill(sign * dropDeg),
    clean,
  };
}
