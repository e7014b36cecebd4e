import { AuvinetMethod } from "../../src/kernels/contact-methods/auvinet.ts";
import { BensonMethod } from "../../src/kernels/contact-methods/benson.ts";
import type { ContactMethod } from "../../src/kernels/contact-methods/contact-method.ts";
import { LeeMethod } from "../../src/kernels/contact-methods/lee.ts";
import { PatozMethod } from "../../src/kernels/contact-methods/patoz.ts";
import { ReenaldaMethod } from "../../src/kernels/contact-methods/reenalda.ts";
import { StepWindow } from "../../src/kernels/contact-methods/step-window.ts";
import { WixtedMethod } from "../../src/kernels/contact-methods/wixted.ts";
import { modelForce } from "../support/model-runner.ts";
import { type KernelEntry, kernelEntry, type Reading } from "./kernel-contract.ts";
import { force, jitter, periodS } from "./kernel-inputs.ts";

const known = (timeS: number): number | null => (Number.isNaN(timeS) ? null : timeS);

/** A runner's level force with noise, and the instant's jitter before it. */
function typical(index: number, uniform: () => number): readonly number[] {
  const noise = (): number => 0.2 * (uniform() - 0.5);
  return [noise(), ...[...modelForce(index * periodS)].map((value) => value + noise())];
}

/** @param findsToeOff false for a method that only knows initial contact. */
function methodEntry(
  kernel: new (samplePeriodS: number) => ContactMethod,
  findsToeOff: boolean,
): KernelEntry {
  return kernelEntry<unknown, ContactMethod>({
    kernel,
    inputs: [jitter, force, force, force],
    create: () => new kernel(periodS),
    reset: (method) => method.reset(),
    step: (method, index, [offset = 0, ...levelForce]): Reading => {
      const found = method.update((index + offset) * periodS, Float64Array.from(levelForce));
      const { initialContactS, toeOffS } = method.found;
      const times = findsToeOff ? [initialContactS, toeOffS] : [initialContactS];
      return [Number(found), ...times.map(known)];
    },
    typical,
    typicalSteps: 400,
  });
}

/** The published contact methods, and what they look things up in. */
export const contactMethodKernels: readonly KernelEntry[] = [
  kernelEntry({
    kernel: StepWindow,
    inputs: [jitter, force],
    create: () => new StepWindow(1, periodS, 20, { channel: 0, sense: 1 }),
    otherSize: {
      create: () => new StepWindow(2, periodS, 20, { channel: 0, sense: 1 }),
      refusal: "2 channels.* of 1$",
    },
    reset: (window) => window.reset(),
    step: (window, index, [offset = 0, value = 0]) => {
      const pushed = window.push((index + offset) * periodS, Float64Array.of(value));
      const { newestS } = window;
      const fromS = newestS - 1;
      const times = [
        pushed ? window.confirmedPeakS() : Number.NaN,
        window.highestPeakS(0, 1, fromS, newestS),
        window.firstPeakS(0, -1, fromS, newestS),
        window.lastPeakS(0, 1, fromS, newestS),
        window.crossingS(0, 10, -1, fromS, newestS),
        window.valueAt(newestS - 0.1, 0),
      ];
      return [Number(pushed), ...times.map(known)];
    },
  }),
  methodEntry(AuvinetMethod, true),
  methodEntry(LeeMethod, true),
  methodEntry(WixtedMethod, true),
  methodEntry(BensonMethod, true),
  methodEntry(ReenaldaMethod, false),
  methodEntry(PatozMethod, true),
];
