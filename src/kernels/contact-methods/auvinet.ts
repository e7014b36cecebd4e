import { standardGravityMPerS2 } from "../../model/units.ts";
import { levelAxis } from "../level-force.ts";
import {
  type ContactMethod,
  gentleCutoffHz,
  longestStepS,
  nothingFound,
  setFound,
} from "./contact-method.ts";
import { StepWindow, type StepWindowState } from "./step-window.ts";

/** Below this the vertical force is past its fall from stance, m/s²; a dip between impact and push is not. */
const unloadingMPerS2 = 0.5 * standardGravityMPerS2;

/** Everything of an AuvinetMethod that changes; NaN where there is no such time. */
export interface AuvinetState {
  readonly window: StepWindowState;
  readonly previousPeakS: number;
  readonly unloadingFromS: number;
}

/**
 * Auvinet, Gloria, Renault & Barrey 2002, "Runner's stride analysis: comparison of kinematic and kinetic analyses
 * under field conditions" (Science & Sports), in the reading of Kiernan et al. 2023 (doi 10.3390/s23115022).
 *
 * - Initial contact comes before the braking trough of the forward force and the peak of the vertical one: half way
 *   between the vertical force's trough in flight and the last peak of the forward force before the braking trough (Kiernan's
 *   reading of the paper's figure).
 * - Toe-off is where the vertical force, after its peak, has stopped decreasing or the trunk falls freely (vertical force 0),
 *   whichever comes first. Kiernan reports the first of the paper and looks for the second.
 *
 * Ours: low-pass of 20 Hz, and that the force must be below 0.5 g to have stopped decreasing. Lag: a step's vertical peak
 * is confirmed 0.2 s later, so initial contact is known about 0.35 s after it, toe-off about 0.1 s.
 */
export class AuvinetMethod implements ContactMethod {
  readonly found = nothingFound();
  readonly #window: StepWindow;
  #previousPeakS = Number.NaN;
  /** Vertical peak whose toe-off has not been seen yet, s. */
  #unloadingFromS = Number.NaN;

  constructor(samplePeriodS: number) {
    const mark = { channel: levelAxis.up, sense: 1 } as const;
    this.#window = new StepWindow(3, samplePeriodS, gentleCutoffHz, mark);
  }

  reset(): void {
    this.#window.reset();
    this.#previousPeakS = Number.NaN;
    this.#unloadingFromS = Number.NaN;
  }

  update(timeS: number, levelForce: Float64Array): boolean {
    if (!this.#window.push(timeS, levelForce)) return setFound(this.found);
    const peakS = this.#window.confirmedPeakS();
    let initialContactS = Number.NaN;
    if (!Number.isNaN(peakS)) {
      if (peakS - this.#previousPeakS < longestStepS) {
        initialContactS = this.#initialContactS(this.#previousPeakS, peakS);
      }
      this.#previousPeakS = peakS;
      this.#unloadingFromS = peakS;
    }
    const toeOffS = this.#toeOffS();
    if (!Number.isNaN(toeOffS)) this.#unloadingFromS = Number.NaN;
    return setFound(this.found, initialContactS, toeOffS);
  }

  saveState(): AuvinetState {
    return {
      window: this.#window.saveState(),
      previousPeakS: this.#previousPeakS,
      unloadingFromS: this.#unloadingFromS,
    };
  }

  restoreState(saved: AuvinetState): void {
    this.#window.restoreState(saved.window);
    this.#previousPeakS = saved.previousPeakS;
    this.#unloadingFromS = saved.unloadingFromS;
  }

  /** Between the vertical peaks of two steps; NaN where one of the features is missing. */
  #initialContactS(fromS: number, toS: number): number {
    const { forward, up } = levelAxis;
    const flightS = this.#window.highestPeakS(up, -1, fromS, toS);
    const brakingS = this.#window.highestPeakS(forward, -1, flightS, toS);
    const beforeBrakingS = this.#window.lastPeakS(forward, 1, fromS, brakingS);
    return (flightS + beforeBrakingS) / 2;
  }

  #toeOffS(): number {
    const window = this.#window;
    const untilS = window.newestS;
    const unloadedS = window.crossingS(
      levelAxis.up,
      unloadingMPerS2,
      -1,
      this.#unloadingFromS,
      untilS,
    );
    const turnS = window.firstPeakS(levelAxis.up, -1, unloadedS, untilS);
    const freeFallS = window.crossingS(levelAxis.up, 0, -1, unloadedS, untilS);
    return Number.isNaN(freeFallS) || turnS < freeFallS ? turnS : freeFallS;
  }
}
