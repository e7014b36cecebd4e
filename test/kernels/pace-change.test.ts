import { describe, expect, it } from "vitest";
import { PaceChange } from "../../src/kernels/pace-change.ts";
import { seededUniform } from "../support/random.ts";

/** Strides of a mean duration that scatter as those of a steady runner do, s. */
function strides(count: number, meanS: number, uniform: () => number): number[] {
  return Array.from({ length: count }, () => meanS * (1 + 0.03 * (uniform() - 0.5)));
}

function changesIn(strideTimesS: readonly number[]): number[] {
  const pace = new PaceChange();
  return strideTimesS.flatMap((strideTimeS, i) => (pace.add(strideTimeS) ? [i] : []));
}

describe("pace change", () => {
  it("is none while somebody runs steadily, or tires slowly", () => {
    const uniform = seededUniform(5);
    expect(changesIn(strides(2000, 0.7, uniform))).toEqual([]);
    const tiring = strides(2000, 0.7, uniform).map((s, i) => s * (1 + 0.00004 * i));
    expect(changesIn(tiring)).toEqual([]);
  });

  it.each([0.96, 1.04])("of 4 % is found within twelve strides (factor %f)", (factor) => {
    const uniform = seededUniform(6);
    const changed = changesIn([
      ...strides(60, 0.7, uniform),
      ...strides(60, 0.7 * factor, uniform),
    ]);
    expect(changed).toHaveLength(1);
    expect(changed[0]).toBeGreaterThan(60);
    expect(changed[0]).toBeLessThan(72);
  });

  it("is not made by some odd strides", () => {
    const times = Array<number>(60).fill(0.7);
    for (const odd of [30, 31, 40, 41]) times[odd] = 0.9;
    expect(changesIn(times)).toEqual([]);
  });
});
