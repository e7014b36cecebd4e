import { describe, expect, it } from "vitest";
import { loadingS, SideCheck } from "../../src/kernels/side-check.ts";

/** Twenty stances of each side, the right ones `rightRad` and the left ones `leftRad` oblique. */
function fill(check: SideCheck, leftRad: number, rightRad: number, count = 20): void {
  for (let i = 0; i < count; i++) {
    check.add("left", leftRad + 0.01 * Math.sin(i));
    check.add("right", rightRad + 0.01 * Math.cos(i));
  }
}

describe("side check", () => {
  it("agrees where the pelvis is higher on the standing side, whatever its mean", () => {
    for (const offset of [-0.1, 0, 0.1]) {
      const check = new SideCheck();
      fill(check, offset - 0.05, offset + 0.05);
      expect(check.areSwapped).toBe(false);
    }
  });

  it("says swapped where it is the other way round, and takes it back when that ends", () => {
    const check = new SideCheck();
    fill(check, 0.05, -0.05);
    expect(check.areSwapped).toBe(true);
    fill(check, -0.05, 0.05);
    expect(check.areSwapped).toBe(false);
  });

  it("says nothing where the sides hardly differ", () => {
    const check = new SideCheck();
    fill(check, 0.002, 0);
    expect(check.areSwapped).toBeNull();
  });

  it("says nothing from too few stances, from unknown ones, or after a reset", () => {
    const check = new SideCheck();
    fill(check, -0.05, 0.05, 19);
    expect(check.areSwapped).toBeNull();
    check.add("left", Number.NaN);
    check.add("right", 0.05);
    expect(check.areSwapped).toBeNull();
    check.add("left", -0.05);
    expect(check.areSwapped).toBe(false);
    check.reset();
    expect(check.areSwapped).toBeNull();
  });

  it("looks at the part of the stance in which the weight is taken over", () => {
    const [fromS, toS] = loadingS(1, 1.3);
    expect(fromS).toBeCloseTo(1.06, 9);
    expect(toS).toBeCloseTo(1.12, 9);
  });
});
