import { BandSignal } from "../../src/kernels/band-signal.ts";
import { type Cadence, CadenceSpectrum } from "../../src/kernels/cadence-spectrum.ts";
import { LowPass } from "../../src/kernels/low-pass.ts";
import { MotionTrack, motionChannels } from "../../src/kernels/motion-track.ts";
import { type PlanarAxis, PlanarAxisEstimator } from "../../src/kernels/planar-axis.ts";
import { emptyStretch, SampleHistory } from "../../src/kernels/sample-history.ts";
import { TapDetector } from "../../src/kernels/tap-detector.ts";
import { TappedPod } from "../../src/kernels/tapped-pod.ts";
import { standardGravityMPerS2 as g } from "../../src/model/units.ts";
import { type KernelEntry, kernelEntry, type Reading } from "./kernel-contract.ts";
import { force, jitter, motion, periodS, rate, unitMotion, unknown } from "./kernel-inputs.ts";

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
  const { newestS, oldestS } = history;
  const { count, min, max, mean } = history.summarize(
    emptyStretch(),
    0,
    newestS - 3.3 * periodS,
    1e9,
  );
  const betweenS = Math.max(oldestS, newestS - 1.7 * periodS);
  return [newestS, oldestS, count, min, max, mean, history.interpolate(betweenS, 1)];
}

/** Filters, spectra and histories. */
export const signalKernels: readonly KernelEntry[] = [
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
    kernel: TapDetector,
    inputs: [force, force, force],
    create: () => new TapDetector(periodS),
    reset: (kernel) => kernel.reset(),
    step: (kernel, _, values) => {
      const peak = kernel.update(values, 0);
      return [peak > 0 ? peak : null, Number(kernel.isQuiet), kernel.deviationMPerS2];
    },
    typical: tapNowAndThen,
    typicalSteps: 500,
  }),
  kernelEntry({
    kernel: TappedPod,
    inputs: [force, force, force, force, force, force],
    create: () => new TappedPod([periodS, periodS]),
    otherSize: {
      create: () => new TappedPod([periodS, periodS, periodS]),
      refusal: "3 pods.* of 2$",
    },
    step: (kernel, index, values) => {
      kernel.take(0, index * periodS, values.subarray(0, 3));
      kernel.take(1, index * periodS, values.subarray(3));
      const verdict = kernel.judge();
      const told = verdict === null ? unknown(2) : [verdict.pod ?? -1, verdict.felt.length];
      return [Number(kernel.isRestless), ...told];
    },
    typical: (index) => [...tapNowAndThen(index), g, 0, 0],
    typicalSteps: 500,
  }),
];

/** Still, with a knock of 20 ms every 1.25 s. */
function tapNowAndThen(index: number): number[] {
  return [index % 250 > 245 ? 3 * g : g, 0, 0];
}
