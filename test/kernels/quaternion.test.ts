import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  conjugateQuaternion,
  identityQuaternion,
  multiplyQuaternions,
  normalizeQuaternion,
  quaternionFromColumns,
  rotateVector,
} from "../../src/kernels/quaternion.ts";
import { cross3, dot3 } from "../../src/kernels/vector3.ts";
import { closeTo, unitQuaternion, vector } from "../support/arbitraries.ts";

describe("quaternion", () => {
  it("turns X into Y by a quarter turn about Z", () => {
    const q = Float64Array.of(Math.SQRT1_2, 0, 0, Math.SQRT1_2);
    closeTo(rotateVector(new Float64Array(3), q, Float64Array.of(1, 0, 0)), [0, 1, 0]);
  });

  it("keeps lengths and angles", () => {
    fc.assert(
      fc.property(unitQuaternion, vector, vector, (q, a, b) => {
        const ra = rotateVector(new Float64Array(3), q, a);
        const rb = rotateVector(new Float64Array(3), q, b);
        expect(dot3(ra, rb)).toBeCloseTo(dot3(a, b), 9);
        const crossOfRotated = cross3(new Float64Array(3), ra, rb);
        closeTo(
          crossOfRotated,
          rotateVector(new Float64Array(3), q, cross3(new Float64Array(3), a, b)),
        );
      }),
    );
  });

  it("composes: (a ⊗ b) turns like b and then a", () => {
    fc.assert(
      fc.property(unitQuaternion, unitQuaternion, vector, (a, b, v) => {
        const both = multiplyQuaternions(identityQuaternion(), a, b);
        const inTurn = rotateVector(
          new Float64Array(3),
          a,
          rotateVector(new Float64Array(3), b, v),
        );
        closeTo(rotateVector(new Float64Array(3), both, v), inTurn);
      }),
    );
  });

  it("is undone by its conjugate, also where out is the input", () => {
    fc.assert(
      fc.property(unitQuaternion, (q) => {
        const back = multiplyQuaternions(q.slice(), q, conjugateQuaternion(q.slice(), q));
        closeTo(back, [1, 0, 0, 0]);
      }),
    );
  });

  it("comes back from its own matrix columns, up to sign", () => {
    fc.assert(
      fc.property(unitQuaternion, (q) => {
        const column = (axis: number): Float64Array => {
          const unit = new Float64Array(3);
          unit[axis] = 1;
          return rotateVector(unit, q, unit);
        };
        const back = quaternionFromColumns(identityQuaternion(), column(0), column(1), column(2));
        let dot = 0;
        for (let i = 0; i < 4; i++) dot += (back[i] as number) * (q[i] as number);
        expect(Math.abs(dot)).toBeCloseTo(1, 9);
      }),
    );
  });

  it("makes the identity of a zero quaternion", () => {
    closeTo(normalizeQuaternion(new Float64Array(4), new Float64Array(4)), [1, 0, 0, 0]);
  });
});
