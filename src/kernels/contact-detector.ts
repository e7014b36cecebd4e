import { standardGravityMPerS2 } from "../model/units.ts";
import { contactBiasS, initialContactBias, toeOffBias } from "./contact-timing.ts";
import { LowPass, type LowPassState, lowPassDelayS } from "./low-pass.ts";
import type { Stateful } from "./stateful.ts";

/** Parameters of the contact detector. Forces in units of standard gravity. */
const contactDetectorParams = {
  /** Low-pass on the vertical force; at 5 Hz the crossings are steadiest (3 ms) on treadmill data. */
  cutoffHz: 5,
  /** Force level whose upward and downward crossings mark contact. */
  contactLevelG: 0.8,
  /** The force must have fallen below this for a flight phase, which walking does not have. */
  flightLevelG: 0.5,
  /** A contact that lasts longer than this is no running step, s. */
  longestStanceS: 0.6,
} as const;

export type ContactType = "initialContact" | "toeOff";

type ContactPhase = "unknown" | "flight" | "stance";

/** Everything of a ContactDetector that changes; NaN where there is no such time or value. */
export interface ContactDetectorState {
  readonly lowPass: LowPassState;
  readonly previousG: number;
  readonly previousS: number;
  readonly phase: ContactPhase;
  readonly contactS: number;
  readonly fallingS: number;
  readonly eventTimeS: number;
}

/**
 * Foot contacts from the vertical specific force of the pelvis, after the threshold methods compared
 * by Kiernan et al. 2023 (Sensors 23:5022) and the low cut-off of Patoz et al. 2022
 * (Sensors 22:784): in flight the pelvis is nearly in free fall, in stance it is pushed up.
 * Initial contact is the upward crossing of the contact level after a flight, toe-off the last
 * downward crossing before the next flight; both interpolated between samples, freed of the filter's
 * delay and of the speed-dependent bias of contact-timing.ts. Says nothing about the side.
 *
 * Causal. Decisions come about 70 ms (initial contact) and 90 ms (toe-off) after the event.
 */
export class ContactDetector implements Stateful<ContactDetectorState> {
  readonly #lowPass: LowPass;
  readonly #delayS: number;
  readonly #sample = new Float64Array(1);
  #previousG = Number.NaN;
  #previousS = 0;
  #phase: ContactPhase = "unknown";
  #contactS = 0;
  #fallingS = Number.NaN;
  /** Time of the event that the last `update` returned, s. */
  eventTimeS = Number.NaN;

  constructor(samplePeriodS: number) {
    this.#lowPass = new LowPass(1, contactDetectorParams.cutoffHz, samplePeriodS);
    this.#delayS = lowPassDelayS(contactDetectorParams.cutoffHz);
  }

  /** Forgets the past: after missing samples nothing may be concluded across the gap. */
  reset(): void {
    this.#lowPass.reset();
    this.#previousG = Number.NaN;
    this.#phase = "unknown";
  }

  /**
   * Takes one sample. One whose time or force is not finite is refused and changes nothing.
   * @param verticalForceMPerS2 specific force along the earth's vertical (standing: +9.81).
   * @param beltSpeedMPerS running speed; null where it is not known.
   * @returns the event found, with its time in `eventTimeS`, or null.
   */
  update(
    timeS: number,
    verticalForceMPerS2: number,
    beltSpeedMPerS: number | null,
  ): ContactType | null {
    const { contactLevelG, flightLevelG, longestStanceS } = contactDetectorParams;
    this.#sample[0] = verticalForceMPerS2 / standardGravityMPerS2;
    if (!Number.isFinite(timeS) || !this.#lowPass.update(this.#sample, this.#sample)) return null;
    const g = this.#sample[0] as number;
    const before = this.#previousG;
    let event: ContactType | null = null;
    if (g < flightLevelG) {
      if (this.#phase === "stance" && !Number.isNaN(this.#fallingS)) {
        event = "toeOff";
        this.eventTimeS = this.#fallingS - contactBiasS(toeOffBias, beltSpeedMPerS);
      }
      this.#phase = "flight";
    } else if (this.#phase === "flight" && before < contactLevelG && g >= contactLevelG) {
      event = "initialContact";
      this.#contactS = timeS;
      this.#phase = "stance";
      this.#fallingS = Number.NaN;
      this.eventTimeS = this.#crossing(timeS, g) - contactBiasS(initialContactBias, beltSpeedMPerS);
    } else if (this.#phase === "stance") {
      if (before >= contactLevelG && g < contactLevelG) this.#fallingS = this.#crossing(timeS, g);
      else if (g >= contactLevelG) this.#fallingS = Number.NaN;
      if (timeS - this.#contactS > longestStanceS) this.#phase = "unknown";
    }
    this.#previousG = g;
    this.#previousS = timeS;
    return event;
  }

  saveState(): ContactDetectorState {
    return {
      lowPass: this.#lowPass.saveState(),
      previousG: this.#previousG,
      previousS: this.#previousS,
      phase: this.#phase,
      contactS: this.#contactS,
      fallingS: this.#fallingS,
      eventTimeS: this.eventTimeS,
    };
  }

  restoreState(saved: ContactDetectorState): void {
    this.#lowPass.restoreState(saved.lowPass);
    this.#previousG = saved.previousG;
    this.#previousS = saved.previousS;
    this.#phase = saved.phase;
    this.#contactS = saved.contactS;
    this.#fallingS = saved.fallingS;
    this.eventTimeS = saved.eventTimeS;
  }

  #crossing(timeS: number, g: number): number {
    const before = this.#previousG;
    const fraction = (contactDetectorParams.contactLevelG - before) / (g - before);
    return this.#previousS + fraction * (timeS - this.#previousS) - this.#delayS;
  }
}
