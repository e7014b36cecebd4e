import { describe, expect, it } from "vitest";
import { symmetryMarks } from "../../src/dashboard/symmetry-marks.ts";

describe("marks of the symmetry scale", () => {
  it("lie left and right of the middle, as far as the index and its interval say", () => {
    expect(symmetryMarks(4, 3)).toEqual({
      point: 70,
      pointBeyond: null,
      interval: { from: 55, to: 85 },
      intervalBeyond: [],
    });
    expect(symmetryMarks(0, null)).toMatchObject({ point: 50, interval: null, intervalBeyond: [] });
  });

  it.each([
    [-14.2, 5, 0, "left", ["left"]],
    [14.2, 5, 100, "right", ["right"]],
    // The end of the scale is still on it.
    [10, 5, 100, null, ["right"]],
    [-10, 0, 0, null, []],
    [2, 13, 60, null, ["left", "right"]],
    // All of the interval is out of sight.
    [-30, 5, 0, "left", ["left"]],
  ] as const)("say where they end: %d ± %d %%", (indexPct, ciPct, point, end, open) => {
    expect(symmetryMarks(indexPct, ciPct)).toMatchObject({
      point,
      pointBeyond: end,
      intervalBeyond: open,
    });
  });
});
