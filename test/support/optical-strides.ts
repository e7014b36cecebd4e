import { mean } from "simple-statistics";
import type { Side } from "../../src/model/pod.ts";
import {
  curvePoints,
  type StrideAngle,
  type StrideAngleOutput,
} from "../../src/model/session-output.ts";
import {
  type OpticalAngle,
  type OpticalAngles,
  opticalAngleAt,
  type PlateContact,
} from "./treadmill-reference.ts";

/** A stride on the force plate, s. */
export interface PlateStride {
  readonly side: Side;
  readonly initialContactS: number;
  readonly toeOffS: number;
  readonly endS: number;
}

/**
 * An angle over a stride with its mean over the stride removed, degrees: of our own angles and the optical
 * ones the zero differs, and what is left can be compared.
 */
export interface CentredCurve {
  /** At 0, 1 … 100 % of the gait cycle. */
  readonly curveDeg: readonly number[];
  readonly toeOffDeg: number;
}

/** Two contacts of one foot further apart have one missing in between, s. */
const longestStrideS = 1.2;

/** An estimated contact this close to one of the plate is the same, s. */
const sameContactS = 0.06;

/** The strides of one side. */
export function plateStrides(
  contacts: readonly Omit<PlateContact, "beltSpeedMPerS">[],
  side: Side,
): PlateStride[] {
  const own = contacts.filter((contact) => contact.side === side);
  return own
    .map(({ initialContactS, toeOffS }, i) => {
      const endS = own[i + 1]?.initialContactS ?? Number.POSITIVE_INFINITY;
      return { side, initialContactS, toeOffS, endS };
    })
    .filter(({ initialContactS, endS }) => endS - initialContactS < longestStrideS);
}

const hipNames = {
  hipFlexion: "HipFlexion",
  hipAdduction: "HipAdduction",
  hipInternalRotation: "HipInternalRotation",
} as const;

function opticalNameOf(angle: StrideAngle, side: Side): OpticalAngle {
  switch (angle) {
    case "pelvicTilt":
    case "pelvicObliquity":
    case "pelvicRotation":
      return angle;
    default:
      return `${side}${hipNames[angle]}`;
  }
}

/** An optical angle over a stride of the plate. */
export function opticalCurve(
  angles: OpticalAngles,
  angle: StrideAngle,
  { side, initialContactS, toeOffS, endS }: PlateStride,
): CentredCurve {
  const at = (timeS: number): number => opticalAngleAt(angles, opticalNameOf(angle, side), timeS);
  const last = curvePoints - 1;
  const points = Array.from({ length: curvePoints }, (_, k) =>
    at(initialContactS + (k / last) * (endS - initialContactS)),
  );
  // The closing contact is the next stride's.
  const centre = mean(points.slice(0, last));
  return {
    curveDeg: points.map((value) => value - centre),
    toeOffDeg: at(toeOffS) - centre,
  };
}

/** The same of our own; null where it is not known. */
export function ownCurve({ curveDeg, toeOffDeg, meanDeg }: StrideAngleOutput): CentredCurve | null {
  if (curveDeg === null || toeOffDeg === null || meanDeg === null) return null;
  return { curveDeg: curveDeg.map((value) => value - meanDeg), toeOffDeg: toeOffDeg - meanDeg };
}

/** Of our own stride angles the one of a stride of the plate; undefined where there is none that is clean. */
export function sameStride(
  own: readonly StrideAngleOutput[],
  angle: StrideAngle,
  { side, initialContactS, endS }: Omit<PlateStride, "toeOffS">,
): StrideAngleOutput | undefined {
  return own.find(
    (one) =>
      one.angle === angle &&
      one.side === side &&
      one.clean &&
      Math.abs(one.initialContactS - initialContactS) < sameContactS &&
      Math.abs(one.timeS - endS) < sameContactS,
  );
}

/** Mean over strides. */
export function meanCurve(curves: readonly CentredCurve[]): CentredCurve {
  return {
    curveDeg: Array.from({ length: curvePoints }, (_, k) =>
      mean(curves.map(({ curveDeg }) => curveDeg[k] as number)),
    ),
    toeOffDeg: mean(curves.map(({ toeOffDeg }) => toeOffDeg)),
  };
}

export interface CurveErrors {
  /** RMS difference of the curves. */
  readonly curveRmseDeg: number;
  readonly initialContactErrorDeg: number;
  readonly toeOffErrorDeg: number;
}

/** What our own curve is off from a reference. */
export function curveErrors(own: CentredCurve, reference: CentredCurve): CurveErrors {
  const differences = own.curveDeg.map((value, k) => value - (reference.curveDeg[k] as number));
  return {
    curveRmseDeg: Math.sqrt(mean(differences.map((value) => value * value))),
    initialContactErrorDeg: differences[0] as number,
    toeOffErrorDeg: own.toeOffDeg - reference.toeOffDeg,
  };
}
