import fc from "fast-check";
import { expect } from "vitest";
import { normalizeQuaternion } from "../../src/kernels/quaternion.ts";

const component = fc.double({ min: -10, max: 10, noNaN: true });

/** Any 3-vector of moderate size. */
export const vector = fc
  .tuple(component, component, component)
  .map((values) => Float64Array.from(values));

/** Any rotation. */
export const unitQuaternion = fc
  .tuple(component, component, component, component)
  .filter((values) => Math.hypot(...values) > 0.1)
  .map((values) => normalizeQuaternion(new Float64Array(4), Float64Array.from(values)));

/** Compares element by element, to nine decimals. */
export function closeTo(actual: Float64Array, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) {
    expect(actual[i]).toBeCloseTo(expected[i] as number, 8);
  }
}
