import { type HipAngles, hipAngles, pelvisFromThigh } from "../kernels/hip-angles.ts";
import { motionChannels } from "../kernels/motion-track.ts";
import { identityQuaternion } from "../kernels/quaternion.ts";
import { type PodDescription, type Side, sides, thighOf } from "../model/pod.ts";
import type { AbsenceReason, HipAnglesOutput } from "../model/session-output.ts";
import { degPerRad } from "../model/units.ts";
import { hipAbsence, KnownState } from "./known-state.ts";
import { perSubscription } from "./per-subscription.ts";
import type {
  HipAngleFrames,
  MotionFrames,
  PipelineOperator,
  PipelineValue,
} from "./pipeline-value.ts";
import { isAngleOutputDue } from "./synchronize-frames.ts";

/** One hip from the orientations of pelvis and thigh and the heading between them. */
class HipJoint {
  readonly #side: Side;
  readonly #pelvis = identityQuaternion();
  readonly #thigh = identityQuaternion();
  readonly #relative = identityQuaternion();
  readonly angles: HipAngles = { flexionRad: 0, adductionRad: 0, internalRotationRad: 0 };
  /** Turn that takes the thigh's earth frame to the pelvis', rad; null where it is not known. */
  headingRad: number | null = null;

  constructor(side: Side) {
    this.#side = side;
  }

  /** Takes one frame; true where `angles` hold its angles. */
  take(pelvis: Float64Array, thigh: Float64Array, offset: number): boolean {
    if (this.headingRad === null) return false;
    for (let i = 0; i < 4; i++) {
      this.#pelvis[i] = pelvis[offset + i] as number;
      this.#thigh[i] = thigh[offset + i] as number;
    }
    pelvisFromThigh(this.#relative, this.#pelvis, this.#thigh, this.headingRad);
    hipAngles(this.angles, this.#relative, this.#side);
    return true;
  }
}

/** Hip angles of both sides of one subscription. */
class HipAngleComputer {
  readonly #known: KnownState;
  readonly #hips: Readonly<Record<Side, HipJoint>> = {
    left: new HipJoint("left"),
    right: new HipJoint("right"),
  };
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
    else if (value.kind === "strideHeading") this.#hips[value.side].headingRad = value.trackedRad;
    else if (value.kind === "tick" && value.arrivalTimeS - this.#lastOutputS >= 1) {
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
        known[side] =
          valid && able[side] && hip.take(segments.pelvis.values, thigh.values, i * motionChannels);
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
    return this.#hips[side].headingRad === null ? "too-few-strides" : "samples-missing";
  }

  #reason(side: Side): AbsenceReason | null {
    return hipAbsence(this.#known, side);
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
