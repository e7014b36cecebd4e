import { type AlertOutput, type AlertSeverity, alertSeverities } from "../model/alert-output.ts";

/** One alert from raising to release. */
export interface AlertEpisode {
  readonly ruleId: string;
  /** The worst that it came to. */
  readonly severity: AlertSeverity;
  readonly startS: number;
  /** null = it still stood at the end. */
  readonly endS: number | null;
  /** What was said when it was at its worst. */
  readonly message: string;
}

/** An alert that two sets of rules have both raised. */
export interface AlertPair {
  readonly before: AlertEpisode;
  readonly after: AlertEpisode;
}

/** What two sets of rules say of one session. Each list is in the order of raising. */
export interface AlertDiff {
  readonly onlyBefore: readonly AlertEpisode[];
  readonly onlyAfter: readonly AlertEpisode[];
  readonly both: readonly AlertPair[];
}

/** The alerts of a session's outputs, in the order of raising. */
export function alertEpisodes(alerts: readonly AlertOutput[]): readonly AlertEpisode[] {
  const episodes = new Map<string, AlertEpisode>();
  for (const { alertId, ruleId, severity, message, phase, timeS } of alerts) {
    const known = episodes.get(alertId) ?? { ruleId, severity, message, startS: timeS, endS: null };
    const isWorse = alertSeverities.indexOf(severity) > alertSeverities.indexOf(known.severity);
    const endS = phase === "released" ? timeS : null;
    episodes.set(alertId, { ...known, ...(isWorse ? { severity, message } : {}), endS });
  }
  return [...episodes.values()].sort((a, b) => a.startS - b.startS);
}

/** Pairs alerts of the same rule that overlap in time, each with one other at most, the earliest first. */
export function diffAlerts(
  before: readonly AlertEpisode[],
  after: readonly AlertEpisode[],
): AlertDiff {
  const left = new Set(after);
  const both: AlertPair[] = [];
  const onlyBefore: AlertEpisode[] = [];
  for (const episode of before) {
    const match = [...left].find((other) => isSame(episode, other));
    if (match === undefined) onlyBefore.push(episode);
    else {
      left.delete(match);
      both.push({ before: episode, after: match });
    }
  }
  return { onlyBefore, onlyAfter: [...left], both };
}

function isSame(a: AlertEpisode, b: AlertEpisode): boolean {
  const overlap = a.startS <= endOf(b) && b.startS <= endOf(a);
  return a.ruleId === b.ruleId && overlap;
}

function endOf({ endS }: AlertEpisode): number {
  return endS ?? Number.POSITIVE_INFINITY;
}
