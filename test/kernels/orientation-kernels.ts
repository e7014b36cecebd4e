import { rotateVector } from "../../src/kernels/quaternion.ts";
import { QuietStanding } from "../../src/kernels/quiet-standing.ts";
import type { Stateful } from "../../src/kernels/stateful.ts";
import { BiasEstimator } from "../../src/kernels/vqf/bias-estimator.ts";
import { vqfCoefficients } from "../../src/kernels/vqf/coefficients.ts";
import { FieldWatch } from "../../src/kernels/vqf/field-watch.ts";
import { MagnetometerHeading } from "../../src/kernels/vqf/magnetometer-heading.ts";
import {
  defaultMagnetometerParams,
  magnetometerCoefficients,
} from "../../src/kernels/vqf/magnetometer-params.ts";
import { NineAxisVqf } from "../../src/kernels/vqf/nine-axis-vqf.ts";
import { defaultVqfParams } from "../../src/kernels/vqf/params.ts";
import { Vqf } from "../../src/kernels/vqf/vqf.ts";
import { standardGravityMPerS2 as g } from "../../src/model/units.ts";
import { type KernelEntry, kernelEntry } from "./kernel-contract.ts";
import { element, field, force, motion, periodS, rate, unitMotion } from "./kernel-inputs.ts";

/** The 3×3 matrix, row-major, of a unit quaternion. */
function rotationMatrix(q: Float64Array): Float64Array {
  const matrix = new Float64Array(9);
  for (let column = 0; column < 3; column++) {
    const axis = new Float64Array(3);
    axis[column] = 1;
    rotateVector(axis, q, axis);
    for (let row = 0; row < 3; row++) matrix[3 * row + column] = axis[row] as number;
  }
  return matrix;
}

/** The bias filter with its arrays, as Vqf holds it. */
class BareBias implements Stateful<readonly [bias: Float64Array, covariance: Float64Array]> {
  readonly estimator: BiasEstimator;
  readonly w: Float64Array;

  constructor() {
    const coefficients = vqfCoefficients(defaultVqfParams, periodS);
    this.estimator = new BiasEstimator(coefficients, defaultVqfParams.biasClipRadPerS);
    const { motionW, verticalW } = coefficients;
    this.w = Float64Array.of(motionW, motionW, verticalW);
  }

  saveState(): readonly [Float64Array, Float64Array] {
    return [this.estimator.bias.slice(), this.estimator.covariance.slice()];
  }

  restoreState([bias, covariance]: readonly [Float64Array, Float64Array]): void {
    this.estimator.bias.set(bias);
    this.estimator.covariance.set(covariance);
  }
}

/** Orientation of one pod. */
export const orientationKernels: readonly KernelEntry[] = [
  kernelEntry({
    kernel: QuietStanding,
    inputs: [rate, rate, rate, force, force, force],
    create: () => new QuietStanding(periodS),
    reset: (kernel) => kernel.reset(),
    step: (kernel, _, values) => {
      kernel.update(values.subarray(0, 3), values.subarray(3), 0);
      return [Number(kernel.isQuiet)];
    },
    typical: (_, uniform) => [0.01, 0, 0.01 * uniform(), g, 0.1 * uniform(), 0],
    typicalSteps: 400,
  }),
  kernelEntry({
    kernel: Vqf,
    inputs: [rate, rate, rate, force, force, force],
    create: () => new Vqf(periodS),
    reset: (kernel) => kernel.restartInclination(),
    step: (kernel, _, values) => {
      kernel.update(values.subarray(0, 3), values.subarray(3, 6));
      const { biasRadPerS, biasSigmaRadPerS, restDetected } = kernel;
      const orientation = kernel.orientation(new Float64Array(4));
      return [...orientation, ...biasRadPerS, biasSigmaRadPerS, Number(restDetected)];
    },
  }),
  kernelEntry({
    kernel: BiasEstimator,
    guardedBy: Vqf,
    inputs: [element, element, element, element, rate, rate, rate],
    create: () => new BareBias(),
    reset: (kernel) => kernel.estimator.reset(),
    step: ({ estimator, w }, _, values) => {
      estimator.predict();
      estimator.correct(rotationMatrix(unitMotion(values)), values.subarray(4, 7), w);
      return [...estimator.bias, ...estimator.covariance];
    },
  }),
  kernelEntry({
    kernel: NineAxisVqf,
    inputs: [rate, rate, rate, force, force, force, field, field, field],
    create: () => new NineAxisVqf(new Vqf(periodS)),
    reset: (kernel) => kernel.restart(),
    step: (kernel, _, values) => {
      kernel.update(values.subarray(0, 3), values.subarray(3, 6), values.subarray(6));
      const { headingOffsetRad, headingKnown, disturbed } = kernel.magnetometer;
      const flags = [Number(headingKnown), Number(disturbed)];
      return [...kernel.orientation9(new Float64Array(4)), headingOffsetRad, ...flags];
    },
  }),
  kernelEntry({
    kernel: MagnetometerHeading,
    inputs: [field, field, field, ...motion.slice(0, 4), rate],
    create: () => new MagnetometerHeading(periodS),
    reset: (kernel) => kernel.restart(),
    step: (kernel, _, values) => {
      kernel.update(values, 0, unitMotion(values, 3).subarray(0, 4), values[7] as number);
      const { headingOffsetRad, headingKnown, disturbed } = kernel;
      return [headingOffsetRad, Number(headingKnown), Number(disturbed)];
    },
  }),
  kernelEntry({
    kernel: FieldWatch,
    guardedBy: MagnetometerHeading,
    inputs: [
      { min: 0, max: 2000, typical: [48, 52] },
      { min: -Math.PI / 2, max: Math.PI / 2, typical: [1.1, 1.15] },
      rate,
    ],
    create: () =>
      new FieldWatch(
        defaultMagnetometerParams,
        magnetometerCoefficients(defaultMagnetometerParams, periodS),
      ),
    reset: (kernel) => kernel.restart(),
    step: (kernel, _, [norm = 0, dipRad = 0, rateRadPerS = 0]) => {
      kernel.update(norm, dipRad, rateRadPerS);
      return [Number(kernel.disturbed)];
    },
  }),
];
