import { median } from "simple-statistics";
import type { Side } from "../model/pod.ts";
import { type StanceSymmetry, stanceSymmetry } from "./stance-symmetry.ts";

/** Newest strides of both sides together that the cadence is taken from. */
const cadenceStrides = 10;

/** Stance times and cadence of the newest strides. */
export class StrideWindow {
  readonly #capacity: number;
  readonly #stanceS: Record<Side, number[]> = { left: [], right: [] };
  readonly #cadenceSpm: number[] = [];

  /** @param strides strides kept of each side. */
  constructor(strides: number) {
    this.#capacity = strides;
  }

  add(side: Side, stanceTimeS: number, cadenceSpm: number): void {
    const stanceS = this.#stanceS[side];
    stanceS.push(stanceTimeS);
    if (stanceS.length > this.#capacity) stanceS.shift();
    this.#cadenceSpm.push(cadenceSpm);
    if (this.#cadenceSpm.length > cadenceStrides) this.#cadenceSpm.shift();
  }

  /** Starts anew: strides at another speed are not compared with each other. */
  clear(): void {
    this.#stanceS.left.length = 0;
    this.#stanceS.right.length = 0;
    this.#cadenceSpm.length = 0;
  }

  count(side: Side): number {
    return this.#stanceS[side].length;
  }

  /** Median cadence of the newest strides, steps per minute; null before the first. */
  cadenceSpm(): number | null {
    return this.#cadenceSpm.length === 0 ? null : median(this.#cadenceSpm);
  }

  /** Needs two strides of each side. */
  symmetry(): StanceSymmetry {
    return stanceSymmetry(this.#stanceS.left, this.#stanceS.right);
  }
}
