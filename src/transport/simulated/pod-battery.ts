const secondsPerHour = 3600;

/** Charge of a pod's battery over time. */
export class PodBattery {
  readonly #startPct: number;
  readonly #pctPerS: number;
  readonly #death: { readonly atS: number; readonly fallS: number } | null;

  /**
   * @param startPct charge at the session's start, %.
   * @param death where it dies: it falls to nothing within `fallS` until `atS`; null = it does not.
   */
  constructor(
    startPct: number,
    pctPerHour: number,
    death: { readonly atS: number; readonly fallS: number } | null,
  ) {
    this.#startPct = startPct;
    this.#pctPerS = pctPerHour / secondsPerHour;
    this.#death = death;
  }

  /** Charge at a moment, 0 … 100 %. */
  chargeAt(timeS: number): number {
    const usual = Math.max(0, this.#startPct - this.#pctPerS * timeS);
    if (this.#death === null) return usual;
    const left = (this.#death.atS - timeS) / this.#death.fallS;
    return usual * Math.min(1, Math.max(0, left));
  }
}
