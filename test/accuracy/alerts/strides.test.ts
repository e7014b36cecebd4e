import { mean, sampleStandardDeviation } from "simple-statistics";
import { describe, expect, it } from "vitest";
import { LoopedStrides, type StridePair } from "./looped-strides.ts";
import { StrideRunner } from "./stride-runner.ts";
import { ChangedStrides, type StrideShape, type StrideSource } from "./stride-source.ts";

const strideS = 0.7;

/** Pairs of a source's clean strides. */
function pairs(source: StrideSource, count: number): StridePair[] {
  const all = Array.from({ length: count }, (_, i) => ({
    left: source.next("left", i * strideS, 3),
    right: source.next("right", (i + 0.5) * strideS, 3),
  }));
  return all.filter(({ left, right }) => left.clean && right.clean);
}

const indexPct = ({ left, right }: StridePair): number =>
  (200 * (right.stanceTimeS - left.stanceTimeS)) / (right.stanceTimeS + left.stanceTimeS);

const blockMeans = (values: readonly number[], length: number): number[] =>
  Array.from({ length: Math.floor(values.length / length) }, (_, i) =>
    mean(values.slice(i * length, (i + 1) * length)),
  );

const even: StrideShape = {
  strideTimeS: strideS,
  stanceTimeS: 0.25,
  tiltDeg: 8,
  dropDeg: 3,
  rotationDeg: 10,
  clean: true,
};

describe("a runner on paper", () => {
  it("varies as the treadmill runners do: a symmetry index with little memory, a tilt with some", () => {
    const trials = Array.from({ length: 40 }, (_, i) => pairs(new StrideRunner(1 + i), 40));
    const spread = (values: number[][]): number =>
      mean(values.map((v) => sampleStandardDeviation(v)));
    const index = trials.map((trial) => trial.map(indexPct));
    const tilt = trials.map((trial) =>
      trial.map(({ left, right }) => (left.tiltDeg + right.tiltDeg) / 2),
    );
    // Measured on eight runners at three speeds: 1.7 points; 0.55 points of means of ten.
    expect(Math.abs(spread(index) - 1.75)).toBeLessThan(0.35);
    expect(Math.abs(spread(index.map((one) => blockMeans(one, 10))) - 0.55)).toBeLessThan(0.2);
    // 0.62°; 0.40° of means of ten.
    expect(Math.abs(spread(tilt) - 0.6)).toBeLessThan(0.15);
    expect(Math.abs(spread(tilt.map((one) => blockMeans(one, 10))) - 0.35)).toBeLessThan(0.12);
  });
});

describe("a looped trial", () => {
  it("keeps the trial's strides, in their order within a stretch, and wanders a little", () => {
    const trial: StridePair[] = Array.from({ length: 35 }, (_, i) => ({
      left: { ...even, strideTimeS: 1 + i, tiltDeg: 8 },
      right: { ...even, strideTimeS: 1 + i, tiltDeg: 8 },
    }));
    const looped = pairs(new LoopedStrides(trial, 1), 2000);
    const followed = looped.slice(1).filter(({ left }, i) => {
      const before = (looped[i] as StridePair).left.strideTimeS;
      return left.strideTimeS === (before % 35) + 1;
    });
    expect(followed.length / looped.length).toBeGreaterThan(0.85);
    const tilts = looped.map(({ left }) => left.tiltDeg);
    expect(Math.abs(mean(tilts) - 8)).toBeLessThan(0.2);
    expect(Math.abs(sampleStandardDeviation(tilts) - 0.17)).toBeLessThan(0.1);
  });
});

describe("a change of gait", () => {
  const source: StrideSource = { next: () => even };
  const at = (kind: ConstructorParameters<typeof ChangedStrides>[1]["kind"], amount: number) => {
    const changed = new ChangedStrides(source, { kind, side: "left", atS: 10, rampS: 60, amount });
    return {
      before: { left: changed.next("left", 10, 3), right: changed.next("right", 10, 3) },
      half: { left: changed.next("left", 40, 3), right: changed.next("right", 40, 3) },
      full: { left: changed.next("left", 99, 3), right: changed.next("right", 99, 3) },
    };
  };

  it("grows to its amount, on its side", () => {
    const stance = at("stance-shortened", 6);
    expect(indexPct(stance.before)).toBe(0);
    expect(indexPct(stance.half)).toBeCloseTo(3, 9);
    expect(indexPct(stance.full)).toBeCloseTo(6, 9);
    expect(stance.full.right).toEqual(even);
    const tilt = at("pelvic-tilt", 6).full;
    expect([tilt.left.tiltDeg, tilt.right.tiltDeg]).toEqual([14, 14]);
    const drop = at("contralateral-drop", 4).full;
    expect([drop.left.dropDeg, drop.right.dropDeg]).toEqual([7, 3]);
    const rotation = at("hip-rotation-reduced", 40).full;
    expect([rotation.left.rotationDeg, rotation.right.rotationDeg]).toEqual([6, 10]);
  });
});
