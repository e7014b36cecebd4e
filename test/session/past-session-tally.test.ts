import { describe, expect, it } from "vitest";
import type { BaselineOutput } from "../../src/model/alert-output.ts";
import type { GaitMetric } from "../../src/model/alert-rules.ts";
import type { EntryOutput, SessionOutput } from "../../src/model/session-output.ts";
import { PastSessionTally } from "../../src/session/past-session-tally.ts";
import { speedBaseline } from "../support/past-session.ts";
import { sampleStride } from "../support/sample-stride.ts";
import { testHeader } from "../support/test-header.ts";

const header = {
  ...testHeader,
  startedAt: "2026-03-02T08:00:00.000Z",
  runner: { affectedSide: "right" as const },
};

const stride = sampleStride("left", 60);
const entry = (
  what: EntryOutput["entry"],
  painLevel: number | null = null,
  effortLevel: number | null = null,
): EntryOutput => ({ kind: "entry", timeS: 60, entry: what, painLevel, effortLevel });

function baseline(
  speedKmH: number | null,
  centre: number,
  metrics: readonly GaitMetric[],
  changes: Partial<BaselineOutput> = {},
): BaselineOutput {
  return {
    kind: "baseline",
    timeS: 300,
    status: "ready",
    suspended: null,
    source: "session",
    ageDays: null,
    strides: 120,
    neededStrides: 120,
    resetBy: null,
    ...speedBaseline(speedKmH, centre, metrics),
    ...changes,
  };
}

function tallied(...outputs: readonly SessionOutput[]): PastSessionTally {
  const tally = new PastSessionTally(header);
  for (const output of outputs) tally.take(output);
  return tally;
}

describe("what is kept of a session", () => {
  it("is nothing where nobody ran and nobody said anything of the hip", () => {
    expect(tallied().session()).toBeNull();
    expect(tallied(entry("effort", null, 3), entry("stop")).session()).toBeNull();
    expect(tallied(entry("pain-next-morning", 4)).session()).toBeNull();
  });

  it("is nothing where nobody knows when it was", () => {
    const tally = new PastSessionTally({ ...header, startedAt: null });
    tally.take(stride);
    expect(tally.session()).toBeNull();
  });

  it("counts clean strides as they were told live", () => {
    const strides = [{}, {}, { clean: false }, { late: true }];
    const session = tallied(...strides.map((one) => sampleStride("left", 60, one))).session();
    expect(session).toEqual({
      sessionId: "test-session",
      startedAt: header.startedAt,
      affectedSide: "right",
      strides: 2,
      worstPain: null,
      sharpPainOrCatch: false,
      baselines: [],
      painNextMorning: null,
    });
  });

  it("has the worst pain, which may be none", () => {
    expect(tallied(entry("pain", 0)).session()?.worstPain).toBe(0);
    const session = tallied(entry("pain", 2), entry("pain", 5), entry("pain", 1)).session();
    expect(session).toMatchObject({ worstPain: 5, sharpPainOrCatch: false });
  });

  it.each(["sharp-pain", "catch"] as const)("knows of %s", (what) => {
    expect(tallied(entry(what)).session()).toMatchObject({
      worstPain: null,
      sharpPainOrCatch: true,
    });
  });

  it("has the session's own baselines, the newest of each speed and metric", () => {
    const { baselines } = tallied(
      stride,
      baseline(9.25, 1, ["stanceTimeSymmetryIndexPct"], { status: "gathering" }),
      baseline(9.25, 2, ["stanceTimeSymmetryIndexPct", "pelvicTiltDeg"], { source: "personal" }),
      baseline(9.25, 3, ["pelvicTiltDeg"]),
      baseline(10.75, 4, ["pelvicTiltDeg"]),
      baseline(11.25, 0, [], { status: "gathering", strideTimeS: null }),
    ).session() ?? { baselines: [] };
    expect(
      baselines.map(({ speedKmH, metrics }) => [
        speedKmH,
        ...metrics.map(({ metric, centre }) => `${metric} ${centre}`),
      ]),
    ).toEqual([
      [9.25, "stanceTimeSymmetryIndexPct 2", "pelvicTiltDeg 3"],
      [10.75, "pelvicTiltDeg 4"],
    ]);
    expect(baselines[0]?.strideTimeS).toBe(0.72);
  });

  it("forgets baselines that somebody began anew", () => {
    const session = tallied(
      stride,
      baseline(9.25, 1, ["pelvicTiltDeg"]),
      baseline(10.75, 1, [], { status: "reset", resetBy: "coach" }),
      baseline(10.75, 5, ["pelvicTiltDeg"]),
    ).session();
    expect(session?.baselines.map(({ speedKmH }) => speedKmH)).toEqual([10.75]);
  });

  it("does not take what was said of the last session's morning after for its own", () => {
    const tally = tallied(stride, entry("pain-next-morning", 6), entry("pain-next-morning", 4));
    expect(tally.painLastMorning).toBe(4);
    expect(tally.session()).toMatchObject({ worstPain: null, painNextMorning: null });
  });
});
