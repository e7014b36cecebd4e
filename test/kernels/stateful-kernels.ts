import { BandSignal } from "../../src/kernels/band-signal.ts";
import { type Cadence, CadenceSpectrum } from "../../src/kernels/cadence-spectrum.ts";
import { ContactDetector } from "../../src/kernels/contact-detector.ts";
import { HeadingTracker } from "../../src/kernels/heading-tracker.ts";
import { LowPass } from "../../src/kernels/low-pass.ts";
import { MotionTrack, motionChannels } from "../../src/kernels/motion-track.ts";
import { type PlanarAxis, PlanarAxisEstimator } from "../../src/kernels/planar-axis.ts";
import { normalizeQuaternion, rotateVector } from "../../src/kernels/quaternion.ts";
import { SagittalCalibration } from "../../src/kernels/sagittal-calibration.ts";
import { SampleHistory, type StretchSummary } from "../../src/kernels/sample-history.ts";
import { SideCheck } from "../../src/kernels/side-check.ts";
import type { Stateful } from "../../src/kernels/stateful.ts";
import { StrideBuilder } from "../../src/kernels/stride-builder.ts";
import { StrideWindow } from "../../src/kernels/stride-window.ts";
import { BiasEstimator } from "../../src/kernels/vqf/bias-estimator.ts";
import { vqfCoefficients } from "../../src/kernels/vqf/coefficients.ts";
import { defaultVqfParams } from "../../src/kernels/vqf/params.ts";
import { Vqf } from "../../src/kernels/vqf/vqf.ts";
import { type Side, sides } from "../../src/model/pod.ts";
import { standardGravityMPerS2 as g, radPerDeg } from "../../src/model/units.ts";
import { verticalForce } from "../support/running-force.ts";
import { type InputRange, type KernelEntry, kernelEntry, type Reading } from "./kernel-contract.ts";

const periodS = 1 / 200;

/** Specific force along one axis of an accelerometer of ±16 g, m/s². */
const force: InputRange = { min: -16 * g, max: 16 * g, typical: [-0.5 * g, 2.5 * g] };

/** Angular rate about one axis of a gyroscope of ±2000 °/s, rad/s. */
const rate: InputRange = { min: -2000 * radPerDeg, max: 2000 * radPerDeg, typical: [-6, 6] };

/** An element of a quaternion before it is scaled to unit length. */
const element: InputRange = { min: -1, max: 1, typical: [-0.3, 1] };

/** How far an instant is off its place on a grid, in parts of the spacing. */
const jitter: InputRange = { min: -0.4, max: 0.4, typical: [-0.1, 0.1] };

const motion: readonly InputRange[] = [
  ...Array<InputRange>(4).fill(element),
  ...Array<InputRange>(3).fill(force),
  ...Array<InputRange>(3).fill(rate),
];

/** Values of one motion sample, with a unit quaternion at its front. */
function unitMotion(values: Float64Array, offset = 0): Float64Array {
  const sample = values.slice(offset, offset + motionChannels);
  const q = sample.subarray(0, 4);
  // Scaling would turn an infinite element into something else; it is to be seen as it is.
  if (q.every(Number.isFinite)) normalizeQuaternion(q, q);
  return sample;
}

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

const sideOf = (index: number): Side => sides[index % 2] as Side;

const asNumber = (known: boolean | null): number | null => (known === null ? null : Number(known));

const unknown = (count: number): Reading => Array<null>(count).fill(null);

const running = { stepTimeS: 0.36, stanceTimeS: 0.24, firstContactS: 0 };

function axisReading(estimator: PlanarAxisEstimator): Reading {
  const axis: PlanarAxis = { angleRad: 0, roundness: 0, correlation: 0 };
  const known = estimator.estimate(axis);
  const { angleRad, roundness, correlation } = axis;
  return [estimator.count, ...(known ? [angleRad, roundness, correlation] : unknown(3))];
}

function cadenceReading(spectrum: CadenceSpectrum): Reading {
  const cadence: Cadence = { cadenceSpm: 0, stepRegularity: 0, strideRegularity: 0 };
  const known = spectrum.measure(cadence);
  const { cadenceSpm, stepRegularity, strideRegularity } = cadence;
  const values = known ? [cadenceSpm, stepRegularity, strideRegularity] : unknown(3);
  return [Number(spectrum.isFull), ...values];
}

function historyReading(history: SampleHistory): Reading {
  if (history.newestS === Number.NEGATIVE_INFINITY) return unknown(7);
  const summary: StretchSummary = { count: 0, min: 0, max: 0, mean: 0 };
  const { newestS, oldestS } = history;
  const { count, min, max, mean } = history.summarize(summary, 0, newestS - 3.3 * periodS, 1e9);
  const betweenS = Math.max(oldestS, newestS - 1.7 * periodS);
  return [newestS, oldestS, count, min, max, mean, history.interpolate(betweenS, 1)];
}

function windowReading(window: StrideWindow): Reading {
  const counts = [window.count("left"), window.count("right")];
  if (Math.min(...counts) < 2) return [...counts, ...unknown(6)];
  return [...counts, ...Object.values(window.symmetry())];
}

/** The right-handed motion of somebody who runs: pelvis upright, thighs swinging against each other. */
function runningMotion(index: number, uniform: () => number): readonly number[] {
  const timeS = index * periodS;
  const stride = 2 * Math.PI * 1.4 * timeS;
  const noise = (): number => 0.2 * (uniform() - 0.5);
  // Segment Y (up) onto earth Z, Z (right) onto earth −Y: heading along earth X.
  const upright = [Math.SQRT1_2, Math.SQRT1_2, 0, 0];
  // At the step frequency the force is a swing of the vertical that brakes first and pushes then.
  const fore = 3 * Math.cos(2 * stride) + noise();
  const pelvis = [...upright, fore, noise(), g + 9 * Math.sin(2 * stride), noise(), 0, noise()];
  const swingRate = 4 * Math.cos(stride);
  const together = 1.5 * Math.cos(2 * stride);
  const thigh = (sign: number): number[] => [
    ...upright,
    ...[fore, 0, g, noise(), noise(), sign * swingRate + together + noise()],
  ];
  return [...pelvis, ...thigh(1), ...thigh(-1)];
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

/** Every class of src/kernels. A kernel that is missing here fails the contract. */
export const statefulKernels: readonly KernelEntry[] = [
  kernelEntry({
    kernel: LowPass,
    inputs: [force, rate],
    create: () => new LowPass(2, 5, periodS, 0.05),
    otherSize: { create: () => new LowPass(3, 5, periodS), refusal: "3 channels.* of 2$" },
    reset: (kernel) => kernel.reset(),
    filter: (kernel, out, values) => kernel.update(out, values),
    step: (kernel, _, values) => {
      const out = new Float64Array(2);
      return kernel.update(out, values) ? [...out] : unknown(2);
    },
  }),
  kernelEntry({
    kernel: BandSignal,
    inputs: [force, rate],
    create: () => new BandSignal(2, 1.8, 5, periodS),
    otherSize: { create: () => new BandSignal(1, 1.8, 5, periodS), refusal: "1 channels.* of 2$" },
    reset: (kernel) => kernel.reset(),
    filter: (kernel, out, values) => kernel.update(out, values),
    step: (kernel, _, values) => {
      const out = new Float64Array(2);
      return kernel.update(out, values) ? [...out] : unknown(2);
    },
  }),
  kernelEntry({
    kernel: PlanarAxisEstimator,
    inputs: [rate, rate, rate, rate, force],
    create: () => new PlanarAxisEstimator(),
    reset: (kernel) => kernel.reset(),
    step: (kernel, _, [a = 0, b = 0, signA = 0, signB = 0, reference = 0]) => {
      kernel.add(a, b, signA, signB, reference);
      return axisReading(kernel);
    },
  }),
  kernelEntry({
    kernel: CadenceSpectrum,
    inputs: [force],
    // A short window at a low rate holds as many steps as the real one.
    create: () => new CadenceSpectrum(64, 1 / 25),
    otherSize: {
      create: () => new CadenceSpectrum(128, 1 / 25),
      refusal: "128 window samples.* of 64$",
    },
    reset: (kernel) => kernel.reset(),
    step: (kernel, _, [verticalForce = 0]) => {
      kernel.add(verticalForce);
      return cadenceReading(kernel);
    },
    typical: (index) => [g + 8 * Math.sin((2 * Math.PI * 2.8 * index) / 25)],
  }),
  kernelEntry({
    kernel: MotionTrack,
    inputs: [jitter, ...motion],
    create: () => new MotionTrack(8, 5 * periodS),
    otherSize: { create: () => new MotionTrack(9, 5 * periodS), refusal: "9 samples.* of 8$" },
    step: (kernel, index, values) => {
      kernel.push((index + (values[0] as number)) * periodS, unitMotion(values, 1));
      if (kernel.newestS === Number.NEGATIVE_INFINITY) return unknown(11);
      const out = new Float64Array(motionChannels);
      const known = kernel.read(out, kernel.newestS - 0.3 * periodS);
      return [kernel.newestS, ...(known ? out : unknown(motionChannels))];
    },
  }),
  kernelEntry({
    kernel: SampleHistory,
    inputs: [jitter, force, rate],
    create: () => new SampleHistory(8, 2),
    otherSize: { create: () => new SampleHistory(8, 3), refusal: "3 channels.* of 2$" },
    remembersSteps: 8,
    step: (kernel, index, values) => {
      kernel.push((index + (values[0] as number)) * periodS, values, 1);
      return historyReading(kernel);
    },
  }),
  kernelEntry({
    kernel: HeadingTracker,
    inputs: [{ min: -Math.PI, max: Math.PI, typical: [0.3, 0.4] }],
    create: () => new HeadingTracker(),
    reset: (kernel) => kernel.reset(),
    step: (kernel, _, [headingRad = 0]) => {
      const taken = kernel.update(headingRad);
      return [Number(taken), kernel.headingRad, kernel.strides];
    },
  }),
  kernelEntry({
    kernel: SideCheck,
    inputs: [{ min: -Math.PI / 2, max: Math.PI / 2, typical: [0, 0] }],
    create: () => new SideCheck(),
    reset: (kernel) => kernel.reset(),
    step: (kernel, index, [obliquityRad = 0]) => {
      kernel.add(sideOf(index), obliquityRad);
      return [asNumber(kernel.areSwapped)];
    },
    typical: (index, uniform) => [
      (sideOf(index) === "right" ? 0.04 : -0.04) + 0.01 * (uniform() - 0.5),
    ],
  }),
  kernelEntry({
    kernel: StrideWindow,
    inputs: [{ min: 0, max: 1, typical: [0.22, 0.28] }],
    create: () => new StrideWindow(5),
    otherSize: { create: () => new StrideWindow(6), refusal: "6 strides.* of 5$" },
    reset: (kernel) => kernel.clear(),
    step: (kernel, index, [stanceTimeS = 0]) => {
      kernel.add(sideOf(index), stanceTimeS);
      return windowReading(kernel);
    },
  }),
  kernelEntry({
    kernel: StrideBuilder,
    // Kind of event and side change in turn; only the instant and the confidence are put in.
    inputs: [jitter, { min: 0, max: 1, typical: [0.6, 1] }],
    create: () => new StrideBuilder(),
    reset: (kernel) => kernel.reset(),
    step: (kernel, index, [offset = 0, confidence = 0]) => {
      const type = index % 2 === 0 ? "initialContact" : "toeOff";
      const side = sideOf(Math.floor(index / 2));
      const stride = kernel.add(type, side, (index + offset) * 0.18, confidence);
      if (stride === null) return unknown(12);
      const { side: strideSide, ...times } = stride;
      return [sides.indexOf(strideSide), ...Object.values(times)];
    },
  }),
  kernelEntry({
    kernel: ContactDetector,
    inputs: [jitter, force, { min: 0, max: 10, typical: [2, 5] }],
    create: () => new ContactDetector(periodS),
    reset: (kernel) => kernel.reset(),
    step: (kernel, index, [offset = 0, verticalForceMPerS2 = 0, speed = 0]) => {
      // A belt that stands still counts as one whose speed is not known.
      const beltSpeed = speed === 0 ? null : speed;
      const event = kernel.update((index + offset) * periodS, verticalForceMPerS2, beltSpeed);
      return event === null ? unknown(2) : [Number(event === "toeOff"), kernel.eventTimeS];
    },
    typical: (index, uniform) => [
      0.1 * (uniform() - 0.5),
      verticalForce(running, index * periodS) + uniform(),
      3,
    ],
  }),
  kernelEntry({
    kernel: SagittalCalibration,
    inputs: [...motion, ...motion, ...motion],
    create: () => new SagittalCalibration(periodS),
    reset: (kernel) => kernel.interrupt(),
    step: (kernel, _, values) => {
      const [pelvis, left, right] = [0, 1, 2].map((n) => unitMotion(values, n * motionChannels));
      kernel.add(pelvis as Float64Array, 0, left as Float64Array, right as Float64Array, 0);
      return [kernel.pelvis(), kernel.thigh("left"), kernel.thigh("right")].flatMap((result) =>
        result === null ? unknown(3) : [result.turnRad, result.roundness, result.correlation],
      );
    },
    typical: runningMotion,
    typicalSteps: 1700,
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
];
