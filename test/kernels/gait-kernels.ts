import { ActivityClassifier } from "../../src/kernels/activity-classifier.ts";
import { ContactDetector } from "../../src/kernels/contact-detector.ts";
import { ContactForces } from "../../src/kernels/contact-forces.ts";
import { ContactPhases } from "../../src/kernels/contact-phases.ts";
import { type ContactMeasurement, noMeasurement } from "../../src/kernels/contact-timing.ts";
import { HeadingTracker } from "../../src/kernels/heading-tracker.ts";
import { motionChannels } from "../../src/kernels/motion-track.ts";
import { PaceChange } from "../../src/kernels/pace-change.ts";
import { PelvisSide } from "../../src/kernels/pelvis-side.ts";
import { RecentMean } from "../../src/kernels/recent-mean.ts";
import { SagittalCalibration } from "../../src/kernels/sagittal-calibration.ts";
import { SideCheck } from "../../src/kernels/side-check.ts";
import { SlipDetector } from "../../src/kernels/slip-detector.ts";
import { StepRhythm } from "../../src/kernels/step-rhythm.ts";
import { StrideBuilder } from "../../src/kernels/stride-builder.ts";
import { StridePace } from "../../src/kernels/stride-pace.ts";
import { StrideWindow } from "../../src/kernels/stride-window.ts";
import { ThighLag } from "../../src/kernels/thigh-lag.ts";
import { bothThighsError } from "../../src/kernels/timing-error.ts";
import { placements, type Side, sides } from "../../src/model/pod.ts";
import { activities } from "../../src/model/session-output.ts";
import { standardGravityMPerS2 as g } from "../../src/model/units.ts";
import { linkedMotion } from "../support/linked-motion.ts";
import { verticalForce } from "../support/running-force.ts";
import { type InputRange, type KernelEntry, kernelEntry, type Reading } from "./kernel-contract.ts";
import { force, jitter, motion, periodS, unitMotion, unknown } from "./kernel-inputs.ts";

const sideOf = (index: number): Side => sides[index % 2] as Side;

const asNumber = (known: boolean | null): number | null => (known === null ? null : Number(known));

const running = { stepTimeS: 0.36, stanceTimeS: 0.24, firstContactS: 0 };

const unlessNaN = (value: number): number | null => (Number.isNaN(value) ? null : value);

const measurementReading = (measurement: ContactMeasurement): Reading =>
  Object.values(measurement).map(unlessNaN);

function windowReading(window: StrideWindow): Reading {
  const [left, right] = [window.counts("left"), window.counts("right")];
  const counts = [...Object.values(left), ...Object.values(right)];
  if (Math.min(left.kept, right.kept) < 2) return [...counts, ...unknown(12)];
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

/** Contacts, strides and what is found from them. */
export const gaitKernels: readonly KernelEntry[] = [
  kernelEntry({
    kernel: HeadingTracker,
    inputs: [{ min: -Math.PI, max: Math.PI, typical: [0.3, 0.4] }],
    create: () => new HeadingTracker(),
    reset: (kernel) => kernel.reset(),
    step: (kernel, _, [headingRad = 0]) => {
      const taken = kernel.update(headingRad);
      const { headingRad: tracked, strides, driftRad, ratePerStrideRad } = kernel;
      // Documented as NaN before five strides.
      const sigmaRad = strides < 5 ? null : kernel.sigmaAfterRad(0);
      return [Number(taken), tracked, strides, driftRad, ratePerStrideRad, sigmaRad];
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
    kernel: PelvisSide,
    inputs: [
      jitter,
      { min: -Math.PI / 2, max: Math.PI / 2, typical: [0, 0] },
      { min: -35, max: 35, typical: [0, 0] },
    ],
    create: () => new PelvisSide(),
    reset: (kernel) => {
      kernel.reset();
      kernel.interrupt();
    },
    step: (kernel, index, [offset = 0, obliquityRad = 0, turnRadPerS = 0]) => {
      const timeS = (index + offset) * 0.36;
      const { side, confidence } = kernel.land(timeS, { obliquityRad, turnRadPerS });
      return side === null ? unknown(2) : [sides.indexOf(side), confidence];
    },
    typical: (index, uniform) => {
      const noise = (): number => 0.2 * (uniform() - 0.5);
      const half = sideOf(index) === "right" ? 0.5 : -0.5;
      return [0.1 * noise(), 0.095 * (half + noise()), 1.5 * (half + noise())];
    },
  }),
  kernelEntry({
    kernel: StrideWindow,
    inputs: [{ min: 0, max: 1, typical: [0.22, 0.28] }],
    create: () => new StrideWindow(5),
    otherSize: { create: () => new StrideWindow(6), refusal: "6 strides.* of 5$" },
    reset: (kernel) => kernel.clear(),
    step: (kernel, index, [stanceTimeS = 0]) => {
      kernel.add(sideOf(index), stanceTimeS, bothThighsError);
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
    kernel: StridePace,
    inputs: [{ min: 0, max: 2, typical: [0.68, 0.72] }],
    create: () => new StridePace(),
    reset: (kernel) => kernel.reset(),
    step: (kernel, _, [strideTimeS = 0]) => [Number(kernel.add(strideTimeS)), kernel.strideTimeS],
  }),
  kernelEntry({
    kernel: PaceChange,
    inputs: [{ min: 0, max: 2, typical: [0.68, 0.72] }],
    create: () => new PaceChange(),
    reset: (kernel) => kernel.reset(),
    step: (kernel, _, [strideTimeS = 0]) => [Number(kernel.add(strideTimeS))],
  }),
  kernelEntry({
    kernel: StepRhythm,
    inputs: [jitter, { min: 0, max: 2, typical: [0.1, 0.2] }],
    create: () => new StepRhythm(),
    reset: (kernel) => kernel.reset(),
    step: (kernel, index, [offset = 0, delayS = 0]) => {
      const timeS = (index + offset) * 0.36;
      kernel.add(timeS);
      return [Number(kernel.isSteady(timeS + delayS))];
    },
  }),
  kernelEntry({
    kernel: ActivityClassifier,
    inputs: [jitter, force],
    create: () => new ActivityClassifier(periodS),
    otherSize: { create: () => new ActivityClassifier(2 * periodS), refusal: "samples" },
    reset: (kernel) => kernel.reset(),
    step: (kernel, index, [offset = 0, verticalForceMPerS2 = 0]) => {
      const timeS = (index + offset) * periodS;
      kernel.update(timeS, verticalForceMPerS2);
      // As the contact detector would: a step of 0.36 s, known 0.1 s later.
      if (index % 72 === 20) kernel.land(timeS - 0.1);
      const { activity, sinceS } = kernel;
      return activity === null ? unknown(2) : [activities.indexOf(activity), sinceS];
    },
    typical: (index, uniform) => [
      0.1 * (uniform() - 0.5),
      verticalForce(running, index * periodS) + uniform(),
    ],
    typicalSteps: 900,
  }),
  kernelEntry({
    kernel: SlipDetector,
    inputs: Array<InputRange>(4).fill({ min: -Math.PI, max: Math.PI, typical: [0.1, 0.2] }),
    create: () => new SlipDetector(),
    reset: (kernel) => kernel.reset(),
    // The strides that it compares: a change is not known while too many of them are not.
    remembersSteps: 38,
    step: (kernel, _, [tiltRad = 0, obliquityRad = 0, ...turns]) => {
      kernel.add({ tiltRad, obliquityRad, turnsRad: turns as [number, number] });
      const change = kernel.change();
      return change === null ? unknown(5) : Object.values(change);
    },
  }),
  kernelEntry({
    kernel: ThighLag,
    inputs: [jitter, ...motion, ...motion],
    create: () => new ThighLag(periodS),
    otherSize: { create: () => new ThighLag(3 * periodS), refusal: "sums" },
    reset: (kernel) => kernel.reset(),
    step: (kernel, index, [offset = 0, ...values]) => {
      const both = Float64Array.from(values);
      const pelvis = unitMotion(both);
      const thigh = unitMotion(both, motionChannels);
      const ended = kernel.update((index + offset) * periodS, pelvis, 0, thigh, 0);
      return [Number(ended), unlessNaN(kernel.lagS)];
    },
    typical: (index, uniform) => {
      const { pelvis, thigh } = linkedMotion(index * periodS, 0.01, {
        pelvis: { anteriorM: -0.1, upM: 0.1 },
        thigh: { anteriorM: 0.1, upM: -0.2 },
      });
      return [0.1 * (uniform() - 0.5), ...pelvis, ...thigh];
    },
    typicalSteps: 1800,
  }),
  kernelEntry({
    kernel: ContactPhases,
    inputs: [jitter, { min: -16, max: 16, typical: [0, 2.5] }],
    guardedBy: ContactDetector,
    create: () => new ContactPhases(),
    reset: (kernel) => kernel.reset(),
    step: (kernel, index, [offset = 0, forceG = 0]) => {
      const change = kernel.update((index + offset) * periodS, forceG);
      const crossings = [kernel.landingS, kernel.takeOffS].map(unlessNaN);
      return [change === null ? null : Number(change === "landing"), ...crossings];
    },
    typical: (index, uniform) => [
      0.1 * (uniform() - 0.5),
      verticalForce(running, index * periodS) / g + 0.1 * uniform(),
    ],
    typicalSteps: 800,
  }),
  kernelEntry({
    kernel: ContactForces,
    inputs: [jitter, force, force, force],
    create: () => new ContactForces(periodS),
    otherSize: { create: () => new ContactForces(2 * periodS), refusal: "samples.* of 128$" },
    // All that it looks back on.
    remembersSteps: 128,
    step: (kernel, index, [offset = 0, ...forces]) => {
      const used = kernel.update((index + offset) * periodS, Float64Array.from(forces));
      if (!used) return unknown(5);
      const { pelvisG } = kernel;
      const mix = { cutoff: "fast", pelvis: 0.4, landing: 0.4, other: 0.2 } as const;
      const both = { landing: "left", missing: null, halfStrideS: 0 } as const;
      const one = { landing: null, missing: "left", halfStrideS: 0.3 } as const;
      return [
        pelvisG,
        ...(sides.every((side) => kernel.isKnown(side))
          ? [kernel.newestG(mix, both), unlessNaN(kernel.lastCrossing(mix, both, 0.9, true))]
          : unknown(2)),
        ...(kernel.canStandIn("right", one.halfStrideS)
          ? [kernel.newestG(mix, one), unlessNaN(kernel.lastCrossing(mix, one, 0.9, false))]
          : unknown(2)),
      ];
    },
    typicalSteps: 300,
  }),
  kernelEntry({
    kernel: RecentMean,
    inputs: [{ min: -1, max: 1, typical: [0.01, 0.02] }],
    create: () => new RecentMean(6),
    otherSize: { create: () => new RecentMean(7), refusal: "7 values.* of 6$" },
    reset: (kernel) => kernel.reset(),
    step: (kernel, _, [value = 0]) => {
      kernel.add(value);
      return [unlessNaN(kernel.mean)];
    },
  }),
  kernelEntry({
    kernel: ContactDetector,
    inputs: [jitter, force, force, force],
    create: () => new ContactDetector(periodS),
    otherSize: { create: () => new ContactDetector(2 * periodS), refusal: "samples.* of 128$" },
    step: (kernel, index, [offset = 0, ...forces]) => {
      const type = kernel.update((index + offset) * periodS, Float64Array.from(forces));
      const landing = type === "initialContact";
      const toeOff = kernel.measureToeOff(noMeasurement());
      return [
        type === null ? null : Number(landing),
        ...(landing
          ? measurementReading(kernel.measureInitialContact(noMeasurement(), "left"))
          : unknown(5)),
        ...measurementReading(toeOff),
      ];
    },
    typical: (index, uniform) => [
      0.1 * (uniform() - 0.5),
      ...[1, 0.7, 0.8].map((share) => share * verticalForce(running, index * periodS) + uniform()),
    ],
    // Ten steps, over which the longest of its means is taken.
    typicalSteps: 900,
  }),
  kernelEntry({
    kernel: SagittalCalibration,
    inputs: [...motion, ...motion, ...motion],
    create: () => new SagittalCalibration(periodS),
    reset: (kernel) => {
      kernel.interrupt();
      kernel.restart("leftThigh");
    },
    step: (kernel, _, values) => {
      const [pelvis, left, right] = [0, 1, 2].map((n) => unitMotion(values, n * motionChannels));
      kernel.add(pelvis as Float64Array, 0, left as Float64Array, right as Float64Array, 0);
      const turns = placements.flatMap((placement) => {
        const result = kernel.result(placement);
        return result === null ? unknown(2) : [result.turnRad, result.sigmaRad];
      });
      return [...turns, ...sides.map((side) => asNumber(kernel.isSwappedWithPelvis(side)))];
    },
    typical: runningMotion,
    typicalSteps: 1700,
  }),
];
