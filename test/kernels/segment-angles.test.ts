import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identityQuaternion, multiplyQuaternions } from "../../src/kernels/quaternion.ts";
import { type InclinationAngles, inclinationAngles } from "../../src/kernels/segment-angles.ts";

/** A turn by `angle` about a unit axis. */
const turn = (angle: number, x: number, y: number, z: number): Float64Array => {
  const s = Math.sin(angle / 2);
  return Float64Array.of(Math.cos(angle / 2), x * s, y * s, z * s);
};

const chain = (...turns: Float64Array[]): Float64Array =>
  turns.reduce((a, b) => multiplyQuaternions(identityQuaternion(), a, b));

/** Earth (Z up) from a segment (X anterior, Y up, Z right) that stands upright. */
const upright = turn(Math.PI / 2, 1, 0, 0);

const angle = fc.double({ min: -1.2, max: 1.2, noNaN: true });
const heading = fc.double({ min: -3.1, max: 3.1, noNaN: true });

const fresh = (): InclinationAngles => ({ tiltRad: 9, obliquityRad: 9, headingRad: 9 });

describe("inclination angles", () => {
  it("are zero for an upright segment of any heading", () => {
    fc.assert(
      fc.property(heading, (h) => {
        const out = inclinationAngles(fresh(), chain(turn(h, 0, 0, 1), upright));
        expect(out.tiltRad).toBeCloseTo(0, 9);
        expect(out.obliquityRad).toBeCloseTo(0, 9);
      }),
    );
  });

  it("take the Cardan angles Y-X'-Z'' apart again: + anterior tilt, + right side up", () => {
    fc.assert(
      fc.property(heading, angle, angle, (rotation, obliquity, tilt) => {
        // Right side up is a negative turn about the anterior axis, anterior tilt one about the right axis.
        const q = chain(
          upright,
          turn(rotation, 0, 1, 0),
          turn(-obliquity, 1, 0, 0),
          turn(-tilt, 0, 0, 1),
        );
        const out = inclinationAngles(fresh(), q);
        expect(out.tiltRad).toBeCloseTo(tilt, 9);
        expect(out.obliquityRad).toBeCloseTo(obliquity, 9);
        // The right axis of an upright segment that faces east points south: heading −90°.
        expect(Math.cos(out.headingRad - rotation + Math.PI / 2)).toBeCloseTo(1, 9);
      }),
    );
  });
});
