import { loadAdvice } from "../alerts/load-advice.ts";
import { personalBaselineLimits } from "../alerts/personal-baseline.ts";
import type { PastSession, PersonalBaseline, RunnerHistory } from "../model/runner-history.ts";
import { localTime } from "./local-day.ts";
import { responseOfDay } from "./runner-history.ts";
import { textTable } from "./text-table.ts";
import { countText } from "./words.ts";

/**
 * What is kept of a runner's sessions, for people.
 * @param sessions oldest first.
 */
export function historyLines(
  folder: string,
  sessions: readonly PastSession[],
  { personalBaseline }: RunnerHistory,
): readonly string[] {
  if (sessions.length === 0) return [`No session is kept in ${folder}`];
  const heading = ["session", "affected", "strides", "pain", "next morning", "advice"];
  const rows = sessions.map((session) => [
    localTime(new Date(session.startedAt)),
    session.affectedSide ?? "not stated",
    `${session.strides}`,
    painText(session),
    session.painNextMorning === null ? "not answered" : `${session.painNextMorning} of 10`,
    loadAdvice(responseOfDay(sessions, session))?.replace("-", " ") ?? "not known",
  ]);
  return [
    ...textTable([heading, ...rows]),
    "",
    ...baselineLines(personalBaseline),
    "Advice is by the pain-monitoring model with the stricter bands of docs/history.md; not clinically validated.",
    `Kept in ${folder}`,
  ];
}

function painText({ worstPain, sharpPainOrCatch }: PastSession): string {
  const level = worstPain === null ? null : `${worstPain} of 10`;
  if (sharpPainOrCatch) return level === null ? "sharp or catch" : `${level}, sharp or catch`;
  return level ?? "not entered";
}

function baselineLines(baseline: PersonalBaseline | null): readonly string[] {
  if (baseline === null) {
    return [
      `No personal baseline yet: too few pain-free sessions at one speed within ${personalBaselineLimits.mostDays} days.`,
    ];
  }
  const { sessions, ageDays, speeds } = baseline;
  const age = ageDays === 0 ? "the newest of today" : `the newest ${countText(ageDays, "day")} old`;
  const known = speeds.map(({ speedKmH }) =>
    speedKmH === null ? "unknown speed" : `${speedKmH.toFixed(1)} km/h`,
  );
  return [
    `Personal baseline of ${countText(sessions, "pain-free session")}, ${age}: ${known.join(", ")}.`,
  ];
}
