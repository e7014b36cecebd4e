import {
  conjugateQuaternion,
  identityQuaternion,
  multiplyQuaternions,
  type Quaternion,
  rotateVector,
} from "../../kernels/quaternion.ts";
import { calibrateStanding } from "../../kernels/standing-calibration.ts";
import type { Placement } from "../../model/pod.ts";
import { radPerDeg } from "../../model/units.ts";
import type { MountingParams } from "./pod-schema.ts";

/** A turn of the pod in its strap. */
export interface MountingSlip extends MountingParams {
  readonly atS: number;
  readonly overS: number;
}

/** A slip as one turn about one axis of the segment. */
interface SlipTurn {
  readonly atS: number;
  readonly overS: number;
  readonly axis: Float64Array;
  readonly angleRad: number;
}

/**
 * How a pod sits on its segment, and how that changes where the strap slips. Angles are about the segment's axes: tilt + top of
 * the case leaning forward, turn + counterclockwise seen from above, roll + top leaning to the runner's right; the case is
 * turned first, then rolled, then tilted.
 */
export class PodMounting {
  readonly #atFirst: Quaternion;
  readonly #slips: readonly SlipTurn[];
  readonly #segmentFromPod: Quaternion;
  readonly #podFromSegment: Quaternion;
  readonly #turn: Quaternion = identityQuaternion();
  /** Nothing turns before this moment after the last update, s. */
  #steadyUntilS = Number.NEGATIVE_INFINITY;
  #turning = false;
  #nowS = Number.NEGATIVE_INFINITY;

  /** @param upsideDown the arrow points down; the case still faces outward. */
  constructor(
    placement: Placement,
    params: MountingParams,
    upsideDown: boolean,
    slips: readonly MountingSlip[],
  ) {
    // A pod worn as its placement says feels gravity along its arrow: that is the nominal mounting.
    const nominal = calibrateStanding(placement, Float64Array.of(1, 0, 0)).segmentFromPod;
    const segmentFromPod = multiplyQuaternions(identityQuaternion(), rotationOf(params), nominal);
    if (upsideDown) multiplyQuaternions(segmentFromPod, segmentFromPod, axisTurn(2, Math.PI));
    this.#atFirst = segmentFromPod;
    this.#segmentFromPod = segmentFromPod.slice();
    this.#podFromSegment = conjugateQuaternion(identityQuaternion(), segmentFromPod);
    this.#slips = slips.map(slipTurn).sort((a, b) => a.atS - b.atS);
  }

  /** out = a vector in segment axes as the pod's axes see it at `timeS`. */
  toPod(out: Float64Array, vector: Float64Array, timeS: number): Float64Array {
    this.#update(timeS);
    return rotateVector(out, this.#podFromSegment, vector);
  }

  /** rateRadPerS += angular rate of the pod against its segment at `timeS`, in segment axes, rad/s. */
  addSlipRate(rateRadPerS: Float64Array, timeS: number): void {
    this.#update(timeS);
    if (!this.#turning) return;
    for (const [i, slip] of this.#slips.entries()) {
      const angleRateRadPerS =
        (slip.angleRad * progressRate((timeS - slip.atS) / slip.overS)) / slip.overS;
      if (angleRateRadPerS === 0) continue;
      const axis = slip.axis.slice();
      // Slips that came later carry the axis of an earlier one with them.
      for (const later of this.#slips.slice(i + 1)) {
        rotateVector(axis, this.#turnOf(later, timeS), axis);
      }
      for (let k = 0; k < 3; k++) {
        rateRadPerS[k] = (rateRadPerS[k] as number) + angleRateRadPerS * (axis[k] as number);
      }
    }
  }

  #update(timeS: number): void {
    if (timeS === this.#nowS) return;
    const isSteady = timeS >= this.#nowS && timeS < this.#steadyUntilS;
    this.#nowS = timeS;
    if (isSteady) return;
    this.#segmentFromPod.set(this.#atFirst);
    this.#turning = false;
    this.#steadyUntilS = Number.POSITIVE_INFINITY;
    for (const slip of this.#slips) {
      const turn = this.#turnOf(slip, timeS);
      multiplyQuaternions(this.#segmentFromPod, turn, this.#segmentFromPod);
      const endS = slip.atS + slip.overS;
      if (timeS < slip.atS) this.#steadyUntilS = Math.min(this.#steadyUntilS, slip.atS);
      else if (timeS < endS) this.#turning = true;
    }
    if (this.#turning) this.#steadyUntilS = Number.NEGATIVE_INFINITY;
    conjugateQuaternion(this.#podFromSegment, this.#segmentFromPod);
  }

  #turnOf(slip: SlipTurn, timeS: number): Quaternion {
    const half = (slip.angleRad * progress((timeS - slip.atS) / slip.overS)) / 2;
    this.#turn[0] = Math.cos(half);
    for (let k = 0; k < 3; k++) this.#turn[k + 1] = Math.sin(half) * (slip.axis[k] as number);
    return this.#turn;
  }
}

/** Share of a slip that is done: 0 before, 1 after, between with neither a step of the rate nor of its derivative. */
function progress(x: number): number {
  if (x <= 0) return 0;
  return x >= 1 ? 1 : x * x * x * (10 + x * (6 * x - 15));
}

function progressRate(x: number): number {
  return x <= 0 || x >= 1 ? 0 : 30 * (x * (1 - x)) ** 2;
}

function axisTurn(axis: 0 | 1 | 2, angleRad: number): Quaternion {
  const turn = Float64Array.of(Math.cos(angleRad / 2), 0, 0, 0);
  turn[axis + 1] = Math.sin(angleRad / 2);
  return turn;
}

function rotationOf({ tiltDeg, turnDeg, rollDeg }: MountingParams): Quaternion {
  const turn = axisTurn(1, turnDeg * radPerDeg);
  multiplyQuaternions(turn, axisTurn(0, rollDeg * radPerDeg), turn);
  // The segment's Z points right: counterclockwise about it leans backward.
  return multiplyQuaternions(turn, axisTurn(2, -tiltDeg * radPerDeg), turn);
}

function slipTurn(slip: MountingSlip): SlipTurn {
  const rotation = rotationOf(slip);
  const vector = rotation.slice(1);
  const sine = Math.hypot(...vector);
  const angleRad = 2 * Math.atan2(sine, rotation[0] as number);
  return { atS: slip.atS, overS: slip.overS, angleRad, axis: vector.map((v) => v / sine) };
}
