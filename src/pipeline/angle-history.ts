import { SampleHistory } from "../kernels/sample-history.ts";
import type { StrideTimes } from "../kernels/stride-builder.ts";
import { knownStretch, type StrideCurve, strideCurve } from "../kernels/stride-curve.ts";
import type { Side } from "../model/pod.ts";
import type { AbsenceReason, StrideAngle } from "../model/session-output.ts";
import type { HipAngleFrames, PelvicAngleFrames } from "./pipeline-value.ts";
import { frameRateHz } from "./synchronize-frames.ts";

/** Angles kept for the stride that an event closes, s. */
const historyS = 3;

/** Frames further apart than this have others missing in between, s. */
const maxGapS = 1.5 / frameRateHz;

/** Channels of the history. */
const pelvicChannel = { pelvicTilt: 0, pelvicObliquity: 1, pelvicRotation: 2 } as const;
const hipChannel = {
  left: { hipFlexion: 3, hipAdduction: 4, hipInternalRotation: 5 },
  right: { hipFlexion: 6, hipAdduction: 7, hipInternalRotation: 8 },
} as const;
const channels = 9;

type PelvicAngle = keyof typeof pelvicChannel;

function isPelvic(angle: StrideAngle): angle is PelvicAngle {
  return angle in pelvicChannel;
}

/** One angle over one stride, rad. */
export interface MeasuredAngle {
  /** Null where any of the stride is not known. */
  readonly curve: StrideCurve | null;
  /** Maximum − minimum in stance; known also where some of the swing is not. */
  readonly stanceExcursionRad: number | null;
  /** Why the curve is not known. */
  readonly absent: AbsenceReason | null;
}

/** All angles of the newest seconds, rad, and why those that are missing are. */
export class AngleHistory {
  readonly #history = new SampleHistory(historyS * frameRateHz, channels);
  readonly #sample = new Float64Array(channels);
  #pelvis: PelvicAngleFrames | null = null;
  /** Where forward is has been found: before, pelvic angles are in the axes of the pod's case. */
  forwardKnown = false;
  /** The pelvis pod is not where it was when it was calibrated. */
  pelvisSlipped = false;
  /** Why the newest frame that lacks it does. */
  #rotationAbsent: AbsenceReason = "samples-missing";
  readonly #hipAbsent: Record<Side, AbsenceReason> = {
    left: "samples-missing",
    right: "samples-missing",
  };

  takePelvis(frames: PelvicAngleFrames): void {
    this.#pelvis = frames;
  }

  /**
   * Hip frames come right behind the pelvic ones of the same instants.
   * @returns whether the pelvis is known in all of them.
   */
  takeHips({ timeS, left, right, absent }: HipAngleFrames): boolean {
    const pelvis = this.#pelvis;
    if (pelvis === null || pelvis.timeS !== timeS) return true;
    const sample = this.#sample;
    let isWhole = true;
    for (let i = 0; i < timeS.length; i++) {
      sample[pelvicChannel.pelvicTilt] = pelvis.tiltRad[i] as number;
      sample[pelvicChannel.pelvicObliquity] = pelvis.obliquityRad[i] as number;
      sample[pelvicChannel.pelvicRotation] = pelvis.rotationRad[i] as number;
      for (let k = 0; k < 3; k++) {
        sample[hipChannel.left.hipFlexion + k] = left[3 * i + k] as number;
        sample[hipChannel.right.hipFlexion + k] = right[3 * i + k] as number;
      }
      this.#history.push(timeS[i] as number, sample);
      const tiltMissing = this.#isMissing(pelvicChannel.pelvicTilt);
      if (tiltMissing) isWhole = false;
      if (this.#isMissing(pelvicChannel.pelvicRotation)) {
        this.#rotationAbsent = tiltMissing ? "samples-missing" : pelvis.rotationAbsent;
      }
      if (this.#isMissing(hipChannel.left.hipFlexion)) this.#hipAbsent.left = absent.left;
      if (this.#isMissing(hipChannel.right.hipFlexion)) this.#hipAbsent.right = absent.right;
    }
    return isWhole;
  }

  /** Whether the pelvis' orientation is known in all of the stride, in whatever axes. */
  isWhole({ initialContactS, endS }: StrideTimes): boolean {
    const { pelvicTilt } = pelvicChannel;
    return knownStretch(this.#history, pelvicTilt, initialContactS, endS, maxGapS) !== null;
  }

  /** One angle over a stride. */
  measure(angle: StrideAngle, stride: StrideTimes): MeasuredAngle {
    const { side, initialContactS, toeOffS } = stride;
    const pelvisAbsent = this.#pelvisAbsence();
    if (isPelvic(angle) && pelvisAbsent !== null) {
      return { curve: null, stanceExcursionRad: null, absent: pelvisAbsent };
    }
    const channel = isPelvic(angle) ? pelvicChannel[angle] : hipChannel[side][angle];
    const curve = strideCurve(this.#history, channel, stride, maxGapS);
    const stance = knownStretch(this.#history, channel, initialContactS, toeOffS, maxGapS);
    return {
      curve,
      stanceExcursionRad: stance === null ? null : stance.max - stance.min,
      absent: curve === null ? this.#absence(angle, side) : null,
    };
  }

  #pelvisAbsence(): AbsenceReason | null {
    if (!this.forwardKnown) return "not-calibrated";
    return this.pelvisSlipped ? "pod-slipped" : null;
  }

  #absence(angle: StrideAngle, side: Side): AbsenceReason {
    if (!isPelvic(angle)) return this.#hipAbsent[side];
    return angle === "pelvicRotation" ? this.#rotationAbsent : "samples-missing";
  }

  #isMissing(channel: number): boolean {
    return Number.isNaN(this.#sample[channel]);
  }
}
