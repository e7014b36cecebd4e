import type { GaitMetric } from "./alert-rules.ts";
import type { Side } from "./pod.ts";

/** Centre and spread of a metric at one speed. */
export interface MetricBaseline {
  readonly metric: GaitMetric;
  /** Median over the strides, in the metric's unit. */
  readonly centre: number;
  /** Standard deviation of single strides, robust (1.4826 · MAD). */
  readonly strideSd: number;
  /** Standard deviation of medians of 20 successive strides; of a personal baseline with the spread between sessions. */
  readonly blockSd: number;
  readonly strides: number;
}

/** What is usual for a runner at one speed. */
export interface SpeedBaseline {
  /** Middle of the speed bin, km/h; null where the speed was not known. */
  readonly speedKmH: number | null;
  /** Median stride time, s. */
  readonly strideTimeS: number;
  readonly metrics: readonly MetricBaseline[];
}

/** What is usual for a runner over several pain-free sessions. */
export interface PersonalBaseline {
  readonly affectedSide: Side | null;
  readonly sessions: number;
  /** Whole days from the newest of them to this session's start. */
  readonly ageDays: number;
  readonly speeds: readonly SpeedBaseline[];
}

/** What to do about load, by the pain-monitoring model. */
export const loadAdvices = ["progress", "hold", "step-back"] as const;
export type LoadAdvice = (typeof loadAdvices)[number];

/** What is kept of a live session after its end, for those that follow. */
export interface PastSession {
  readonly sessionId: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  /** Affected side as the header of that session had it; null = none was stated. */
  readonly affectedSide: Side | null;
  /** Clean strides of both sides. */
  readonly strides: number;
  /** Largest pain entered, 0 … 10; null where none was entered. */
  readonly worstPain: number | null;
  /** Whether sharp pain was entered, or that the hip catches, clicks or locks. */
  readonly sharpPainOrCatch: boolean;
  /** The session's own baselines, one per speed. */
  readonly baselines: readonly SpeedBaseline[];
  /** Pain on the morning after, 0 … 10; null where nobody has answered (yet). */
  readonly painNextMorning: number | null;
}

/**
 * What is known of the runner from earlier sessions when one begins; recorded with it. "Last" are the sessions of the newest day before this
 * session's: one morning after is about all of them. Pain counts that was entered since, too: earlier on the day of this session, in one
 * that was begun anew perhaps.
 */
export interface RunnerHistory {
  /** Sessions before this one. */
  readonly sessions: number;
  readonly personalBaseline: PersonalBaseline | null;
  /** Start of the last session, ISO 8601 in UTC; null where there was none. */
  readonly lastStartedAt: string | null;
  /** Pain on the morning after it, 0 … 10; null where nobody has answered yet. */
  readonly painNextMorning: number | null;
  /** Largest pain entered during it or since; null where none was entered. */
  readonly lastWorstPain: number | null;
  /** Whether sharp pain was entered during it or since, or that the hip catches, clicks or locks. */
  readonly lastSharpPainOrCatch: boolean;
}
