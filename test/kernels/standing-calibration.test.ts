import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rotateVector } from "../../src/kernels/quaternion.ts";
import { calibrateStanding } from "../../src/kernels/standing-calibration.ts";
import { placements } from "../../src/model/pod.ts";
import { degPerRad, radPerDeg } from "../../src/model/units.ts";
import { closeTo, vector } from "../support/arbitraries.ts";

const rotate = (q: Float64Array, v: readonly number[]): Float64Array =>
  rotateVector(new Float64Array(3), q, Float64Array.from(v));

describe("standing calibration", () => {
  it.each([
    // Pod axes of a perfectly mounted pod, in segment axes X anterior, Y up, Z right.
    ["pelvis", { out: [-1, 0, 0], left: [0, 0, -1] }],
    ["rightThigh", { out: [0, 0, 1], left: [-1, 0, 0] }],
    ["leftThigh", { out: [0, 0, -1], left: [1, 0, 0] }],
  ] as const)("knows the nominal mounting of the %s pod", (placement, axes) => {
    const { verdict, mountingTiltRad, segmentFromPod } = calibrateStanding(
      placement,
      Float64Array.of(9.81, 0, 0),
    );
    expect(verdict).toBe("good");
    expect(mountingTiltRad).toBeCloseTo(0, 9);
    closeTo(rotate(segmentFromPod, [1, 0, 0]), [0, 1, 0]);
    closeTo(rotate(segmentFromPod, [0, 0, 1]), axes.out);
    closeTo(rotate(segmentFromPod, [0, 1, 0]), axes.left);
  });

  it("makes the vertical of standing the segment's Y, however the pod leans", () => {
    fc.assert(
      fc.property(fc.constantFrom(...placements), vector, (placement, force) => {
        fc.pre(Math.hypot(...force) > 0.1);
        const { segmentFromPod } = calibrateStanding(placement, force);
        const length = Math.hypot(...force);
        const up = rotate(
          segmentFromPod,
          [...force].map((x) => x / length),
        );
        // Where the nominal right is vertical nothing can be said, and the verdict is not "good".
        fc.pre(Math.abs(segmentFromPod[0] as number) < 1);
        closeTo(up, [0, 1, 0]);
      }),
    );
  });

  it.each([
    [0, "good"],
    [30, "good"],
    [40, "crooked"],
    [90, "crooked"],
    [150, "upside-down"],
    [180, "upside-down"],
  ] as const)("judges a case that leans %d° as %s", (leanDeg, verdict) => {
    for (const direction of [0, 90, 200]) {
      const lean = leanDeg * radPerDeg;
      const around = direction * radPerDeg;
      const result = calibrateStanding(
        "pelvis",
        Float64Array.of(
          Math.cos(lean),
          Math.sin(lean) * Math.cos(around),
          Math.sin(lean) * Math.sin(around),
        ),
      );
      expect(result.verdict).toBe(verdict);
      expect(result.mountingTiltRad * degPerRad).toBeCloseTo(leanDeg, 6);
    }
  });

  it("refuses to conclude from no force at all", () => {
    expect(() => calibrateStanding("pelvis", new Float64Array(3))).toThrow(RangeError);
  });
});
