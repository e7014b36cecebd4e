import type { Side } from "../../model/pod.ts";
import { radPerDeg } from "../../model/units.ts";
import type { Jet } from "./gait-phase.ts";
import type { Compensation } from "./runner-plan.ts";
import { SmoothPath } from "./smooth-path.ts";

interface Part {
  readonly compensation: Compensation;
  readonly size: SmoothPath;
}

/** Phase of the middle of the right foot's stance, strides. */
const midStance = 0.17;

/** All compensations of a runner, each growing in its time. */
export class SparedHip {
  readonly #parts: readonly Part[];
  readonly #jet: Jet = [0, 0, 0];

  constructor(compensations: readonly Compensation[]) {
    this.#parts = compensations.map((compensation) => {
      const size = new SmoothPath(0);
      size.moveTo(compensation.amount, compensation.atS, compensation.rampS);
      return { compensation, size };
    });
  }

  /** Factor on the stance time of a side: the symmetry index 200·(R−L)/(R+L) changes by the amount. */
  stanceFactor(side: Side, timeS: number): number {
    let factor = 1;
    for (const { compensation, size } of this.#parts) {
      if (compensation.kind !== "stance-shortened" || compensation.side !== side) continue;
      const amount = size.at(this.#jet, timeS)[0];
      factor *= (200 - amount) / (200 + amount);
    }
    return factor;
  }

  /** out = additional anterior tilt, rad, and its derivatives. */
  tilt(out: Jet, timeS: number): Jet {
    out.fill(0);
    for (const { compensation, size } of this.#parts) {
      if (compensation.kind !== "pelvic-tilt") continue;
      const amount = size.at(this.#jet, timeS);
      for (let d = 0; d < 3; d++) out[d] = (out[d] as number) + radPerDeg * (amount[d] as number);
    }
    return out;
  }

  /**
   * out = drop of the pelvis away from a side while that foot stands, rad, and its rate; a smooth bump that is the amount
   * at mid-stance and nothing in the middle of the swing.
   * @param moving how much of the body's motion is gait, 0 … 1, and its rate: who stands on both feet lets nothing drop.
   */
  drop(out: Jet, side: Side, timeS: number, phase: Readonly<Jet>, moving: Readonly<Jet>): Jet {
    out.fill(0);
    for (const { compensation, size: path } of this.#parts) {
      if (compensation.kind !== "contralateral-drop" || compensation.side !== side) continue;
      const amount = path.at(this.#jet, timeS);
      const angle = 2 * Math.PI * (phase[0] - midStance - (side === "left" ? 0.5 : 0));
      const half = (1 + Math.cos(angle)) / 2;
      const bump = half ** 3;
      const bumpRate = -3 * half * half * Math.sin(angle) * Math.PI * phase[1];
      const size = radPerDeg * amount[0] * moving[0];
      const sizeRate = radPerDeg * (amount[1] * moving[0] + amount[0] * moving[1]);
      out[0] += size * bump;
      out[1] += sizeRate * bump + size * bumpRate;
    }
    return out;
  }

  /** out = factor on the hip's rotation of a side, and its derivatives. */
  rotationFactor(out: Jet, side: Side, timeS: number): Jet {
    out[0] = 1;
    out[1] = 0;
    out[2] = 0;
    for (const { compensation, size } of this.#parts) {
      if (compensation.kind !== "hip-rotation-reduced" || compensation.side !== side) continue;
      const amount = size.at(this.#jet, timeS);
      for (let d = 0; d < 3; d++) out[d] = (out[d] as number) - (amount[d] as number) / 100;
    }
    return out;
  }
}
