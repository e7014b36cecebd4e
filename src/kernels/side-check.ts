import { mean, sampleVariance } from "simple-statistics";
import type { Side } from "../model/pod.ts";
import type { Stateful } from "./stateful.ts";

/** Stances of each side that are compared. */
const stances = 20;

/** A difference below so many standard errors says nothing: somebody's pelvis may really drop. */
const sureErrors = 4;

/** Part of the stance that is looked at: the weight is taken over; later the difference vanishes or turns round. */
const loading = { from: 0.2, to: 0.4 } as const;

/** Stretch of a stance in which the pelvis' obliquity tells the side, s. */
export function loadingS(initialContactS: number, toeOffS: number): [fromS: number, toS: number] {
  const stanceS = toeOffS - initialContactS;
  return [initialContactS + loading.from * stanceS, initialContactS + loading.to * stanceS];
}

/** Obliquity of the newest stances of each side, oldest first, rad. */
export type SideCheckState = Readonly<Record<Side, readonly number[]>>;

/**
 * Whether the sides that the thigh pods tell agree with the pelvis: while the leg takes the weight, the
 * pelvis is higher on its side than on the swinging one. Measured on eight runners at three speeds, the
 * mean difference over a trial is 2° and more, ten and more standard errors of twenty stances.
 */
export class SideCheck implements Stateful<SideCheckState> {
  readonly #obliquityRad: Record<Side, number[]> = { left: [], right: [] };

  /** Forgets everything, after pods were exchanged. */
  reset(): void {
    this.#obliquityRad.left.length = 0;
    this.#obliquityRad.right.length = 0;
  }

  /** Takes one stance: the mean obliquity while it takes the weight, + right side up, rad. NaN counts for nothing. */
  add(side: Side, obliquityRad: number): void {
    if (!Number.isFinite(obliquityRad)) return;
    const values = this.#obliquityRad[side];
    values.push(obliquityRad);
    if (values.length > stances) values.shift();
  }

  /** Whether left and right are exchanged; null while there are too few stances or the difference is not clear. */
  get areSwapped(): boolean | null {
    const { left, right } = this.#obliquityRad;
    if (left.length < stances || right.length < stances) return null;
    const difference = mean(right) - mean(left);
    const standardError = Math.sqrt((sampleVariance(left) + sampleVariance(right)) / stances);
    return Math.abs(difference) < sureErrors * standardError ? null : difference < 0;
  }

  saveState(): SideCheckState {
    return structuredClone(this.#obliquityRad);
  }

  restoreState(saved: SideCheckState): void {
    Object.assign(this.#obliquityRad, structuredClone(saved));
  }
}
