import type { GaitMetric } from "../model/alert-rules.ts";
import type { Side } from "../model/pod.ts";
import {
  type ContactMethod,
  contactMethods,
  type SessionOutput,
  type StrideAngleOutput,
  type StrideOutput,
} from "../model/session-output.ts";

/** What gait rules look at, of one stride of the affected side and the stride of the other side just before it. */
export interface StrideValues {
  /** Session time of the closing contact, s. */
  readonly timeS: number;
  readonly clean: boolean;
  readonly strideTimeS: number;
  readonly stanceTimeS: number;
  /** Whether stances are timed in a better way from here on: those of before are not to be compared with them. */
  readonly isTimedBetter: boolean;
  /** Only what is known. */
  readonly values: ReadonlyMap<GaitMetric, number>;
}

/** One stride of one side. */
interface OneSide {
  readonly stride: StrideOutput;
  readonly method: ContactMethod | null;
  /** Largest obliquity in stance, the standing side up; null where it is not known. */
  readonly dropDeg: number | null;
}

/**
 * Strides of the affected side with the metrics of gait rules. Without an affected side there is only the tilt, and the right side's
 * strides count.
 */
export class StrideMetrics {
  readonly #affected: Side | null;
  readonly #reference: Side;
  /** How the newest landing of each side was timed. */
  readonly #methods: Record<Side, ContactMethod | null> = { left: null, right: null };
  /**
   * The best way in which a stride and its neighbour have been timed. Without a thigh pod's samples, or before it is calibrated, stances are
   * timed otherwise: all of them by milliseconds, and not of both sides alike.
   */
  #best: ContactMethod | null = null;
  /** The stride whose angles are still to come. */
  #pending: { stride: StrideOutput; method: ContactMethod | null } | null = null;
  #other: OneSide | null = null;

  constructor(affected: Side | null) {
    this.#affected = affected;
    this.#reference = affected ?? "right";
  }

  /** A stride of the reference side with its values, once all of it has come; else null. */
  take(output: SessionOutput): StrideValues | null {
    switch (output.kind) {
      case "gaitEvent":
        // The contact that closes a stride opens the next one: a stride is told after it.
        if (output.type === "toeOff" && output.side !== null) {
          this.#methods[output.side] = output.method;
        }
        return null;
      case "stride":
        if (!output.late) {
          this.#pending = { stride: output, method: this.#methods[output.side] };
        }
        return null;
      case "strideAngle":
        return output.late || output.angle !== "pelvicObliquity" ? null : this.#complete(output);
      default:
        return null;
    }
  }

  #complete(obliquity: StrideAngleOutput): StrideValues | null {
    const pending = this.#pending;
    if (pending === null || pending.stride.side !== obliquity.side) return null;
    this.#pending = null;
    const one: OneSide = { ...pending, dropDeg: dropDeg(obliquity) };
    if (obliquity.side !== this.#reference) {
      this.#other = one;
      return null;
    }
    const { timeS, clean, strideTimeS, stanceTimeS } = one.stride;
    const isTimedBetter = this.#timed(one);
    const values = this.#values(one);
    return { timeS, clean, strideTimeS, stanceTimeS, isTimedBetter, values };
  }

  /** @returns whether both stances were timed in a better way than any before. */
  #timed(own: OneSide): boolean {
    const { method } = own;
    if (method === null || method !== this.#neighbour(own.stride)?.method) return false;
    const best = this.#best;
    if (best !== null && contactMethods.indexOf(method) >= contactMethods.indexOf(best)) {
      return false;
    }
    this.#best = method;
    return best !== null;
  }

  #values(own: OneSide): ReadonlyMap<GaitMetric, number> {
    const values = new Map<GaitMetric, number>();
    const put = (metric: GaitMetric, value: number | null): void => {
      if (value !== null) values.set(metric, value);
    };
    const other = this.#neighbour(own.stride);
    const tilt = own.stride.pelvicTiltMeanDeg;
    const otherTilt = other?.stride.pelvicTiltMeanDeg ?? null;
    put("pelvicTiltDeg", tilt === null || otherTilt === null ? tilt : (tilt + otherTilt) / 2);
    if (this.#affected === null) return values;
    put("contralateralDropDeg", own.dropDeg);
    put("hipRotationExcursionDeg", own.stride.hipInternalRotationStanceExcursionDeg);
    if (other === null) return values;
    // Stances that were timed in different ways differ by that alone.
    if (own.method !== null && own.method === other.method && own.method === this.#best) {
      put("stanceTimeSymmetryIndexPct", indexPct(own.stride, other.stride));
    }
    if (own.dropDeg !== null && other.dropDeg !== null) {
      put("contralateralDropDifferenceDeg", own.dropDeg - other.dropDeg);
    }
    return values;
  }

  /** The other side's clean stride that ended within this one. */
  #neighbour({ initialContactS, timeS }: StrideOutput): OneSide | null {
    const other = this.#other;
    if (other === null || !other.stride.clean) return null;
    return other.stride.timeS > initialContactS && other.stride.timeS < timeS ? other : null;
  }
}

/** 200·(other − own)/(other + own), + = own stance shorter, %. */
function indexPct(own: StrideOutput, other: StrideOutput): number {
  return (200 * (other.stanceTimeS - own.stanceTimeS)) / (other.stanceTimeS + own.stanceTimeS);
}

/** Largest obliquity in stance with the standing side up, degrees: the other side has gone down by so much. */
function dropDeg({ side, curveDeg, toeOffPct }: StrideAngleOutput): number | null {
  if (curveDeg === null) return null;
  const stance = curveDeg.slice(0, Math.round(toeOffPct) + 1);
  return Math.max(...stance.map((deg) => (side === "right" ? deg : -deg)));
}
