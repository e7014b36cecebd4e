import type { Side } from "../model/pod.ts";
import {
  ContactForces,
  type ContactForcesState,
  type ForceMix,
  slowDelayS,
  type ThighUse,
} from "./contact-forces.ts";
import { ContactPhases, type ContactPhasesState } from "./contact-phases.ts";
import { type ContactMeasurement, noMeasurement } from "./contact-timing.ts";
import { RecentMean, type RecentMeanState } from "./recent-mean.ts";
import type { Stateful } from "./stateful.ts";

export type ContactType = "initialContact" | "toeOff";

/**
 * Mixed forces and the levels, g, that tell the events. At initial contact the higher cut-off is the steadier one; the
 * weights are a plateau (chosen on eight runners, see contact-timing.ts).
 */
const initialContactMix: ForceMix = { cutoff: "fast", pelvis: 0.5, landing: 0.2, other: 0.3 };
const initialContactLevelG = 0.9;
const toeOffMix: ForceMix = { cutoff: "slow", pelvis: 0.6, landing: 0.2, other: 0.2 };
const toeOffLevelG = 0.65;

/**
 * How long the force takes to fall through the last part of the stance: the longer, the later the foot leaves the ground
 * after the crossing. It takes the place of the running speed, and tells people apart where speed does not.
 */
const fallMix: ForceMix = { cutoff: "slow", pelvis: 0.4, landing: 0.3, other: 0.3 };
const fallLevelsG = { from: 1, to: 0.5 } as const;
const longestFallS = 0.06;
/** Steps of either side over which it is averaged; shorter follows a change of speed sooner, longer is steadier. */
const fallSteps = 6;

/** Steps over which the time between the pelvis' own crossings is averaged. */
const pelvisSteps = 10;

/** From the pelvis' take-off on this is waited for the mixed forces to fall as far, s. */
const longestWaitS = 0.06;

/** Bounds of half a running stride, s. */
const halfStrideBoundsS = { min: 0.2, max: 0.5 } as const;

/** A toe-off whose mixed forces are still waited for. */
interface PendingToeOff {
  readonly sinceS: number;
  readonly use: ThighUse | null;
}

/** Everything of a ContactDetector that changes; NaN where there is no such time or value. */
export interface ContactDetectorState {
  readonly forces: ContactForcesState;
  readonly phases: ContactPhasesState;
  readonly fallTimes: RecentMeanState;
  readonly pelvisContacts: RecentMeanState;
  readonly landingsS: readonly [number, number, number];
  readonly pending: PendingToeOff | null;
  readonly landingDue: boolean;
  readonly toeOff: Readonly<ContactMeasurement>;
}

/**
 * Foot contacts in running from the vertical specific forces of pelvis and thighs. The pelvis' own force, low-passed as
 * hard as by Patoz et al. 2022 (Sensors 22:784), tells that there is a contact (contact-phases.ts); when it was is told by
 * the last crossing of a force that is mixed from pelvis and thighs. Says nothing about the side.
 *
 * Causal. Initial contacts are known about 70 ms after the event, toe-offs about 40 ms (pelvis alone: 80 ms).
 */
export class ContactDetector implements Stateful<ContactDetectorState> {
  readonly #forces: ContactForces;
  readonly #phases = new ContactPhases();
  readonly #fallTimes = new RecentMean(fallSteps);
  readonly #pelvisContacts = new RecentMean(pelvisSteps);
  /** Crossings of the newest three landings, oldest first. */
  readonly #landingsS: [number, number, number] = [Number.NaN, Number.NaN, Number.NaN];
  #pending: PendingToeOff | null = null;
  #landingDue = false;
  readonly #toeOff: ContactMeasurement = noMeasurement();

  constructor(samplePeriodS: number) {
    this.#forces = new ContactForces(samplePeriodS);
  }

  /**
   * Takes one sample; one whose time is not newer than the one before is refused and changes nothing. A force that is not
   * finite is not known: without the pelvis' nothing is concluded across the gap, and without a thigh's the events do
   * without it.
   * @param forcesMPerS2 specific forces of pelvis, left and right thigh along the earth's vertical (standing: +9.81).
   * @returns the event that is known from this sample on, or null.
   */
  update(timeS: number, forcesMPerS2: Float64Array): ContactType | null {
    if (!this.#forces.update(timeS, forcesMPerS2)) return null;
    if (Number.isNaN(this.#forces.pelvisG)) {
      this.#phases.reset();
      this.#forgetSteps();
      return null;
    }
    const change = this.#phases.update(timeS, this.#forces.pelvisG);
    if (change === "stopped") this.#forgetSteps();
    if (change === "takeOff") this.#takeTakeOff(timeS);
    if (change === "landing") this.#takeLanding();
    if (this.#pending !== null && this.#isSettled(this.#pending, timeS)) {
      this.#takeToeOff(this.#pending.use);
      this.#pending = null;
      return "toeOff";
    }
    if (!this.#landingDue) return null;
    this.#landingDue = false;
    return "initialContact";
  }

  /** out = what was measured of an initial contact, right after `update` returned it. @param side of the foot; null where not known. */
  measureInitialContact(out: ContactMeasurement, side: Side | null): ContactMeasurement {
    const use = this.#thighUse(side);
    out.thighs = thighsOf(use);
    out.forceS =
      use === null
        ? Number.NaN
        : this.#forces.lastCrossing(initialContactMix, use, initialContactLevelG, true);
    out.fallTimeS = this.#fallTimes.mean;
    out.pelvisS = this.#phases.landingS - slowDelayS;
    out.pelvisContactS = this.#pelvisContacts.mean;
    return out;
  }

  /** out = what was measured of the newest toe-off. */
  measureToeOff(out: ContactMeasurement): ContactMeasurement {
    return Object.assign(out, this.#toeOff);
  }

  saveState(): ContactDetectorState {
    return {
      forces: this.#forces.saveState(),
      phases: this.#phases.saveState(),
      fallTimes: this.#fallTimes.saveState(),
      pelvisContacts: this.#pelvisContacts.saveState(),
      landingsS: [...this.#landingsS],
      pending: structuredClone(this.#pending),
      landingDue: this.#landingDue,
      toeOff: { ...this.#toeOff },
    };
  }

  restoreState(saved: ContactDetectorState): void {
    this.#forces.restoreState(saved.forces);
    this.#phases.restoreState(saved.phases);
    this.#fallTimes.restoreState(saved.fallTimes);
    this.#pelvisContacts.restoreState(saved.pelvisContacts);
    Object.assign(this.#landingsS, saved.landingsS);
    this.#pending = structuredClone(saved.pending);
    this.#landingDue = saved.landingDue;
    Object.assign(this.#toeOff, saved.toeOff);
  }

  /** What former steps say of the next one no longer holds. */
  #forgetSteps(): void {
    this.#fallTimes.reset();
    this.#pelvisContacts.reset();
    this.#landingsS.fill(Number.NaN);
    this.#pending = null;
    this.#landingDue = false;
  }

  #takeLanding(): void {
    this.#landingDue = true;
    this.#landingsS.copyWithin(0, 1);
    this.#landingsS[2] = this.#phases.landingS;
  }

  #takeTakeOff(timeS: number): void {
    const { landingS, takeOffS } = this.#phases;
    this.#pelvisContacts.add(takeOffS - landingS);
    this.#toeOff.pelvisS = takeOffS - slowDelayS;
    this.#toeOff.pelvisContactS = this.#pelvisContacts.mean;
    this.#pending = { sinceS: timeS, use: this.#thighUse(null) };
  }

  /** Whether the mixed forces have fallen as far as they must for a toe-off, or are waited for no longer. */
  #isSettled({ sinceS, use }: PendingToeOff, timeS: number): boolean {
    if (use === null || this.#landingDue || timeS - sinceS > longestWaitS) return true;
    return (
      this.#forces.newestG(toeOffMix, use) < toeOffLevelG &&
      this.#forces.newestG(fallMix, use) < fallLevelsG.to
    );
  }

  #takeToeOff(use: ThighUse | null): void {
    const out = this.#toeOff;
    out.thighs = thighsOf(use);
    out.forceS = Number.NaN;
    if (use === null) {
      // Without thighs nothing follows the fall time.
      this.#fallTimes.reset();
    } else {
      out.forceS = this.#forces.lastCrossing(toeOffMix, use, toeOffLevelG, false);
      const startS = this.#forces.lastCrossing(fallMix, use, fallLevelsG.from, false);
      const endS = this.#forces.lastCrossing(fallMix, use, fallLevelsG.to, false);
      const fallS = endS - startS;
      if (fallS > 0 && fallS < longestFallS) this.#fallTimes.add(fallS);
    }
    out.fallTimeS = this.#fallTimes.mean;
  }

  /** How the thighs that are known now go into a mix; null where there is none. */
  #thighUse(landing: Side | null): ThighUse | null {
    const left = this.#forces.isKnown("left");
    const right = this.#forces.isKnown("right");
    const halfStrideS = (this.#landingsS[2] - this.#landingsS[0]) / 2;
    if (left && right) return { landing, missing: null, halfStrideS: 0 };
    const { min, max } = halfStrideBoundsS;
    if (!(halfStrideS > min && halfStrideS < max)) return null;
    if (!this.#forces.canStandIn(left ? "left" : "right", halfStrideS)) return null;
    return { landing, missing: left ? "right" : "left", halfStrideS };
  }
}

function thighsOf(use: ThighUse | null): 0 | 1 | 2 {
  if (use === null) return 0;
  return use.missing === null ? 2 : 1;
}
