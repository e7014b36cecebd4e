import type { SessionResponse } from "../alerts/load-advice.ts";
import { personalBaseline } from "../alerts/personal-baseline.ts";
import type { AlertRules } from "../model/alert-rules.ts";
import type { Side } from "../model/pod.ts";
import type { PastSession, RunnerHistory } from "../model/runner-history.ts";
import { trainingDay } from "./training-day.ts";

const dayMs = 86_400_000;

/** A session that begins. */
export interface BeginningSession {
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly affectedSide: Side | null;
  readonly rules: AlertRules;
}

/** What is known from a runner's sessions when another one begins. */
export function runnerHistory(
  sessions: readonly PastSession[],
  { startedAt, affectedSide, rules }: BeginningSession,
): RunnerHistory {
  const ageDays = (session: PastSession): number => {
    const ageMs = Date.parse(startedAt) - Date.parse(session.startedAt);
    // A clock that was set back must not make a session of tomorrow.
    return Math.max(0, Math.floor(ageMs / dayMs));
  };
  const dated = sessions.map((session) => ({ session, ageDays: ageDays(session) }));
  const last = sessionsToAskAbout(sessions, startedAt);
  const today = sessions.filter((one) => !isBeforeDayOf(one, startedAt));
  return {
    sessions: sessions.length,
    personalBaseline: personalBaseline(dated, affectedSide, rules),
    lastStartedAt: last.at(-1)?.startedAt ?? null,
    ...responseOf([...last, ...today]),
    // The morning after today is yet to come, whatever somebody has said of it.
    painNextMorning: responseOf(last).painNextMorning,
  };
}

/** How the hip took the day that a session is of. */
export function responseOfDay(
  sessions: readonly PastSession[],
  { startedAt }: PastSession,
): SessionResponse {
  const day = trainingDay(startedAt);
  return responseOf(sessions.filter((session) => trainingDay(session.startedAt) === day));
}

function responseOf(sessions: readonly PastSession[]): SessionResponse {
  return {
    lastWorstPain: worst(sessions.map((one) => one.worstPain)),
    lastSharpPainOrCatch: sessions.some((one) => one.sharpPainOrCatch),
    painNextMorning: worst(sessions.map((one) => one.painNextMorning)),
  };
}

/**
 * The sessions whose morning after is meant when a session begins: those of the newest day before it.
 * @param sessions oldest first.
 */
export function sessionsToAskAbout(
  sessions: readonly PastSession[],
  startedAt: string,
): readonly PastSession[] {
  const before = sessions.filter((session) => isBeforeDayOf(session, startedAt));
  const newest = before.at(-1);
  if (newest === undefined) return [];
  const day = trainingDay(newest.startedAt);
  return before.filter((session) => trainingDay(session.startedAt) === day);
}

function isBeforeDayOf(session: PastSession, startedAt: string): boolean {
  return trainingDay(session.startedAt) < trainingDay(startedAt);
}

/** The largest of those that are known. */
function worst(levels: readonly (number | null)[]): number | null {
  const known = levels.filter((level) => level !== null);
  return known.length === 0 ? null : Math.max(...known);
}
