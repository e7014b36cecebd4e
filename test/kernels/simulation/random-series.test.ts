import { mean, standardDeviation } from "simple-statistics";
import { describe, expect, it } from "vitest";
import {
  StrideSeries,
  type StrideVariation,
} from "../../../src/kernels/simulation/random-series.ts";
import { seededUniform } from "../../support/random.ts";

const seriesOf = (variation: StrideVariation, steps: number): number[] => {
  const series = new StrideSeries(seededUniform(1), variation);
  return Array.from({ length: steps }, () => series.next());
};

const correlation = (values: readonly number[], lag: number): number => {
  const centre = mean([...values]);
  const off = values.map((value) => value - centre);
  const product = off.slice(lag).map((value, i) => value * (off[i] as number));
  return mean(product) / mean(off.map((value) => value * value));
};

describe("a series of strides", () => {
  it("varies anew at every step where it remembers nothing", () => {
    const values = seriesOf({ freshSd: 2, slowSd: 0, slowerPart: 1 }, 20_000);
    expect(standardDeviation(values)).toBeCloseTo(2, 1);
    expect(correlation(values, 1)).toBeCloseTo(0, 1);
  });

  it("remembers a stride, eight and sixty of them, each part as large as it was asked for", () => {
    const values = seriesOf({ freshSd: 1, slowSd: 1, slowerPart: 0.5 }, 200_000);
    // Variances 1 + 1 + 0.5 + 0.25.
    expect(standardDeviation(values)).toBeCloseTo(Math.sqrt(2.75), 1);
    const expected = (steps: number): number =>
      (Math.exp(-steps / 2) + 0.5 * Math.exp(-steps / 16) + 0.25 * Math.exp(-steps / 120)) / 2.75;
    for (const steps of [1, 2, 8, 30]) {
      expect(Math.abs(correlation(values, steps) - expected(steps))).toBeLessThan(0.05);
    }
  });
});
