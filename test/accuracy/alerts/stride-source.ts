import type { Side } from "../../../src/model/pod.ts";

/** What gait rules need to know of one stride of one side. */
export interface StrideShape {
  readonly strideTimeS: number;
  readonly stanceTimeS: number;
  /** Mean over the stride, degrees. */
  readonly tiltDeg: number;
  /** Largest obliquity in stance, the standing side up, degrees. */
  readonly dropDeg: number;
  /** Maximum − minimum of hip internal rotation in stance, degrees. */
  readonly rotationDeg: number;
  readonly clean: boolean;
}

/** Somebody's strides, one after the other, sides in turn. */
export interface StrideSource {
  next(side: Side, timeS: number, speedMPerS: number): StrideShape;
}

export const changeKinds = [
  "stance-shortened",
  "pelvic-tilt",
  "contralateral-drop",
  "hip-rotation-reduced",
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** A way to spare a hip that grows over a while, as simulated runners do it (src/kernels/simulation/runner-plan.ts). */
export interface GaitChange {
  readonly kind: ChangeKind;
  readonly side: Side;
  readonly atS: number;
  readonly rampS: number;
  /** Points of the symmetry index, degrees, degrees, percent. */
  readonly amount: number;
}

/** Strides of a source with a change in them. */
export class ChangedStrides implements StrideSource {
  readonly #source: StrideSource;
  readonly #change: GaitChange;

  constructor(source: StrideSource, change: GaitChange) {
    this.#source = source;
    this.#change = change;
  }

  next(side: Side, timeS: number, speedMPerS: number): StrideShape {
    const shape = this.#source.next(side, timeS, speedMPerS);
    const { kind, atS, rampS } = this.#change;
    const part = Math.min(1, Math.max(0, (timeS - atS) / rampS));
    const amount = part * this.#change.amount;
    if (kind !== "pelvic-tilt" && side !== this.#change.side) return shape;
    switch (kind) {
      case "pelvic-tilt":
        return { ...shape, tiltDeg: shape.tiltDeg + amount };
      case "stance-shortened":
        return { ...shape, stanceTimeS: shape.stanceTimeS * ((200 - amount) / (200 + amount)) };
      case "contralateral-drop":
        return { ...shape, dropDeg: shape.dropDeg + amount };
      case "hip-rotation-reduced":
        return { ...shape, rotationDeg: shape.rotationDeg * (1 - amount / 100) };
    }
  }
}
