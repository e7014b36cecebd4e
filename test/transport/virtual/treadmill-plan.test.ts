import { describe, expect, it } from "vitest";
import { defaultScenario } from "../../../src/transport/simulated/scenario.ts";
import { SimulatedHeart } from "../../../src/transport/virtual/simulated-heart.ts";
import { TreadmillPlan } from "../../../src/transport/virtual/treadmill-plan.ts";

const scenario = defaultScenario({
  stages: [
    { atS: 0, gait: "standing" },
    { atS: 10, gait: "walking", speedMPerS: 1.4 },
    { atS: 30, gait: "running", speedMPerS: 2.5 },
    { atS: 60, gait: "running", speedMPerS: 3.5 },
  ],
});

describe("the treadmill under a scenario's runner", () => {
  it("has the speed of the stage once the belt has taken it up", () => {
    const plan = new TreadmillPlan(scenario);
    const at = [5, 20, 40, 70].map((timeS) => plan.speedAt(timeS));
    expect(at).toEqual([0, 1.4, 2.5, 3.5]);
    expect(plan.speedAt(61)).toBeGreaterThan(2.5);
    expect(plan.speedAt(61)).toBeLessThan(3.5);
  });

  it("is stepped on as one does at that speed, or as the scenario says", () => {
    const plan = new TreadmillPlan(scenario);
    expect(plan.stepsPerMinAt(5)).toBe(0);
    expect(plan.stepsPerMinAt(20)).toBeCloseTo(120 / 1.06, 6);
    expect(plan.stepsPerMinAt(40)).toBeGreaterThan(150);
    expect(plan.stepsPerMinAt(40)).toBeLessThan(180);
    expect([20, 40].map((timeS) => plan.isRunningAt(timeS))).toEqual([false, true]);
    const own = new TreadmillPlan({ ...scenario, runner: { ...scenario.runner, cadenceSpm: 184 } });
    expect(own.stepsPerMinAt(40)).toBe(184);
  });
});

describe("the heart of a scenario's runner", () => {
  it("beats at its rate and follows the speed", () => {
    let speedMPerS = 0;
    const heart = new SimulatedHeart(
      () => speedMPerS,
      () => 0.5,
    );
    expect(heart.advance(60).every((intervalS) => Math.abs(60 / intervalS - 72) < 1)).toBe(true);
    speedMPerS = 2.5;
    heart.advance(65);
    expect(heart.rateBpm).toBeGreaterThan(75);
    expect(heart.rateBpm).toBeLessThan(110);
    heart.advance(300);
    expect(heart.rateBpm).toBeCloseTo(152, 0);
    const intervalsS = heart.advance(360);
    const meanS = intervalsS.reduce((sum, one) => sum + one, 0) / intervalsS.length;
    expect(60 / meanS).toBeCloseTo(152, 0);
    expect(intervalsS.length).toBeGreaterThan(149);
    expect(intervalsS.length).toBeLessThan(155);
  });
});
