import { motionChannel, motionChannels } from "../kernels/motion-track.ts";
import { identityQuaternion, multiplyQuaternions, rotateVector } from "../kernels/quaternion.ts";
import { SagittalCalibration, type SagittalResult } from "../kernels/sagittal-calibration.ts";
import { type Placement, type PodDescription, sides, thighOf } from "../model/pod.ts";
import type { CalibrationOutput } from "../model/session-output.ts";
import { degPerRad, radPerDeg } from "../model/units.ts";
import { calibrationOutput } from "./calibration-output.ts";
import { perSubscription } from "./per-subscription.ts";
import type {
  MotionFrames,
  PipelineOperator,
  PipelineValue,
  SegmentFrames,
} from "./pipeline-value.ts";
import { frameRateHz } from "./synchronize-frames.ts";

/** A pelvis pod turned further than this about the vertical was not put on as its placement says, rad. */
const pelvisTurnLimitRad = 60 * radPerDeg;
/** Thigh straps end up further round; beyond this the pod faces backward or inward, rad. */
const thighTurnLimitRad = 75 * radPerDeg;

/** The turn of one segment's frames about its long axis. */
class SegmentTurn {
  readonly #nominalFromFunctional = identityQuaternion();
  readonly #functionalFromNominal = identityQuaternion();

  constructor(turnRad: number) {
    const c = Math.cos(turnRad / 2);
    const s = Math.sin(turnRad / 2);
    this.#nominalFromFunctional.set([c, 0, s, 0]);
    this.#functionalFromNominal.set([c, 0, -s, 0]);
  }

  /** Turns frames in place. */
  apply({ valid, values }: SegmentFrames): void {
    for (let i = 0; i < valid.length; i++) {
      const offset = i * motionChannels;
      const rate = offset + motionChannel.rate;
      multiplyQuaternions(values, values, this.#nominalFromFunctional, offset, offset);
      rotateVector(values, this.#functionalFromNominal, values, rate, 0, rate);
    }
  }
}

/** Sagittal calibration of one subscription. */
class SagittalFinder {
  readonly #pods: readonly PodDescription[];
  readonly #calibration = new SagittalCalibration(1 / frameRateHz);
  readonly #turns = new Map<Placement, SegmentTurn>();
  /** Pods that are on each other's place; what they move is no gait of the segment. */
  readonly #swapped = new Set<Placement>();

  constructor(pods: readonly PodDescription[]) {
    this.#pods = pods;
  }

  /** A pod has been mounted, or mounted anew: where its forward is, and that of a pod it was exchanged with, only strides can tell. */
  restart(pod: PodDescription, timeS: number): CalibrationOutput[] {
    const concerned = new Set([pod.placement, ...this.#swapped]);
    this.#swapped.clear();
    return this.#pods
      .filter(({ placement }) => concerned.has(placement))
      .map((one) => {
        this.#turns.delete(one.placement);
        this.#calibration.restart(one.placement);
        return calibrationOutput(one, {
          timeS,
          stage: "gait",
          verdict: "too-few-strides",
          message: "Forward is found from the first ten or so running strides.",
        });
      });
  }

  /** Collects gait from the frames; what becomes known by it, as calibration outputs. */
  take(frames: MotionFrames): CalibrationOutput[] {
    if (this.#turns.size === this.#pods.length) return [];
    const { pelvis, leftThigh, rightThigh } = frames.segments;
    for (let i = 0; i < frames.count; i++) {
      const offset = i * motionChannels;
      if (pelvis.valid[i] !== 1) {
        this.#calibration.interrupt();
        continue;
      }
      const left = leftThigh.valid[i] === 1 ? leftThigh.values : null;
      const right = rightThigh.valid[i] === 1 ? rightThigh.values : null;
      this.#calibration.add(pelvis.values, offset, left, right, offset);
    }
    const timeS = frames.timeS[frames.count - 1] as number;
    const swapped = this.#findSwapped(timeS);
    if (this.#swapped.size > 0) return swapped;
    return this.#pods.flatMap((pod) => {
      if (this.#turns.has(pod.placement)) return [];
      const result = this.#calibration.result(pod.placement);
      if (result === null) return [];
      this.#turns.set(pod.placement, new SegmentTurn(result.turnRad));
      return [this.#report(pod, result, timeS)];
    });
  }

  /** Turns the frames into functional segment axes, as far as they are known. Nobody has seen them before. */
  turn({ segments }: MotionFrames): void {
    for (const [placement, turn] of this.#turns) turn.apply(segments[placement]);
  }

  /** What there is to say where a thigh pod is found to be on the pelvis. */
  #findSwapped(timeS: number): CalibrationOutput[] {
    if (this.#swapped.size > 0) return [];
    const side = sides.find((one) => this.#calibration.isSwappedWithPelvis(one) === true);
    if (side === undefined) return [];
    this.#swapped.add("pelvis").add(thighOf[side]);
    return this.#pods
      .filter((pod) => this.#swapped.has(pod.placement))
      .map((pod) =>
        calibrationOutput(pod, {
          timeS,
          stage: "gait",
          verdict: "swapped-with-pelvis",
          message: `The pods of the pelvis and the ${side} thigh seem to be exchanged. Change them over, then calibrate anew.`,
        }),
      );
  }

  #report(
    pod: PodDescription,
    { turnRad, sigmaRad }: SagittalResult,
    timeS: number,
  ): CalibrationOutput {
    const limitRad = pod.placement === "pelvis" ? pelvisTurnLimitRad : thighTurnLimitRad;
    const turned = Math.abs(turnRad) > limitRad;
    return calibrationOutput(pod, {
      timeS,
      stage: "gait",
      verdict: turned ? "turned" : "good",
      mountingTurnDeg: turnRad * degPerRad,
      uncertaintyDeg: sigmaRad * degPerRad,
      message: turned
        ? "The pod is turned far round the body. Angles are corrected for it; check the placement."
        : "Forward found from the first running strides.",
    });
  }
}

/**
 * Where forward is for each segment, found from the first running strides; from then on frames are in
 * functional segment axes. Before, they are in the nominal ones.
 */
export function calibrateSagittal(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const finder = new SagittalFinder(pods);
    return (value, emit) => {
      if (value.kind !== "frames") {
        emit(value);
        const mounted = value.kind === "calibration" && value.verdict === "good" ? value : null;
        const pod = pods.find(({ podId }) => podId === mounted?.podId);
        if (mounted === null || pod === undefined) return;
        for (const report of finder.restart(pod, mounted.timeS)) emit(report);
        return;
      }
      for (const report of finder.take(value)) emit(report);
      finder.turn(value);
      emit(value);
    };
  });
}
