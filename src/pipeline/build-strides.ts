import { StrideBuilder, type StrideTimes } from "../kernels/stride-builder.ts";
import {
  type Activity,
  type BeltSpeedOutput,
  type CalibrationOutput,
  type SessionOutput,
  type StrideAngle,
  type StrideAngleOutput,
  type StrideOutput,
  strideAngles,
} from "../model/session-output.ts";
import { degPerRad } from "../model/units.ts";
import { AngleHistory, type MeasuredAngle } from "./angle-history.ts";
import { perSubscription } from "./per-subscription.ts";
import type {
  HipAngleFrames,
  PelvicAngleFrames,
  PipelineOperator,
  PipelineValue,
} from "./pipeline-value.ts";
import { speedSettlesS } from "./speed-settles.ts";

/** A stride counts as clean from this confidence of all its events. */
const cleanConfidence = 0.5;

function deg(rad: number | null | undefined): number | null {
  return rad == null ? null : rad * degPerRad;
}

/** A thousandth of a degree is far below any error, and a curve of such numbers takes half the room. */
function curveDeg(points: Float64Array): number[] {
  const rounded: number[] = [];
  for (const rad of points) rounded.push(Math.round(1000 * rad * degPerRad) / 1000);
  return rounded;
}

/** Strides of one subscription, each with the angles that lie in it. */
class StrideRecorder {
  readonly #builder = new StrideBuilder();
  readonly #angles = new AngleHistory();
  #steadyFromS = Number.NEGATIVE_INFINITY;
  #sidesSwapped = false;
  #pelvisMisplaced = false;
  /** What the runner does; null where that is not known. */
  activity: Activity | null = null;

  takePelvis(frames: PelvicAngleFrames): void {
    this.#angles.takePelvis(frames);
  }

  takeHips(frames: HipAngleFrames): void {
    // No stride spans missing samples.
    if (!this.#angles.takeHips(frames)) this.#builder.reset();
  }

  takeCalibration({ stage, verdict, placement }: CalibrationOutput): void {
    if (stage === "sides") this.#sidesSwapped = verdict === "swapped";
    if (placement !== "pelvis") return;
    if (stage === "slip") this.#angles.pelvisSlipped = verdict === "slipped";
    if (stage !== "gait") return;
    this.#pelvisMisplaced = verdict === "swapped-with-pelvis";
    this.#angles.forwardKnown = verdict === "good" || verdict === "turned";
    // Angles of one stride must not be taken in two frames.
    this.#builder.reset();
  }

  takeSpeed({ timeS }: BeltSpeedOutput): void {
    this.#steadyFromS = timeS + speedSettlesS;
  }

  /** The stride that the event completes and its angles; nothing where it completes none. */
  takeEvent(event: Extract<PipelineValue, { kind: "gaitEvent" }>): readonly SessionOutput[] {
    if (event.side === null) {
      this.#builder.reset();
      return [];
    }
    const stride = this.#builder.add(event.type, event.side, event.timeS, event.confidence);
    if (stride === null) return [];
    const clean = this.#isClean(stride);
    const measured = Object.fromEntries(
      strideAngles.map((angle) => [angle, this.#angles.measure(angle, stride)]),
    ) as Record<StrideAngle, MeasuredAngle>;
    return [
      strideOutput(stride, measured, clean),
      ...strideAngles.map((angle) => strideAngleOutput(stride, angle, measured[angle], clean)),
    ];
  }

  #isClean(stride: StrideTimes): boolean {
    // Running alternates feet and flies in between; anything else is a stumble or a missed event.
    const flies = stride.flightTimeS !== null && stride.flightTimeS > 0 && stride.dutyFactor < 0.5;
    const runs = this.activity === null || this.activity === "running";
    const steady = stride.initialContactS >= this.#steadyFromS;
    const placed = !this.#sidesSwapped && !this.#pelvisMisplaced;
    const sure = stride.confidence >= cleanConfidence;
    return flies && runs && steady && placed && sure && this.#angles.isWhole(stride);
  }
}

function strideOutput(
  { initialContactS, endS, confidence: _, ...times }: StrideTimes,
  angles: Readonly<Record<StrideAngle, MeasuredAngle>>,
  clean: boolean,
): StrideOutput {
  const { pelvicTilt, pelvicObliquity, pelvicRotation } = angles;
  const { hipFlexion, hipAdduction, hipInternalRotation } = angles;
  return {
    kind: "stride",
    ...times,
    timeS: endS,
    initialContactS,
    pelvicTiltMeanDeg: deg(pelvicTilt.curve?.mean),
    pelvicTiltExcursionDeg: deg(pelvicTilt.curve?.excursion),
    pelvicObliquityExcursionDeg: deg(pelvicObliquity.curve?.excursion),
    pelvicRotationExcursionDeg: deg(pelvicRotation.curve?.excursion),
    hipFlexionMaxDeg: deg(hipFlexion.curve?.max),
    hipFlexionMinDeg: deg(hipFlexion.curve?.min),
    hipAdductionStanceExcursionDeg: deg(hipAdduction.stanceExcursionRad),
    hipInternalRotationMeanDeg: deg(hipInternalRotation.curve?.mean),
    hipInternalRotationStanceExcursionDeg: deg(hipInternalRotation.stanceExcursionRad),
    clean,
    late: false,
  };
}

function strideAngleOutput(
  { side, initialContactS, toeOffS, endS, dutyFactor }: StrideTimes,
  angle: StrideAngle,
  { curve, stanceExcursionRad, absent }: MeasuredAngle,
  clean: boolean,
): StrideAngleOutput {
  return {
    kind: "strideAngle",
    side,
    angle,
    timeS: endS,
    initialContactS,
    toeOffS,
    toeOffPct: 100 * dutyFactor,
    meanDeg: deg(curve?.mean),
    minDeg: deg(curve?.min),
    minAtPct: curve?.minAtPct ?? null,
    maxDeg: deg(curve?.max),
    maxAtPct: curve?.maxAtPct ?? null,
    excursionDeg: deg(curve?.excursion),
    stanceExcursionDeg: curve === null ? null : deg(stanceExcursionRad),
    initialContactDeg: deg(curve?.points[0]),
    toeOffDeg: deg(curve?.toeOff),
    curveDeg: curve === null ? null : curveDeg(curve.points),
    clean,
    late: false,
    absent,
  };
}

/** Completed strides from gait events and angles, each followed by its angles. */
export function buildStrides(): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const recorder = new StrideRecorder();
    return (value, emit) => {
      emit(value);
      if (value.kind === "pelvicAngleFrames") recorder.takePelvis(value);
      else if (value.kind === "hipAngleFrames") recorder.takeHips(value);
      else if (value.kind === "calibration") recorder.takeCalibration(value);
      else if (value.kind === "activity") recorder.activity = value.activity;
      else if (value.kind === "beltSpeed") recorder.takeSpeed(value);
      else if (value.kind === "gaitEvent") {
        for (const output of recorder.takeEvent(value)) emit(output);
      }
    };
  });
}
