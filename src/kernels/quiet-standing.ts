import { radPerDeg, standardGravityMPerS2 } from "../model/units.ts";
import { LowPass, type LowPassState, lowPassDelayS } from "./low-pass.ts";
import type { Stateful } from "./stateful.ts";
import { dot3 } from "./vector3.ts";

/** What counts as quiet. */
const quietParams = {
  /** Largest low-passed angular rate about any axis: a gyroscope's bias and the slow sway of somebody who stands, rad/s. */
  meanRateRadPerS: 5 * radPerDeg,
  /** Largest deviation of the angular rate from that, rad/s. */
  rateDeviationRadPerS: 3 * radPerDeg,
  /** The mean specific force is gravity, give or take this part of it; a dead sensor's is not. */
  gravityWithin: 0.2,
  /** Largest deviation of the specific force from its low-pass, m/s². */
  forceDeviationMPerS2: 0.5,
  /** Cut-off of the low-passes, Hz. */
  cutoffHz: 0.45,
  /** Quiet time after which somebody stands, s. */
  leastS: 1.5,
} as const;

/** Everything of a QuietStanding that changes. */
export interface QuietStandingState {
  readonly rateLowPass: LowPassState;
  readonly forceLowPass: LowPassState;
  readonly quietS: number;
  readonly knownS: number;
}

/**
 * Whether a pod is on somebody who stands quietly. The orientation filter's rest is about a pod on a table: it takes the mean
 * rate for the bias, and must be stricter. Of eight runners standing (Fukuchi et al. 2017, doi 10.7717/peerj.3298) the thighs sway
 * at up to 0.7 °/s.
 */
export class QuietStanding implements Stateful<QuietStandingState> {
  readonly #samplePeriodS: number;
  readonly #rateLowPass: LowPass;
  readonly #forceLowPass: LowPass;
  readonly #rate = new Float64Array(3);
  readonly #force = new Float64Array(3);
  readonly #meanRate = new Float64Array(3);
  readonly #meanForce = new Float64Array(3);
  #quietS = 0;
  /** Time since the first sample, or the last missing one, s. */
  #knownS = 0;

  constructor(samplePeriodS: number) {
    const { cutoffHz } = quietParams;
    this.#samplePeriodS = samplePeriodS;
    this.#rateLowPass = new LowPass(3, cutoffHz, samplePeriodS, lowPassDelayS(cutoffHz));
    this.#forceLowPass = new LowPass(3, cutoffHz, samplePeriodS, lowPassDelayS(cutoffHz));
  }

  /** Whether it has been quiet long enough. */
  get isQuiet(): boolean {
    return this.#quietS >= quietParams.leastS;
  }

  /** Whether there have been samples for long enough to tell quiet from movement. */
  get canTell(): boolean {
    return this.#knownS >= quietParams.leastS;
  }

  /** Missing samples: what was before says nothing about now. */
  reset(): void {
    this.#rateLowPass.reset();
    this.#forceLowPass.reset();
    this.#quietS = 0;
    this.#knownS = 0;
  }

  /**
   * Takes one sample, the triples from `offset` on; one that is not finite is as good as movement.
   * @param gyrRadPerS angular rate in pod axes, rad/s.
   * @param accMPerS2 specific force in pod axes, m/s².
   */
  update(gyrRadPerS: Float64Array, accMPerS2: Float64Array, offset: number): void {
    for (let i = 0; i < 3; i++) {
      const rate = gyrRadPerS[offset + i] as number;
      const force = accMPerS2[offset + i] as number;
      if (!(Number.isFinite(rate) && Number.isFinite(force))) {
        this.reset();
        return;
      }
      this.#rate[i] = rate;
      this.#force[i] = force;
    }
    this.#rateLowPass.update(this.#meanRate, this.#rate);
    this.#forceLowPass.update(this.#meanForce, this.#force);
    this.#knownS += this.#samplePeriodS;
    this.#quietS = this.#isQuietNow() ? this.#quietS + this.#samplePeriodS : 0;
  }

  saveState(): QuietStandingState {
    return {
      rateLowPass: this.#rateLowPass.saveState(),
      forceLowPass: this.#forceLowPass.saveState(),
      quietS: this.#quietS,
      knownS: this.#knownS,
    };
  }

  restoreState(saved: QuietStandingState): void {
    this.#rateLowPass.restoreState(saved.rateLowPass);
    this.#forceLowPass.restoreState(saved.forceLowPass);
    this.#quietS = saved.quietS;
    this.#knownS = saved.knownS;
  }

  #isQuietNow(): boolean {
    const gravity = Math.sqrt(dot3(this.#meanForce, this.#meanForce)) / standardGravityMPerS2;
    if (Math.abs(gravity - 1) > quietParams.gravityWithin) return false;
    let rateDeviation = 0;
    let forceDeviation = 0;
    for (let i = 0; i < 3; i++) {
      const meanRate = this.#meanRate[i] as number;
      if (Math.abs(meanRate) > quietParams.meanRateRadPerS) return false;
      rateDeviation += ((this.#rate[i] as number) - meanRate) ** 2;
      forceDeviation += ((this.#force[i] as number) - (this.#meanForce[i] as number)) ** 2;
    }
    return (
      rateDeviation < quietParams.rateDeviationRadPerS ** 2 &&
      forceDeviation < quietParams.forceDeviationMPerS2 ** 2
    );
  }
}
