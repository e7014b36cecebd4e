import { HeadingTracker, wrapAngle } from "../kernels/heading-tracker.ts";
import { type HipAngles, hipAngles, pelvisFromThigh } from "../kernels/hip-angles.ts";
import { motionChannel, motionChannels } from "../kernels/motion-track.ts";
import { type PlanarAxis, PlanarAxisEstimator } from "../kernels/planar-axis.ts";
import { identityQuaternion, rotateVector } from "../kernels/quaternion.ts";
import { type Placement, type PodDescription, type Side, sides } from "../model/pod.ts";
import type { AbsenceReason, HipAnglesOutput } from "../model/session-output.ts";
import { degPerRad } from "../model/units.ts";
import { KnownState } from "./known-state.ts";
import { perSubscription } from "./per-subscription.ts";
import type {
  HipAngleFrames,
  MotionFrames,
  PipelineOperator,
  PipelineValue,
} from "./pipeline-value.ts";
import { isAngleOutputDue } from "./synchronize-frames.ts";

/** Strides after which the heading between the pods is good enough to show angles. */
const leastStrides = 5;

const thighOf: Readonly<Record<Side, Placement>> = { left: "leftThigh", right: "rightThigh" };

/**
 * One hip: the heading between thigh and pelvis pod, and the angles that follow. Without magnetometer the
 * two earth frames drift apart by degrees a minute; per stride the thigh's swing axis is laid on the
 * pelvis' mean medio-lateral axis. A lasting turn of the thigh about its own long axis does not move its
 * swing axis, so it stays visible.
 */
class Hip {
  readonly #side: Side;
  readonly #tracker = new HeadingTracker();
  readonly #swing = new PlanarAxisEstimator();
  readonly #axis: PlanarAxis = { angleRad: 0, roundness: 0, correlation: 0 };
  readonly #vector = new Float64Array(3);
  readonly #pelvis = identityQuaternion();
  readonly #thigh = identityQuaternion();
  readonly #relative = identityQuaternion();
  readonly angles: HipAngles = { flexionRad: 0, adductionRad: 0, internalRotationRad: 0 };
  /** Whether what is collected began at an initial contact. */
  #whole = false;
  #pelvisX = 0;
  #pelvisY = 0;

  constructor(side: Side) {
    this.#side = side;
  }

  /** Whether enough strides have been seen. */
  get isKnown(): boolean {
    return this.#tracker.strides >= leastStrides;
  }

  /** Takes one frame; true where `angles` hold its angles. */
  take(pelvis: Float64Array, thigh: Float64Array, offset: number): boolean {
    for (let i = 0; i < 4; i++) {
      this.#pelvis[i] = pelvis[offset + i] as number;
      this.#thigh[i] = thigh[offset + i] as number;
    }
    this.#collect(thigh, offset);
    const headingRad = this.#tracker.headingRad;
    if (headingRad === null || !this.isKnown) return false;
    pelvisFromThigh(this.#relative, this.#pelvis, this.#thigh, headingRad);
    hipAngles(this.angles, this.#relative, this.#side);
    return true;
  }

  /** An initial contact of this side: the stride's headings are complete. */
  closeStride(): void {
    // Only a whole stride has a swing axis: half a swing points degrees to the side.
    if (this.#whole && this.#swing.estimate(this.#axis)) {
      const pelvisHeading = Math.atan2(this.#pelvisY, this.#pelvisX);
      this.#tracker.update(wrapAngle(pelvisHeading - this.#axis.angleRad));
    }
    this.forgetStride();
    this.#whole = true;
  }

  /** A pod has turned unseen: strides are needed anew. */
  forgetHeading(): void {
    this.#tracker.reset();
    this.forgetStride();
  }

  /** Missing samples: the stride is not used. */
  forgetStride(): void {
    this.#whole = false;
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

/** Hip angles of both sides of one subscription. */
class HipAngleComputer {
  readonly #known: KnownState;
  readonly #hips: Readonly<Record<Side, Hip>> = { left: new Hip("left"), right: new Hip("right") };
  #lastOutputS = Number.NEGATIVE_INFINITY;
  /** Which sides the newest output held. */
  #last: Readonly<Record<Side, boolean>> = { left: false, right: false };

  constructor(pods: readonly PodDescription[]) {
    this.#known = new KnownState(pods);
  }

  take(value: PipelineValue, emit: (out: PipelineValue) => void): void {
    const changedAtS = this.#known.take(value);
    if (changedAtS !== null) this.#withdraw(changedAtS, emit);
    if (value.kind === "frames") this.#takeFrames(value, emit);
    else if (value.kind === "headingLost") this.#forget(value.placement);
    else if (value.kind === "gaitEvent" && value.type === "initialContact" && value.side !== null) {
      this.#hips[value.side].closeStride();
    } else if (value.kind === "tick" && value.arrivalTimeS - this.#lastOutputS >= 1) {
      emit(this.#output(value.arrivalTimeS, { left: false, right: false }));
    }
  }

  /** What has become unknown, or unknown for another reason, is said at once. */
  #withdraw(timeS: number, emit: (out: PipelineValue) => void): void {
    const known = { left: this.#last.left, right: this.#last.right };
    for (const side of sides) known[side] &&= this.#reason(side) === null;
    if (known.left && known.right) return;
    // What is still known is the newest frame's, and keeps its time.
    emit(this.#output(known.left || known.right ? this.#lastOutputS : timeS, known));
  }

  /** A heading between pods rests on both of them. */
  #forget(placement: Placement): void {
    for (const side of sides) {
      if (placement === "pelvis" || placement === thighOf[side]) this.#hips[side].forgetHeading();
    }
  }

  #takeFrames(frames: MotionFrames, emit: (out: PipelineValue) => void): void {
    const { count, timeS, segments } = frames;
    const out: HipAngleFrames = {
      kind: "hipAngleFrames",
      timeS,
      left: new Float64Array(3 * count).fill(Number.NaN),
      right: new Float64Array(3 * count).fill(Number.NaN),
      absent: { left: this.#absence("left"), right: this.#absence("right") },
    };
    const able = { left: this.#reason("left") === null, right: this.#reason("right") === null };
    const known = { left: false, right: false };
    for (let i = 0; i < count; i++) {
      for (const side of sides) {
        const thigh = segments[thighOf[side]];
        const valid = segments.pelvis.valid[i] === 1 && thigh.valid[i] === 1;
        const hip = this.#hips[side];
        const usable = valid && able[side];
        if (!usable) hip.forgetStride();
        known[side] = usable && hip.take(segments.pelvis.values, thigh.values, i * motionChannels);
        if (!known[side]) continue;
        out[side][3 * i] = hip.angles.flexionRad;
        out[side][3 * i + 1] = hip.angles.adductionRad;
        out[side][3 * i + 2] = hip.angles.internalRotationRad;
      }
      const t = timeS[i] as number;
      // Also once where both have just become unknown.
      const worth = known.left || known.right || this.#last.left || this.#last.right;
      if (worth && isAngleOutputDue(t)) emit(this.#output(t, known));
    }
    emit(out);
  }

  #output(timeS: number, known: Readonly<Record<Side, boolean>>): HipAnglesOutput {
    this.#lastOutputS = timeS;
    this.#last = { ...known };
    const deg = (side: Side, key: keyof HipAngles): number | null =>
      known[side] ? this.#hips[side].angles[key] * degPerRad : null;
    return {
      kind: "hipAngles",
      timeS,
      leftHipFlexionDeg: deg("left", "flexionRad"),
      leftHipAdductionDeg: deg("left", "adductionRad"),
      leftHipInternalRotationDeg: deg("left", "internalRotationRad"),
      leftAbsent: known.left ? null : this.#absence("left"),
      rightHipFlexionDeg: deg("right", "flexionRad"),
      rightHipAdductionDeg: deg("right", "adductionRad"),
      rightHipInternalRotationDeg: deg("right", "internalRotationRad"),
      rightAbsent: known.right ? null : this.#absence("right"),
    };
  }

  #absence(side: Side): AbsenceReason {
    const reason = this.#reason(side);
    if (reason !== null) return reason;
    return this.#hips[side].isKnown ? "samples-missing" : "too-few-strides";
  }

  /** Why the pods of this side cannot give hip angles; null where they can. */
  #reason(side: Side): AbsenceReason | null {
    const thigh = thighOf[side];
    const pod = this.#known.absence("pelvis") ?? this.#known.absence(thigh);
    if (pod !== null) return pod;
    if (this.#known.sidesSwapped) return "calibration-failed";
    const forward = this.#known.sagittalFound("pelvis") && this.#known.sagittalFound(thigh);
    return forward ? null : "not-calibrated";
  }
}

/** Flexion, adduction and internal rotation of both hips on the common grid, and 50 Hz of them as outputs. */
export function computeHipAngles(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const computer = new HipAngleComputer(pods);
    return (value, emit) => {
      // Angles go before their frames: an event found in the frames may close a stride that needs them.
      computer.take(value, emit);
      emit(value);
    };
  });
}
