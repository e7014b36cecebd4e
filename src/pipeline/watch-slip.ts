import { motionChannel, motionChannels } from "../kernels/motion-track.ts";
import { type PlanarAxis, PlanarAxisEstimator } from "../kernels/planar-axis.ts";
import { emptyStretch, SampleHistory } from "../kernels/sample-history.ts";
import { type InclinationAngles, inclinationAngles } from "../kernels/segment-angles.ts";
import {
  changeSizeRad,
  isSlip,
  type PostureChange,
  SlipDetector,
} from "../kernels/slip-detector.ts";
import { StridePace } from "../kernels/stride-pace.ts";
import { type PodDescription, type Side, sideOf, sides } from "../model/pod.ts";
import type { CalibrationOutput, GaitEventOutput } from "../model/session-output.ts";
import { degPerRad } from "../model/units.ts";
import { calibrationOutput } from "./calibration-output.ts";
import { perSubscription } from "./per-subscription.ts";
import type { MotionFrames, PipelineOperator, PipelineValue } from "./pipeline-value.ts";
import { speedSettlesS } from "./speed-settles.ts";
import { frameRateHz } from "./synchronize-frames.ts";

/** Posture kept for the stride that a contact closes, s. */
const historyS = 3;

/** The posture of one pod's segment, stride by stride. */
class SegmentWatch {
  readonly pod: PodDescription;
  readonly side: Side | null;
  readonly detector = new SlipDetector();
  readonly #pace = new StridePace();
  readonly #angles: InclinationAngles = { tiltRad: 0, obliquityRad: 0, headingRad: 0 };
  readonly #swing = new PlanarAxisEstimator();
  readonly #axis: PlanarAxis = { angleRad: 0, roundness: 0, correlation: 0 };
  /** Tilt and obliquity. */
  readonly #history = new SampleHistory(historyS * frameRateHz, 2);
  readonly #sample = new Float64Array(2);
  readonly #summary = emptyStretch();
  /** Time of the contact that opened the stride, s; null where frames are missing since. */
  #openedS: number | null = null;
  #steps = 0;
  slipped = false;

  constructor(pod: PodDescription) {
    this.pod = pod;
    this.side = sideOf[pod.placement];
  }

  takeFrame(timeS: number, values: Float64Array, offset: number): void {
    inclinationAngles(this.#angles, values, offset + motionChannel.orientation);
    this.#sample[0] = this.#angles.tiltRad;
    this.#sample[1] = this.#angles.obliquityRad;
    this.#history.push(timeS, this.#sample);
    const rate = offset + motionChannel.rate;
    // The sign of the axis is that of the segment's own right: reference 1 along it.
    this.#swing.add(values[rate + 2] as number, values[rate] as number, 1, 0, 1);
  }

  /** Missing samples: the stride counts for nothing. */
  interrupt(): void {
    this.#open(null);
  }

  /** The segment's axes are others from here on. */
  restart(): void {
    this.interrupt();
    this.detector.reset();
  }

  /** Whether a contact of this side ends a stride of this segment. */
  closes(side: Side | null): boolean {
    if (this.side !== null) return side === this.side;
    // The pelvis moves alike for both feet: every second contact is a stride, whichever foot it was.
    this.#steps = this.#openedS === null ? 0 : this.#steps + 1;
    return this.#openedS === null || this.#steps >= 2;
  }

  /** Closes the stride and opens the next; false where it was none, or not steady. */
  close(timeS: number, headingsRad: readonly [number, number]): boolean {
    const openedS = this.#openedS;
    const whole = openedS !== null && this.#pace.add(timeS - openedS);
    if (whole) {
      this.detector.add({
        tiltRad: this.#meanRad(0, openedS, timeS),
        obliquityRad: this.#meanRad(1, openedS, timeS),
        turnsRad: this.side === null ? headingsRad : [this.#swingTurnRad()],
      });
    }
    this.#open(timeS);
    return whole;
  }

  #meanRad(channel: number, fromS: number, toS: number): number {
    return this.#history.summarize(this.#summary, channel, fromS, toS).mean;
  }

  #swingTurnRad(): number {
    return this.#swing.estimate(this.#axis) ? this.#axis.angleRad : Number.NaN;
  }

  #open(timeS: number | null): void {
    this.#openedS = timeS;
    this.#steps = 0;
    this.#swing.reset();
  }
}

/** Slip watch of one subscription. */
class SlipWatcher {
  readonly #watches: readonly SegmentWatch[];
  readonly #headingRad: Record<Side, number> = { left: Number.NaN, right: Number.NaN };
  #settledS = Number.NEGATIVE_INFINITY;

  constructor(pods: readonly PodDescription[]) {
    this.#watches = pods.map((pod) => new SegmentWatch(pod));
  }

  take(value: PipelineValue): CalibrationOutput[] {
    switch (value.kind) {
      case "frames":
        this.#takeFrames(value);
        return [];
      case "strideHeading":
        this.#headingRad[value.side] = value.strideRad;
        return [];
      case "beltSpeed":
        // Posture follows speed.
        this.#settledS = value.timeS + speedSettlesS;
        for (const watch of this.#watches) watch.restart();
        return [];
      case "headingLost":
        for (const side of sides) this.#headingRad[side] = Number.NaN;
        for (const watch of this.#watches) if (watch.side === null) watch.restart();
        return [];
      case "calibration":
        return value.stage === "slip" ? [] : this.#recalibrated(value);
      case "gaitEvent":
        return value.type === "initialContact" ? this.#closeStrides(value) : [];
      default:
        return [];
    }
  }

  #takeFrames(frames: MotionFrames): void {
    for (const watch of this.#watches) {
      const { valid, values } = frames.segments[watch.pod.placement];
      for (let i = 0; i < frames.count; i++) {
        const timeS = frames.timeS[i] as number;
        if (valid[i] === 1) watch.takeFrame(timeS, values, i * motionChannels);
        else watch.interrupt();
      }
    }
  }

  /** A pod that was calibrated anew while standing is where it is: it has not slipped since. */
  #recalibrated(calibration: CalibrationOutput): CalibrationOutput[] {
    const watch = this.#watches.find(({ pod }) => pod.podId === calibration.podId);
    if (watch === undefined) return [];
    const { stage, verdict } = calibration;
    const isMounted = stage === "standing" && verdict === "good";
    // Whoever feels a strap move asks for a calibration: asking alone must not hide the slip.
    if (stage === "gait" || isMounted) watch.restart();
    if (!watch.slipped || !isMounted) return [];
    watch.slipped = false;
    return [this.#report(watch, calibration.timeS, null)];
  }

  #closeStrides({ timeS, side, decidedAtS }: GaitEventOutput): CalibrationOutput[] {
    // A pelvis pod that turns on the body turns against the swing of both thighs.
    const { left, right } = this.#headingRad;
    const closed = this.#watches.filter((watch) => watch.closes(side));
    const grown = closed.filter((watch) => watch.close(timeS, [left, right]));
    if (timeS < this.#settledS) return [];
    return grown.flatMap((watch) => {
      const change = watch.detector.change();
      if (change === null || !isSlip(change, this.#changesBeside(watch))) return [];
      watch.detector.reset();
      watch.slipped = true;
      return [this.#report(watch, decidedAtS, changeSizeRad(change))];
    });
  }

  #changesBeside(own: SegmentWatch): PostureChange[] {
    return this.#watches
      .filter((watch) => watch !== own)
      .map((watch) => watch.detector.change())
      .filter((change) => change !== null);
  }

  /** @param sizeRad size of the slip; null where it is over. */
  #report({ pod }: SegmentWatch, timeS: number, sizeRad: number | null): CalibrationOutput {
    const slipDeg = sizeRad === null ? null : sizeRad * degPerRad;
    return calibrationOutput(pod, {
      timeS,
      stage: "slip",
      verdict: slipDeg === null ? "good" : "slipped",
      slipDeg,
      message:
        slipDeg === null
          ? "Calibrated anew after the slip."
          : `The pod has slipped by about ${slipDeg.toFixed(0)}°. Tighten the strap, then calibrate anew.`,
    });
  }
}

/** Says when a pod has slipped on the body during the run, within about ten strides. */
export function watchSlip(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const watcher = new SlipWatcher(pods);
    return (value, emit) => {
      emit(value);
      for (const report of watcher.take(value)) emit(report);
    };
  });
}
