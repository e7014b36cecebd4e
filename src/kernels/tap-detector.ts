import type { Stateful } from "./stateful.ts";

/** What a tap on a pod is: a short hard knock on a pod that was still before it and is still after it. */
const tapParams = {
  /** Deviation of the specific force from its mean below which a pod is quiet: worn by somebody who stands, or lying, m/s². */
  quietMPerS2: 1.5,
  /** A finger's tap on a case is more than this, m/s². Putting a foot down is less at the hip, or is no single knock. */
  leastPeakMPerS2: 8,
  /** Quiet before it, s. */
  quietBeforeS: 0.5,
  /** It has died away when it was quiet for so long, s. */
  settleS: 0.08,
  /** Longer is a movement, s. */
  longestS: 0.4,
  /** Time constant of the mean, s. */
  meanS: 0.2,
} as const;

/** Everything of a TapDetector that changes. */
export interface TapDetectorState {
  readonly mean: readonly [number, number, number] | null;
  readonly quietS: number;
  readonly disturbance: Readonly<Disturbance> | null;
}

interface Disturbance {
  /** Whether it was quiet for long enough before. */
  afterQuiet: boolean;
  /** Since it began, s. */
  lastedS: number;
  /** Since it was last not quiet, s. */
  calmS: number;
  peakMPerS2: number;
}

/** Finds taps on one pod in its specific force. Needs no calibration: neither bias nor orientation matters. */
export class TapDetector implements Stateful<TapDetectorState> {
  readonly #samplePeriodS: number;
  #mean: [number, number, number] | null = null;
  #quietS = 0;
  #disturbance: Disturbance | null = null;
  #deviationMPerS2 = 0;

  constructor(samplePeriodS: number) {
    this.#samplePeriodS = samplePeriodS;
  }

  /** Whether the pod has been quiet for long enough: a tap now would be seen. */
  get isQuiet(): boolean {
    return this.#quietS >= tapParams.quietBeforeS;
  }

  /** By how much the newest sample differs from the mean before it, m/s². */
  get deviationMPerS2(): number {
    return this.#deviationMPerS2;
  }

  /** Missing samples: what was before says nothing about now. */
  reset(): void {
    this.#mean = null;
    this.#quietS = 0;
    this.#disturbance = null;
    this.#deviationMPerS2 = 0;
  }

  /**
   * Takes one sample, the triple from `offset` on; one that is not finite is as good as a missing one.
   * @param accMPerS2 specific force in pod axes, m/s².
   * @returns the peak of a tap that is over with this sample, m/s²; 0 = none is.
   */
  update(accMPerS2: Float64Array, offset: number): number {
    const x = accMPerS2[offset] as number;
    const y = accMPerS2[offset + 1] as number;
    const z = accMPerS2[offset + 2] as number;
    const mean = this.#mean;
    if (!Number.isFinite(x + y + z)) {
      this.reset();
      return 0;
    }
    if (mean === null) {
      this.#mean = [x, y, z];
      this.#deviationMPerS2 = 0;
      return 0;
    }
    const deviation = Math.hypot(x - mean[0], y - mean[1], z - mean[2]);
    this.#deviationMPerS2 = deviation;
    const peak = this.#judge(deviation);
    // A knock must not pull the mean along; a movement may have left the pod another way up.
    if (this.#disturbance === null || this.#disturbance.lastedS > tapParams.longestS) {
      const share = Math.min(1, this.#samplePeriodS / tapParams.meanS);
      mean[0] += share * (x - mean[0]);
      mean[1] += share * (y - mean[1]);
      mean[2] += share * (z - mean[2]);
    }
    return peak;
  }

  saveState(): TapDetectorState {
    return {
      mean: this.#mean === null ? null : [...this.#mean],
      quietS: this.#quietS,
      disturbance: this.#disturbance === null ? null : { ...this.#disturbance },
    };
  }

  restoreState({ mean, quietS, disturbance }: TapDetectorState): void {
    this.#mean = mean === null ? null : [...mean];
    this.#quietS = quietS;
    this.#disturbance = disturbance === null ? null : { ...disturbance };
  }

  #judge(deviation: number): number {
    const { quietMPerS2, settleS, longestS, leastPeakMPerS2 } = tapParams;
    const isQuiet = deviation < quietMPerS2;
    const disturbance = this.#disturbance;
    if (disturbance === null) {
      if (isQuiet) {
        this.#quietS += this.#samplePeriodS;
        return 0;
      }
      const afterQuiet = this.isQuiet;
      this.#quietS = 0;
      this.#disturbance = { afterQuiet, lastedS: 0, calmS: 0, peakMPerS2: deviation };
      return 0;
    }
    disturbance.lastedS += this.#samplePeriodS;
    disturbance.calmS = isQuiet ? disturbance.calmS + this.#samplePeriodS : 0;
    disturbance.peakMPerS2 = Math.max(disturbance.peakMPerS2, deviation);
    if (disturbance.calmS < settleS) return 0;
    this.#disturbance = null;
    this.#quietS = disturbance.calmS;
    const { afterQuiet, lastedS, peakMPerS2 } = disturbance;
    const isTap = afterQuiet && lastedS - settleS <= longestS && peakMPerS2 >= leastPeakMPerS2;
    return isTap ? peakMPerS2 : 0;
  }
}
