import type { Stateful } from "../stateful.ts";

/** What one sample brought to light, s; NaN where it brought nothing of the kind. */
export interface FoundContact {
  initialContactS: number;
  toeOffS: number;
}

/**
 * A published way to find foot contacts in the motion of the trunk, made causal: what its paper looks
 * up in a whole recording comes here with a lag, which each method states. Times are as the paper
 * defines them, without any correction of their bias, so that methods can be compared as they are.
 */
export interface ContactMethod extends Stateful<unknown> {
  /** What the last `update` found. No part of the state. */
  readonly found: Readonly<FoundContact>;
  /**
   * Takes one sample. One that is not finite, or not newer than the newest, is refused and changes nothing.
   * @param levelForce specific force of the pelvis along forward, right and up (`levelAxis`), m/s²;
   *   standing reads 0, 0, +9.81.
   * @returns whether anything was found.
   */
  update(timeS: number, levelForce: Float64Array): boolean;
  /** Forgets the past: after missing samples nothing may be concluded across the gap. */
  reset(): void;
}

/** Nothing found yet. */
export function nothingFound(): FoundContact {
  return { initialContactS: Number.NaN, toeOffS: Number.NaN };
}

/** @returns whether anything is in it. */
export function setFound(
  out: FoundContact,
  initialContactS = Number.NaN,
  toeOffS = Number.NaN,
): boolean {
  out.initialContactS = initialContactS;
  out.toeOffS = toeOffS;
  return !Number.isNaN(initialContactS) || !Number.isNaN(toeOffS);
}

/**
 * Of two peaks that are closer than this, s, only the larger one is a step's: nobody takes more than 300 steps a
 * minute. Kiernan et al. 2023 and Benson et al. 2019 bound their search for peaks in the same way (Benson: 0.25 s, taking the
 * highest peaks of the whole recording first, which cannot be done as time goes on).
 */
export const shortestStepS = 0.2;

/** Steps further apart than this do not follow each other, s. */
export const longestStepS = 0.6;

/**
 * Toe-off is not looked for sooner after initial contact than this, s; 10 ms less than the shortest stance that
 * Kiernan et al. 2023 allow for.
 */
export const shortestStanceS = 0.085;

/**
 * Low-pass for methods whose papers describe none, Hz. Their instruments and the readings' own noise would
 * otherwise decide which sample is a peak.
 */
export const gentleCutoffHz = 20;

/** A trough of the forward force is a braking one from here on down, m/s²; nobody who stands brakes. */
export const brakingMPerS2 = -1.5;
