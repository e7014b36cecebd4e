import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type HipAngles, hipAngles, pelvisFromThigh } from "../../src/kernels/hip-angles.ts";
import { identityQuaternion, multiplyQuaternions } from "../../src/kernels/quaternion.ts";
import { unitQuaternion } from "../support/arbitraries.ts";

const turn = (angle: number, x: number, y: number, z: number): Float64Array => {
  const s = Math.sin(angle / 2);
  return Float64Array.of(Math.cos(angle / 2), x * s, y * s, z * s);
};
const chain = (...turns: Float64Array[]): Float64Array =>
  turns.reduce((a, b) => multiplyQuaternions(identityQuaternion(), a, b));
const fresh = (): HipAngles => ({ flexionRad: 9, adductionRad: 9, internalRotationRad: 9 });

const angle = fc.double({ min: -1.2, max: 1.2, noNaN: true });

describe("hip angles", () => {
  it("take the Cardan angles Z-X'-Y'' apart again, mirrored on the left", () => {
    fc.assert(
      fc.property(angle, angle, angle, (flexion, adduction, rotation) => {
        for (const [side, mirror] of [
          ["right", 1],
          ["left", -1],
        ] as const) {
          const q = chain(
            turn(flexion, 0, 0, 1),
            turn(mirror * adduction, 1, 0, 0),
            turn(mirror * rotation, 0, 1, 0),
          );
          const out = hipAngles(fresh(), q, side);
          expect(out.flexionRad).toBeCloseTo(flexion, 9);
          expect(out.adductionRad).toBeCloseTo(adduction, 9);
          expect(out.internalRotationRad).toBeCloseTo(rotation, 9);
        }
      }),
    );
  });

  it("flexion brings the knee forward, adduction towards the other leg, on both sides", () => {
    // The thigh's lower end lies along −Y of the segment.
    const forward = hipAngles(fresh(), turn(0.5, 0, 0, 1), "right");
    expect(forward.flexionRad).toBeGreaterThan(0);
    // A positive turn about the anterior axis swings the lower end to the runner's left.
    const left = turn(0.3, 1, 0, 0);
    expect(hipAngles(fresh(), left, "right").adductionRad).toBeGreaterThan(0);
    expect(hipAngles(fresh(), left, "left").adductionRad).toBeLessThan(0);
    // A positive turn about the long axis brings the front of the thigh to the left.
    const inward = turn(0.3, 0, 1, 0);
    expect(hipAngles(fresh(), inward, "right").internalRotationRad).toBeGreaterThan(0);
    expect(hipAngles(fresh(), inward, "left").internalRotationRad).toBeLessThan(0);
  });

  it("are shifted in rotation, and in nothing else, by a thigh frame turned about its long axis", () => {
    fc.assert(
      fc.property(angle, angle, angle, angle, (flexion, adduction, rotation, turned) => {
        fc.pre(Math.abs(rotation + turned) < 3);
        const q = chain(turn(flexion, 0, 0, 1), turn(adduction, 1, 0, 0), turn(rotation, 0, 1, 0));
        const out = hipAngles(fresh(), chain(q, turn(turned, 0, 1, 0)), "right");
        expect(out.flexionRad).toBeCloseTo(flexion, 9);
        expect(out.adductionRad).toBeCloseTo(adduction, 9);
        expect(out.internalRotationRad).toBeCloseTo(rotation + turned, 9);
      }),
    );
  });

  it("do not depend on the heading that both earth frames share, and use the one between them", () => {
    fc.assert(
      fc.property(
        unitQuaternion,
        unitQuaternion,
        angle,
        angle,
        (pelvis, thigh, between, shared) => {
          const plain = pelvisFromThigh(identityQuaternion(), pelvis, thigh, 0);
          const both = pelvisFromThigh(
            identityQuaternion(),
            chain(turn(shared, 0, 0, 1), pelvis),
            chain(turn(shared - between, 0, 0, 1), thigh),
            between,
          );
          // The same rotation, whatever the sign of the quaternion.
          let dot = 0;
          for (let i = 0; i < 4; i++) dot += (plain[i] as number) * (both[i] as number);
          expect(Math.abs(dot)).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});
