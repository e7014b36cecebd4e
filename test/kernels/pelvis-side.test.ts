import { describe, expect, it } from "vitest";
import type { SideDecision } from "../../src/kernels/contact-side.ts";
import { PelvisSide, type StepCues } from "../../src/kernels/pelvis-side.ts";
import type { Side } from "../../src/model/pod.ts";
import { seededUniform } from "../support/random.ts";

const stepS = 0.35;

/** Right minus left of a usual runner, rad and rad/s. */
const usual: StepCues = { obliquityRad: 0.095, turnRadPerS: 1.5 };
const noCues: StepCues = { obliquityRad: Number.NaN, turnRadPerS: Number.NaN };

const mirrored = ({ obliquityRad, turnRadPerS }: StepCues): StepCues => ({
  obliquityRad: -obliquityRad,
  turnRadPerS: -turnRadPerS,
});

/** Somebody who runs: what each landing of a known foot is said to be. */
class Run {
  readonly kernel = new PelvisSide();
  readonly #uniform = seededUniform(7);
  /** Right minus left. */
  difference: StepCues = usual;
  /** The same in every step. */
  offset: StepCues = { obliquityRad: 0, turnRadPerS: 0 };
  timeS = 10;
  foot: Side;
  #isFirst = true;

  constructor(first: Side = "left") {
    this.foot = first;
  }

  /** Cues of a step of a side. */
  cues(side: Side): StepCues {
    const half = side === "right" ? 0.5 : -0.5;
    const noise = (): number => 0.3 * (this.#uniform() - 0.5);
    const cue = (key: keyof StepCues): number =>
      this.offset[key] + half * this.difference[key] + noise() * usual[key];
    return { obliquityRad: cue("obliquityRad"), turnRadPerS: cue("turnRadPerS") };
  }

  /** The next foot lands, `afterS` after the one before. */
  land(afterS = stepS, cues = this.#isFirst ? noCues : this.cues(this.foot)): SideDecision {
    this.timeS += afterS;
    if (!this.#isFirst) this.foot = this.foot === "left" ? "right" : "left";
    this.#isFirst = false;
    return this.kernel.land(this.timeS, cues);
  }

  /** What is said of so many landings: right, wrong or nothing. */
  steps(count: number, afterS = stepS): ("right" | "wrong" | null)[] {
    return Array.from({ length: count }, () => {
      const { side } = this.land(afterS);
      if (side === null) return null;
      return side === this.foot ? "right" : "wrong";
    });
  }
}

const nothing = (count: number): null[] => Array<null>(count).fill(null);
const right = (count: number): "right"[] => Array<"right">(count).fill("right");

describe("side from the pelvis", () => {
  it.each(["left", "right"] as const)(
    "is told from the seventh landing on, and right, where the %s foot begins",
    (first) => {
      expect(new Run(first).steps(40)).toEqual([...nothing(6), ...right(34)]);
    },
  );

  it("is the other one for the mirror image of a runner", () => {
    const run = new Run();
    run.difference = mirrored(usual);
    expect(run.steps(40)).toEqual([...nothing(6), ...Array(34).fill("wrong")]);
  });

  it("is surer with clearer evidence, and never as sure as from two thighs", () => {
    const confidenceWith = (share: number): number => {
      const run = new Run();
      run.difference = { obliquityRad: share * 0.095, turnRadPerS: share * 1.5 };
      run.steps(30);
      return run.land().confidence;
    };
    expect(confidenceWith(0.5)).toBeGreaterThan(0.5);
    expect(confidenceWith(0.5)).toBeLessThan(confidenceWith(1));
    expect(confidenceWith(1)).toBe(0.75);
    expect(confidenceWith(3)).toBe(0.75);
  });

  it("does not depend on a pelvis that hangs to one side or a strap that sits aslant", () => {
    for (const obliquityRad of [-0.3, 0.3]) {
      const run = new Run();
      run.offset = { obliquityRad, turnRadPerS: 2 };
      expect(run.steps(30)).toEqual([...nothing(6), ...right(24)]);
    }
  });

  it("is not told where the feet hardly differ, or only by chance", () => {
    const run = new Run();
    run.difference = { obliquityRad: 0.01, turnRadPerS: 0.15 };
    expect(run.steps(200)).toEqual(nothing(200));
  });

  it("is not told while the cues contradict each other, however clear one is", () => {
    for (const [obliquity, turn] of [
      [3, -0.3],
      [-0.3, 3],
    ] as const) {
      const run = new Run();
      run.difference = { obliquityRad: obliquity * 0.095, turnRadPerS: turn * 1.5 };
      expect(run.steps(60)).toEqual(nothing(60));
      run.difference = usual;
      expect(run.steps(20).slice(-10)).toEqual(right(10));
    }
  });

  it.each(["obliquityRad", "turnRadPerS"] as const)(
    "stays right when the %s of somebody reverses in the middle of a run",
    (cue) => {
      const run = new Run();
      run.steps(30);
      for (let share = 1; share >= -1; share -= 0.05) {
        run.difference = { ...usual, [cue]: share * usual[cue] };
        expect(run.steps(4)).toEqual(right(4));
      }
      expect(run.steps(60)).toEqual(right(60));
      expect(run.land().confidence).toBe(0.5);
    },
  );

  it("is not told after a missed landing until there are enough steps again, and right then", () => {
    const run = new Run();
    run.steps(30);
    // One landing goes unseen: the same foot lands next, after two steps' time.
    run.foot = run.foot === "left" ? "right" : "left";
    expect(run.steps(1, 2 * stepS)).toEqual([null]);
    // The landing after the gap is the first of seven.
    expect(run.steps(30)).toEqual([...nothing(5), ...right(25)]);
  });

  it("is not told after a landing too many either", () => {
    const run = new Run();
    run.steps(30);
    expect(run.kernel.land(run.timeS + 0.12, noCues).side).toBeNull();
    expect(run.steps(30).slice(0, 2)).toEqual(nothing(2));
    expect(run.steps(30)).toEqual(right(30));
  });

  it("is withdrawn where the feet came out of turn without any break in the rhythm", () => {
    const run = new Run();
    run.steps(30);
    // The step before still looks like what it was.
    run.land(stepS, run.cues(run.foot));
    run.foot = run.foot === "left" ? "right" : "left";
    // The second landing shows it, and four more tell the side anew.
    expect(run.steps(30)).toEqual([...nothing(5), ...right(25)]);
  });

  it("is found anew after a stop", () => {
    const run = new Run();
    run.steps(30);
    run.timeS += 20;
    expect(run.steps(20)).toEqual([...nothing(6), ...right(14)]);
  });

  it("goes on across missing samples that hid one landing or none, but not more", () => {
    const run = new Run();
    run.steps(30);
    run.kernel.interrupt();
    expect(run.land(stepS, noCues).side).toBe(run.foot);
    expect(run.steps(10)).toEqual(right(10));
    run.kernel.interrupt();
    run.foot = run.foot === "left" ? "right" : "left";
    expect(run.land(2 * stepS, noCues).side).toBe(run.foot);
    expect(run.steps(10)).toEqual(right(10));
    run.kernel.interrupt();
    expect(run.land(3 * stepS, noCues).side).toBeNull();
    expect(run.steps(20)).toEqual([...nothing(5), ...right(15)]);
    // What happens later is not excused by it.
    run.foot = run.foot === "left" ? "right" : "left";
    expect(run.land(2 * stepS, noCues).side).toBeNull();
  });

  it("is found anew after a reset, as after a pod has been mounted anew", () => {
    const run = new Run();
    run.steps(30);
    run.kernel.reset();
    expect(run.steps(20)).toEqual([...nothing(6), ...right(14)]);
  });

  it("follows a limp, and a runner who slowly gets faster", () => {
    const run = new Run();
    for (let i = 0; i < 60; i++) {
      const { side } = run.land((run.foot === "left" ? 0.4 : 0.3) * (1 - i / 300));
      if (i >= 7) expect(side).toBe(run.foot);
    }
  });

  it("keeps the turn of the feet where a step's cues are not known", () => {
    const run = new Run();
    run.steps(20);
    expect(run.land(stepS, noCues).side).toBe(run.foot);
    expect(run.steps(10)).toEqual(right(10));
  });

  it("stays as sure as it was where one foot's cues are no longer known", () => {
    const run = new Run();
    run.steps(30);
    const before = run.land().confidence;
    for (let i = 0; i < 40; i++) {
      const cues = run.foot === "left" ? noCues : run.cues("right");
      const { side, confidence } = run.land(stepS, cues);
      expect(side).toBe(run.foot);
      expect(confidence).toBe(before);
    }
  });

  it("is not told from landings at which nothing is known of the pelvis", () => {
    const run = new Run();
    for (let i = 0; i < 40; i++) expect(run.land(stepS, noCues).side).toBeNull();
  });
});
