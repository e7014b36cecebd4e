import { describe, expect, it } from "vitest";
import { accLsbMPerS2 } from "../../../src/codec/sample-scale.ts";
import { standardNormal } from "../../../src/kernels/simulation/random-series.ts";
import { standardGravityMPerS2 } from "../../../src/model/units.ts";
import { TriadErrors, type TriadParams } from "../../../src/transport/simulated/sensor-errors.ts";
import { seededUniform } from "../../support/random.ts";

const rateHz = 200;
const none: TriadParams = {
  noisePerRtHz: 0,
  bias: 0,
  biasWalkPerRtS: 0,
  biasPerC: 0,
  scale: 0,
  misalignmentRad: 0,
  fullScale: 16 * standardGravityMPerS2,
  lsb: accLsbMPerS2(16),
};

function triad(params: Partial<TriadParams>, seed = 1): TriadErrors {
  return new TriadErrors(
    { ...none, ...params },
    rateHz,
    seededUniform(seed),
    seededUniform(seed + 1),
  );
}

function measured(
  errors: TriadErrors,
  vector: readonly number[],
  timeS = 0,
  warmingC = 0,
): number[] {
  const out = new Float64Array(3);
  errors.measure(out, 0, Float64Array.from(vector), timeS, warmingC);
  return [...out];
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const sigma = (values: readonly number[]) => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

describe("sensor errors", () => {
  it("change nothing where there are none", () => {
    expect(measured(triad({}), [1, -2, 9.81])).toEqual([1, -2, 9.81]);
  });

  it("have the stated noise density, white over the samples", () => {
    const errors = triad({ noisePerRtHz: 0.002 });
    const x = Array.from(
      { length: 40_000 },
      (_, i) => measured(errors, [0, 0, 0], i / rateHz)[0] as number,
    );
    const power = sigma(x) ** 2 / (rateHz / 2);
    expect(Math.sqrt(power)).toBeCloseTo(0.002, 4);
    expect(mean(x)).toBeCloseTo(0, 3);
    for (const lag of [1, 2, 7]) {
      const correlation =
        mean(x.slice(lag).map((value, i) => value * (x[i] as number))) / sigma(x) ** 2;
      expect(Math.abs(correlation)).toBeLessThan(0.02);
    }
  });

  it("draw a constant bias of the stated spread, or take it as it is stated", () => {
    const drawn = Array.from({ length: 2000 }, (_, seed) =>
      measured(triad({ bias: 0.1 }, 3 * seed), [0, 0, 0]),
    ).flat();
    expect(sigma(drawn)).toBeCloseTo(0.1, 2);
    expect(mean(drawn)).toBeCloseTo(0, 2);
    expect(measured(triad({ bias: [0.1, -0.2, 0.3] }), [1, 1, 1])).toEqual([1.1, 0.8, 1.3]);
  });

  it("stay the same where another one is stated instead of drawn", () => {
    const free = measured(triad({ bias: 0.1, scale: 0.01, misalignmentRad: 0.01 }), [5, 0, 0]);
    const stated = measured(
      triad({ bias: [0, 0, 0], scale: 0.01, misalignmentRad: 0.01 }),
      [5, 0, 0],
    );
    const bias = measured(triad({ bias: 0.1 }), [0, 0, 0]);
    for (let i = 0; i < 3; i++) {
      expect((free[i] as number) - (stated[i] as number)).toBeCloseTo(bias[i] as number, 12);
    }
  });

  it("let the bias walk with the root of time", () => {
    const endS = 100;
    const ends = Array.from({ length: 600 }, (_, seed) => {
      const errors = triad({ biasWalkPerRtS: 0.01 }, 7 * seed);
      let last: number[] = [];
      for (let timeS = 0; timeS < endS; timeS += 0.5) last = measured(errors, [0, 0, 0], timeS);
      return last;
    }).flat();
    expect(sigma(ends)).toBeCloseTo(0.01 * Math.sqrt(endS), 2);
  });

  it("follow temperature, scale and lean as stated", () => {
    expect(measured(triad({ biasPerC: [0.1, 0, -0.1] }), [0, 0, 0], 0, 5)).toEqual([0.5, 0, -0.5]);
    const scaled = measured(triad({ scale: [0.01, 0, -0.02] }), [10, 10, 10]);
    expect(scaled.map((value) => Number(value.toFixed(12)))).toEqual([10.1, 10, 9.8]);
    const leaning = Array.from({ length: 1500 }, (_, seed) =>
      measured(triad({ misalignmentRad: 0.02 }, 5 * seed), [0, 0, 1]),
    );
    expect(sigma(leaning.map((value) => value[0] as number))).toBeCloseTo(0.02, 2);
    expect(leaning.every((value) => value[2] === 1)).toBe(true);
  });

  it("tell of a value that reaches an end of the range, and keep it there", () => {
    const errors = triad({});
    const out = new Float64Array(3);
    const { fullScale, lsb } = none;
    const clips = (value: number) => errors.measure(out, 0, Float64Array.of(0, value, 0), 0, 0);
    expect(clips(fullScale - 2 * lsb)).toBe(false);
    expect(clips(fullScale - lsb)).toBe(true);
    expect(clips(-fullScale + lsb)).toBe(false);
    expect(clips(-fullScale)).toBe(true);
    expect(clips(1000)).toBe(true);
    expect(out[1]).toBe(fullScale);
    expect(clips(-1000)).toBe(true);
    expect(out[1]).toBe(-fullScale);
  });
});

describe("gaussian numbers", () => {
  it("have the tails of a normal distribution", () => {
    const random = seededUniform(4);
    const values = Array.from({ length: 100_000 }, () => standardNormal(random));
    const within = (limit: number) =>
      values.filter((value) => Math.abs(value) < limit).length / values.length;
    expect(within(1)).toBeCloseTo(0.6827, 2);
    expect(within(2)).toBeCloseTo(0.9545, 2);
    expect(within(3)).toBeCloseTo(0.9973, 3);
  });
});
