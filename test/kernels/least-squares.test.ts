import fc from "fast-check";
import { sampleVariance } from "simple-statistics";
import { describe, expect, it } from "vitest";
import { leastSquaresResidual, triangleSize } from "../../src/kernels/least-squares.ts";

/** Sums of products of rows, lower triangle. */
function productsOf(rows: readonly (readonly number[])[]): Float64Array {
  const width = rows[0]?.length as number;
  const products = new Float64Array(triangleSize(width));
  for (const row of rows) {
    let at = 0;
    for (let i = 0; i < width; i++) {
      for (let k = 0; k <= i; k++) {
        products[at] = (products[at] as number) + (row[i] as number) * (row[k] as number);
        at += 1;
      }
    }
  }
  return products;
}

const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
  minLength: 8,
  maxLength: 8,
});

describe("residual of a least-squares fit", () => {
  it("against a constant is the scatter about the mean", () => {
    fc.assert(
      fc.property(values, (y) => {
        const left = leastSquaresResidual(productsOf(y.map((value) => [1, value])), 1);
        expect(left).toBeCloseTo(7 * sampleVariance(y), 6);
      }),
    );
  });

  it("is nothing where the factors explain the value, also where one depends on the others", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const rows = a.map((value, i) => {
          const other = b[i] as number;
          return [value, other, value + other, 1, 3 * value - 2 * other + 1];
        });
        expect(leastSquaresResidual(productsOf(rows), 4)).toBeLessThan(1e-6);
      }),
    );
  });

  it("never grows by another factor", () => {
    fc.assert(
      fc.property(values, values, values, (a, b, y) => {
        const one = leastSquaresResidual(productsOf(a.map((v, i) => [v, y[i] as number])), 1);
        const both = a.map((v, i) => [v, b[i] as number, y[i] as number]);
        expect(leastSquaresResidual(productsOf(both), 2)).toBeLessThanOrEqual(one + 1e-9);
      }),
    );
  });
});
