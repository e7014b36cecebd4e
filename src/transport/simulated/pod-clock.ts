import { tickRateHz } from "../../codec/protocol.ts";
import type { ClockParams } from "./pod-schema.ts";

const partsPerMillion = 1e-6;
const secondsPerMinute = 60;

/** A pod's crystal: counts ticks from power-up, a little too fast or too slow. */
export class PodClock {
  readonly #ppm: number;
  readonly #ppmPerS: number;
  #startS = 0;
  #startTicks: number;

  /**
   * @param ppm how fast it runs at the session's start, + = fast.
   * @param offsetTicks what it shows at the session's start.
   */
  constructor(
    ppm: number,
    offsetTicks: number,
    { ppmPerMinute }: Pick<ClockParams, "ppmPerMinute">,
  ) {
    this.#ppm = ppm;
    this.#ppmPerS = ppmPerMinute / secondsPerMinute;
    this.#startTicks = offsetTicks;
  }

  /** Ticks at a moment, not wrapped; whole ones, exact in a double. */
  ticksAt(timeS: number): number {
    const drift =
      (this.#ppm * (timeS - this.#startS) +
        (this.#ppmPerS * (timeS ** 2 - this.#startS ** 2)) / 2) *
      partsPerMillion;
    return this.#startTicks + Math.floor((timeS - this.#startS + drift) * tickRateHz);
  }

  /** Seconds of the pod's clock per true second. */
  rateAt(timeS: number): number {
    return 1 + (this.#ppm + this.#ppmPerS * timeS) * partsPerMillion;
  }

  /** Power-up at a moment: the count begins at 0. */
  restart(timeS: number): void {
    this.#startS = timeS;
    this.#startTicks = 0;
  }

  /** A fault: the count jumps by so much, s. */
  jump(byS: number): void {
    this.#startTicks += Math.round(byS * tickRateHz);
  }
}
