import { multiplyQuaternions, type Quaternion } from "../quaternion.ts";

/** Axes of a frame by their places: ISB, X anterior, Y up, Z right. */
export const axis = { x: 0, y: 1, z: 2 } as const;
type Axis = (typeof axis)[keyof typeof axis];

/** Lab axes X forward, Y up, Z right in earth axes X forward, Y left, Z up: a quarter turn about X. */
const earthFromLab = Float64Array.of(Math.SQRT1_2, Math.SQRT1_2, 0, 0);

/** A frame that is turned step by step about its own axes, with the angular rate that this makes. */
export class TurningFrame {
  /** Orientation to the lab, quaternion [w, x, y, z]. */
  readonly labFromFrame: Quaternion = Float64Array.of(1, 0, 0, 0);
  /** Angular rate in the frame's own axes, rad/s. */
  readonly rateRadPerS = new Float64Array(3);

  /** Back to the lab's own axes, at rest. */
  reset(): this {
    this.labFromFrame.fill(0);
    this.labFromFrame[0] = 1;
    this.rateRadPerS.fill(0);
    return this;
  }

  copy(other: TurningFrame): this {
    this.labFromFrame.set(other.labFromFrame);
    this.rateRadPerS.set(other.rateRadPerS);
    return this;
  }

  /** Turns the frame about one of its axes by an angle, rad, that itself changes at a rate, rad/s. */
  turn(about: Axis, angleRad: number, rateRadPerS: number): this {
    const q = this.labFromFrame;
    const half = Math.sin(angleRad / 2);
    const w = Math.cos(angleRad / 2);
    const i = (about + 1) % 3;
    const k = (about + 2) % 3;
    // q ⊗ [w, half along the axis].
    const q0 = q[0] as number;
    const qa = q[1 + about] as number;
    const qi = q[1 + i] as number;
    const qk = q[1 + k] as number;
    q[0] = q0 * w - qa * half;
    q[1 + about] = qa * w + q0 * half;
    q[1 + i] = qi * w + qk * half;
    q[1 + k] = qk * w - qi * half;
    const rate = this.rateRadPerS;
    const c = Math.cos(angleRad);
    const s = Math.sin(angleRad);
    const ri = rate[i] as number;
    const rk = rate[k] as number;
    rate[i] = c * ri + s * rk;
    rate[k] = c * rk - s * ri;
    rate[about] = (rate[about] as number) + rateRadPerS;
    return this;
  }

  /** out = orientation to earth axes. */
  earthFromFrame(out: Quaternion): Quaternion {
    return multiplyQuaternions(out, earthFromLab, this.labFromFrame) as Quaternion;
  }
}
