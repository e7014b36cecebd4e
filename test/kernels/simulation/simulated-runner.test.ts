import { mean, standardDeviation } from "simple-statistics";
import { describe, expect, it } from "vitest";
import {
  conjugateQuaternion,
  multiplyQuaternions,
  rotateVector,
} from "../../../src/kernels/quaternion.ts";
import {
  noStrapMotion,
  type TrueAngles,
  type TrueStance,
} from "../../../src/kernels/simulation/body-motion.ts";
import type { Compensation, GaitStage } from "../../../src/kernels/simulation/runner-plan.ts";
import type { SimulatedRunner } from "../../../src/kernels/simulation/simulated-runner.ts";
import { placements, type Side } from "../../../src/model/pod.ts";
import { standardGravityMPerS2 as g } from "../../../src/model/units.ts";
import { simulatedRunner, stancesOf, standThenRun } from "../../support/simulated-body.ts";

const stanceMs = (stances: readonly TrueStance[], side: Side): number[] =>
  stances.filter((s) => s.side === side).map((s) => 1000 * (s.toeOffS - s.initialContactS));

function symmetryIndexPct(stances: readonly TrueStance[]): number {
  const [left, right] = [mean(stanceMs(stances, "left")), mean(stanceMs(stances, "right"))];
  return (200 * (right - left)) / (right + left);
}

function angles(runner: SimulatedRunner, fromS: number, toS: number): TrueAngles[] {
  const all: TrueAngles[] = [];
  for (let t = fromS; t < toS; t += 0.01) all.push(runner.anglesAt(t));
  return all;
}

const range = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

const earthForce = (runner: SimulatedRunner, placement: (typeof placements)[number], t: number) => {
  const motion = runner.strapMotion(noStrapMotion(), placement, t);
  return rotateVector(new Float64Array(3), motion.earthFromSegment, motion.forceMPerS2);
};

describe("a simulated runner", () => {
  it("stands upright on the ground", () => {
    const runner = simulatedRunner({}, standThenRun(3));
    for (const placement of placements) {
      const { forceMPerS2, rateRadPerS } = runner.strapMotion(noStrapMotion(), placement, 5);
      expect([...forceMPerS2].map((v) => Number(v.toFixed(9)) + 0)).toEqual([0, g, 0]);
      expect(Math.hypot(...rateRadPerS)).toBe(0);
    }
    expect(runner.stances(0, 10)).toEqual([]);
  });

  it.each(placements)("turns as fast as its %s pod's gyroscope says", (placement) => {
    const runner = simulatedRunner(
      { variability: 1, individuality: 1, wobbleDeg: 2, swingPlaneDeg: { left: 5, right: 2 } },
      [
        ...standThenRun(3),
        { atS: 20, gait: "running", speedMPerS: 5 },
        { atS: 26, gait: "walking", speedMPerS: 0.8 },
        { atS: 32, gait: "walking", speedMPerS: 1.8 },
        { atS: 38, gait: "standing", speedMPerS: 0 },
      ],
      [
        { kind: "pelvic-tilt", side: "left", atS: 12, rampS: 3, amount: 6 },
        { kind: "contralateral-drop", side: "left", atS: 12, rampS: 3, amount: 4 },
        { kind: "hip-rotation-reduced", side: "right", atS: 12, rampS: 3, amount: 40 },
      ],
    );
    const h = 1e-5;
    // Standing, setting off, compensating, running, changing speed, slowing to a walk, walking faster and faster, stopping.
    for (const t of [5, 10.4, 10.9, 13.1, 14.2, 18.03, 20.6, 21.7, 26.5, 30.1, 32.7, 33.4, 38.5]) {
      const at = (timeS: number) => runner.strapMotion(noStrapMotion(), placement, timeS);
      const before = conjugateQuaternion(new Float64Array(4), at(t - h).earthFromSegment);
      const turn = multiplyQuaternions(new Float64Array(4), before, at(t + h).earthFromSegment);
      const { rateRadPerS } = at(t);
      for (let i = 0; i < 3; i++) {
        expect((turn[i + 1] as number) / h).toBeCloseTo(rateRadPerS[i] as number, 4);
      }
    }
  });

  it("turns no faster than its gyroscope says, however fast the stages come one after the other", () => {
    const running = (atS: number, speedMPerS: number): GaitStage => ({
      atS,
      gait: "running",
      speedMPerS,
    });
    const walking = (atS: number, speedMPerS: number): GaitStage => ({
      atS,
      gait: "walking",
      speedMPerS,
    });
    const inHaste: readonly GaitStage[][] = [
      [running(0, 2.5), walking(6, 1.4), running(6.5, 4.5)],
      // The belt is still speeding up when the runner walks, and when she runs again.
      [running(0, 1.8), running(3, 5.5), walking(5, 1.4), running(9, 3)],
      [walking(0, 0.8), { atS: 6, gait: "standing", speedMPerS: 0 }, walking(6.5, 2)],
    ];
    const stepS = 0.002;
    for (const stages of inHaste) {
      const runner = simulatedRunner({}, stages);
      let before = runner.strapMotion(noStrapMotion(), "pelvis", 2);
      let unfelt = 0;
      for (let t = 2 + stepS; t < 14; t += stepS) {
        const now = runner.strapMotion(noStrapMotion(), "pelvis", t);
        const turn = conjugateQuaternion(new Float64Array(4), before.earthFromSegment);
        multiplyQuaternions(turn, turn, now.earthFromSegment);
        for (let i = 0; i < 3; i++) {
          const rate = (before.rateRadPerS[i] as number) + (now.rateRadPerS[i] as number);
          unfelt = Math.max(unfelt, Math.abs(2 * (turn[i + 1] as number) - (stepS * rate) / 2));
        }
        before = now;
      }
      expect(unfelt).toBeLessThan(1e-4);
    }
  });

  it("goes nowhere: over whole strides its force is gravity alone", () => {
    const runner = simulatedRunner({}, standThenRun(3));
    const contacts = stancesOf(runner, 20, 30).filter((s) => s.side === "right");
    const [first, last] = [contacts[0], contacts.at(-1)] as [TrueStance, TrueStance];
    for (const placement of placements) {
      const sums = [0, 0, 0];
      const samples = 20000;
      const spanS = last.initialContactS - first.initialContactS;
      for (let i = 0; i < samples; i++) {
        const force = earthForce(runner, placement, first.initialContactS + (spanS * i) / samples);
        for (let k = 0; k < 3; k++) sums[k] = (sums[k] as number) + (force[k] as number) / samples;
      }
      expect(sums[0]).toBeCloseTo(0, 2);
      expect(sums[1]).toBeCloseTo(0, 2);
      expect(sums[2]).toBeCloseTo(g, 2);
    }
  });

  it("never jumps, whatever it passes into", () => {
    const stages: GaitStage[] = [
      { atS: 0, gait: "standing", speedMPerS: 0 },
      { atS: 5, gait: "walking", speedMPerS: 1.4 },
      { atS: 10, gait: "running", speedMPerS: 2.5 },
      { atS: 15, gait: "running", speedMPerS: 4 },
      { atS: 21, gait: "walking", speedMPerS: 1.2 },
      { atS: 26, gait: "standing", speedMPerS: 0 },
    ];
    for (const placement of placements) {
      const body = { variability: 1, impactMPerS2: 20, wobbleDeg: 1 };
      const runner = simulatedRunner(body, stages);
      let before = earthForce(runner, placement, 4);
      let largest = 0;
      for (let t = 4.0005; t < 30; t += 0.0005) {
        const now = earthForce(runner, placement, t);
        for (let k = 0; k < 3; k++) {
          largest = Math.max(largest, Math.abs((now[k] as number) - (before[k] as number)));
        }
        before = now;
      }
      // The ringing of the impact is the fastest there is.
      expect(largest).toBeLessThan(3);
    }
  });

  it("is the same whenever and in whatever order it is asked", () => {
    const ask = (times: readonly number[]) => {
      const runner = simulatedRunner({ variability: 1, individuality: 1 }, standThenRun(3));
      return times.map((t) => runner.anglesAt(t));
    };
    const all = ask(Array.from({ length: 3000 }, (_, i) => i / 100));
    expect(ask([25, 29.99, 25.01])).toEqual([all[2500], all[2999], all[2501]]);
    const other = simulatedRunner({ variability: 1 }, standThenRun(3), [], 2).anglesAt(25);
    expect(other).not.toEqual(all[2500]);
  });

  it("runs at the cadence it is told, or at the mean runner's", () => {
    const cadence = (runner: SimulatedRunner): number => {
      const stances = stancesOf(runner, 20, 50);
      const [first, last] = [stances[0], stances.at(-1)] as [TrueStance, TrueStance];
      return (60 * (stances.length - 1)) / (last.initialContactS - first.initialContactS);
    };
    expect(cadence(simulatedRunner({ cadenceSpm: 180 }, standThenRun(3)))).toBeCloseTo(180, 6);
    // The seven runners' mean stride at 3.5 m/s is 0.674 s.
    expect(cadence(simulatedRunner({}, standThenRun(3.5)))).toBeCloseTo(120 / 0.674, 1);
  });

  it("varies from stride to stride as people do, and by habit from person to person", () => {
    const stances = stancesOf(simulatedRunner({ variability: 1 }, standThenRun(3)), 15, 135);
    const left = stanceMs(stances, "left");
    const spread = standardDeviation(left) / mean(left);
    expect(spread).toBeGreaterThan(0.012);
    expect(spread).toBeLessThan(0.03);
    const cadences = [1, 2, 3, 4, 5, 6].map((seed) => {
      const runner = simulatedRunner({ individuality: 1 }, standThenRun(3), [], seed);
      return stancesOf(runner, 20, 50).length;
    });
    expect(new Set(cadences).size).toBeGreaterThan(3);
  });
});

describe("a runner who spares a hip", () => {
  const spare = (kind: Compensation["kind"], side: Side, amount: number): SimulatedRunner =>
    simulatedRunner({}, standThenRun(3), [{ kind, side, atS: 30, rampS: 10, amount }]);

  it.each([
    ["left", 6],
    ["right", -6],
  ] as const)("shortens the %s stance", (side, indexPct) => {
    const runner = spare("stance-shortened", side, 6);
    expect(symmetryIndexPct(stancesOf(runner, 15, 29))).toBeCloseTo(0, 6);
    expect(symmetryIndexPct(stancesOf(runner, 45, 60))).toBeCloseTo(indexPct, 1);
  });

  it("tips the pelvis forward on thighs that stay where they are", () => {
    const runner = spare("pelvic-tilt", "left", 6);
    const tilt = (all: readonly TrueAngles[]) => mean(all.map((a) => a.pelvicTiltDeg));
    const flexion = (all: readonly TrueAngles[]) => mean(all.map((a) => a.leftHipFlexionDeg));
    const before = angles(runner, 15, 29);
    const after = angles(runner, 45, 59);
    expect(tilt(after) - tilt(before)).toBeCloseTo(6, 1);
    expect(flexion(after) - flexion(before)).toBeCloseTo(6, 1);
  });

  it("lets the other side of the pelvis drop in the middle of the stance", () => {
    const runner = spare("contralateral-drop", "left", 4);
    const obliquity: { side: Side; timeS: number; deg: number }[] = [];
    for (let t = 15; t < 60; t++) {
      for (const { side, initialContactS, toeOffS } of runner.stances(t, t + 1)) {
        const timeS = (initialContactS + toeOffS) / 2;
        obliquity.push({ side, timeS, deg: runner.anglesAt(timeS).pelvicObliquityDeg });
      }
    }
    const midStance = (side: Side): [number, number] => {
      const own = obliquity.filter((o) => o.side === side);
      const meanOf = (some: typeof own): number => mean(some.map((o) => o.deg));
      return [meanOf(own.filter((o) => o.timeS < 29)), meanOf(own.filter((o) => o.timeS > 45))];
    };
    const left = midStance("left");
    const right = midStance("right");
    // The right side goes down while the left foot stands; its own stance hardly changes.
    expect(left[1] - left[0]).toBeCloseTo(-4, 0);
    expect(Math.abs(right[1] - right[0])).toBeLessThan(0.3);
  });

  it("lets nothing drop while standing", () => {
    const stages: GaitStage[] = [...standThenRun(3), { atS: 20, gait: "standing", speedMPerS: 0 }];
    const runner = simulatedRunner({}, stages, [
      { kind: "contralateral-drop", side: "left", atS: 12, rampS: 2, amount: 4 },
    ]);
    expect(range(angles(runner, 15, 19).map((a) => a.pelvicObliquityDeg))).toBeGreaterThan(5);
    for (const { pelvicObliquityDeg, leftHipAdductionDeg } of angles(runner, 22, 26)) {
      expect(pelvicObliquityDeg).toBeCloseTo(0, 9);
      expect(leftHipAdductionDeg).toBeCloseTo(0, 9);
    }
  });

  it("turns the hip less", () => {
    const runner = spare("hip-rotation-reduced", "left", 40);
    const excursion = (all: readonly TrueAngles[], side: Side) =>
      range(all.map((a) => a[`${side}HipInternalRotationDeg`]));
    const before = angles(runner, 15, 29);
    const after = angles(runner, 45, 59);
    expect(excursion(after, "left") / excursion(before, "left")).toBeCloseTo(0.6, 2);
    expect(excursion(after, "right") / excursion(before, "right")).toBeCloseTo(1, 2);
  });

  it("has an asymmetry of its own where it is told to", () => {
    const runner = simulatedRunner({ stanceAsymmetryPct: -4 }, standThenRun(3));
    expect(symmetryIndexPct(stancesOf(runner, 15, 29))).toBeCloseTo(-4, 6);
  });
});
