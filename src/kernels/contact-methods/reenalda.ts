import { standardGravityMPerS2 } from "../../model/units.ts";
import { allFinite } from "../finite.ts";
import { levelAxis } from "../level-force.ts";
import {
  type ContactMethod,
  gentleCutoffHz,
  longestStepS,
  nothingFound,
  setFound,
} from "./contact-method.ts";
import { StepWindow, type StepWindowState } from "./step-window.ts";

/**
 * Time constant with which the integral forgets, s: a scale error's drift is gone after some steps, and no trough
 * is shifted by more than about 1 ms.
 */
const forgettingS = 3;

/** From rising to descending a runner's pelvis changes its velocity by at least this, m/s. */
const leastSwingMPerS = 0.6;

/** Everything of a ReenaldaMethod that changes; NaN before the first sample. */
export interface ReenaldaState {
  readonly window: StepWindowState;
  readonly previousS: number;
  readonly velocityMPerS: number;
}

/**
 * Reenalda, Zandbergen, Harbers, Paquette & Milner 2021, "Detection of foot contact in treadmill running with
 * inertial and optical measurement systems" (doi 10.1016/j.jbiomech.2021.110419): initial contact
 * is the peak downward velocity of the pelvis, which they found 22 to 27 ms after the force plate's contact. No toe-off.
 *
 * The velocity here is the integral of the vertical force less gravity, which forgets with a time constant of 3 s;
 * theirs is a motion-capture suit's own. Ours, too: low-pass of 20 Hz, and a change of at least 0.6 m/s from rise to
 * descent. Lag: 0.2 s.
 */
export class ReenaldaMethod implements ContactMethod {
  readonly found = nothingFound();
  readonly #window: StepWindow;
  readonly #velocity = new Float64Array(1);
  #previousS = Number.NaN;

  constructor(samplePeriodS: number) {
    const mark = { channel: 0, sense: -1 } as const;
    this.#window = new StepWindow(1, samplePeriodS, gentleCutoffHz, mark);
  }

  reset(): void {
    this.#window.reset();
    this.#velocity[0] = 0;
    this.#previousS = Number.NaN;
  }

  update(timeS: number, levelForce: Float64Array): boolean {
    if (!allFinite(levelForce, 3) || !Number.isFinite(timeS) || timeS <= this.#previousS) {
      return setFound(this.found);
    }
    const acceleration = (levelForce[levelAxis.up] as number) - standardGravityMPerS2;
    const velocity = this.#velocity[0] as number;
    const stepS = Number.isNaN(this.#previousS) ? 0 : timeS - this.#previousS;
    this.#velocity[0] = velocity + stepS * (acceleration - velocity / forgettingS);
    this.#previousS = timeS;
    this.#window.push(timeS, this.#velocity);
    const contactS = this.#window.confirmedPeakS();
    return setFound(this.found, this.#isDescent(contactS) ? contactS : Number.NaN);
  }

  saveState(): ReenaldaState {
    return {
      window: this.#window.saveState(),
      previousS: this.#previousS,
      velocityMPerS: this.#velocity[0] as number,
    };
  }

  restoreState(saved: ReenaldaState): void {
    this.#window.restoreState(saved.window);
    this.#previousS = saved.previousS;
    this.#velocity[0] = saved.velocityMPerS;
  }

  /** Whether the pelvis has come down from a rise by then. */
  #isDescent(timeS: number): boolean {
    const riseS = this.#window.highestPeakS(0, 1, timeS - longestStepS, timeS);
    const swing = this.#window.valueAt(riseS, 0) - this.#window.valueAt(timeS, 0);
    return swing >= leastSwingMPerS;
  }
}
