import { allFinite } from "../finite.ts";
import { levelAxis } from "../level-force.ts";
import { type ContactMethod, longestStepS, nothingFound, setFound } from "./contact-method.ts";
import { StepWindow, type StepWindowState } from "./step-window.ts";

/** The paper's low-pass, Hz; there of fourth order and run both ways, here of second order and run forward. */
const cutoffHz = 10;

/** A trough that is closer to the contact before than this is no toe-off, s (paper). */
const sameContactS = 0.1;

/** Channel of the window with the forward force's rate of change, m/s³, in the place of the sideward force. */
const slope = levelAxis.right;

/** More troughs than this are not looked at in one step. */
const mostTroughs = 8;

/** Everything of a BensonMethod that changes; NaN where there is no such time or value. */
export interface BensonState {
  readonly window: StepWindowState;
  readonly previousS: number;
  readonly previousForwardMPerS2: number;
  readonly previousPeakS: number;
  readonly previousContactS: number;
}

/**
 * Benson, Clermont, Watari, Exley & Ferber 2019, "Automated accelerometer-based gait event detection during
 * multiple running conditions" (Sensors 19:1483, doi 10.3390/s19071483), as their code comes with Kiernan et al. 2023
 * (doi 10.3390/s23115022). Signals low-passed at 10 Hz; between the vertical peaks of two steps:
 *
 * - Initial contact is the trough of the forward force that has the best mean rank in depth and in lateness.
 * - Toe-off is the last trough before it that is at least 0.1 s away from the contact before; where there is none, the
 *   steepest peak of the forward force's slope between the force's highest peak and initial contact.
 *
 * Not causal in the paper: zero-phase filter and peaks of the whole recording. Ours: a causal filter whose delay is taken
 * off, and 0.2 s after the next vertical peak until it is confirmed: a lag of about 0.3 s for initial contact, 0.4 s for toe-off.
 */
export class BensonMethod implements ContactMethod {
  readonly found = nothingFound();
  readonly #window: StepWindow;
  readonly #samplePeriodS: number;
  readonly #sample = new Float64Array(3);
  /** Troughs of one step, the last one first. */
  readonly #troughS = new Float64Array(mostTroughs);
  #previousS = Number.NaN;
  #previousForward = Number.NaN;
  #previousPeakS = Number.NaN;
  #previousContactS = Number.NaN;

  constructor(samplePeriodS: number) {
    const mark = { channel: levelAxis.up, sense: 1 } as const;
    this.#window = new StepWindow(3, samplePeriodS, cutoffHz, mark);
    this.#samplePeriodS = samplePeriodS;
  }

  reset(): void {
    this.#window.reset();
    this.#previousS = Number.NaN;
    this.#previousForward = Number.NaN;
    this.#previousPeakS = Number.NaN;
    this.#previousContactS = Number.NaN;
  }

  update(timeS: number, levelForce: Float64Array): boolean {
    const forward = levelForce[levelAxis.forward] as number;
    const isFirst = Number.isNaN(this.#previousS);
    this.#sample[levelAxis.forward] = forward;
    this.#sample[slope] = isFirst
      ? 0
      : (forward - this.#previousForward) / (timeS - this.#previousS);
    this.#sample[levelAxis.up] = levelForce[levelAxis.up] as number;
    if (!allFinite(levelForce, 3) || !this.#window.push(timeS, this.#sample)) {
      return setFound(this.found);
    }
    this.#previousS = timeS;
    this.#previousForward = forward;
    const peakS = this.#window.confirmedPeakS();
    if (Number.isNaN(peakS)) return setFound(this.found);
    const fromS = this.#previousPeakS;
    this.#previousPeakS = peakS;
    if (!(peakS - fromS < longestStepS)) {
      this.#previousContactS = Number.NaN;
      return setFound(this.found);
    }
    return this.#searchStep(fromS, peakS);
  }

  saveState(): BensonState {
    return {
      window: this.#window.saveState(),
      previousS: this.#previousS,
      previousForwardMPerS2: this.#previousForward,
      previousPeakS: this.#previousPeakS,
      previousContactS: this.#previousContactS,
    };
  }

  restoreState(saved: BensonState): void {
    this.#window.restoreState(saved.window);
    this.#previousS = saved.previousS;
    this.#previousForward = saved.previousForwardMPerS2;
    this.#previousPeakS = saved.previousPeakS;
    this.#previousContactS = saved.previousContactS;
  }

  /** Toe-off and the next initial contact between the vertical peaks of two steps. */
  #searchStep(fromS: number, toS: number): boolean {
    const count = this.#collectTroughs(fromS, toS);
    const contact = this.#deepAndLate(count);
    const contactS = contact < 0 ? Number.NaN : (this.#troughS[contact] as number);
    let toeOffS = Number.NaN;
    for (let i = contact + 1; i < count && Number.isNaN(toeOffS); i++) {
      const troughS = this.#troughS[i] as number;
      if (!(Math.abs(troughS - this.#previousContactS) < sameContactS)) toeOffS = troughS;
    }
    if (Number.isNaN(toeOffS)) toeOffS = this.#shoulderS(fromS, contactS);
    this.#previousContactS = contactS;
    return setFound(this.found, contactS, toeOffS);
  }

  /** Fills `#troughS` and returns how many there are. */
  #collectTroughs(fromS: number, toS: number): number {
    let count = 0;
    let beforeS = toS;
    while (count < mostTroughs) {
      const troughS = this.#window.lastPeakS(levelAxis.forward, -1, fromS, beforeS);
      if (Number.isNaN(troughS)) break;
      this.#troughS[count] = troughS;
      count += 1;
      beforeS = troughS;
    }
    return count;
  }

  /** Index of the trough with the best sum of both ranks; the later of two equals; −1 where there is none. */
  #deepAndLate(count: number): number {
    let best = -1;
    let bestRank = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      let deeper = 0;
      for (let k = 0; k < count; k++) if (this.#depth(k) > this.#depth(i)) deeper += 1;
      if (i + deeper < bestRank) {
        best = i;
        bestRank = i + deeper;
      }
    }
    return best;
  }

  #depth(index: number): number {
    return -this.#window.valueAt(this.#troughS[index] as number, levelAxis.forward);
  }

  /** Where the forward force, on its way down from its highest peak to the contact, falls least; else that peak. */
  #shoulderS(fromS: number, contactS: number): number {
    const highestS = this.#window.highestPeakS(levelAxis.forward, 1, fromS, contactS);
    // A slope belongs into the middle of the two samples that it comes from.
    const halfS = this.#samplePeriodS / 2;
    const shoulderS = this.#window.highestPeakS(slope, 1, highestS + halfS, contactS + halfS);
    return Number.isNaN(shoulderS) ? highestS : shoulderS - halfS;
  }
}
