import { motionChannel, motionChannels } from "../kernels/motion-track.ts";
import {
  conjugateQuaternion,
  identityQuaternion,
  multiplyQuaternions,
  type Quaternion,
  rotateVector,
} from "../kernels/quaternion.ts";
import { calibrateStanding, type StandingResult } from "../kernels/standing-calibration.ts";
import type { PodDescription, PodId } from "../model/pod.ts";
import type { CalibrationSpan } from "../model/session-header.ts";
import type { CalibrationOutput, CalibrationVerdict } from "../model/session-output.ts";
import { degPerRad } from "../model/units.ts";
import { perSubscription } from "./per-subscription.ts";
import type {
  OrientedBatch,
  PipelineOperator,
  PipelineValue,
  SegmentMotion,
} from "./pipeline-value.ts";

/** Quiet standing that is averaged, after rest has been detected (itself 1.5 s), s. */
const averagedS = 2;

const messages: Readonly<Record<CalibrationVerdict, string>> = {
  waiting: "Stand still for four seconds, looking forward.",
  good: "Calibrated while standing.",
  moved: "There was no quiet stretch of standing. Stand still for four seconds.",
  "upside-down": "The pod is upside down: turn it so that the arrow points up, then stand still.",
  crooked: "The pod is strapped more than 35° off: straighten it, then stand still.",
};

/** The mounting of one pod: collects quiet standing until it is known, then turns pod into segment motion. */
class PodMounting {
  readonly #pod: PodDescription;
  readonly #sum = new Float64Array(3);
  #averaged = 0;
  #podFromSegment: Quaternion | null = null;
  #segmentFromPod: Quaternion | null = null;
  #verdict: CalibrationVerdict | null = null;
  readonly #orientation = identityQuaternion();
  readonly #vector = new Float64Array(3);

  constructor(pod: PodDescription) {
    this.#pod = pod;
  }

  /** Says once that it waits, so that the page can tell the runner what to do. */
  announce(timeS: number): CalibrationOutput | null {
    return this.#verdict === null ? this.#report(timeS, "waiting", null) : null;
  }

  /** A declared stretch of standing is over: reports once where it held no quiet stretch. */
  spanOver(timeS: number): CalibrationOutput | null {
    return this.#verdict === "waiting" ? this.#report(timeS, "moved", null) : null;
  }

  collect(value: OrientedBatch): CalibrationOutput | null {
    if (this.#segmentFromPod !== null) return null;
    const { batch, resting } = value;
    if (!resting) {
      this.#sum.fill(0);
      this.#averaged = 0;
      return null;
    }
    for (let i = 0; i < 3 * batch.count; i++) {
      this.#sum[i % 3] = (this.#sum[i % 3] as number) + (batch.accMPerS2[i] as number);
    }
    this.#averaged += batch.count;
    if (this.#averaged < averagedS * this.#pod.sampleRateHz) return null;
    const result = calibrateStanding(this.#pod.placement, this.#sum);
    this.#sum.fill(0);
    this.#averaged = 0;
    if (result.verdict === "good") this.#adopt(result);
    const changed = this.#verdict !== result.verdict;
    return changed ? this.#report(batch.arrivalTimeS, result.verdict, result) : null;
  }

  /** Segment motion of a batch; null while the mounting is not known. */
  transform(value: OrientedBatch): SegmentMotion | null {
    const podFromSegment = this.#podFromSegment;
    const segmentFromPod = this.#segmentFromPod;
    if (podFromSegment === null || segmentFromPod === null) return null;
    const { batch, earthFromPod } = value;
    const values = new Float64Array(motionChannels * batch.count);
    for (let i = 0; i < batch.count; i++) {
      const q = earthFromPod.subarray(4 * i, 4 * i + 4);
      const out = motionChannels * i;
      values.set(multiplyQuaternions(this.#orientation, q, podFromSegment), out);
      rotateVector(this.#vector, q, batch.accMPerS2.subarray(3 * i, 3 * i + 3));
      values.set(this.#vector, out + motionChannel.force);
      rotateVector(this.#vector, segmentFromPod, batch.gyrRadPerS.subarray(3 * i, 3 * i + 3));
      values.set(this.#vector, out + motionChannel.rate);
    }
    return {
      kind: "segmentMotion",
      placement: batch.placement,
      arrivalTimeS: batch.arrivalTimeS,
      count: batch.count,
      timeS: batch.timeS,
      samplePeriodS: batch.samplePeriodS,
      values,
    };
  }

  #adopt(result: StandingResult): void {
    this.#segmentFromPod = result.segmentFromPod;
    this.#podFromSegment = conjugateQuaternion(identityQuaternion(), result.segmentFromPod);
  }

  #report(
    timeS: number,
    verdict: CalibrationVerdict,
    result: StandingResult | null,
  ): CalibrationOutput {
    this.#verdict = verdict;
    return {
      kind: "calibration",
      timeS,
      podId: this.#pod.podId,
      placement: this.#pod.placement,
      verdict,
      mountingTiltDeg: result === null ? null : result.mountingTiltRad * degPerRad,
      message: messages[verdict],
    };
  }
}

/**
 * Finds each pod's mounting from quiet standing and from then on passes segment motion instead of
 * pod motion. Where the session declares stretches of standing, only they count; otherwise the first
 * quiet one does. A crooked or upside-down pod is refused and may be put right and tried again.
 */
export function calibrateStandingPods(
  pods: readonly PodDescription[],
  spans: readonly CalibrationSpan[],
): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const mountings = new Map<PodId, PodMounting>(
      pods.map((pod) => [pod.podId, new PodMounting(pod)]),
    );
    const lastEndS = Math.max(...spans.map((span) => span.endS));
    const declared = (timeS: number): boolean =>
      spans.length === 0 || spans.some((span) => timeS >= span.startS && timeS < span.endS);
    return (value, emit) => {
      if (value.kind === "tick") {
        for (const mounting of mountings.values()) {
          const report =
            mounting.announce(value.arrivalTimeS) ??
            (value.arrivalTimeS > lastEndS + 1 && spans.length > 0
              ? mounting.spanOver(value.arrivalTimeS)
              : null);
          if (report !== null) emit(report);
        }
      }
      const mounting = value.kind === "oriented" ? mountings.get(value.batch.podId) : undefined;
      if (value.kind !== "oriented" || mounting === undefined) {
        emit(value);
        return;
      }
      if (declared(value.batch.timeS[0] as number)) {
        const report = mounting.collect(value);
        if (report !== null) emit(report);
      }
      const motion = mounting.transform(value);
      if (motion !== null) emit(motion);
    };
  });
}
