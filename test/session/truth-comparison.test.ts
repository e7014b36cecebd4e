import { describe, expect, it } from "vitest";
import type { TrueStance } from "../../src/kernels/simulation/body-motion.ts";
import type { Side } from "../../src/model/pod.ts";
import { curvePoints } from "../../src/model/session-output.ts";
import { TruthComparison } from "../../src/session/truth-comparison.ts";
import { truthLines } from "../../src/session/truth-report.ts";
import { sampleStride, sampleStrideAngle } from "../support/sample-stride.ts";
import { standingBody } from "../support/standing-body.ts";

const stance = (side: Side, initialContactS: number, lengthS: number): TrueStance => ({
  side,
  gait: "running",
  initialContactS,
  toeOffS: initialContactS + lengthS,
});

/** A stride whose opening contact and toe-off are where a test wants them. */
function stride(side: Side, initialContactS: number, stanceTimeS: number) {
  return {
    ...sampleStride(side, initialContactS + 0.7),
    initialContactS,
    stanceTimeS,
    toeOffS: initialContactS + stanceTimeS,
  };
}

describe("TruthComparison", () => {
  it("holds contacts and stance times to the stance of the same side", () => {
    const truth = [
      stance("left", 10, 0.25),
      stance("right", 10.35, 0.26),
      stance("left", 10.7, 0.25),
    ];
    const comparison = new TruthComparison(standingBody(truth));
    comparison.take(stride("left", 10.004, 0.24));
    comparison.take(stride("left", 10.702, 0.246));
    comparison.take(stride("right", 10.345, 0.27));
    const { left, right } = comparison.sides;
    expect(left.contactErrorS.mean).toBeCloseTo(0.003, 9);
    expect(left.toeOffErrorS.mean).toBeCloseTo((-0.006 - 0.002) / 2, 9);
    expect(left.stanceTimeS.mean).toBeCloseTo(0.243, 9);
    expect(left.trueStanceTimeS.mean).toBeCloseTo(0.25, 9);
    expect(right.contactErrorS.mean).toBeCloseTo(-0.005, 9);
    expect(right.contactErrorS.standardDeviation).toBeNull();
    expect([comparison.matched, comparison.unmatched]).toEqual([3, 0]);
  });

  it("counts what is no true stance: another side, too far away, walking; and leaves out what is not clean", () => {
    const walked: TrueStance = { ...stance("left", 20, 0.6), gait: "walking" };
    const comparison = new TruthComparison(standingBody([stance("left", 10, 0.25), walked]));
    comparison.take(stride("right", 10, 0.25));
    comparison.take(stride("left", 10.12, 0.25));
    comparison.take(stride("left", 20, 0.6));
    comparison.take({ ...stride("left", 10, 0.25), clean: false });
    expect([comparison.matched, comparison.unmatched]).toEqual([0, 3]);
    expect(truthLines(comparison)).toEqual([
      "Against the truth: no clean stride of running to compare; 3 more found where that side had none.",
    ]);
  });

  it("tells an angle that is off by a constant from one that is wrong within the stride", () => {
    const initialContactS = 10;
    const timeS = 10.7;
    const shape = (atS: number): number => 10 * Math.sin((2 * Math.PI * (atS - 10)) / 0.7);
    const body = standingBody([], (atS) => ({
      leftHipFlexionDeg: shape(atS),
      pelvicTiltDeg: 2,
    }));
    const comparison = new TruthComparison(body);
    const timeOf = (i: number): number =>
      initialContactS + (i * (timeS - initialContactS)) / (curvePoints - 1);
    const curve = (value: (atS: number, i: number) => number): number[] =>
      Array.from({ length: curvePoints }, (_, i) => value(timeOf(i), i));
    const times = { initialContactS, timeS, clean: true };
    comparison.take({
      ...sampleStrideAngle("left", timeS, { angle: "hipFlexion" }),
      ...times,
      curveDeg: curve((atS) => shape(atS) + 3),
    });
    comparison.take({
      ...sampleStrideAngle("left", timeS, { angle: "pelvicTilt" }),
      ...times,
      curveDeg: curve((_, i) => 1 + (i % 2 === 0 ? 0.5 : -0.5)),
    });
    const { angleOffsetDeg } = comparison.sides.left;
    expect(angleOffsetDeg.hipFlexion.mean).toBeCloseTo(3, 9);
    expect(comparison.shapeErrorDeg.hipFlexion.standardDeviation).toBeCloseTo(0, 9);
    expect(angleOffsetDeg.pelvicTilt.mean).toBeCloseTo(-1, 1);
    expect(comparison.shapeErrorDeg.pelvicTilt.standardDeviation).toBeCloseTo(0.5, 1);
    expect(comparison.sides.right.angleOffsetDeg.hipFlexion.mean).toBeNull();
  });

  it("leaves angles out that the session did not know", () => {
    const comparison = new TruthComparison(standingBody());
    comparison.take({ ...sampleStrideAngle("left", 10), curveDeg: null });
    expect(comparison.sides.left.angleOffsetDeg.hipFlexion.count).toBe(0);
  });

  it("is told in a few lines", () => {
    const comparison = new TruthComparison(
      standingBody([
        stance("left", 10, 0.25),
        stance("left", 10.7, 0.25),
        stance("right", 10.35, 0.26),
        stance("right", 11.05, 0.26),
      ]),
    );
    for (const initialContactS of [10, 10.7]) {
      comparison.take(stride("left", initialContactS + 0.001, 0.248));
      comparison.take(stride("right", initialContactS + 0.35, 0.259));
    }
    expect(truthLines(comparison).slice(0, 6)).toEqual([
      "Against the truth, 4 clean strides of running, all that there were:",
      "                   left                  right",
      "  contact, off by  +1.0 ± 0.0 ms         0.0 ± 0.0 ms",
      "  toe-off, off by  -1.0 ± 0.0 ms         -1.0 ± 0.0 ms",
      "  stance time      248 ms, truly 250 ms  259 ms, truly 260 ms",
      "  asymmetry (R−L) +4.3 %, truly +3.9 %",
    ]);
    expect(truthLines(comparison).at(-1)).toMatch(
      /zero of pelvic rotation and of hip internal rotation cannot be known/,
    );
  });
});
