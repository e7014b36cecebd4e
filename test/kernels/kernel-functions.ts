import fc from "fast-check";
import { nothingFound, setFound } from "../../src/kernels/contact-methods/contact-method.ts";
import { contactLeadS } from "../../src/kernels/contact-methods/patoz.ts";
import { contactSide } from "../../src/kernels/contact-side.ts";
import {
  contactTime,
  forceOffsetS,
  initialContactCorrection,
  logSpeed,
  noMeasurement,
  pelvisOffsetS,
  toeOffCorrection,
} from "../../src/kernels/contact-timing.ts";
import { allFinite } from "../../src/kernels/finite.ts";
import { wrapAngle } from "../../src/kernels/heading-tracker.ts";
import { hipAngles, pelvisFromThigh } from "../../src/kernels/hip-angles.ts";
import { leastSquaresResidual, triangleSize } from "../../src/kernels/least-squares.ts";
import { levelForce } from "../../src/kernels/level-force.ts";
import { lowPassCoefficients, lowPassDelayS } from "../../src/kernels/low-pass.ts";
import { meanOfKnown } from "../../src/kernels/mean-of-known.ts";
import {
  conjugateQuaternion,
  identityQuaternion,
  multiplyQuaternions,
  normalizeQuaternion,
  quaternionFromColumns,
  rotateVector,
} from "../../src/kernels/quaternion.ts";
import { emptyStretch, SampleHistory } from "../../src/kernels/sample-history.ts";
import { inclinationAngles } from "../../src/kernels/segment-angles.ts";
import { loadingS } from "../../src/kernels/side-check.ts";
import { changeSizeRad, isSlip, type PostureChange } from "../../src/kernels/slip-detector.ts";
import { stanceSymmetry, withoutOutliers } from "../../src/kernels/stance-symmetry.ts";
import { calibrateStanding, standingSigmaRad } from "../../src/kernels/standing-calibration.ts";
import { requireSameSize } from "../../src/kernels/stateful.ts";
import { knownStretch, strideCurve } from "../../src/kernels/stride-curve.ts";
import { commonTimingError, stanceTiming } from "../../src/kernels/timing-error.ts";
import { angleBetween3, cross3, dot3, normalize3 } from "../../src/kernels/vector3.ts";
import { lowPassCutoffHz, vqfCoefficients } from "../../src/kernels/vqf/coefficients.ts";
import {
  defaultMagnetometerParams,
  magnetometerCoefficients,
} from "../../src/kernels/vqf/magnetometer-params.ts";
import { defaultVqfParams } from "../../src/kernels/vqf/params.ts";
import { placements, sides } from "../../src/model/pod.ts";
import { unitQuaternion } from "../support/arbitraries.ts";
import type { Reading } from "./kernel-contract.ts";

/** A function of numbers and what it returns as numbers; null where it says that it does not know. */
export interface FunctionEntry {
  readonly function: (...args: never[]) => unknown;
  /** What each number may be. */
  readonly bounds: readonly (readonly [min: number, max: number])[];
  readonly call: (...values: number[]) => Reading;
}

/** A function that writes to its `out` parameter, which may be one of its inputs. */
export interface WriterEntry {
  readonly function: (...args: never[]) => unknown;
  readonly inputs: fc.Arbitrary<Float64Array[]>;
  readonly outLength: number;
  readonly write: (out: Float64Array, inputs: readonly Float64Array[]) => void;
}

type Bounds = readonly [min: number, max: number];

const angleRad: Bounds = [-20, 20];
const forceMPerS2: Bounds = [-300, 300];
const element: Bounds = [-1, 1];
const vectorBounds = [forceMPerS2, forceMPerS2, forceMPerS2] as const;
const quaternionBounds = [element, element, element, element] as const;
const stanceS: Bounds = [0.05, 1];

const unit = (...q: number[]): Float64Array =>
  normalizeQuaternion(new Float64Array(4), Float64Array.from(q));

/** A history of one channel, a sample a second. */
function historyOf(values: readonly number[]): SampleHistory {
  const history = new SampleHistory(values.length, 1);
  for (const [timeS, value] of values.entries()) history.push(timeS, Float64Array.of(value));
  return history;
}

const postureChange = (inclinationRad = 0, turnRad = 0): PostureChange => ({
  inclinationRad,
  turnRad,
  beforeStrides: 24,
  leastInclinationRad: inclinationRad,
  leastTurnRad: turnRad,
});

/** Every function of src/kernels that returns what it finds. */
export const numericFunctions: readonly FunctionEntry[] = [
  {
    function: contactSide,
    bounds: [angleRad, angleRad, angleRad, angleRad],
    call: (left = 0, right = 0, leftMean = 0, rightMean = 0) =>
      [
        contactSide(left, right, leftMean, rightMean),
        contactSide(left, Number.NaN, leftMean, Number.NaN),
        contactSide(Number.NaN, right, Number.NaN, rightMean),
      ].flatMap(({ side, confidence }) => [side && sides.indexOf(side), confidence]),
  },
  {
    function: forceOffsetS,
    bounds: [[-1, 1]],
    call: (fallTimeS = 0) => [forceOffsetS(initialContactCorrection.force, fallTimeS)],
  },
  { function: logSpeed, bounds: [[-1, 20]], call: (speed = 0) => [logSpeed(speed)] },
  {
    function: pelvisOffsetS,
    bounds: [
      [-1, 1],
      [-1, 20],
    ],
    call: (contactS = 0, speed = 0) =>
      [speed, null].map((known) => pelvisOffsetS(toeOffCorrection.pelvis, contactS, known)),
  },
  {
    function: contactTime,
    bounds: [
      [0, 1e5],
      [-1, 1],
      [0, 1e5],
      [-1, 1],
      [-1, 20],
    ],
    call: (forceS = 0, fallTimeS = 0, pelvisS = 0, pelvisContactS = 0, speed = 0) =>
      ([0, 1, 2] as const).flatMap((thighs) => {
        const measurement = { thighs, forceS, fallTimeS, pelvisS, pelvisContactS };
        const out = { timeS: 0, method: "pelvis-thigh-force", confidence: 0 } as const;
        const time = contactTime({ ...out }, measurement, toeOffCorrection, speed);
        return [time.timeS, time.confidence];
      }),
  },
  {
    function: nothingFound,
    bounds: [],
    call: () => Object.values(nothingFound()).map((time) => (Number.isNaN(time) ? null : time)),
  },
  {
    function: setFound,
    bounds: [angleRad, angleRad],
    call: (initialContactS = 0, toeOffS = 0) => {
      const found = nothingFound();
      return [Number(setFound(found, initialContactS, toeOffS)), ...Object.values(found)];
    },
  },
  {
    function: contactLeadS,
    bounds: [
      [0.01, 0.6],
      [0.2, 0.6],
    ],
    call: (effectiveS = 0, stepS = 0) => [contactLeadS(effectiveS, stepS)],
  },
  { function: wrapAngle, bounds: [angleRad], call: (angle = 0) => [wrapAngle(angle)] },
  {
    function: hipAngles,
    bounds: quaternionBounds,
    call: (...q) =>
      sides.flatMap((side) => {
        const out = { flexionRad: 0, adductionRad: 0, internalRotationRad: 0 };
        return Object.values(hipAngles(out, unit(...q), side));
      }),
  },
  {
    function: inclinationAngles,
    bounds: quaternionBounds,
    call: (...q) => {
      const out = { tiltRad: 0, obliquityRad: 0, headingRad: 0 };
      return Object.values(inclinationAngles(out, unit(...q)));
    },
  },
  {
    function: lowPassCoefficients,
    bounds: [
      [0.01, 49],
      [0.001, 0.01],
    ],
    call: (cutoffHz = 0, periodS = 0) => Object.values(lowPassCoefficients(cutoffHz, periodS)),
  },
  { function: lowPassDelayS, bounds: [[0.01, 99]], call: (hz = 0) => [lowPassDelayS(hz)] },
  {
    function: vqfCoefficients,
    bounds: [[0.001, 0.05]],
    call: (periodS = 0) => Object.values(vqfCoefficients(defaultVqfParams, periodS)),
  },
  {
    function: lowPassCutoffHz,
    bounds: [[0.001, 100]],
    call: (tauS = 0) => [lowPassCutoffHz(tauS)],
  },
  {
    function: magnetometerCoefficients,
    bounds: [[0.001, 0.1]],
    call: (periodS = 0) =>
      Object.values(magnetometerCoefficients(defaultMagnetometerParams, periodS)),
  },
  {
    function: meanOfKnown,
    bounds: [forceMPerS2, forceMPerS2],
    call: (a = 0, b = 0) => [meanOfKnown([a, null, b]), meanOfKnown([null])],
  },
  {
    function: loadingS,
    bounds: [
      [0, 1e5],
      [0, 1e5],
    ],
    call: (initialContactS = 0, toeOffS = 0) => loadingS(initialContactS, toeOffS),
  },
  { function: emptyStretch, bounds: [], call: () => [emptyStretch().count] },
  {
    function: knownStretch,
    bounds: [element, element, element],
    call: (...values) => {
      const stretch = knownStretch(historyOf(values), 0, 0, 3, 1.5);
      return stretch === null ? [null] : Object.values(stretch);
    },
  },
  {
    function: strideCurve,
    bounds: [element, element, element, element],
    call: (...values) => {
      const times = { initialContactS: 0.5, toeOffS: 1.2, endS: 2.5 };
      const curve = strideCurve(historyOf(values), 0, times, 1.5);
      if (curve === null) return [null];
      const { points, ...rest } = curve;
      return [...points, ...Object.values(rest)];
    },
  },
  {
    function: stanceSymmetry,
    bounds: [stanceS, stanceS, stanceS, stanceS, stanceS, stanceS],
    call: (...stances) => Object.values(stanceSymmetry(stances.slice(0, 3), stances.slice(3))),
  },
  {
    function: commonTimingError,
    bounds: [stanceS, stanceS, stanceS, stanceS],
    call: (a = 0, b = 0, c = 0, d = 0) =>
      Object.values(
        commonTimingError([
          { stanceS: a, indexPct: b },
          { stanceS: c, indexPct: d },
        ]),
      ),
  },
  {
    function: triangleSize,
    bounds: [[0, 100]],
    call: (n = 0) => [triangleSize(n)],
  },
  {
    function: leastSquaresResidual,
    bounds: vectorBounds,
    // Products of one row: two factors explain its value.
    call: (a = 0, b = 0, c = 0) => [
      leastSquaresResidual(Float64Array.of(a * a, a * b, b * b, a * c, b * c, c * c), 2),
    ],
  },
  {
    function: withoutOutliers,
    bounds: Array<Bounds>(6).fill(stanceS),
    call: (...stances) => withoutOutliers(stances),
  },
  {
    function: calibrateStanding,
    bounds: vectorBounds,
    call: (...force) =>
      placements.flatMap((placement): Reading => {
        const { mountingTiltRad, segmentFromPod } = calibrateStanding(
          placement,
          Float64Array.from(force),
        );
        return [mountingTiltRad, ...segmentFromPod];
      }),
  },
  {
    function: standingSigmaRad,
    bounds: [[5, 15], element, element, [5, 15], element, element],
    call: (...f) => {
      // Two samples, 1 s apart.
      const sum = Float64Array.from({ length: 3 }, (_, i) => (f[i] ?? 0) + (f[i + 3] ?? 0));
      const squares = f.reduce((total, value) => total + value * value, 0);
      return [standingSigmaRad(sum, squares, 2, 2)];
    },
  },
  {
    function: changeSizeRad,
    bounds: [angleRad, angleRad],
    call: (...change) => [changeSizeRad(postureChange(...change))],
  },
  {
    function: isSlip,
    bounds: [angleRad, angleRad, angleRad, angleRad],
    call: (inclination, turn, ...beside) => [
      Number(isSlip(postureChange(inclination, turn), [postureChange(...beside)])),
    ],
  },
  { function: identityQuaternion, bounds: [], call: () => [...identityQuaternion()] },
  {
    function: dot3,
    bounds: [...vectorBounds, ...vectorBounds],
    call: (...v) => [dot3(Float64Array.from(v.slice(0, 3)), Float64Array.from(v.slice(3)))],
  },
  {
    function: angleBetween3,
    bounds: [...vectorBounds, ...vectorBounds],
    call: (...v) => [
      angleBetween3(Float64Array.from(v.slice(0, 3)), Float64Array.from(v.slice(3))),
    ],
  },
  {
    function: normalize3,
    bounds: vectorBounds,
    call: (...v) => {
      const vector = Float64Array.from(v);
      return [normalize3(vector), ...vector];
    },
  },
];

/** An entry whose function takes as many arrays as its inputs have. */
function writer<Inputs extends Float64Array[]>(
  write: (out: Float64Array, ...inputs: Inputs) => void,
  outLength: number,
  inputs: fc.Arbitrary<Inputs>,
): WriterEntry {
  return {
    function: write,
    inputs,
    outLength,
    write: (out, given) => write(out, ...(given as Inputs)),
  };
}

const reading = fc.double({ min: forceMPerS2[0], max: forceMPerS2[1], noNaN: true });
const anyVector = fc.tuple(reading, reading, reading).map((v) => Float64Array.from(v));
const anyFour = fc
  .tuple(reading, reading, reading, reading)
  .map((values) => Float64Array.from(values));

/** Three orthonormal columns; each has room for a quaternion. */
const columns = unitQuaternion.map((q): [Float64Array, Float64Array, Float64Array] => {
  const column = (axis: number): Float64Array => {
    const out = new Float64Array(4);
    out[axis] = 1;
    return rotateVector(out, q, out);
  };
  return [column(0), column(1), column(2)];
});

/** Every function of src/kernels with an `out` of the same kind as an input. */
export const writingFunctions: readonly WriterEntry[] = [
  writer(multiplyQuaternions, 4, fc.tuple(unitQuaternion, unitQuaternion)),
  writer(conjugateQuaternion, 4, fc.tuple(unitQuaternion)),
  writer(normalizeQuaternion, 4, fc.tuple(anyFour)),
  writer(rotateVector, 3, fc.tuple(unitQuaternion, anyVector)),
  writer(quaternionFromColumns, 4, columns),
  writer(cross3, 3, fc.tuple(anyVector, anyVector)),
  {
    ...writer(
      (out, pelvis, thigh) => pelvisFromThigh(out, pelvis, thigh, 0.7),
      4,
      fc.tuple(unitQuaternion, unitQuaternion),
    ),
    function: pelvisFromThigh,
  },
  {
    ...writer(
      (out, motion) => levelForce(out, motion),
      3,
      fc
        .tuple(unitQuaternion, anyVector, anyVector)
        .map((parts): [Float64Array] => [Float64Array.from(parts.flatMap((part) => [...part]))]),
    ),
    function: levelForce,
  },
];

/** Exported functions that take no samples. */
export const notKernels: readonly FunctionEntry["function"][] = [
  allFinite,
  requireSameSize,
  noMeasurement,
  stanceTiming,
];
