import { describe, expect, it } from "vitest";
import type { Placement } from "../../src/model/pod.ts";
import type { SessionOutput, StrideOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { Simulation } from "../../src/transport/simulated/simulation.ts";
import { cutAndBackfilled, type Redelivery } from "../support/cut-and-backfilled.ts";
import { ofKind, pipelineOutputs } from "../support/recorded-events.ts";

function simulated(durationS: number) {
  const simulation = new Simulation(
    defaultScenario({
      seed: 3,
      durationS,
      stages: [
        { atS: 0, gait: "standing" },
        { atS: 8, gait: "running", speedMPerS: 2.8 },
      ],
    }),
  );
  const events = [...simulation.events()].filter((event) => event.kind !== "tick");
  return { header: { ...simulation.header, backfill: true }, events };
}

const short = simulated(60);
const long = simulated(140);
const wholeShort = pipelineOutputs(short.header, short.events);
const wholeLong = pipelineOutputs(long.header, long.events);

const podsAt = ({ header }: typeof short, ...placements: readonly Placement[]) =>
  header.pods.filter((pod) => placements.includes(pod.placement)).map(({ podId }) => podId);

const strides = (outputs: readonly SessionOutput[], late: boolean): StrideOutput[] =>
  ofKind(outputs, "stride").filter((stride) => stride.late === late);

const isSame = (a: StrideOutput, b: StrideOutput): boolean =>
  a.side === b.side && Math.abs(a.initialContactS - b.initialContactS) < 0.1;

/** Everything that somebody who knows the late strides knows. */
function completed(outputs: readonly SessionOutput[]): StrideOutput[] {
  const late = strides(outputs, true);
  return [...strides(outputs, false).filter((one) => !late.some((l) => isSame(l, one))), ...late];
}

/** Largest distance of a contact from that of the uncut stream, s. */
function worstErrorS(late: readonly StrideOutput[], uncut: readonly StrideOutput[]): number {
  return Math.max(
    ...late.map((stride) => {
      const same = uncut.find((one) => isSame(one, stride));
      if (same === undefined) return Number.POSITIVE_INFINITY;
      return Math.max(
        Math.abs(same.initialContactS - stride.initialContactS),
        Math.abs(same.toeOffS - stride.toeOffS),
        Math.abs(same.timeS - stride.timeS),
      );
    }),
  );
}

const clean = (all: readonly StrideOutput[]): StrideOutput[] => all.filter((one) => one.clean);

function cut(
  run: typeof short,
  placements: readonly Placement[],
  [fromS, toS]: readonly [number, number],
  redelivery?: Redelivery,
): TransportEvent[] {
  return cutAndBackfilled(
    run.events,
    { podIds: podsAt(run, ...placements), fromS, toS },
    redelivery,
  );
}

describe("strides in a hole that backfill has filled", () => {
  it.each([
    ["the pelvis pod, 10 s", ["pelvis"]],
    ["a thigh pod, 10 s", ["leftThigh"]],
  ] as const)("come late, as if nothing had been missing: %s", async (_, placements) => {
    const uncut = strides(await wholeShort, false);
    const outputs = await pipelineOutputs(short.header, cut(short, placements, [30, 40]));
    const late = strides(outputs, true);
    expect(late.length).toBeGreaterThan(20);
    expect(worstErrorS(late, uncut)).toBeLessThan(0.005);
    expect(Math.abs(clean(completed(outputs)).length - clean(uncut).length)).toBeLessThanOrEqual(1);
    // Each with its six angles, of which the hip's are there.
    const angles = ofKind(outputs, "strideAngle").filter((angle) => angle.late);
    expect(angles).toHaveLength(6 * late.length);
    expect(late.every((stride) => stride.hipFlexionMaxDeg !== null)).toBe(true);
  });

  it("come late after a minute without any pod", async () => {
    const uncut = strides(await wholeLong, false);
    const everywhere = ["pelvis", "leftThigh", "rightThigh"] as const;
    const outputs = await pipelineOutputs(long.header, cut(long, everywhere, [40, 100]));
    const late = strides(outputs, true);
    expect(late.filter(({ timeS }) => timeS > 40 && timeS < 100).length).toBeGreaterThan(150);
    expect(worstErrorS(late, uncut)).toBeLessThan(0.005);
    expect(Math.abs(clean(completed(outputs)).length - clean(uncut).length)).toBeLessThanOrEqual(1);
    for (const { podId } of long.header.pods) {
      const state = ofKind(outputs, "podState").findLast((one) => one.podId === podId);
      expect(state).toMatchObject({ lostSamples: 0, unrecoverableSamples: 0 });
      expect(state?.recoveredSamples).toBeGreaterThan(11_900);
    }
  }, 120_000);

  it("change nothing of what is told live, and the same events tell the same", async () => {
    const events = cut(short, ["pelvis"], [30, 40]);
    const outputs = await pipelineOutputs(short.header, events);
    const live = await pipelineOutputs({ ...short.header, backfill: false }, events);
    const ofRunner = (all: readonly SessionOutput[]) =>
      all.filter((output) => output.kind !== "podState" && !("late" in output && output.late));
    expect(ofRunner(outputs)).toEqual(ofRunner(live));
    expect(await pipelineOutputs(short.header, events)).toEqual(outputs);
  });

  it("are none where nothing was missing, and none where nothing came", async () => {
    expect(strides(await wholeShort, true)).toEqual([]);
    const nothing = cut(short, ["pelvis"], [30, 40], { keptSinceS: 40 });
    const outputs = await pipelineOutputs(short.header, nothing);
    expect(strides(outputs, true)).toEqual([]);
    const lost = ofKind(outputs, "fault").filter((f) => f.code === "samples-unrecoverable");
    expect(lost).toHaveLength(1);
    expect(lost[0]?.count).toBeGreaterThan(1950);
  });

  it("are those of the part that the pod still had; the rest is a gap that is counted", async () => {
    const uncut = strides(await wholeShort, false);
    const events = cut(short, ["pelvis"], [30, 40], { keptSinceS: 34 });
    const outputs = await pipelineOutputs(short.header, events);
    const late = strides(outputs, true);
    expect(worstErrorS(late, uncut)).toBeLessThan(0.005);
    expect(late.some(({ initialContactS }) => initialContactS > 37.5 && initialContactS < 39)).toBe(
      true,
    );
    expect(late.every(({ initialContactS }) => initialContactS > 34)).toBe(true);
    const [podId] = podsAt(short, "pelvis");
    const state = ofKind(outputs, "podState").findLast((one) => one.podId === podId);
    expect(state?.unrecoverableSamples).toBe(state?.lostSamples);
    expect(Math.abs((state?.lostSamples ?? 0) - 800)).toBeLessThan(30);
    expect(Math.abs((state?.recoveredSamples ?? 0) - 1200)).toBeLessThan(30);
  });

  it("wait no longer where backfill breaks off: what had come is used, and live goes on", async () => {
    const events = cut(long, ["pelvis"], [40, 50], { stopsAfter: 120 });
    const outputs = await pipelineOutputs(long.header, events);
    const late = strides(outputs, true);
    expect(late.length).toBeGreaterThan(3);
    const uncut = strides(await wholeLong, false);
    expect(worstErrorS(late, uncut)).toBeLessThan(0.005);
    expect(late.every(({ timeS }) => timeS < 45)).toBe(true);
    const faults = ofKind(outputs, "fault").filter((f) => f.code === "samples-unrecoverable");
    expect(faults).toHaveLength(1);
    // As long as the pod's buffer lasts, and a little more.
    expect(faults[0]?.timeS).toBeGreaterThan(100);
    expect(faults[0]?.timeS).toBeLessThan(120);
  }, 120_000);
});
