import type { Side } from "../model/pod.ts";
import {
  type StanceSymmetry,
  type StanceTiming,
  stanceSymmetry,
  withoutOutliers,
} from "./stance-symmetry.ts";
import { requireSameSize, type Stateful } from "./stateful.ts";

/** Stance times of each side, oldest first, and how many the window may hold. */
export interface StrideWindowState {
  readonly capacity: number;
  readonly stanceS: Readonly<Record<Side, readonly number[]>>;
}

/** Strides of one side in the window. */
export interface StrideCounts {
  /** Strides that a comparison rests on. */
  readonly kept: number;
  /** Strides that it leaves out because they are far from the others. */
  readonly outliers: number;
}

/** Stance times of the newest strides. */
export class StrideWindow implements Stateful<StrideWindowState> {
  readonly #capacity: number;
  readonly #stanceS: Record<Side, number[]> = { left: [], right: [] };

  /** @param strides strides kept of each side. */
  constructor(strides: number) {
    this.#capacity = strides;
  }

  /** Takes one stance, s. What is not positive and finite is no stance and counts for nothing. */
  add(side: Side, stanceTimeS: number): void {
    if (!(stanceTimeS > 0 && stanceTimeS < Number.POSITIVE_INFINITY)) return;
    const stanceS = this.#stanceS[side];
    stanceS.push(stanceTimeS);
    if (stanceS.length > this.#capacity) stanceS.shift();
  }

  /** Starts anew: strides at another speed are not compared with each other. */
  clear(): void {
    this.#stanceS.left.length = 0;
    this.#stanceS.right.length = 0;
  }

  counts(side: Side): StrideCounts {
    const stanceS = this.#stanceS[side];
    const kept = withoutOutliers(stanceS).length;
    return { kept, outliers: stanceS.length - kept };
  }

  /** Needs two strides of each side. @param timing of all stances in the window. */
  symmetry(timing: StanceTiming): StanceSymmetry {
    return stanceSymmetry(this.#stanceS.left, this.#stanceS.right, timing);
  }

  saveState(): StrideWindowState {
    return { capacity: this.#capacity, stanceS: structuredClone(this.#stanceS) };
  }

  restoreState(saved: StrideWindowState): void {
    requireSameSize("strides", saved.capacity, this.#capacity);
    Object.assign(this.#stanceS, structuredClone(saved.stanceS));
  }
}
