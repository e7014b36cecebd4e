import { localDay } from "./local-day.ts";

/** A day of a runner begins at this hour: who runs late in the evening runs past midnight. */
const dayBeginsAtHour = 4;

/**
 * The day that a session belongs to, where this computer is: "2026-03-02".
 * @param startedAt ISO 8601 in UTC.
 */
export function trainingDay(startedAt: string): string {
  const shifted = new Date(Date.parse(startedAt));
  shifted.setHours(shifted.getHours() - dayBeginsAtHour);
  return localDay(shifted);
}
