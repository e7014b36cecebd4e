import { standardGravityMPerS2 } from "../../model/units.ts";
import { levelAxis } from "../level-force.ts";
import {
  brakingMPerS2,
  type ContactMethod,
  gentleCutoffHz,
  nothingFound,
  setFound,
  shortestStanceS,
} from "./contact-method.ts";
import { StepWindow, type StepWindowState } from "./step-window.ts";

/** Everything of a WixtedMethod that changes. */
export interface WixtedState {
  readonly window: StepWindowState;
  /** NaN where no toe-off is expected. */
  readonly toeOffAfterS: number;
}

/**
 * Wixted, Billing & James 2010, "Validation of trunk mounted inertial sensors for analysing running biomechanics under
 * field conditions, using synchronously collected foot contact data" (Sports Engineering), in the reading of
 * Kiernan et al. 2023 (doi 10.3390/s23115022). Initial contact is the braking spike of the forward force; toe-off the first
 * fall of the vertical acceleration through zero, where the vertical force is body weight, not sooner than 85 ms after it.
 *
 * Ours: low-pass of 20 Hz, and braking of at least 1.5 m/s². Lag: the spike is confirmed 0.2 s later, and toe-off, mostly
 * past by then, with it.
 */
export class WixtedMethod implements ContactMethod {
  readonly found = nothingFound();
  readonly #window: StepWindow;
  #toeOffAfterS = Number.NaN;

  constructor(samplePeriodS: number) {
    const mark = { channel: levelAxis.forward, sense: -1 } as const;
    this.#window = new StepWindow(3, samplePeriodS, gentleCutoffHz, mark);
  }

  reset(): void {
    this.#window.reset();
    this.#toeOffAfterS = Number.NaN;
  }

  update(timeS: number, levelForce: Float64Array): boolean {
    const window = this.#window;
    if (!window.push(timeS, levelForce)) return setFound(this.found);
    let contactS = window.confirmedPeakS();
    if (window.valueAt(contactS, levelAxis.forward) < brakingMPerS2) {
      this.#toeOffAfterS = contactS + shortestStanceS;
    } else contactS = Number.NaN;
    const toeOffS = window.crossingS(
      levelAxis.up,
      standardGravityMPerS2,
      -1,
      this.#toeOffAfterS,
      window.newestS,
    );
    if (!Number.isNaN(toeOffS)) this.#toeOffAfterS = Number.NaN;
    return setFound(this.found, contactS, toeOffS);
  }

  saveState(): WixtedState {
    return { window: this.#window.saveState(), toeOffAfterS: this.#toeOffAfterS };
  }

  restoreState(saved: WixtedState): void {
    this.#window.restoreState(saved.window);
    this.#toeOffAfterS = saved.toeOffAfterS;
  }
}
