import { median } from "simple-statistics";
import type { SessionOutput } from "../model/session-output.ts";
import { kmHPerMPerS } from "../model/units.ts";

/** Part of a bin's width by which a speed may lie beyond its edge before it is another bin's: treadmills waver, foot pods more. */
const slackParts = { belt: 0.2, estimate: 0.5 } as const;

/** What a foot pod says of the speed is a guess: the median of so many values counts. */
const estimates = 10;

/**
 * The bin of the present speed: of the belt as it states it or a person entered it, else as a foot pod estimates it; null where nobody
 * knows.
 */
export class SpeedBins {
  readonly #widthKmH: number;
  #beltKmH: number | null = null;
  #estimatesKmH: number[] = [];
  #bin: number | null = null;

  constructor(widthKmH: number) {
    this.#widthKmH = widthKmH;
  }

  /** Middle of the present bin, km/h. */
  get currentKmH(): number | null {
    return this.#bin;
  }

  take(output: SessionOutput): void {
    if (output.kind === "beltSpeed") {
      const { beltSpeedMPerS } = output;
      this.#beltKmH = beltSpeedMPerS === null ? null : beltSpeedMPerS * kmHPerMPerS;
    } else if (output.kind === "runningSpeedCadence") {
      const { speedMPerS } = output;
      if (speedMPerS === null) this.#estimatesKmH = [];
      else {
        this.#estimatesKmH = [...this.#estimatesKmH, speedMPerS * kmHPerMPerS].slice(-estimates);
      }
    } else return;
    this.#update();
  }

  #update(): void {
    const speedKmH = this.#beltKmH ?? this.#estimatedKmH();
    // A belt that stands has no gait's speed.
    if (speedKmH === null || speedKmH < this.#widthKmH) {
      this.#bin = null;
      return;
    }
    const slackPart = this.#beltKmH === null ? slackParts.estimate : slackParts.belt;
    const reachKmH = this.#widthKmH * (0.5 + slackPart);
    if (this.#bin !== null && Math.abs(speedKmH - this.#bin) <= reachKmH) return;
    this.#bin = Math.round(speedKmH / this.#widthKmH) * this.#widthKmH;
  }

  #estimatedKmH(): number | null {
    return this.#estimatesKmH.length < estimates ? null : median(this.#estimatesKmH);
  }
}
