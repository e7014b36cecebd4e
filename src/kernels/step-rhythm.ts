import type { Stateful } from "./stateful.ts";
import { StridePace } from "./stride-pace.ts";

/** Bounds of a running step, s: 300 to 100 steps per minute. */
const stepBoundsS = { min: 0.2, max: 0.6 } as const;

/** Contacts in a row that make a rhythm: two strides, one of each foot, that can be compared. */
const steadyContacts = 4;

/** A contact is missing when none has come for this part of a stride; one is due after half of it. */
const overdueStrides = 0.75;

/** A contact becomes known at most this long after it happened, s. */
const decisionDelayS = 0.16;

/** Contacts of the present rhythm, how many and the times of the newest two, and the strides between them. */
export interface StepRhythmState {
  readonly contacts: number;
  readonly newestS: number;
  readonly beforeS: number;
  readonly strideTimesS: readonly number[];
}

/**
 * Whether initial contacts come in a rhythm: each stride, from a contact to the next but one, keeps the pace of those before. So
 * it needs no sides, and a limp, whose steps differ but whose strides do not, has one. It is lost at once, by a contact that
 * comes off the pace or does not come, and found again after four contacts.
 */
export class StepRhythm implements Stateful<StepRhythmState> {
  readonly #pace = new StridePace(1);
  #contacts = 0;
  #newestS = 0;
  #beforeS = 0;

  /** Forgets all contacts. */
  reset(): void {
    this.#contacts = 0;
    this.#pace.reset();
  }

  /** Takes an initial contact of either foot, by its own time, s; one without a time is none. */
  add(timeS: number): void {
    if (!Number.isFinite(timeS)) return;
    const stepS = timeS - this.#newestS;
    const isStep = stepS >= stepBoundsS.min && stepS <= stepBoundsS.max;
    if (this.#contacts > 0 && !isStep) this.reset();
    if (this.#contacts > 1 && !this.#pace.add(timeS - this.#beforeS)) this.reset();
    this.#beforeS = this.#newestS;
    this.#newestS = timeS;
    this.#contacts += 1;
  }

  /** Whether the contacts known at `nowS` keep a rhythm, and none is missing. */
  isSteady(nowS: number): boolean {
    const strideS = this.#pace.strideTimeS;
    if (this.#contacts < steadyContacts || strideS === null) return false;
    return nowS - this.#newestS <= overdueStrides * strideS + decisionDelayS;
  }

  saveState(): StepRhythmState {
    return {
      contacts: this.#contacts,
      newestS: this.#newestS,
      beforeS: this.#beforeS,
      strideTimesS: this.#pace.saveState(),
    };
  }

  restoreState(saved: StepRhythmState): void {
    this.#contacts = saved.contacts;
    this.#newestS = saved.newestS;
    this.#beforeS = saved.beforeS;
    this.#pace.restoreState(saved.strideTimesS);
  }
}
