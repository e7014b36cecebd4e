import type { Stateful } from "./stateful.ts";

/** Direction of the strongest movement in a plane. */
export interface PlanarAxis {
  /** Angle of the axis from the plane's first direction towards its second, rad, −π … π. */
  angleRad: number;
  /** Smaller by larger principal variance, 0 … 1: 0 = all movement along the axis. */
  roundness: number;
  /** Correlation of the sign signal along the axis with the reference, 0 … 1. */
  correlation: number;
}

/** Second moments collected so far; see PlanarAxisEstimator. */
export interface PlanarAxisState {
  readonly count: number;
  readonly aa: number;
  readonly ab: number;
  readonly bb: number;
  readonly sign: Readonly<Record<"aa" | "ab" | "bb" | "ar" | "br" | "rr", number>>;
}

/**
 * Principal axis of a planar signal from its second moments. An axis has no sign by itself; the sign
 * is chosen so that another planar signal (or the same one), taken along it, correlates positively
 * with a reference. All signals must have a mean near zero.
 */
export class PlanarAxisEstimator implements Stateful<PlanarAxisState> {
  #count = 0;
  #aa = 0;
  #ab = 0;
  #bb = 0;
  /** Moments of the sign signal, of it with the reference, and of the reference. */
  readonly #sign = { aa: 0, ab: 0, bb: 0, ar: 0, br: 0, rr: 0 };

  /** Samples taken. */
  get count(): number {
    return this.#count;
  }

  reset(): void {
    this.#count = 0;
    this.#aa = 0;
    this.#ab = 0;
    this.#bb = 0;
    for (const key of ["aa", "ab", "bb", "ar", "br", "rr"] as const) this.#sign[key] = 0;
  }

  /**
   * Adds one sample of the signal (a, b), the sign signal (signA, signB) and the reference. One with a value
   * that is not finite counts for nothing.
   */
  add(a: number, b: number, signA: number, signB: number, reference: number): void {
    if (!Number.isFinite(a + b + signA + signB + reference)) return;
    this.#count += 1;
    this.#aa += a * a;
    this.#ab += a * b;
    this.#bb += b * b;
    const sign = this.#sign;
    sign.aa += signA * signA;
    sign.ab += signA * signB;
    sign.bb += signB * signB;
    sign.ar += signA * reference;
    sign.br += signB * reference;
    sign.rr += reference * reference;
  }

  /** Writes the axis to `out`; false where nothing moved. */
  estimate(out: PlanarAxis): boolean {
    const total = this.#aa + this.#bb;
    if (!(total > 0)) return false;
    const difference = Math.sqrt((this.#aa - this.#bb) ** 2 + 4 * this.#ab ** 2);
    const angle = 0.5 * Math.atan2(2 * this.#ab, this.#aa - this.#bb);
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    const { aa, ab, bb, ar, br, rr } = this.#sign;
    const along = c * ar + s * br;
    const scale = Math.sqrt((c * c * aa + 2 * c * s * ab + s * s * bb) * rr);
    out.roundness = (total - difference) / (total + difference);
    out.correlation = scale > 0 ? Math.abs(along) / scale : 0;
    out.angleRad = angle;
    // Against the reference: it is the other end of the axis.
    if (along < 0) out.angleRad += angle > 0 ? -Math.PI : Math.PI;
    return true;
  }

  saveState(): PlanarAxisState {
    const sign = { ...this.#sign };
    return { count: this.#count, aa: this.#aa, ab: this.#ab, bb: this.#bb, sign };
  }

  restoreState(saved: PlanarAxisState): void {
    this.#count = saved.count;
    this.#aa = saved.aa;
    this.#ab = saved.ab;
    this.#bb = saved.bb;
    Object.assign(this.#sign, saved.sign);
  }
}
