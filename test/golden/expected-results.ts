import type { Side } from "../../src/model/pod.ts";
import type { StrideAngle } from "../../src/model/session-output.ts";
import type { CentredCurve } from "../support/optical-strides.ts";

/** What a shipped recording must give, from force plate and optical markers; never from our own output. */
export interface ExpectedResults {
  readonly recording: string;
  readonly provenance: {
    readonly description: string;
    readonly credit: string;
    readonly licence: string;
    readonly doi: string;
    readonly madeBy: string;
    readonly sha256: string;
  };
  readonly tolerances: {
    /** An estimated initial contact this close to one of the plate counts as found, s. */
    readonly contactWindowS: number;
    /** Share of the plate's contacts that must be found with the right side. */
    readonly sideRightShare: number;
    /** Estimated contacts without one of the plate, as a share of the plate's. */
    readonly falseContactShare: number;
    /** Mean stance time per speed, s. */
    readonly stanceTimeS: number;
    /** Mean excursion per stride of the pelvis, degrees. */
    readonly excursionDeg: number;
    /** Mean excursion per stride of hip flexion, degrees. */
    readonly hipExcursionDeg: number;
    /**
     * Mean curves over the gait cycle: RMS difference, and difference at contact and at toe-off, degrees. A contact that is
     * estimated some milliseconds off moves the curve, and the angle at toe-off most.
     */
    readonly strideAngleDeg: Readonly<
      Record<StrideAngle, { curve: number; initialContact: number; toeOff: number }>
    >;
  };
  readonly speeds: readonly ExpectedAtSpeed[];
  /** [side, initial contact s, toe-off s] of every stance on the plate (50 N). */
  readonly contacts: readonly (readonly [Side, number, number])[];
}

export interface ExpectedAtSpeed {
  readonly beltSpeedMPerS: number;
  readonly startS: number;
  readonly endS: number;
  readonly leftStanceTimeS: number;
  readonly rightStanceTimeS: number;
  /** 200·(R − L)/(R + L). */
  readonly stanceTimeSymmetryIndexPct: number;
  readonly cadenceSpm: number;
  /** Means over strides of maximum − minimum, degrees. */
  readonly pelvicTiltExcursionDeg: number;
  readonly pelvicObliquityExcursionDeg: number;
  readonly pelvicRotationExcursionDeg: number;
  readonly hipFlexionExcursionDeg: Readonly<Record<Side, number>>;
  readonly strideAngles: Readonly<Record<Side, ExpectedStrideAngles>>;
}

/** Mean curves of one side over its last strides at a speed. */
interface ExpectedStrideAngles {
  /** Initial contact of the first of these strides, s. */
  readonly fromS: number;
  readonly strides: number;
  readonly angles: Readonly<Record<StrideAngle, CentredCurve>>;
}
