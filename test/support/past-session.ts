import fc from "fast-check";
import { type GaitMetric, gaitMetrics } from "../../src/model/alert-rules.ts";
import type { PastSession, SpeedBaseline } from "../../src/model/runner-history.ts";

/** The baseline of one speed with one value for every metric named. */
export function speedBaseline(
  speedKmH: number | null,
  centre: number,
  metrics: readonly GaitMetric[] = ["stanceTimeSymmetryIndexPct"],
): SpeedBaseline {
  return {
    speedKmH,
    strideTimeS: 0.72,
    metrics: metrics.map((metric) => ({
      metric,
      centre,
      strideSd: 4,
      blockSd: 1,
      strides: 120,
    })),
  };
}

/** A session without any pain, of a runner whose left hip is the affected one. */
export function pastSession(changes: Partial<PastSession> = {}): PastSession {
  return {
    sessionId: "one",
    startedAt: "2026-03-02T08:00:00.000Z",
    affectedSide: "left",
    strides: 1800,
    worstPain: 0,
    sharpPainOrCatch: false,
    baselines: [speedBaseline(9.5, 1)],
    painNextMorning: 0,
    ...changes,
  };
}

const painLevel = fc.option(fc.integer({ min: 0, max: 10 }));
const spread = fc.double({ min: 0, max: 100, noNaN: true });

/** Any session that can be kept. */
export const anyPastSession: fc.Arbitrary<PastSession> = fc.record({
  sessionId: fc.string({ minLength: 1 }),
  startedAt: fc
    .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  affectedSide: fc.constantFrom("left", "right", null),
  strides: fc.nat(),
  worstPain: painLevel,
  sharpPainOrCatch: fc.boolean(),
  baselines: fc.array(
    fc.record({
      speedKmH: fc.option(spread),
      strideTimeS: fc.double({ min: 0.3, max: 2, noNaN: true }),
      metrics: fc.array(
        fc.record({
          metric: fc.constantFrom(...gaitMetrics),
          centre: fc.double({ min: -100, max: 100, noNaN: true }),
          strideSd: spread,
          blockSd: spread,
          strides: fc.nat(),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  ),
  painNextMorning: painLevel,
});
