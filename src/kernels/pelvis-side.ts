import { mean, sampleVariance } from "simple-statistics";
import type { Side } from "../model/pod.ts";
import { type SideDecision, unknownSide } from "./contact-side.ts";
import type { Stateful } from "./stateful.ts";

/** What the pelvis did in one step, from a landing to the next one. */
export interface StepCues {
  /** Mean obliquity while the leg takes the weight, + right side up, rad. */
  obliquityRad: number;
  /** Mean rate about the pelvis' long axis from late stance to the next landing, + to the left, rad/s. */
  turnRadPerS: number;
}

/**
 * Where in a step (0 = its landing, 1 = the next one) each cue is taken: the stretches whose difference between left and right
 * varies least between runners. Chosen on eight of them at three speeds; chosen without a runner they are much the same, and that
 * runner's evidence is still 0.5 and more.
 */
export const cueStretch = {
  obliquity: { from: 0.12, to: 0.24 },
  turn: { from: 0.5, to: 1 },
} as const;

/**
 * Right minus left step, means of those 24 trials (Fukuchi et al. 2017, doi 10.7717/peerj.3298). Single trials show 0.35 to 1.6
 * of it in the obliquity (5.5°), 0.4 to 1.7 in the turn; who has little of one has more of the other: their mean is 0.6 to 1.5.
 */
const usual: Readonly<StepCues> = { obliquityRad: 0.095, turnRadPerS: 1.5 };

/** Standard deviation of a cue between steps of a side, in those differences: a few steps that lie closer do so by chance. */
const leastSpread = 0.1;

/** Steps of each foot before anything is said. */
const leastSteps = 3;
/** Newest steps that the evidence rests on: until the side is told, so that what was no running is soon forgotten; and from then on. */
const windowSteps = { untold: 8, told: 16 } as const;
/** Evidence, in usual differences and in standard errors, from which the side is told. */
const tellingEvidence = 0.3;
const tellingErrors = 4;
/** A cue that says the opposite by this much, in usual differences, is not outvoted by the other. */
const opposing = 0.15;

/** Bounds of a running step, s: 300 to 100 steps a minute. */
const stepBoundsS = { min: 0.2, max: 0.6 } as const;
/**
 * A step that lasts longer or shorter than the same foot's last one by this factor is none, or not one: a landing was missed,
 * or one too many seen. Runners at an even pace keep within 1.1; who limps steps differently with either foot.
 */
const sameFoot = 1.2;
/** The same against the other foot's, while there is no other. */
const otherFoot = 1.5;
/** Across missing samples, so near to the last two steps together a landing has gone unseen, and one only. */
const twoSteps = 1.1;

/** What is told is at least so sure, and never surer than this: two thighs tell it better. */
const confidences = { least: 0.5, most: 0.75 } as const;

type Foot = 0 | 1;

interface Step extends Readonly<StepCues> {
  readonly foot: Foot;
}

/** Difference of the second foot to the first in each cue, in usual differences, and its standard error. */
interface Contrast {
  readonly obliquity: number;
  readonly turn: number;
  readonly standardError: number;
}

/** Everything of a PelvisSide that changes. */
export interface PelvisSideState {
  readonly landedAtS: number | null;
  readonly interrupted: boolean;
  readonly foot: Foot;
  readonly rightFoot: Foot | null;
  readonly confidence: number;
  readonly stepTimesS: readonly number[];
  readonly steps: readonly Step[];
}

/**
 * Which foot lands, from the pelvis alone. Feet land in turn while somebody runs, so there is one thing to find out: which of
 * the two is the right one. Over the newest steps the pelvis tells it twice:
 *
 * - While the leg takes the weight, the pelvis is higher on its side.
 * - From late stance to the next landing it turns with the leg that now swings forward.
 *
 * Only the difference between feet in turn counts: a strap that sits aslant, or a pelvis that hangs to one side all the time, is the same in
 * every step. What has been told holds by the turn of the feet, also where one of the cues fades or reverses (a pelvis that drops
 * on one side is what is being watched for); it is withdrawn where the rhythm breaks or both cues oppose it. What was said is
 * never changed afterwards.
 */
export class PelvisSide implements Stateful<PelvisSideState> {
  #landedAtS: number | null = null;
  /** Samples have been missing since. */
  #interrupted = false;
  /** The foot that landed last. */
  #foot: Foot = 0;
  /** Which foot is the right one; null while that is not known. */
  #rightFoot: Foot | null = null;
  #confidence = 0;
  /** Of the newest step of either foot, oldest first. */
  readonly #stepTimesS: number[] = [];
  readonly #steps: Step[] = [];

  /** Samples are missing: a landing may go unseen. Whether one has, the rhythm tells. */
  interrupt(): void {
    this.#interrupted = true;
  }

  /** Forgets everything: the pelvis' axes are others from here on. */
  reset(): void {
    this.#landedAtS = null;
    this.#interrupted = false;
    this.#startAnew();
  }

  /**
   * Takes a landing; a time that is not finite resets.
   * @param cues of the step that it ends. One that is not finite counts for nothing.
   * @returns the side of the foot that lands.
   */
  land(timeS: number, cues: Readonly<StepCues>): SideDecision {
    if (!Number.isFinite(timeS)) {
      this.reset();
      return unknownSide;
    }
    const stepS = this.#landedAtS === null ? Number.NaN : timeS - this.#landedAtS;
    this.#landedAtS = timeS;
    const interrupted = this.#interrupted;
    this.#interrupted = false;
    // The foot that landed last lands again.
    if (interrupted && this.#isTwoSteps(stepS)) return this.#decision;
    if (!this.#isInRhythm(stepS)) {
      this.#startAnew();
      return unknownSide;
    }
    pushNewest(this.#stepTimesS, stepS, 2);
    if (Number.isFinite(cues.obliquityRad + cues.turnRadPerS)) {
      const kept = this.#rightFoot === null ? windowSteps.untold : windowSteps.told;
      pushNewest(this.#steps, { ...cues, foot: this.#foot }, kept);
    }
    this.#foot = this.#foot === 0 ? 1 : 0;
    if (this.#isOpposed()) {
      this.#withdraw();
      return unknownSide;
    }
    this.#weigh();
    return this.#decision;
  }

  saveState(): PelvisSideState {
    return {
      landedAtS: this.#landedAtS,
      interrupted: this.#interrupted,
      foot: this.#foot,
      rightFoot: this.#rightFoot,
      confidence: this.#confidence,
      stepTimesS: [...this.#stepTimesS],
      steps: structuredClone(this.#steps),
    };
  }

  restoreState(saved: PelvisSideState): void {
    this.#landedAtS = saved.landedAtS;
    this.#interrupted = saved.interrupted;
    this.#foot = saved.foot;
    this.#rightFoot = saved.rightFoot;
    this.#confidence = saved.confidence;
    this.#stepTimesS.splice(0, this.#stepTimesS.length, ...saved.stepTimesS);
    this.#steps.splice(0, this.#steps.length, ...structuredClone(saved.steps));
  }

  get #decision(): SideDecision {
    if (this.#rightFoot === null) return unknownSide;
    const side: Side = this.#foot === this.#rightFoot ? "right" : "left";
    return { side, confidence: this.#confidence, method: "pelvis" };
  }

  #startAnew(): void {
    this.#rightFoot = null;
    this.#stepTimesS.length = 0;
    this.#steps.length = 0;
  }

  #isTwoSteps(timeS: number): boolean {
    const [before, newest] = this.#stepTimesS;
    if (before === undefined || newest === undefined) return false;
    const ratio = timeS / (before + newest);
    return ratio <= twoSteps && ratio >= 1 / twoSteps;
  }

  #isInRhythm(stepS: number): boolean {
    if (!(stepS >= stepBoundsS.min && stepS <= stepBoundsS.max)) return false;
    const [before] = this.#stepTimesS;
    if (before === undefined) return true;
    const factor = this.#stepTimesS.length < 2 ? otherFoot : sameFoot;
    return Math.max(stepS / before, before / stepS) <= factor;
  }

  /** Whether both cues of the newest step, held against the middle of those before, are those of the other foot. */
  #isOpposed(): boolean {
    const newest = this.#steps.at(-1);
    if (newest === undefined || this.#rightFoot === null) return false;
    const told = newest.foot === this.#rightFoot ? 1 : -1;
    const before = this.#steps.slice(0, -1);
    const [first, second] = [stepsOf(before, 0), stepsOf(before, 1)];
    if (first.length === 0 || second.length === 0) return false;
    const opposes = (cue: keyof StepCues): boolean => {
      const middle = (meanOf(first, cue) + meanOf(second, cue)) / 2;
      return (2 * told * (newest[cue] - middle)) / usual[cue] < -opposing;
    };
    return opposes("obliquityRad") && opposes("turnRadPerS");
  }

  /** Where the newest two steps differ the other way round, the feet have come out of turn unseen; earlier steps say nothing of the next ones. */
  #withdraw(): void {
    const newest = this.#steps.slice(-2);
    const { obliquity, turn } = contrastOf(newest, 1);
    const told = this.#rightFoot === 1 ? 1 : -1;
    if (!(told * obliquity < -opposing && told * turn < -opposing)) return;
    this.#rightFoot = null;
    this.#steps.splice(0, this.#steps.length, ...newest);
  }

  #weigh(): void {
    const { obliquity, turn, standardError } = contrastOf(this.#steps, leastSteps);
    const evidence = (obliquity + turn) / 2;
    // Too few steps of one foot whose cues are known: nothing new is learned.
    if (Number.isNaN(evidence)) return;
    const direction = Math.sign(evidence);
    const strength = Math.min(
      Math.abs(evidence) / tellingEvidence,
      Math.abs(evidence) / (tellingErrors * standardError),
    );
    if (this.#rightFoot === null) {
      const opposed = Math.min(direction * obliquity, direction * turn) < -opposing;
      if (!(strength >= 1) || opposed) return;
      this.#rightFoot = direction > 0 ? 1 : 0;
    }
    const told = this.#rightFoot === 1 ? 1 : -1;
    // Evidence for the other foot makes it no surer; from twice what is needed on it is as sure as it gets.
    const share = Math.max(0, Math.min(1, told * direction * strength - 1));
    this.#confidence = confidences.least + share * (confidences.most - confidences.least);
  }
}

const stepsOf = (steps: readonly Step[], foot: Foot): Step[] =>
  steps.filter((step) => step.foot === foot);

const meanOf = (steps: readonly Step[], cue: keyof StepCues): number =>
  mean(steps.map((step) => step[cue]));

/** Variance of the mean of a cue over steps of one foot, in squared usual differences. */
function varianceOfMean(steps: readonly Step[], cue: keyof StepCues): number {
  // A single step has none.
  const spread = steps.length > 1 ? sampleVariance(steps.map((step) => step[cue] / usual[cue])) : 0;
  return Math.max(spread, leastSpread ** 2) / steps.length;
}

/** NaN where there are fewer steps of either foot than `least`. */
function contrastOf(steps: readonly Step[], least: number): Contrast {
  const [first, second] = [stepsOf(steps, 0), stepsOf(steps, 1)];
  if (Math.min(first.length, second.length) < least) {
    return { obliquity: Number.NaN, turn: Number.NaN, standardError: Number.NaN };
  }
  const differenceOf = (cue: keyof StepCues): number =>
    (meanOf(second, cue) - meanOf(first, cue)) / usual[cue];
  const varianceOf = (cue: keyof StepCues): number =>
    varianceOfMean(first, cue) + varianceOfMean(second, cue);
  return {
    obliquity: differenceOf("obliquityRad"),
    turn: differenceOf("turnRadPerS"),
    // Of the mean of both.
    standardError: Math.sqrt(varianceOf("obliquityRad") + varianceOf("turnRadPerS")) / 2,
  };
}

function pushNewest<T>(values: T[], value: T, kept: number): void {
  values.push(value);
  if (values.length > kept) values.shift();
}
