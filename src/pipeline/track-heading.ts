import { HeadingTracker, wrapAngle } from "../kernels/heading-tracker.ts";
import { motionChannel, motionChannels } from "../kernels/motion-track.ts";
import { type PlanarAxis, PlanarAxisEstimator } from "../kernels/planar-axis.ts";
import { identityQuaternion, rotateVector } from "../kernels/quaternion.ts";
import { StridePace } from "../kernels/stride-pace.ts";
import { type Placement, type PodDescription, type Side, sides, thighOf } from "../model/pod.ts";
import type { HeadingOutput } from "../model/session-output.ts";
import { degPerRad } from "../model/units.ts";
import { headingAbsence, KnownState } from "./known-state.ts";
import { perSubscription } from "./per-subscription.ts";
import type { MotionFrames, PipelineOperator, PipelineValue } from "./pipeline-value.ts";

/** Strides after which the heading between the pods is good enough to show angles. */
const leastStrides = 5;

/** A running stride takes about this long where no pace is known yet, and never longer than that, s. */
const strideS = 0.7;
const longestStrideS = 1.5;

/** The quality is reported this often, s. */
const reportEveryS = 1;

/**
 * The heading between one thigh pod and the pelvis pod. Without magnetometer the two earth frames drift apart by
 * degrees a minute; per stride the thigh's swing axis is laid on the pelvis' mean medio-lateral axis. A
 * lasting turn of the thigh about its own long axis does not move its swing axis, so it stays visible.
 */
class RelativeHeading {
  readonly #tracker = new HeadingTracker();
  readonly #swing = new PlanarAxisEstimator();
  readonly #axis: PlanarAxis = { angleRad: 0, roundness: 0, correlation: 0 };
  readonly #vector = new Float64Array(3);
  readonly #pelvis = identityQuaternion();
  readonly #thigh = identityQuaternion();
  readonly #pace = new StridePace();
  /** Time of the initial contact that began what is collected, s; null where it began at none. */
  #openedS: number | null = null;
  /** When the last whole stride was closed, s; null before the first. */
  #closedS: number | null = null;
  #steady = false;
  #pelvisX = 0;
  #pelvisY = 0;

  /** Whether enough strides have been seen. */
  get isKnown(): boolean {
    return this.#tracker.strides >= leastStrides;
  }

  /** Tracked heading, rad; null before it is good enough. */
  get trackedRad(): number | null {
    return this.isKnown ? this.#tracker.headingRad : null;
  }

  /** Takes one frame. */
  take(pelvis: Float64Array, thigh: Float64Array, offset: number): void {
    for (let i = 0; i < 4; i++) {
      this.#pelvis[i] = pelvis[offset + i] as number;
      this.#thigh[i] = thigh[offset + i] as number;
    }
    this.#collect(thigh, offset);
  }

  /**
   * An initial contact of this side at `timeS`: the stride's headings are complete.
   * @returns the stride's own heading, rad; NaN where there is none.
   */
  closeStride(timeS: number): number {
    const openedS = this.#openedS;
    const durationS = openedS === null ? Number.POSITIVE_INFINITY : timeS - openedS;
    // Only a whole stride has a swing axis: half a swing points degrees to the side.
    const whole = durationS < longestStrideS && this.#swing.estimate(this.#axis);
    const pelvisHeading = Math.atan2(this.#pelvisY, this.#pelvisX);
    this.forgetStride();
    this.#openedS = timeS;
    if (!whole) return Number.NaN;
    const missed = this.#stridesSince(timeS - durationS);
    if (missed >= 1) this.#tracker.pause(missed);
    this.#closedS = timeS;
    // In a gait that changes, the swing axis is not what it was: the heading is held.
    if (!this.#pace.add(durationS)) {
      this.#tracker.hold();
      this.#steady = false;
      return Number.NaN;
    }
    const headingRad = wrapAngle(pelvisHeading - this.#axis.angleRad);
    this.#steady = this.#tracker.update(headingRad);
    return headingRad;
  }

  /** Strides that would have fitted into the time since the last one; 0 before the first. */
  #stridesSince(timeS: number): number {
    if (this.#closedS === null) return 0;
    return Math.max(0, Math.round((timeS - this.#closedS) / (this.#pace.strideTimeS ?? strideS)));
  }

  /** What is known about the heading between the pods at `nowS`. */
  quality(
    nowS: number,
  ): Pick<
    HeadingOutput,
    "strides" | "driftRemovedDeg" | "driftDegPerMin" | "uncertaintyDeg" | "steady"
  > {
    const { strides, driftRad, ratePerStrideRad } = this.#tracker;
    const paceS = this.#pace.strideTimeS;
    // One stride is always under way, and another may be late by what deciding takes.
    const missed = Math.max(0, this.#stridesSince(nowS) - 2);
    const sigmaRad = this.#tracker.sigmaAfterRad(missed);
    return {
      strides,
      driftRemovedDeg: driftRad * degPerRad,
      driftDegPerMin: paceS === null ? null : (ratePerStrideRad * degPerRad * 60) / paceS,
      uncertaintyDeg: Number.isNaN(sigmaRad) ? null : sigmaRad * degPerRad,
      steady: this.#steady && missed === 0,
    };
  }

  /** A pod has turned unseen: strides are needed anew. */
  forgetHeading(): void {
    this.#tracker.reset();
    this.#closedS = null;
    this.#steady = false;
    this.forgetStride();
  }

  /** Missing samples: the stride is not used. */
  forgetStride(): void {
    this.#openedS = null;
    this.#swing.reset();
    this.#pelvisX = 0;
    this.#pelvisY = 0;
  }

  /** Horizontal angular rate of the thigh, and the headings of both medio-lateral axes. */
  #collect(thigh: Float64Array, offset: number): void {
    const vector = this.#vector;
    rotateVector(vector, this.#thigh, thigh, 0, 0, offset + motionChannel.rate);
    const rateX = vector[0] as number;
    const rateY = vector[1] as number;
    rightAxis(vector, this.#thigh);
    // The axis' sign is that of the thigh's own right: reference 1 along it.
    this.#swing.add(rateX, rateY, vector[0] as number, vector[1] as number, 1);
    rightAxis(vector, this.#pelvis);
    this.#pelvisX += vector[0] as number;
    this.#pelvisY += vector[1] as number;
  }
}

const segmentRight = Float64Array.of(0, 0, 1);

/** out = the segment's right axis in earth axes. */
function rightAxis(out: Float64Array, earthFromSegment: Float64Array): void {
  rotateVector(out, earthFromSegment, segmentRight);
}

type Emit = (out: PipelineValue) => void;

/** Headings of both sides of one subscription. */
class HeadingFinder {
  readonly #known: KnownState;
  readonly #headings: Readonly<Record<Side, RelativeHeading>> = {
    left: new RelativeHeading(),
    right: new RelativeHeading(),
  };
  #lastReportS = Number.NEGATIVE_INFINITY;

  constructor(pods: readonly PodDescription[]) {
    this.#known = new KnownState(pods);
  }

  take(value: PipelineValue, emit: Emit): void {
    this.#known.take(value);
    switch (value.kind) {
      case "frames":
        this.#takeFrames(value);
        return;
      case "headingLost":
        this.#forget(value.placement, emit);
        return;
      case "calibration":
        // The pelvis' axes are others from here on, and with them its mean heading.
        if (value.stage === "gait" && value.placement === "pelvis") this.#forget("pelvis", emit);
        return;
      case "gaitEvent":
        if (value.type === "initialContact" && value.side !== null) {
          this.#closeStride(value.side, value.timeS, emit);
        }
        return;
      case "tick":
        if (value.arrivalTimeS - this.#lastReportS < reportEveryS) return;
        this.#lastReportS = value.arrivalTimeS;
        for (const side of sides) this.#report(side, value.arrivalTimeS, emit);
        return;
      default:
        return;
    }
  }

  #takeFrames({ count, segments }: MotionFrames): void {
    const { pelvis } = segments;
    for (const side of sides) {
      const thigh = segments[thighOf[side]];
      const heading = this.#headings[side];
      const able = headingAbsence(this.#known, side) === null;
      for (let i = 0; i < count; i++) {
        if (able && pelvis.valid[i] === 1 && thigh.valid[i] === 1) {
          heading.take(pelvis.values, thigh.values, i * motionChannels);
        } else heading.forgetStride();
      }
    }
  }

  #closeStride(side: Side, timeS: number, emit: Emit): void {
    const heading = this.#headings[side];
    const strideRad = heading.closeStride(timeS);
    emit({ kind: "strideHeading", side, strideRad, trackedRad: heading.trackedRad });
  }

  /** A heading between pods rests on both of them. */
  #forget(placement: Placement, emit: Emit): void {
    for (const side of sides) {
      if (placement !== "pelvis" && placement !== thighOf[side]) continue;
      this.#headings[side].forgetHeading();
      emit({ kind: "strideHeading", side, strideRad: Number.NaN, trackedRad: null });
    }
  }

  #report(side: Side, timeS: number, emit: Emit): void {
    const common = { kind: "heading", timeS, side } as const;
    const absent = headingAbsence(this.#known, side);
    // A thigh that carries no pod has no heading to speak of.
    if (absent === "no-pod") return;
    const heading = this.#headings[side];
    const quality = heading.quality(timeS);
    if (absent === null && heading.isKnown) {
      emit({ ...common, ...quality, absent });
      return;
    }
    emit({
      ...common,
      strides: quality.strides,
      driftRemovedDeg: null,
      driftDegPerMin: null,
      uncertaintyDeg: null,
      steady: false,
      absent: absent ?? "too-few-strides",
    });
  }
}

/**
 * The heading between each thigh pod and the pelvis pod, found anew with every steady stride, and once a second how
 * good it is.
 */
export function trackHeading(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const finder = new HeadingFinder(pods);
    return (value, emit) => {
      finder.take(value, emit);
      emit(value);
    };
  });
}
