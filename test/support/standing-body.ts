import type {
  BodyMotion,
  StrapMotion,
  TrueAngles,
  TrueStance,
} from "../../src/kernels/simulation/body-motion.ts";
import { standardGravityMPerS2 } from "../../src/model/units.ts";

const allZero: Omit<TrueAngles, "timeS"> = {
  pelvicTiltDeg: 0,
  pelvicObliquityDeg: 0,
  pelvicRotationDeg: 0,
  leftHipFlexionDeg: 0,
  leftHipAdductionDeg: 0,
  leftHipInternalRotationDeg: 0,
  rightHipFlexionDeg: 0,
  rightHipAdductionDeg: 0,
  rightHipInternalRotationDeg: 0,
};

/** A body that stands, and whose truth is what a test says it is. */
export function standingBody(
  stances: readonly TrueStance[] = [],
  angles: (timeS: number) => Partial<TrueAngles> = () => ({}),
): BodyMotion {
  return {
    strapMotion: (out: StrapMotion) => {
      out.forceMPerS2.set([0, standardGravityMPerS2, 0]);
      out.rateRadPerS.fill(0);
      out.earthFromSegment.set([1, 0, 0, 0]);
      return out;
    },
    anglesAt: (timeS) => ({ ...allZero, ...angles(timeS), timeS }),
    stances: (fromS, toS) => stances.filter(({ toeOffS }) => toeOffS >= fromS && toeOffS < toS),
  };
}
