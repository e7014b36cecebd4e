import type { BodyMotion, TrueAngles, TrueStance } from "../kernels/simulation/body-motion.ts";
import { type Side, sides } from "../model/pod.ts";
import {
  curvePoints,
  type SessionOutput,
  type StrideAngle,
  type StrideAngleOutput,
  type StrideOutput,
  strideAngles,
} from "../model/session-output.ts";
import { ErrorTally } from "./error-tally.ts";

/** A contact that was found is that of a true stance no further away than this, s. */
const nearS = 0.1;

type TrueAngle = Exclude<keyof TrueAngles, "timeS">;

const trueAngleOf: Readonly<Record<StrideAngle, Readonly<Record<Side, TrueAngle>>>> = {
  pelvicTilt: { left: "pelvicTiltDeg", right: "pelvicTiltDeg" },
  pelvicObliquity: { left: "pelvicObliquityDeg", right: "pelvicObliquityDeg" },
  pelvicRotation: { left: "pelvicRotationDeg", right: "pelvicRotationDeg" },
  hipFlexion: { left: "leftHipFlexionDeg", right: "rightHipFlexionDeg" },
  hipAdduction: { left: "leftHipAdductionDeg", right: "rightHipAdductionDeg" },
  hipInternalRotation: { left: "leftHipInternalRotationDeg", right: "rightHipInternalRotationDeg" },
};

/** What one side's clean strides of running came to against the truth; errors are measured − true. */
export interface SideComparison {
  readonly contactErrorS: ErrorTally;
  readonly toeOffErrorS: ErrorTally;
  readonly stanceTimeS: ErrorTally;
  readonly trueStanceTimeS: ErrorTally;
  /** Mean error over a stride, degrees, per angle: what is the same at every instant. */
  readonly angleOffsetDeg: Readonly<Record<StrideAngle, ErrorTally>>;
}

/**
 * Holds what a session finds of a simulated runner to what the runner really does: contacts, stance times and
 * angles of clean strides of running.
 */
export class TruthComparison {
  readonly sides: Readonly<Record<Side, SideComparison>> = {
    left: newSideComparison(),
    right: newSideComparison(),
  };
  /** Error at one instant less its mean over the stride, degrees, of both sides. */
  readonly shapeErrorDeg: Readonly<Record<StrideAngle, ErrorTally>> = tallyPerAngle();
  readonly #motion: BodyMotion;
  #unmatched = 0;
  /** The true angles at the points of the newest stride's curves, and which stride that is. */
  #trueCurves: { readonly key: string; readonly angles: readonly TrueAngles[] } | null = null;

  /** @param motion the true motion; not the object that the pods feel, which must not be asked out of turn. */
  constructor(motion: BodyMotion) {
    this.#motion = motion;
  }

  /** Clean strides that are no stance of the runner. */
  get unmatched(): number {
    return this.#unmatched;
  }

  /** Clean strides that were held to the truth. */
  get matched(): number {
    return sides.reduce((sum, side) => sum + this.sides[side].stanceTimeS.count, 0);
  }

  take(output: SessionOutput): void {
    if (output.kind === "stride" && output.clean) this.#takeStride(output);
    else if (output.kind === "strideAngle" && output.clean) this.#takeAngle(output);
  }

  #takeStride({ side, initialContactS, toeOffS, stanceTimeS }: StrideOutput): void {
    const truth = this.#trueStance(side, initialContactS, toeOffS);
    if (truth === null) {
      this.#unmatched += 1;
      return;
    }
    const tallies = this.sides[side];
    tallies.contactErrorS.add(initialContactS - truth.initialContactS);
    tallies.toeOffErrorS.add(toeOffS - truth.toeOffS);
    tallies.stanceTimeS.add(stanceTimeS);
    tallies.trueStanceTimeS.add(truth.toeOffS - truth.initialContactS);
  }

  #trueStance(side: Side, initialContactS: number, toeOffS: number): TrueStance | null {
    const near = this.#motion
      .stances(toeOffS - nearS, toeOffS + nearS)
      .find((stance) => stance.side === side && stance.gait === "running");
    if (near === undefined || Math.abs(near.initialContactS - initialContactS) > nearS) return null;
    return near;
  }

  #takeAngle(output: StrideAngleOutput): void {
    const { side, angle, curveDeg } = output;
    if (curveDeg === null) return;
    const name = trueAngleOf[angle][side];
    const trueAngles = this.#trueAnglesOf(output);
    const errors = curveDeg.map((value, i) => value - (trueAngles[i] as TrueAngles)[name]);
    const offset = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    this.sides[side].angleOffsetDeg[angle].add(offset);
    for (const error of errors) this.shapeErrorDeg[angle].add(error - offset);
  }

  /** The six angles of a stride come one after the other: the truth is asked once. */
  #trueAnglesOf({ side, initialContactS, timeS }: StrideAngleOutput): readonly TrueAngles[] {
    const key = `${side} ${initialContactS}`;
    if (this.#trueCurves?.key !== key) {
      const stepS = (timeS - initialContactS) / (curvePoints - 1);
      const angles = Array.from({ length: curvePoints }, (_, i) =>
        this.#motion.anglesAt(initialContactS + i * stepS),
      );
      this.#trueCurves = { key, angles };
    }
    return this.#trueCurves.angles;
  }
}

function newSideComparison(): SideComparison {
  return {
    contactErrorS: new ErrorTally(),
    toeOffErrorS: new ErrorTally(),
    stanceTimeS: new ErrorTally(),
    trueStanceTimeS: new ErrorTally(),
    angleOffsetDeg: tallyPerAngle(),
  };
}

function tallyPerAngle(): Readonly<Record<StrideAngle, ErrorTally>> {
  return Object.fromEntries(strideAngles.map((angle) => [angle, new ErrorTally()])) as Record<
    StrideAngle,
    ErrorTally
  >;
}
