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

type StandingVerdict = Exclude<CalibrationVerdict, "turned" | "swapped">;

/** Quiet standing that is averaged, after rest has been detected (itself 1.5 s), s. */
const averagedS = 2;

const messages: Readonly<Record<StandingVerdict, string>> = {
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
  #verdict: StandingVerdict | null = null;

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

  /** Whether quiet standing is still wanted. */
  get isOpen(): boolean {
    return this.#segmentFromPod === null;
  }

  /** The quiet stretch is over: what was collected of it counts for nothing. */
  interrupt(): void {
    this.#sum.fill(0);
    this.#averaged = 0;
  }

  collect(value: OrientedBatch): CalibrationOutput | null {
    const { batch } = value;
    for (let i = 0; i < 3 * batch.count; i++) {
      this.#sum[i % 3] = (this.#sum[i % 3] as number) + (batch.accMPerS2[i] as number);
    }
    this.#averaged += batch.count;
    if (this.#averaged < averagedS * this.#pod.sampleRateHz) return null;
    const result = calibrateStanding(this.#pod.placement, this.#sum);
    this.interrupt();
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

  #adopt(result: StandingResult): void {
    this.#segmentFromPod = result.segmentFromPod;
    this.#podFromSegment = conjugateQuaternion(identityQuaternion(), result.segmentFromPod);
  }

  #report(
    timeS: number,
    verdict: StandingVerdict,
    result: StandingResult | null,
  ): CalibrationOutput {
    this.#verdict = verdict;
    return {
      kind: "calibration",
      timeS,
      podId: this.#pod.podId,
      placement: this.#pod.placement,
      stage: "standing",
      verdict,
      mountingTurnDeg: null,
      mountingTiltDeg: result === null ? null : result.mountingTiltRad * degPerRad,
      message: messages[verdict],
    };
  }
}

/** Whether pods are resting and where standing is looked for; state of one subscription. */
class StandingWatch {
  readonly #spans: readonly CalibrationSpan[];
  readonly #resting = new Map<PodId, boolean>();

  constructor(spans: readonly CalibrationSpan[]) {
    this.#spans = spans;
  }

  /** Notes a pod's rest; true where all pods that are there rest together, at a time that counts. */
  standing(value: OrientedBatch): boolean {
    this.#resting.set(value.batch.podId, value.resting);
    // One pod alone may lie on a table: a runner who stands keeps all of them still.
    return (
      this.#counts(value.batch.timeS[0] as number) && [...this.#resting.values()].every(Boolean)
    );
  }

  /** Whether the declared stretches of standing have all passed. */
  isOver(nowS: number): boolean {
    return this.#spans.length > 0 && nowS > this.#lastEndS + 1;
  }

  /** Until the last declared stretch is over only these count; after it, and without any, all do. */
  #counts(timeS: number): boolean {
    const inside = this.#spans.some((span) => timeS >= span.startS && timeS < span.endS);
    return inside || this.#spans.length === 0 || timeS > this.#lastEndS + 1;
  }

  get #lastEndS(): number {
    return Math.max(...this.#spans.map((span) => span.endS));
  }
}

/**
 * Finds each pod's mounting from quiet standing and from then on passes segment motion instead of
 * pod motion. Where the session declares stretches of standing, they count first; a pod that could not be
 * calibrated there, or that was refused as crooked or upside down, is calibrated in the next quiet stretch.
 */
export function calibrateStandingPods(
  pods: readonly PodDescription[],
  spans: readonly CalibrationSpan[],
): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const watch = new StandingWatch(spans);
    const mountings = new Map<PodId, PodMounting>(
      pods.map((pod) => [pod.podId, new PodMounting(pod)]),
    );
    return (value, emit) => {
      if (value.kind === "tick") {
        for (const mounting of mountings.values()) {
          const isOver = watch.isOver(value.arrivalTimeS);
          const report =
            mounting.announce(value.arrivalTimeS) ??
            (isOver ? mounting.spanOver(value.arrivalTimeS) : null);
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
