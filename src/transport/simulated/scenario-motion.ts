import { type BodyMotion, noStrapMotion } from "../../kernels/simulation/body-motion.ts";
import type { Scenario } from "./scenario-schema.ts";

/** The body that moves in a scenario. Placeholder until src/kernels/simulation/simulated-runner.ts is there: it stands. */
export function scenarioMotion(_scenario: Scenario): BodyMotion {
  const motion = noStrapMotion();
  return {
    strapMotion: (out) => {
      out.forceMPerS2.set([0, 9.80665, 0]);
      out.rateRadPerS.fill(0);
      out.earthFromSegment.set(motion.earthFromSegment);
      return out;
    },
    anglesAt: (timeS) => ({
      timeS,
      pelvicTiltDeg: 0,
      pelvicObliquityDeg: 0,
      pelvicRotationDeg: 0,
      leftHipFlexionDeg: 0,
      leftHipAdductionDeg: 0,
      leftHipInternalRotationDeg: 0,
      rightHipFlexionDeg: 0,
      rightHipAdductionDeg: 0,
      rightHipInternalRotationDeg: 0,
    }),
    stances: () => [],
  };
}
