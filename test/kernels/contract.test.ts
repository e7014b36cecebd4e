import { readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededUniform } from "../support/random.ts";
import { contactMethodKernels } from "./contact-method-kernels.ts";
import { gaitKernels } from "./gait-kernels.ts";
import {
  countNotFinite,
  feed,
  isPlainData,
  type KernelEntry,
  type Reading,
  runsOf,
  type Step,
  type Stretch,
  stepsOf,
} from "./kernel-contract.ts";
import { notKernels, numericFunctions, writingFunctions } from "./kernel-functions.ts";
import { orientationKernels } from "./orientation-kernels.ts";
import { signalKernels } from "./signal-kernels.ts";

/** Every class of src/kernels. */
const statefulKernels: readonly KernelEntry[] = [
  ...signalKernels,
  ...orientationKernels,
  ...gaitKernels,
  ...contactMethodKernels,
];

const notFinite = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

const kernelsFolder = path.join(import.meta.dirname, "../../src/kernels");

/** Everything that the modules of src/kernels export and that can be called, with its module. */
async function exportedFunctions(): Promise<{ where: string; value: unknown }[]> {
  const files = await readdir(kernelsFolder, { recursive: true });
  const modules = await Promise.all(
    files
      // What moves a simulated body takes no samples: it has its own tests.
      .filter((file) => file.endsWith(".ts") && !file.startsWith("simulation"))
      .map(async (file) => {
        const url = pathToFileURL(path.join(kernelsFolder, file)).href;
        const exported: Record<string, unknown> = await import(url);
        return Object.entries(exported).map(([name, value]) => ({
          where: `${file}: ${name}`,
          value,
        }));
      }),
  );
  return modules.flat().filter(({ value }) => typeof value === "function");
}

describe("the contract's lists", () => {
  it("hold every class and every function that src/kernels exports", async () => {
    const listed = new Set<unknown>([
      ...statefulKernels.map((entry) => entry.kernel),
      ...numericFunctions.map((entry) => entry.function),
      ...writingFunctions.map((entry) => entry.function),
      ...notKernels,
    ]);
    const exported = await exportedFunctions();
    // The search itself must find what is there.
    expect(exported.length).toBeGreaterThan(30);
    const missing = exported.filter(({ value }) => !listed.has(value));
    expect(
      missing.map(({ where }) => where),
      "not in a list of the contract: signal-, orientation- or gait-kernels.ts, kernel-functions.ts",
    ).toEqual([]);
  });
});

/** A run of nothing but typical values. */
const typicalStretch = (steps: number, seed: number): Stretch => ({
  pattern: "typical",
  steps,
  seed,
  reset: false,
});

/** For each value that the kernel tells, whether it was known at least once. */
function everKnown(readings: readonly Reading[]): boolean[] {
  const width = readings[0]?.length ?? 0;
  return Array.from({ length: width }, (_, i) => readings.some((reading) => reading[i] !== null));
}

function expectFinite(readings: readonly Reading[]): void {
  readings.forEach((reading, index) => {
    const bad = reading.findIndex((value) => value !== null && !Number.isFinite(value));
    if (bad >= 0) expect.fail(`value ${bad} of step ${index} is ${reading[bad]}`);
  });
}

/** Bit for bit: unlike `toEqual`, and much faster for thousands of readings. */
function expectSame(actual: readonly Reading[], expected: readonly Reading[]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((reading, index) => {
    const other = expected[index] as Reading;
    const differs = reading.findIndex((value, i) => !Object.is(value, other[i]));
    if (differs >= 0) {
      expect.fail(
        `value ${differs} of step ${index} is ${reading[differs]}, not ${other[differs]}`,
      );
    }
  });
}

/** As `toEqual`, which takes ten times as long for the thousands of numbers of a state, and says what differs. */
function expectSameState(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected);
}

/** One value to put into a step, whichever input and value the numbers stand for. */
interface Spoiling {
  readonly where: number;
  readonly input: number;
  readonly value: number;
}

const spoilings = fc.array(
  fc.record({
    where: fc.nat(),
    input: fc.nat(),
    value: fc.constantFrom(...notFinite),
  }),
  { minLength: 1, maxLength: 20 },
);

/** The steps with some values replaced. */
function spoil(steps: readonly Step[], spoiling: readonly Spoiling[]): Step[] {
  const spoilt = steps.map((step) => ({ ...step, values: step.values.slice() }));
  for (const { where, input, value } of spoiling) {
    const { values } = spoilt[where % spoilt.length] as Step;
    values[input % values.length] = value;
  }
  return spoilt;
}

describe.each(statefulKernels.map((entry) => [entry.kernel.name, entry] as const))(
  "%s",
  (_, entry: KernelEntry) => {
    const runs = runsOf(entry);
    const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

    it("tells everything of typical values within the stated steps", () => {
      const steps = stepsOf(entry, [typicalStretch(entry.typicalSteps, 1)]);
      expect(everKnown(feed(entry.create(), steps))).not.toContain(false);
    });

    it("gives finite values for finite ones", () => {
      fc.assert(
        fc.property(runs, (run) => expectFinite(feed(entry.create(), stepsOf(entry, run)))),
      );
    });

    if (entry.guardedBy === null) {
      it("refuses what is not finite, or forgets it as soon as documented", () => {
        const { typicalSteps, remembersSteps } = entry;
        fc.assert(
          fc.property(runs, spoilings, fc.boolean(), (run, spoiling, typical) => {
            const stretches = typical ? [typicalStretch(typicalSteps, 2)] : run;
            const steps = spoil(stepsOf(entry, stretches), spoiling);
            let spoiltAt = Number.NEGATIVE_INFINITY;
            feed(entry.create(), steps).forEach((reading, index) => {
              if (!steps[index]?.values.every(Number.isFinite)) spoiltAt = index;
              if (index >= spoiltAt + remembersSteps) expectFinite([reading]);
            });
          }),
        );
      });

      it("knows as much after what is not finite as it did before, and keeps nothing of it", () => {
        const { typicalSteps, inputs } = entry;
        const steps = stepsOf(entry, [typicalStretch(2 * typicalSteps, 2)]);
        const untouched = entry.create();
        feed(untouched, steps);
        const before = countNotFinite(untouched.saveState());
        for (let input = 0; input < inputs.length; input += Math.ceil(inputs.length / 10)) {
          const value = notFinite[input % notFinite.length] as number;
          const kernel = entry.create();
          const readings = feed(kernel, spoil(steps, [{ where: typicalSteps, input, value }]));
          expect(everKnown(readings.slice(typicalSteps + 1))).not.toContain(false);
          expect(countNotFinite(kernel.saveState())).toBe(before);
        }
      });
    }

    it("continues from a saved state as if nothing had happened", () => {
      fc.assert(
        fc.property(runs, runs, share, (run, other, when) => {
          const steps = stepsOf(entry, run);
          const split = Math.floor(when * (steps.length + 1));
          const whole = feed(entry.create(), steps);
          const first = entry.create();
          expectSame(feed(first, steps, 0, split), whole.slice(0, split));
          const saved = first.saveState();
          expect(isPlainData(saved)).toBe(true);
          const sent = structuredClone(saved);
          // Saving changes nothing, and what happens later does not reach what was saved.
          expectSame(feed(first, steps, split), whole.slice(split));
          expectSameState(saved, sent);
          // Neither what a kernel did before nor another one that got the same state matters.
          const used = entry.create();
          feed(used, stepsOf(entry, other));
          for (const second of [entry.create(), used]) {
            second.restoreState(sent);
            expectSameState(second.saveState(), sent);
            expectSame(feed(second, steps, split), whole.slice(split));
            expectSameState(second.saveState(), first.saveState());
          }
        }),
        { numRuns: 50 },
      );
    });

    const { otherSize } = entry;
    if (otherSize !== null) {
      it("refuses the state of a kernel of another size, and keeps its own", () => {
        const kernel = entry.create();
        feed(kernel, stepsOf(entry, [typicalStretch(10, 3)]));
        const before = kernel.saveState();
        const other = otherSize.create().saveState();
        expect(() => kernel.restoreState(other)).toThrow(RangeError);
        expect(() => kernel.restoreState(other)).toThrow(new RegExp(otherSize.refusal));
        expect(kernel.saveState()).toEqual(before);
      });
    }

    it("says the same twice, whatever another kernel does in between", () => {
      fc.assert(
        fc.property(runs, runs, (run, other) => {
          const steps = stepsOf(entry, run);
          const disturbing = stepsOf(entry, other);
          const kernel = entry.create();
          const neighbour = entry.create();
          const readings = steps.flatMap((_step, index) => {
            if (index < disturbing.length) feed(neighbour, disturbing, index, index + 1);
            return feed(kernel, steps, index, index + 1);
          });
          expectSame(readings, feed(entry.create(), steps));
        }),
        { numRuns: 50 },
      );
    });

    if (entry.filters) {
      it("may write over its input", () => {
        fc.assert(
          fc.property(runs, (run) => {
            const apart = entry.create();
            const inPlace = entry.create();
            for (const { values } of stepsOf(entry, run)) {
              const out = new Float64Array(values.length);
              apart.filter(out, values);
              inPlace.filter(values, values);
              expectSame([[...values]], [[...out]]);
            }
          }),
        );
      });
    }
  },
);

describe.each(numericFunctions.map((entry) => [entry.function.name, entry] as const))(
  "%s",
  (_, { bounds, call }) => {
    /** What the function says; null where it refuses the values. A TypeError is no refusal but a slip. */
    const answer = (values: readonly number[]): Reading | null => {
      try {
        return call(...values);
      } catch (error) {
        if (error instanceof TypeError) throw error;
        return null;
      }
    };
    const arguments_ = fc.tuple(
      ...bounds.map(([min, max]) => fc.double({ min, max, noNaN: true })),
    );

    it("gives finite values for finite ones, the same twice, also after values that are not", () => {
      fc.assert(
        fc.property(arguments_, fc.nat(), fc.constantFrom(...notFinite), (values, where, bad) => {
          const first = answer(values);
          if (first !== null) expectFinite([first]);
          answer(values.map((value, i) => (i === where % values.length ? bad : value)));
          expect(answer(values)).toEqual(first);
        }),
      );
      const uniform = seededUniform(4);
      const middle = bounds.map(([min, max]) => min + (0.4 + 0.2 * uniform()) * (max - min));
      expect(answer(middle)).not.toBeNull();
    });
  },
);

describe.each(writingFunctions.map((entry) => [entry.function.name, entry] as const))(
  "%s",
  (_, { inputs, outLength, write }) => {
    const result = (given: readonly Float64Array[]): Float64Array => {
      const out = new Float64Array(outLength);
      write(out, given);
      return out;
    };

    it("gives finite values for finite ones, the same twice, and leaves its inputs alone", () => {
      fc.assert(
        fc.property(inputs, fc.constantFrom(...notFinite), (given, bad) => {
          const copies = given.map((array) => array.slice());
          const first = result(given);
          expectFinite([[...first]]);
          expect(given).toEqual(copies);
          result(given.map((array) => array.map(() => bad)));
          expect(result(given)).toEqual(first);
        }),
      );
    });

    it("may write over any of its inputs", () => {
      fc.assert(
        fc.property(inputs, (given) => {
          const expected = result(given);
          given.forEach((_array, i) => {
            const copies = given.map((array) => array.slice());
            const out = copies[i] as Float64Array;
            write(out, copies);
            expect(out.slice(0, outLength)).toEqual(expected);
          });
        }),
      );
    });
  },
);
