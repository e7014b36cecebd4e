import { beforeAll, describe, expect, it } from "vitest";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type {
  HipAnglesOutput,
  PelvicAnglesOutput,
  SessionOutput,
} from "../../src/model/session-output.ts";
import { pelvisOnly } from "../support/pelvis-only.ts";
import { seededUniform } from "../support/random.ts";
import { ofKind, pipelineOutputs, recordedEvents } from "../support/recorded-events.ts";
import { recut, type TakenApart, takeApart } from "../support/recut-samples.ts";

/**
 * How far apart values may be, whatever packets the same samples come in.
 *
 * Time: the clock is found from one arrival per packet and second, and a packet tells its samples' times in
 * whole ticks of 31 µs. Angles: at 600 °/s that is 0.02°; and quiet standing is averaged in whole packets, so that the
 * mounting rests on up to 18 samples more or less of somebody's sway.
 */
const tolerance = { timeS: 1e-4, angleDeg: 0.06, ratio: 5e-4, cadenceSpm: 0.05 } as const;

let header: SessionHeader;
let apart: TakenApart;
let reference: SessionOutput[];

beforeAll(async () => {
  const recording = await recordedEvents("runner-18.mcap", 36);
  header = recording.header;
  apart = takeApart(recording.events);
  reference = await pipelineOutputs(header, recut(apart, { size: () => 7 }));
});

/** How far apart two values of a key may be; 0 where they must be the same. */
function allowed(key: string): number {
  if (key.endsWith("Deg")) return tolerance.angleDeg;
  if (key === "cadenceSpm") return tolerance.cadenceSpm;
  if (key === "dutyFactor") return tolerance.ratio;
  return key.endsWith("S") ? tolerance.timeS : 0;
}

/** What is different between two outputs, in words. */
function differences(output: object, other: object): string[] {
  return Object.entries(other).flatMap(([key, expected]) => {
    const actual: unknown = output[key as keyof typeof output];
    const apart =
      typeof actual === "number" && typeof expected === "number"
        ? Math.abs(actual - expected) > allowed(key)
        : JSON.stringify(actual) !== JSON.stringify(expected);
    return apart ? [`${key} ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`] : [];
  });
}

/** Outputs that are the same one after the other, except for the tolerance. */
function expectSame<Output extends { readonly timeS: number }>(
  all: readonly Output[],
  allExpected: readonly Output[],
  least: number,
): void {
  const outputs = inside(all);
  const expected = inside(allExpected);
  expect(outputs.length).toBe(expected.length);
  expect(outputs.length).toBeGreaterThan(least);
  const wrong = outputs.flatMap((output, index) =>
    differences(output, expected[index] as Output).map((text) => `${output.timeS} s: ${text}`),
  );
  expect(wrong).toEqual([]);
}

/** What lies after the calibration while standing, which ends with a packet, and before the packets that the end cuts off. */
function inside<Output extends { readonly timeS: number }>(outputs: readonly Output[]): Output[] {
  return outputs.filter(({ timeS }) => timeS > 4 && timeS < 35);
}

/** Angles from the first known one on; before, only the passing of time says every second that there are none. */
function known<Output extends PelvicAnglesOutput | HipAnglesOutput>(
  outputs: readonly Output[],
): Output[] {
  const first = outputs.findIndex((output) =>
    Object.entries(output).some(([key, value]) => key.endsWith("Deg") && value !== null),
  );
  return outputs.slice(first);
}

function expectSameSession(
  outputs: readonly SessionOutput[],
  expected: readonly SessionOutput[],
): void {
  for (const kind of ["pelvicAngles", "hipAngles"] as const) {
    expectSame(known(ofKind(outputs, kind)), known(ofKind(expected, kind)), 800);
  }
  expectSame(ofKind(outputs, "gaitEvent"), ofKind(expected, "gaitEvent"), 140);
  expectSame(ofKind(outputs, "stride"), ofKind(expected, "stride"), 65);
}

const seed = 5;

describe("the same samples in packets of other sizes", () => {
  it.each([
    ["1", () => () => 1],
    ["3", () => () => 3],
    // As many as a packet holds.
    ["19", () => () => 19],
    [
      "random",
      () => {
        const uniform = seededUniform(seed);
        return () => 1 + Math.floor(19 * uniform());
      },
    ],
  ] as const)("%s: angles, events and strides stay the same", async (_, size) => {
    expectSameSession(await pipelineOutputs(header, recut(apart, { size: size() })), reference);
  });

  it("1, of a pelvis pod alone: the sides that it tells stay the same", async () => {
    const [ones = [], sevens = []] = await Promise.all(
      [1, 7].map(async (count) => {
        const alone = pelvisOnly(header, recut(apart, { size: () => count }));
        const events = ofKind(await pipelineOutputs(alone.header, alone.events), "gaitEvent");
        return events.map(({ type, timeS, side, sideMethod }) => ({
          type,
          timeS,
          side,
          sideMethod,
        }));
      }),
    );
    expect(sevens.filter((event) => event.side !== null).length).toBeGreaterThan(80);
    expectSame(ones, sevens, 140);
  });

  it("1, from pods that sample faster than they say: the packets' spans do not tell the rate, their ticks do", async () => {
    const [ones, sevens] = await Promise.all(
      [1, 7].map((count) =>
        pipelineOutputs(header, recut(apart, { size: () => count, pace: 1.015 })),
      ),
    );
    expectSameSession(ones ?? [], sevens ?? []);
  });
});
