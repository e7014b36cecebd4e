import fc from "fast-check";
import type { Stateful } from "../../src/kernels/stateful.ts";
import { seededUniform } from "../support/random.ts";

/** An exported class, whatever its constructor takes. */
export type KernelClass = abstract new (...args: never[]) => object;

/** One input value of a kernel: the most that it can be, and what it is while somebody runs. */
export interface InputRange {
  readonly min: number;
  readonly max: number;
  readonly typical: readonly [from: number, to: number];
}

/** What a kernel says after a step; null where it says that it does not know. */
export type Reading = readonly (number | null)[];

/** How the contract deals with one kernel. */
interface KernelOptions<K> {
  readonly kernel: KernelClass;
  /** One per value of a step. */
  readonly inputs: readonly InputRange[];
  readonly create: () => K;
  /** Feeds step `index` of a run and reads everything that the kernel says. */
  readonly step: (kernel: K, index: number, values: Float64Array) => Reading;
  /** Whatever the kernel has for forgetting. */
  readonly reset?: (kernel: K) => void;
  /** A kernel of another size, and what refusing its state must say; none where all have one size. */
  readonly otherSize?: { readonly create: () => K; readonly refusal: string };
  /** For kernels with an `out` of the same shape as their input. */
  readonly filter?: (kernel: K, out: Float64Array, values: Float64Array) => void;
  /** Plausible values of a step; without it every input swings through its typical range. */
  readonly typical?: (index: number, uniform: () => number) => readonly number[];
  /** Steps of typical values by which everything has been known once. */
  readonly typicalSteps?: number;
  /** Steps for which a value that is not finite may show, where the kernel documents NaN as "not known". */
  readonly remembersSteps?: number;
  /** The kernel that holds this one inside and keeps everything from it that is not finite. */
  readonly guardedBy?: KernelClass;
}

/** A kernel that is being run. */
export interface Subject {
  step(index: number, values: Float64Array): Reading;
  reset(): void;
  saveState(): unknown;
  restoreState(saved: unknown): void;
  /** Does nothing where the kernel does not write values of its input's shape. */
  filter(out: Float64Array, values: Float64Array): void;
}

/** The same with the kernel's own types hidden, so that all kernels fit one list. */
export interface KernelEntry {
  readonly kernel: KernelClass;
  readonly inputs: readonly InputRange[];
  create(): Subject;
  readonly otherSize: { create(): Subject; readonly refusal: string } | null;
  readonly filters: boolean;
  readonly typical: (index: number, uniform: () => number) => readonly number[];
  readonly typicalSteps: number;
  readonly remembersSteps: number;
  readonly guardedBy: KernelClass | null;
}

/** An entry of the contract's list. */
export function kernelEntry<State, K extends Stateful<State>>(
  options: KernelOptions<K>,
): KernelEntry {
  const { inputs, step, reset, filter, otherSize } = options;
  const subject = (kernel: K): Subject => ({
    step: (index, values) => step(kernel, index, values),
    reset: () => reset?.(kernel),
    saveState: () => kernel.saveState(),
    // The contract only hands over what a kernel of the same class has saved.
    restoreState: (saved) => kernel.restoreState(saved as State),
    filter: (out, values) => filter?.(kernel, out, values),
  });
  return {
    kernel: options.kernel,
    inputs,
    create: () => subject(options.create()),
    otherSize:
      otherSize === undefined
        ? null
        : { create: () => subject(otherSize.create()), refusal: otherSize.refusal },
    filters: filter !== undefined,
    typical: options.typical ?? ((index, uniform) => swing(inputs, index, uniform)),
    typicalSteps: options.typicalSteps ?? 200,
    remembersSteps: options.remembersSteps ?? 0,
    guardedBy: options.guardedBy ?? null,
  };
}

/** Every input swings through its typical range at 200 Hz as in running, with noise. */
function swing(
  inputs: readonly InputRange[],
  index: number,
  uniform: () => number,
): readonly number[] {
  return inputs.map(({ typical: [from, to] }, i) => {
    const phase = 2 * Math.PI * (i % 2 === 0 ? 1.4 : 2.8) * (index / 200) + i;
    const share = 0.5 + 0.35 * Math.sin(phase) + 0.3 * (uniform() - 0.5);
    return from + share * (to - from);
  });
}

const patterns = [
  "typical",
  "zero",
  "constant",
  "least",
  "greatest",
  "alternating",
  "uniform",
  "tiny",
] as const;

/** Steps of one kind in a row. */
export interface Stretch {
  readonly pattern: (typeof patterns)[number];
  readonly steps: number;
  readonly seed: number;
  /** Whether the kernel is made to forget before it. */
  readonly reset: boolean;
}

/** Runs of up to six stretches; typical ones are long enough for the kernel to know everything. */
export function runsOf(entry: KernelEntry): fc.Arbitrary<Stretch[]> {
  const seed = fc.nat();
  const reset = fc.boolean();
  const extreme = fc.record({
    pattern: fc.constantFrom(...patterns),
    steps: fc.integer({ min: 1, max: 60 }),
    seed,
    reset,
  });
  const typical = fc.record({
    pattern: fc.constant("typical" as const),
    steps: fc.integer({ min: 1, max: entry.typicalSteps }),
    seed,
    reset,
  });
  return fc.array(fc.oneof({ weight: 4, arbitrary: extreme }, { weight: 1, arbitrary: typical }), {
    minLength: 1,
    maxLength: 6,
  });
}

/** One step of a run. */
export interface Step {
  readonly reset: boolean;
  readonly values: Float64Array;
}

/** The steps of a run; the same for the same stretches. */
export function stepsOf(entry: KernelEntry, stretches: readonly Stretch[]): Step[] {
  const steps: Step[] = [];
  for (const { pattern, steps: count, seed, reset } of stretches) {
    const uniform = seededUniform(seed);
    const held = entry.inputs.map((range) => between(range, uniform()));
    for (let k = 0; k < count; k++) {
      const values =
        pattern === "typical"
          ? entry.typical(steps.length, uniform)
          : entry.inputs.map((range, i) => {
              if (pattern === "constant") return held[i] as number;
              if (pattern === "uniform") return between(range, uniform());
              if (pattern === "least") return range.min;
              if (pattern === "greatest") return range.max;
              if (pattern === "alternating") return (k + i) % 2 === 0 ? range.min : range.max;
              const value = pattern === "tiny" ? (uniform() - 0.5) * 1e-100 : 0;
              return Math.min(range.max, Math.max(range.min, value));
            });
      steps.push({ reset: reset && k === 0, values: Float64Array.from(values) });
    }
  }
  return steps;
}

function between({ min, max }: InputRange, share: number): number {
  return min + share * (max - min);
}

/** Feeds steps `from` … `to` and returns what the kernel says after each. */
export function feed(
  subject: Subject,
  steps: readonly Step[],
  from = 0,
  to = steps.length,
): Reading[] {
  const readings: Reading[] = [];
  for (let index = from; index < to; index++) {
    const { reset, values } = steps[index] as Step;
    if (reset) subject.reset();
    readings.push(subject.step(index, values.slice()));
  }
  return readings;
}

/** Whether a saved state consists of nothing but plain objects, arrays, typed arrays and primitive values. */
export function isPlainData(value: unknown): boolean {
  if (typeof value === "function" || typeof value === "symbol") return false;
  if (typeof value !== "object" || value === null || value instanceof Float64Array) return true;
  const plain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return plain && Object.values(value).every(isPlainData);
}

/** How many numbers of a saved state are not finite. */
export function countNotFinite(value: unknown): number {
  if (typeof value === "number") return Number.isFinite(value) ? 0 : 1;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + countNotFinite(part), 0);
}
