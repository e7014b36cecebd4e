import { motionChannel, motionChannels } from "../kernels/motion-track.ts";
import { identityQuaternion, multiplyQuaternions, rotateVector } from "../kernels/quaternion.ts";
import { SagittalCalibration, type SagittalResult } from "../kernels/sagittal-calibration.ts";
import { type Placement, type PodDescription, placements } from "../model/pod.ts";
import type { CalibrationOutput } from "../model/session-output.ts";
import { degPerRad } from "../model/units.ts";
import { perSubscription } from "./per-subscription.ts";
import type {
  MotionFrames,
  PipelineOperator,
  PipelineValue,
  SegmentFrames,
} from "./pipeline-value.ts";
import { frameRateHz } from "./synchronize-frames.ts";

/** A pelvis pod turned further than this about the vertical was not put on as its placement says, rad. */
const pelvisTurnLimitRad = (35 * Math.PI) / 180;
/** Thigh straps end up further round; beyond this the pod faces backward or inward, rad. */
const thighTurnLimitRad = (75 * Math.PI) / 180;

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

  apply({ valid, values }: SegmentFrames): SegmentFrames {
    const turned = values.slice();
    for (let i = 0; i < valid.length; i++) {
      const offset = i * motionChannels;
      const rate = offset + motionChannel.rate;
      multiplyQuaternions(turned, values, this.#nominalFromFunctional, offset, offset);
      rotateVector(turned, this.#functionalFromNominal, values, rate, 0, rate);
    }
    return { valid, values: turned };
  }
}

/** Sagittal calibration of one subscription. */
class SagittalFinder {
  readonly #pods: readonly PodDescription[];
  readonly #calibration = new SagittalCalibration(1 / frameRateHz);
  readonly #turns = new Map<Placement, SegmentTurn>();

  constructor(pods: readonly PodDescription[]) {
    this.#pods = pods;
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
    return this.#pods.flatMap((pod) => {
      if (this.#turns.has(pod.placement)) return [];
      const result = this.#result(pod.placement);
      if (result === null) return [];
      this.#turns.set(pod.placement, new SegmentTurn(result.turnRad));
      return [this.#report(pod, result, timeS)];
    });
  }

  /** The frames in functional segment axes, as far as they are known. */
  turn(frames: MotionFrames): MotionFrames {
    if (this.#turns.size === 0) return frames;
    const segments = Object.fromEntries(
      placements.map((placement) => {
        const segment = frames.segments[placement];
        return [placement, this.#turns.get(placement)?.apply(segment) ?? segment];
      }),
    ) as Record<Placement, SegmentFrames>;
    return { ...frames, segments };
  }

  #result(placement: Placement): SagittalResult | null {
    if (placement === "pelvis") return this.#calibration.pelvis();
    return this.#calibration.thigh(placement === "leftThigh" ? "left" : "right");
  }

  #report(pod: PodDescription, result: SagittalResult, timeS: number): CalibrationOutput {
    const limitRad = pod.placement === "pelvis" ? pelvisTurnLimitRad : thighTurnLimitRad;
    const turned = Math.abs(result.turnRad) > limitRad;
    return {
      kind: "calibration",
      timeS,
      podId: pod.podId,
      placement: pod.placement,
      stage: "gait",
      verdict: turned ? "turned" : "good",
      mountingTiltDeg: null,
      mountingTurnDeg: result.turnRad * degPerRad,
      message: turned
        ? "The pod is turned far round the body. Angles are corrected for it; check the placement."
        : "Forward found from the first strides.",
    };
  }
}

/**
 * Where forward is for each segment, found from the first strides; from then on frames are in
 * functional segment axes. Before, they are in the nominal ones.
 */
export function calibrateSagittal(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const finder = new SagittalFinder(pods);
    return (value, emit) => {
      if (value.kind !== "frames") {
        emit(value);
        return;
      }
      for (const report of finder.take(value)) emit(report);
      emit(finder.turn(value));
    };
  });
}
