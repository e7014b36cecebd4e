import type { GaitMetric } from "../../src/model/alert-rules.ts";
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
