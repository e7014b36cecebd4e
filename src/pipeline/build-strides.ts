import { SampleHistory, type StretchSummary } from "../kernels/sample-history.ts";
import { StrideBuilder, type StrideTimes } from "../kernels/stride-builder.ts";
import type { StrideOutput } from "../model/session-output.ts";
import { degPerRad } from "../model/units.ts";
import { perSubscription } from "./per-subscription.ts";
import type { PelvicAngleFrames, PipelineOperator, PipelineValue } from "./pipeline-value.ts";
import { frameRateHz } from "./synchronize-frames.ts";

/** Angles kept for the stride that an event closes, s. */
const historyS = 3;

/** A stride counts as clean from this confidence of all its events. */
const cleanConfidence = 0.5;

/** After a change of the belt speed the gait takes this long to settle, s. */
const speedSettlesS = 2;

/** Strides of one subscription, each with the pelvic angles that lie in it. */
class StrideRecorder {
  readonly #builder = new StrideBuilder();
  readonly #angles = new SampleHistory(historyS * frameRateHz, 2);
  readonly #sample = new Float64Array(2);
  #steadyFromS = Number.NEGATIVE_INFINITY;
  readonly #tilt: StretchSummary = { count: 0, min: 0, max: 0, mean: 0 };
  readonly #obliquity: StretchSummary = { count: 0, min: 0, max: 0, mean: 0 };

  takeAngles(frames: PelvicAngleFrames): void {
    for (let i = 0; i < frames.timeS.length; i++) {
      this.#sample[0] = frames.tiltRad[i] as number;
      this.#sample[1] = frames.obliquityRad[i] as number;
      this.#angles.push(frames.timeS[i] as number, this.#sample);
      // No stride spans missing samples.
      if (Number.isNaN(this.#sample[0])) this.#builder.reset();
    }
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
    const tilt = this.#angles.summarize(this.#tilt, 0, initialContactS, endS);
    const obliquity = this.#angles.summarize(this.#obliquity, 1, initialContactS, endS);
    const complete =
      this.#angles.oldestS <= initialContactS && Number.isFinite(tilt.mean) && tilt.count > 0;
    // Running alternates feet and flies in between; anything else is a stumble or a missed event.
    const runs = times.flightTimeS !== null && times.flightTimeS > 0 && times.dutyFactor < 0.5;
    const steady = initialContactS >= this.#steadyFromS;
    return {
      kind: "stride",
      ...times,
      timeS: endS,
      initialContactS,
      pelvicTiltMeanDeg: complete ? tilt.mean * degPerRad : null,
      pelvicTiltExcursionDeg: complete ? (tilt.max - tilt.min) * degPerRad : null,
      pelvicObliquityExcursionDeg: complete ? (obliquity.max - obliquity.min) * degPerRad : null,
      clean: complete && runs && steady && confidence >= cleanConfidence,
    };
  }
}

/** Completed strides from gait events and pelvic angles. */
export function buildStrides(): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const recorder = new StrideRecorder();
    return (value, emit) => {
      emit(value);
      if (value.kind === "pelvicAngleFrames") recorder.takeAngles(value);
      else if (value.kind === "beltSpeed") recorder.takeSpeedChange(value.timeS);
      else if (value.kind === "gaitEvent") {
        const stride = recorder.takeEvent(value);
        if (stride !== null) emit(stride);
      }
    };
  });
}
