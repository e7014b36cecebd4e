import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import { type DatedSession, personalBaseline } from "../../src/alerts/personal-baseline.ts";
import type { PastSession } from "../../src/model/runner-history.ts";
import { pastSession, speedBaseline } from "../support/past-session.ts";

const dated = (ageDays: number, changes: Partial<PastSession> = {}): DatedSession => ({
  ageDays,
  session: pastSession(changes),
});
/** One session per centre at 9.5 km/h, the first one yesterday's. */
const withCentres = (...centres: readonly number[]): DatedSession[] =>
  centres.map((centre, i) => dated(i + 1, { baselines: [speedBaseline(9.5, centre)] }));
const made = (past: readonly DatedSession[]) => personalBaseline(past, "left", defaultAlertRules);
/** The one metric at 9.5 km/h. */
const metricOf = (past: readonly DatedSession[]) => made(past)?.speeds[0]?.metrics[0];

describe("the personal baseline", () => {
  it("has the middle session's centre, all strides, and the age of the newest", () => {
    const past = withCentres(1, 4, 2);
    expect(made(past)).toMatchObject({ affectedSide: "left", sessions: 3, ageDays: 1 });
    expect(metricOf(past)).toMatchObject({ centre: 2, strideSd: 4, strides: 360 });
  });

  it("has the spread between sessions in its limit", () => {
    expect(metricOf(withCentres(2, 2, 2))?.blockSd).toBe(1);
    // Differences of 1, 2 and 3: their median is 2.
    expect(metricOf(withCentres(1, 4, 2))?.blockSd).toBeCloseTo(Math.hypot(1, 2 * 1.0483), 9);
  });

  it("has about the standard deviation of a new day, and one odd day hardly widens it", () => {
    const days = [-1.2, -0.8, -0.5, -0.2, 0, 0.1, 0.4, 0.6, 0.9, 1.3];
    const usual = metricOf(withCentres(...days))?.blockSd ?? 0;
    expect(usual).toBeGreaterThan(Math.hypot(1, 0.6));
    expect(usual).toBeLessThan(Math.hypot(1, 1.2));
    const odd = metricOf(withCentres(...days.slice(1), 30));
    expect(odd?.blockSd).toBeLessThan(1.4 * usual);
    expect(Math.abs(odd?.centre ?? 99)).toBeLessThan(0.5);
  });

  it("needs enough sessions", () => {
    expect(made(withCentres(1, 2))).toBeNull();
    expect(made([])).toBeNull();
  });

  it.each<[string, Partial<PastSession>]>([
    ["with the least pain", { worstPain: 1 }],
    ["with sharp pain or a catch", { sharpPainOrCatch: true }],
    ["after which the hip hurt on the morning after", { painNextMorning: 3 }],
    ["of the other affected side", { affectedSide: "right" }],
    ["without an affected side", { affectedSide: null }],
    ["without baselines", { baselines: [] }],
  ])("does not count a session %s", (_, changes) => {
    expect(made([...withCentres(1, 2), dated(3, changes)])).toBeNull();
  });

  it("counts a session in which nobody entered pain, and none that is old", () => {
    const unsaid = { worstPain: null, painNextMorning: null };
    expect(made([...withCentres(1, 2), dated(90, unsaid)])?.sessions).toBe(3);
    expect(made([...withCentres(1, 2), dated(91, unsaid)])).toBeNull();
  });

  it("is made of the ten newest, in whatever order they come", () => {
    const past = withCentres(...Array.from({ length: 10 }, () => 1), 50, 50, 50, 50);
    expect(made(past.toReversed())?.sessions).toBe(10);
    expect(metricOf(past.toReversed())).toMatchObject({ centre: 1, blockSd: 1, strides: 1200 });
  });

  it("keeps speeds and metrics apart, and leaves out what too few sessions have", () => {
    const fast = speedBaseline(11, 7);
    const both = speedBaseline(9.5, 3, ["stanceTimeSymmetryIndexPct", "pelvicTiltDeg"]);
    const past = [
      dated(1, { baselines: [fast, both] }),
      dated(2, { baselines: [both, fast] }),
      dated(3, { baselines: [fast, speedBaseline(9.5, 3)] }),
      dated(4, { baselines: [speedBaseline(13, 9)] }),
    ];
    expect(
      made(past)?.speeds.map(({ speedKmH, metrics }) => [
        speedKmH,
        ...metrics.map(({ metric, centre }) => [metric, centre]),
      ]),
    ).toEqual([
      [9.5, ["stanceTimeSymmetryIndexPct", 3]],
      [11, ["stanceTimeSymmetryIndexPct", 7]],
    ]);
  });

  it("joins sessions of unknown speed only where they were run at one pace", () => {
    const atPace = (strideTimeS: number, ageDays: number) =>
      dated(ageDays, { baselines: [{ ...speedBaseline(null, 1), strideTimeS }] });
    expect(made([atPace(0.72, 1), atPace(0.73, 2), atPace(0.71, 3)])?.speeds).toHaveLength(1);
    expect(made([atPace(0.72, 1), atPace(0.73, 2), atPace(0.65, 3)])).toBeNull();
  });

  it("lies within its sessions, and is never surer than a single one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 12 }),
        (centres) => {
          const used = centres.slice(0, 10);
          const metric = metricOf(withCentres(...centres));
          expect(metric?.centre).toBeGreaterThanOrEqual(Math.min(...used));
          expect(metric?.centre).toBeLessThanOrEqual(Math.max(...used));
          expect(metric?.blockSd).toBeGreaterThanOrEqual(1);
        },
      ),
    );
  });
});
