import type { Side } from "../../model/pod.ts";
import type { TrueStance } from "./body-motion.ts";
import { GaitPhase } from "./gait-phase.ts";
import type { GaitTimeline } from "./gait-timeline.ts";
import { StrideSeries, type StrideVariation } from "./random-series.ts";
import { walkingDutyFactor } from "./walking-curves.ts";

/**
 * How step and stance time vary in people who run evenly on a treadmill, parts of them; fitted as `StrideSeries` says. What stays over
 * several strides is common to both legs: neighbouring left and right stance times correlate by 0.3, and the difference of the
 * sides is hardly less new at every stride (autocorrelation -0.06) than if it had no memory at all.
 */
const variation = {
  stepTime: { freshSd: 0.0106, slowSd: 0.0046, slowerPart: 0.4 },
  stanceTime: { freshSd: 0.0137, slowSd: 0.0081, slowerPart: 0.9 },
  /** By how much the right stance is longer and the left one shorter. */
  stanceDifference: { freshSd: 0, slowSd: 0.0018, slowerPart: 1 },
} as const satisfies Record<string, StrideVariation>;

/** A standing runner's phase goes on as if at this step time, s; nothing moves by it. */
const standingStepS = 0.35;

/** A foot stays this long at least on the ground and in the air, s. */
const shortestPhaseS = 0.05;

/** Stances longer ago than this are forgotten, s. */
const memoryS = 10;

/** What is particular about one runner's steps. */
export interface StepHabits {
  /** How much steps vary, 1 = as people's do. */
  readonly variability: number;
  /** Usual time of a running stride at a moment, s. */
  readonly runningStrideTimeS: (timeS: number) => number;
  /** Factor on the usual stance time of a side at a moment. */
  readonly stanceFactor: (side: Side, timeS: number) => number;
}

/** Step after step: when feet come down and leave the ground, and the gait's phase that belongs to it. Even steps are right ones. */
export class StepSequence {
  readonly phase = new GaitPhase();
  readonly #timeline: GaitTimeline;
  readonly #habits: StepHabits;
  readonly #stepSeries: StrideSeries;
  readonly #stanceSeries: StrideSeries;
  readonly #differenceSeries: StrideSeries;
  readonly #stances: TrueStance[] = [];
  #nextStep = 0;
  #nextS: number;

  /** @param startS from when on the phase must be known, s. */
  constructor(timeline: GaitTimeline, habits: StepHabits, random: () => number, startS: number) {
    this.#timeline = timeline;
    this.#habits = habits;
    this.#stepSeries = new StrideSeries(random, variation.stepTime);
    this.#stanceSeries = new StrideSeries(random, variation.stanceTime);
    this.#differenceSeries = new StrideSeries(random, variation.stanceDifference);
    // The phase is known from the second knot on.
    this.#nextS = startS - 2;
  }

  /** Makes steps until the phase is known at a time, and forgets what is long past. */
  extendTo(timeS: number): void {
    if (this.phase.knownUntilS > timeS) return;
    while (this.phase.knownUntilS <= timeS) this.#addStep();
    this.phase.forgetBefore(timeS - memoryS);
    while ((this.#stances[0]?.toeOffS ?? timeS) < timeS - memoryS) this.#stances.shift();
  }

  /** Stances of the last seconds and the next ones, in the order of their contacts. */
  get remembered(): readonly TrueStance[] {
    return this.#stances;
  }

  stances(fromS: number, toS: number): readonly TrueStance[] {
    this.extendTo(toS);
    return this.#stances
      .filter(({ toeOffS }) => toeOffS >= fromS && toeOffS < toS)
      .sort((a, b) => a.toeOffS - b.toeOffS);
  }

  #addStep(): void {
    const timeS = this.#nextS;
    const phase = this.#nextStep / 2;
    const side = this.#nextStep % 2 === 0 ? "right" : "left";
    const { variability, runningStrideTimeS, stanceFactor } = this.#habits;
    const gait = this.#timeline.gaitAt(timeS);
    this.phase.add(timeS, phase);
    const stepFactor = 1 + variability * this.#stepSeries.next();
    const difference = (side === "right" ? 1 : -1) * this.#differenceSeries.next();
    const stanceVaried = 1 + variability * (this.#stanceSeries.next() + difference);
    let stepS = standingStepS;
    if (gait === "walking") {
      const strideS = this.#timeline.walkingStrideTimeS(timeS);
      stepS = (strideS / 2) * stepFactor;
      const toeOffS = timeS + walkingDutyFactor * strideS;
      this.#stances.push({ side, gait, initialContactS: timeS, toeOffS });
    } else if (gait === "running") {
      const strideS = runningStrideTimeS(timeS);
      stepS = (strideS / 2) * stepFactor;
      const duty = this.#timeline.runningValue(timeS, (curves) => curves.dutyFactor);
      const wantedS = duty * strideS * stanceVaried * stanceFactor(side, timeS);
      const stanceS = Math.min(stepS - shortestPhaseS, Math.max(shortestPhaseS, wantedS));
      this.phase.add(timeS + stanceS, phase + duty);
      const toeOffS = timeS + stanceS;
      this.#stances.push({ side, gait, initialContactS: timeS, toeOffS });
    }
    this.#nextS = timeS + stepS;
    this.#nextStep += 1;
  }
}
