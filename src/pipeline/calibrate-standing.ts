import { motionChannel, motionChannels } from "../kernels/motion-track.ts";
import {
  conjugateQuaternion,
  identityQuaternion,
  multiplyQuaternions,
  type Quaternion,
  rotateVector,
} from "../kernels/quaternion.ts";
import { calibrateStanding, standingSigmaRad } from "../kernels/standing-calibration.ts";
import type { PodDescription, PodId } from "../model/pod.ts";
import type { CalibrationSpan } from "../model/session-header.ts";
import type { CalibrationOutput, CalibrationVerdict } from "../model/session-output.ts";
import { degPerRad } from "../model/units.ts";
import { calibrationOutput } from "./calibration-output.ts";
import { perSubscription } from "./per-subscription.ts";
import type {
  OrientedBatch,
  PipelineOperator,
  PipelineValue,
  SegmentMotion,
} from "./pipeline-value.ts";
import { StandingWatch } from "./standing-watch.ts";

type StandingVerdict = Extract<
  CalibrationVerdict,
  "waiting" | "good" | "renewing" | "kept" | "moved" | "upside-down" | "crooked"
>;

/** Quiet standing that is averaged, after it has been noticed (itself 1.5 s), s. */
const averagedS = 2;

/** A calibration that was asked for anew waits this long for quiet standing, s. */
const renewalS = 60;

const messages: Readonly<Record<StandingVerdict, string>> = {
  waiting: "Stand still for four seconds, looking forward.",
  good: "Calibrated while standing.",
  renewing:
    "Stand still for four seconds, looking forward; the calibration from before holds until then.",
  kept: "There was no quiet standing; the calibration from before stays.",
  moved: "There was no quiet stretch of standing. Stand still for four seconds.",
  "upside-down": "The pod is upside down: turn it so that the arrow points up, then stand still.",
  crooked: "The pod is strapped more than 35° off: straighten it, then stand still.",
};

/** The mounting of one pod: collects quiet standing until it is known, then turns pod into segment motion. */
class PodMounting {
  readonly #pod: PodDescription;
  readonly #sum = new Float64Array(3);
  #sumOfSquares = 0;
  #averaged = 0;
  /** When somebody asked for a new calibration, s; null where nobody has. */
  #renewingSinceS: number | null = null;
  #podFromSegment: Quaternion | null = null;
  #segmentFromPod: Quaternion | null = null;
  #verdict: StandingVerdict | null = null;
  /** Why the newest quiet standing was refused while a calibration holds; null where it was not. */
  #refusal: StandingVerdict | null = null;
  /** What was found when the calibration that holds was made. */
  #found: Pick<CalibrationOutput, "mountingTiltDeg" | "uncertaintyDeg"> | null = null;

  constructor(pod: PodDescription) {
    this.#pod = pod;
  }

  /** Says once that it waits, so that the page can tell the runner what to do. */
  announce(timeS: number): CalibrationOutput | null {
    return this.#verdict === null ? this.#report(timeS, "waiting") : null;
  }

  /** Somebody asks for a new calibration: the next quiet standing counts. */
  renew(timeS: number): CalibrationOutput | null {
    // One that never was found is waiting for just that.
    if (this.#segmentFromPod === null) return null;
    const again = this.#renewingSinceS !== null;
    this.#renewingSinceS = timeS;
    if (again) return null;
    this.interrupt();
    this.#refusal = null;
    return this.#report(timeS, "renewing");
  }

  /** Nobody stood still after asking: the calibration from before stays. */
  renewalOver(timeS: number): CalibrationOutput | null {
    const sinceS = this.#renewingSinceS;
    if (sinceS === null || timeS - sinceS < renewalS) return null;
    this.#renewingSinceS = null;
    return this.#report(timeS, "kept");
  }

  /** A declared stretch of standing is over: reports once where it held no quiet stretch. */
  spanOver(timeS: number): CalibrationOutput | null {
    return this.#verdict === "waiting" ? this.#report(timeS, "moved") : null;
  }

  /** Whether quiet standing is still wanted. */
  get isOpen(): boolean {
    return this.#segmentFromPod === null || this.#renewingSinceS !== null;
  }

  /** The quiet stretch is over: what was collected of it counts for nothing. */
  interrupt(): void {
    this.#sum.fill(0);
    this.#sumOfSquares = 0;
    this.#averaged = 0;
  }

  collect(value: OrientedBatch): CalibrationOutput | null {
    const { batch } = value;
    for (let i = 0; i < 3 * batch.count; i++) {
      const acc = batch.accMPerS2[i] as number;
      this.#sum[i % 3] = (this.#sum[i % 3] as number) + acc;
      this.#sumOfSquares += acc * acc;
    }
    this.#averaged += batch.count;
    const durationS = this.#averaged / this.#pod.sampleRateHz;
    if (durationS < averagedS) return null;
    const result = calibrateStanding(this.#pod.placement, this.#sum);
    const sigmaRad = standingSigmaRad(this.#sum, this.#sumOfSquares, this.#averaged, durationS);
    this.interrupt();
    const { verdict, mountingTiltRad, segmentFromPod } = result;
    const found = {
      mountingTiltDeg: mountingTiltRad * degPerRad,
      uncertaintyDeg: sigmaRad * degPerRad,
    };
    if (verdict === "good") {
      this.#segmentFromPod = segmentFromPod;
      this.#podFromSegment = conjugateQuaternion(identityQuaternion(), segmentFromPod);
      this.#renewingSinceS = null;
      this.#found = found;
    } else if (this.#segmentFromPod !== null) return this.#refuse(batch.arrivalTimeS, verdict);
    return this.#verdict === verdict ? null : this.#report(batch.arrivalTimeS, verdict, found);
  }

  /** Somebody who asked for a new calibration sits or bends: what holds goes on, and the next quiet standing may do. */
  #refuse(timeS: number, verdict: StandingVerdict): CalibrationOutput | null {
    if (this.#refusal === verdict) return null;
    this.#refusal = verdict;
    return this.#report(timeS, "renewing", { message: messages[verdict] });
  }

  /** Segment motion of a batch; null while the mounting is not known. */
  transform(value: OrientedBatch): SegmentMotion | null {
    const podFromSegment = this.#podFromSegment;
    const segmentFromPod = this.#segmentFromPod;
    if (podFromSegment === null || segmentFromPod === null) return null;
    const { batch, earthFromPod } = value;
    const values = new Float64Array(motionChannels * batch.count);
    for (let i = 0; i < batch.count; i++) {
      const out = motionChannels * i;
      const { accMPerS2, gyrRadPerS } = batch;
      multiplyQuaternions(values, earthFromPod, podFromSegment, out, 4 * i);
      rotateVector(values, earthFromPod, accMPerS2, out + motionChannel.force, 4 * i, 3 * i);
      rotateVector(values, segmentFromPod, gyrRadPerS, out + motionChannel.rate, 0, 3 * i);
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

  #report(
    timeS: number,
    verdict: StandingVerdict,
    more: Partial<CalibrationOutput> = {},
  ): CalibrationOutput {
    this.#verdict = verdict;
    const message = messages[verdict];
    const said = { timeS, stage: "standing", verdict, message } as const;
    return calibrationOutput(this.#pod, { ...said, ...this.#found, ...more });
  }
}

/**
 * Finds each pod's mounting from quiet standing and from then on passes segment motion instead of
 * pod motion. Where the session declares stretches of standing, they count first; a pod that could not be
 * calibrated there, that was refused as crooked or upside down, or that somebody asks to be calibrated anew, is calibrated in the
 * next quiet stretch.
 */
export function calibrateStandingPods(
  pods: readonly PodDescription[],
  spans: readonly CalibrationSpan[],
): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const watch = new StandingWatch(pods, spans);
    const mountings = new Map<PodId, PodMounting>(
      pods.map((pod) => [pod.podId, new PodMounting(pod)]),
    );
    return (value, emit) => {
      if (value.kind === "calibrationRequest") {
        for (const podId of value.podIds) {
          const report = mountings.get(podId)?.renew(value.arrivalTimeS) ?? null;
          if (report !== null) emit(report);
        }
        return;
      }
      if (value.kind === "podState") watch.takeState(value);
      if (value.kind === "tick") {
        for (const [podId, mounting] of mountings) {
          const isOver = watch.isOver(podId, value.arrivalTimeS);
          const report =
            mounting.announce(value.arrivalTimeS) ??
            (isOver ? mounting.spanOver(value.arrivalTimeS) : null) ??
            mounting.renewalOver(value.arrivalTimeS);
          if (report !== null) emit(report);
        }
      }
      const mounting = value.kind === "oriented" ? mountings.get(value.batch.podId) : undefined;
      if (value.kind !== "oriented" || mounting === undefined) {
        emit(value);
        return;
      }
      const standing = watch.standing(value);
      if (mounting.isOpen && standing) {
        const report = mounting.collect(value);
        if (report !== null) emit(report);
      } else mounting.interrupt();
      const motion = value.settled ? mounting.transform(value) : null;
      if (motion !== null) emit(motion);
    };
  });
}
