import fc from "fast-check";
import { mean, sampleStandardDeviation } from "simple-statistics";
import { describe, expect, it } from "vitest";
import { ErrorTally } from "../../src/session/error-tally.ts";

describe("ErrorTally", () => {
  it("has mean and standard deviation of what was added", () => {
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2 });
    fc.assert(
      fc.property(values, (errors) => {
        const tally = new ErrorTally();
        for (const error of errors) tally.add(error);
        expect(tally.count).toBe(errors.length);
        expect(tally.mean).toBeCloseTo(mean(errors), 6);
        expect(tally.standardDeviation).toBeCloseTo(sampleStandardDeviation(errors), 6);
      }),
    );
  });

  it("knows nothing of nothing", () => {
    const tally = new ErrorTally();
    expect([tally.mean, tally.standardDeviation]).toEqual([null, null]);
    tally.add(3);
    expect([tally.mean, tally.standardDeviation]).toEqual([3, null]);
  });
});
