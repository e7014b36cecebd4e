import { SampleHistory, type StretchSummary } from "../kernels/sample-history.ts";
import { StrideBuilder, type StrideTimes } from "../kernels/stride-builder.ts";
import type { CalibrationOutput, StrideOutput } from "../model/session-output.ts";
import { degPerRad } from "../model/units.ts";
import { perSubscription } from "./per-subscription.ts";
import type {
  HipAngleFrames,
  PelvicAngleFrames,
  PipelineOperator,
  PipelineValue,
} from "./pipeline-value.ts";
import { speedSettlesS } from "./speed-settles.ts";
import { frameRateHz } from "./synchronize-frames.ts";

/** Angles kept for the stride that an event closes, s. */
const historyS = 3;

/** A stride counts as clean from this confidence of all its events. */
const cleanConfidence = 0.5;

/** Channels of the angle history, in this order. */
const channel = {
  tilt: 0,
  obliquity: 1,
  rotation: 2,
  left: { flexion: 3, adduction: 4, internalRotation: 5 },
  right: { flexion: 6, adduction: 7, internalRotation: 8 },
} as const;
const channels = 9;

/** One angle over a stretch of time, degrees; all null where any of it is not known. */
interface AngleStretch {
  readonly meanDeg: number | null;
  readonly minDeg: number | null;
  readonly maxDeg: number | null;
  readonly excursionDeg: number | null;
}

const unknownStretch: AngleStretch = {
  meanDeg: null,
  minDeg: null,
  maxDeg: null,
  excursionDeg: null,
};

/** Strides of one subscription, each with the angles that lie in it. */
class StrideRecorder {
  readonly #builder = new StrideBuilder();
  readonly #angles = new SampleHistory(historyS * frameRateHz, channels);
  readonly #sample = new Float64Array(channels);
  readonly #summary: StretchSummary = { count: 0, min: 0, max: 0, mean: 0 };
  #steadyFromS = Number.NEGATIVE_INFINITY;
  #pelvis: PelvicAngleFrames | null = null;
  #forwardKnown = false;
  #sidesSwapped = false;
  #pelvisSlipped = false;
  #pelvisMisplaced = false;

  takePelvis(frames: PelvicAngleFrames): void {
    this.#pelvis = frames;
  }

  /** Hip frames come right behind the pelvic ones of the same instants. */
  takeHips({ timeS, left, right }: HipAngleFrames): void {
    const pelvis = this.#pelvis;
    if (pelvis === null || pelvis.timeS !== timeS) return;
    for (let i = 0; i < timeS.length; i++) {
      this.#sample[channel.tilt] = pelvis.tiltRad[i] as number;
      this.#sample[channel.obliquity] = pelvis.obliquityRad[i] as number;
      this.#sample[channel.rotation] = pelvis.rotationRad[i] as number;
      for (let k = 0; k < 3; k++) {
        this.#sample[channel.left.flexion + k] = left[3 * i + k] as number;
        this.#sample[channel.right.flexion + k] = right[3 * i + k] as number;
      }
      this.#angles.push(timeS[i] as number, this.#sample);
      // No stride spans missing samples.
      if (Number.isNaN(this.#sample[channel.tilt])) this.#builder.reset();
    }
  }

  takeCalibration({ stage, verdict, placement }: CalibrationOutput): void {
    if (stage === "sides") this.#sidesSwapped = verdict === "swapped";
    if (placement !== "pelvis") return;
    if (stage === "slip") this.#pelvisSlipped = verdict === "slipped";
    if (stage !== "gait") return;
    // Angles of one stride must not be taken in two frames.
    this.#forwardKnown = verdict === "good" || verdict === "turned";
    this.#pelvisMisplaced = verdict === "swapped-with-pelvis";
    this.#builder.reset();
  }

  takeSpeedChange(timeS: number): void {
    this.#steadyFromS = timeS + speedSettlesS;
  }

  takeEvent(event: Extract<PipelineValue, { kind: "gaitEvent" }>): StrideOutput | null {
    if (event.side === null) {
      this.#builder.reset();
      return null;
    }
    const stride = this.#builder.add(event.type, event.side, event.timeS, event.confidence);
    return stride === null ? null : this.#describe(stride);
  }

  #describe(stride: StrideTimes): StrideOutput {
    const { initialContactS, endS, confidence, ...times } = stride;
    const { toeOffS, side } = times;
    const overStride = (angle: number): AngleStretch => this.#stretch(angle, initialContactS, endS);
    const overStance = (angle: number): AngleStretch =>
      this.#stretch(angle, initialContactS, toeOffS);
    const tilt = overStride(channel.tilt);
    const complete = tilt.meanDeg !== null;
    const pelvis = (stretch: AngleStretch): AngleStretch =>
      this.#forwardKnown && !this.#pelvisSlipped ? stretch : unknownStretch;
    const hip = channel[side];
    const flexion = overStride(hip.flexion);
    // Running alternates feet and flies in between; anything else is a stumble or a missed event.
    const runs = times.flightTimeS !== null && times.flightTimeS > 0 && times.dutyFactor < 0.5;
    const steady = initialContactS >= this.#steadyFromS;
    const placed = !this.#sidesSwapped && !this.#pelvisMisplaced;
    return {
      kind: "stride",
      ...times,
      timeS: endS,
      initialContactS,
      pelvicTiltMeanDeg: pelvis(tilt).meanDeg,
      pelvicTiltExcursionDeg: pelvis(tilt).excursionDeg,
      pelvicObliquityExcursionDeg: pelvis(overStride(channel.obliquity)).excursionDeg,
      pelvicRotationExcursionDeg: pelvis(overStride(channel.rotation)).excursionDeg,
      hipFlexionMaxDeg: flexion.maxDeg,
      hipFlexionMinDeg: flexion.minDeg,
      hipAdductionStanceExcursionDeg: overStance(hip.adduction).excursionDeg,
      hipInternalRotationMeanDeg: overStride(hip.internalRotation).meanDeg,
      hipInternalRotationStanceExcursionDeg: overStance(hip.internalRotation).excursionDeg,
      clean: complete && runs && steady && placed && confidence >= cleanConfidence,
    };
  }

  #stretch(angle: number, fromS: number, toS: number): AngleStretch {
    const { count, min, max, mean } = this.#angles.summarize(this.#summary, angle, fromS, toS);
    if (this.#angles.oldestS > fromS || count === 0 || !Number.isFinite(mean)) {
      return unknownStretch;
    }
    return {
      meanDeg: mean * degPerRad,
      minDeg: min * degPerRad,
      maxDeg: max * degPerRad,
      excursionDeg: (max - min) * degPerRad,
    };
  }
}

/** Completed strides from gait events and angles. */
export function buildStrides(): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const recorder = new StrideRecorder();
    return (value, emit) => {
      emit(value);
      if (value.kind === "pelvicAngleFrames") recorder.takePelvis(value);
      else if (value.kind === "hipAngleFrames") recorder.takeHips(value);
      else if (value.kind === "calibration") recorder.takeCalibration(value);
      else if (value.kind === "beltSpeed") recorder.takeSpeedChange(value.timeS);
      else if (value.kind === "gaitEvent") {
        const stride = recorder.takeEvent(value);
        if (stride !== null) emit(stride);
      }
    };
  });
}
