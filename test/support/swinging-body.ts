import type { BodyMotion } from "../../src/kernels/simulation/body-motion.ts";
import { standardGravityMPerS2 } from "../../src/model/units.ts";
import { standingBody } from "./standing-body.ts";

const amplitudeRad = 0.5;
const swingRadPerS = 2 * Math.PI * 1.4;

/** How far every segment of the swinging body is turned about its Z (right) axis, rad. */
export function swingRad(timeS: number): number {
  return amplitudeRad * Math.sin(swingRadPerS * timeS);
}

/** Segments that swing about their right axis in place: gravity and one rate, both known exactly. */
export function swingingBody(): BodyMotion {
  return {
    ...standingBody(),
    strapMotion: (out, _placement, timeS) => {
      const angleRad = swingRad(timeS);
      const { forceMPerS2, rateRadPerS, earthFromSegment } = out;
      forceMPerS2[0] = standardGravityMPerS2 * Math.sin(angleRad);
      forceMPerS2[1] = standardGravityMPerS2 * Math.cos(angleRad);
      forceMPerS2[2] = 0;
      rateRadPerS[0] = 0;
      rateRadPerS[1] = 0;
      rateRadPerS[2] = amplitudeRad * swingRadPerS * Math.cos(swingRadPerS * timeS);
      // Segment Y is up and Z to the right; the runner faces along earth X: a quarter turn about X, then the swing.
      const half = angleRad / 2;
      const c = Math.SQRT1_2 * Math.cos(half);
      const s = Math.SQRT1_2 * Math.sin(half);
      earthFromSegment[0] = c;
      earthFromSegment[1] = c;
      earthFromSegment[2] = -s;
      earthFromSegment[3] = s;
      return out;
    },
  };
}
