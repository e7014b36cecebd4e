import { levelAxis } from "../level-force.ts";
import {
  brakingMPerS2,
  type ContactMethod,
  gentleCutoffHz,
  longestStepS,
  nothingFound,
  setFound,
  shortestStanceS,
} from "./contact-method.ts";
import { StepWindow, type StepWindowState } from "./step-window.ts";

/** Everything of a LeeMethod that changes. */
export interface LeeState {
  readonly window: StepWindowState;
  /** NaN where there is no such contact. */
  readonly previousContactS: number;
}

/**
 * Lee, Mellifont & Burkett 2010, "The use of a single inertial sensor to identify stride, step, and stance durations
 * of running gait" (PMID 19574098), in the reading of Kiernan et al. 2023
 * (doi 10.3390/s23115022). Initial contact is the step's large peak of the sacrum's acceleration along the direction of
 * travel, toe-off the second, lower one. The paper's sign is not stated; its data make the peaks braking ones
 * (Kiernan), so both are troughs of the forward force: the deepest of each step, and the deepest between two of those, not
 * sooner than 85 ms after the first.
 *
 * Ours: low-pass of 20 Hz, and braking of at least 1.5 m/s². Lag: the trough of a step is confirmed 0.2 s later, toe-off is
 * known only with the next initial contact, about 0.35 s after it.
 */
export class LeeMethod implements ContactMethod {
  readonly found = nothingFound();
  readonly #window: StepWindow;
  #previousContactS = Number.NaN;

  constructor(samplePeriodS: number) {
    const mark = { channel: levelAxis.forward, sense: -1 } as const;
    this.#window = new StepWindow(3, samplePeriodS, gentleCutoffHz, mark);
  }

  reset(): void {
    this.#window.reset();
    this.#previousContactS = Number.NaN;
  }

  update(timeS: number, levelForce: Float64Array): boolean {
    const window = this.#window;
    if (!window.push(timeS, levelForce)) return setFound(this.found);
    const contactS = window.confirmedPeakS();
    if (!(window.valueAt(contactS, levelAxis.forward) < brakingMPerS2)) {
      return setFound(this.found);
    }
    const previousS = this.#previousContactS;
    this.#previousContactS = contactS;
    const toeOffS =
      contactS - previousS < longestStepS
        ? window.highestPeakS(levelAxis.forward, -1, previousS + shortestStanceS, contactS)
        : Number.NaN;
    return setFound(this.found, contactS, toeOffS);
  }

  saveState(): LeeState {
    return { window: this.#window.saveState(), previousContactS: this.#previousContactS };
  }

  restoreState(saved: LeeState): void {
    this.#window.restoreState(saved.window);
    this.#previousContactS = saved.previousContactS;
  }
}
