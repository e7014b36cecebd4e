import type { Stateful } from "./stateful.ts";

/** Levels of the pelvis' low-passed vertical force that divide a step, in units of standard gravity. */
const contactPhaseParams = {
  /** Upward crossing after a flight: landing; last downward crossing before the next flight: take-off. */
  contactLevelG: 0.8,
  /** The force must have fallen below this for a flight phase, which walking does not have. */
  flightLevelG: 0.5,
  /** A contact that lasts longer than this is no running step, s. */
  longestStanceS: 0.6,
} as const;

/** What a sample brought: a foot came down, it left the ground, or the runner no longer runs. */
export type PhaseChange = "landing" | "takeOff" | "stopped";

/** Everything of ContactPhases that changes. */
export interface ContactPhasesState {
  /** NaN before the first sample. */
  readonly previousG: number;
  readonly previousS: number;
  readonly phase: "unknown" | "flight" | "stance";
  readonly landedAtS: number;
  readonly landingS: number;
  readonly takeOffS: number;
}

/**
 * Flight and stance of running from the pelvis' low-passed vertical specific force, after the threshold methods
 * compared by Kiernan et al. 2023 (Sensors 23:5022): in flight the pelvis is nearly in free fall, in stance it is
 * pushed up. Causal; crossings lie between samples, and are as late as the low-pass makes the force.
 */
export class ContactPhases implements Stateful<ContactPhasesState> {
  #previousG = Number.NaN;
  #previousS = 0;
  #phase: ContactPhasesState["phase"] = "unknown";
  #landedAtS = 0;
  #landingS = Number.NaN;
  #takeOffS = Number.NaN;

  /** Upward crossing of the newest landing, s; NaN before the first. */
  get landingS(): number {
    return this.#landingS;
  }

  /** Downward crossing of the newest take-off, s; NaN before the first. */
  get takeOffS(): number {
    return this.#takeOffS;
  }

  /** Forgets the past: after missing samples nothing may be concluded across the gap. */
  reset(): void {
    this.#previousG = Number.NaN;
    this.#phase = "unknown";
    this.#landingS = Number.NaN;
    this.#takeOffS = Number.NaN;
  }

  /**
   * Takes one sample, whose time must be newer than the one before.
   * @param forceG low-passed vertical specific force in units of standard gravity (standing: 1).
   */
  update(timeS: number, forceG: number): PhaseChange | null {
    const { contactLevelG, flightLevelG, longestStanceS } = contactPhaseParams;
    const before = this.#previousG;
    let change: PhaseChange | null = null;
    if (this.#phase === "stance") {
      // Before anything else: at low rates a single sample falls from above the contact level into the flight.
      if (before >= contactLevelG && forceG < contactLevelG) {
        this.#takeOffS = this.#crossing(timeS, forceG);
      }
      if (forceG < flightLevelG) {
        change = "takeOff";
        this.#phase = "flight";
      } else if (timeS - this.#landedAtS > longestStanceS) {
        change = "stopped";
        this.#phase = "unknown";
      }
    } else if (forceG < flightLevelG) {
      this.#phase = "flight";
    } else if (this.#phase === "flight" && before < contactLevelG && forceG >= contactLevelG) {
      change = "landing";
      this.#phase = "stance";
      this.#landedAtS = timeS;
      this.#landingS = this.#crossing(timeS, forceG);
    }
    this.#previousG = forceG;
    this.#previousS = timeS;
    return change;
  }

  saveState(): ContactPhasesState {
    return {
      previousG: this.#previousG,
      previousS: this.#previousS,
      phase: this.#phase,
      landedAtS: this.#landedAtS,
      landingS: this.#landingS,
      takeOffS: this.#takeOffS,
    };
  }

  restoreState(saved: ContactPhasesState): void {
    this.#previousG = saved.previousG;
    this.#previousS = saved.previousS;
    this.#phase = saved.phase;
    this.#landedAtS = saved.landedAtS;
    this.#landingS = saved.landingS;
    this.#takeOffS = saved.takeOffS;
  }

  #crossing(timeS: number, forceG: number): number {
    const before = this.#previousG;
    const fraction = (contactPhaseParams.contactLevelG - before) / (forceG - before);
    return this.#previousS + fraction * (timeS - this.#previousS);
  }
}
