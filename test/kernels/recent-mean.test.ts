import { describe, expect, it } from "vitest";
import { RecentMean } from "../../src/kernels/recent-mean.ts";

describe("mean of the newest values", () => {
  it("is not known before the first value, and forgets the oldest one by one", () => {
    const recent = new RecentMean(3);
    const means = [6, 3, 9, 0, 3].map((value) => {
      recent.add(value);
      return recent.mean;
    });
    expect(new RecentMean(3).mean).toBeNaN();
    expect(means).toEqual([6, 4.5, 6, 4, 4]);
  });

  it("counts nothing that is not finite, and nothing from before a reset", () => {
    const recent = new RecentMean(2);
    for (const value of [1, Number.NaN, Number.POSITIVE_INFINITY, 2]) recent.add(value);
    expect(recent.mean).toBe(1.5);
    recent.reset();
    expect(recent.mean).toBeNaN();
    recent.add(8);
    expect(recent.mean).toBe(8);
  });
});
