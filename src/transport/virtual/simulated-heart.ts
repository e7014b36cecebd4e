/** Heart rate of somebody who stands, and by how much it rises with the speed in the end. */
const restingBpm = 72;
const bpmPerMPerS = 32;
const highestBpm = 190;
/** It follows the effort with this time constant, s. */
const followsS = 35;
/** Intervals between beats vary by so much of themselves, standard uniform half width. */
const variation = 0.03;
/** The rate is followed in steps of this, s. */
const stepS = 0.1;

/** A heart that follows a runner's speed slowly. Calls must come in the order of time. */
export class SimulatedHeart {
  readonly #speedAt: (timeS: number) => number;
  readonly #random: () => number;
  #timeS = 0;
  #rateBpm = restingBpm;
  #phase = 0;
  #nextPhase = 1;
  #lastBeatS: number | null = null;

  /** @param random uniform in [0, 1). */
  constructor(speedAt: (timeS: number) => number, random: () => number) {
    this.#speedAt = speedAt;
    this.#random = random;
  }

  get rateBpm(): number {
    return this.#rateBpm;
  }

  /** Lives up to `untilS`; returns the intervals that were completed by its beats, s. */
  advance(untilS: number): number[] {
    const intervalsS: number[] = [];
    for (; this.#timeS + stepS <= untilS; this.#timeS += stepS) {
      const effortBpm = restingBpm + bpmPerMPerS * this.#speedAt(this.#timeS);
      const targetBpm = Math.min(highestBpm, effortBpm);
      this.#rateBpm += (targetBpm - this.#rateBpm) * (stepS / followsS);
      const phasePerS = this.#rateBpm / 60;
      this.#phase += phasePerS * stepS;
      if (this.#phase < this.#nextPhase) continue;
      const beatS = this.#timeS + stepS - (this.#phase - this.#nextPhase) / phasePerS;
      if (this.#lastBeatS !== null) intervalsS.push(beatS - this.#lastBeatS);
      this.#lastBeatS = beatS;
      this.#phase -= this.#nextPhase;
      this.#nextPhase = 1 + variation * (2 * this.#random() - 1);
    }
    return intervalsS;
  }
}
