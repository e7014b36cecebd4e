const nsPerSecond = 1_000_000_000n;

/**
 * Nanoseconds since 1970-01-01 UTC of an ISO 8601 date and time in UTC, such as
 * "2024-05-01T08:30:00.250Z". Digits beyond the ninth of the fraction are dropped.
 * @throws RangeError where the text is no such date, or lies before 1970.
 */
export function isoUtcToNs(text: string): bigint {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?Z$/.exec(text);
  if (match === null) throw new RangeError(`"${text}" is not an ISO 8601 time in UTC`);
  const [, year, month, day, hour, minute, second = "0", fraction = ""] = match;
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  if (!isTime || !isDate(Number(year), Number(month), Number(day))) {
    throw new RangeError(`"${text}" is no date and time that there is`);
  }
  const days = daysSince1970(Number(year), Number(month), Number(day));
  if (days < 0) throw new RangeError(`"${text}" lies before 1970`);
  const seconds = ((days * 24 + Number(hour)) * 60 + Number(minute)) * 60 + Number(second);
  return BigInt(seconds) * nsPerSecond + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}

/** Start of a session in ns since 1970; a session whose start is not known counts from 0. */
export function sessionStartNs(startedAt: string | null): bigint {
  return startedAt === null ? 0n : isoUtcToNs(startedAt);
}

/** Session time in s → MCAP time in ns, given the session's start in ns since 1970. */
export function sessionTimeToNs(startNs: bigint, timeS: number): bigint {
  if (!Number.isFinite(timeS) || timeS < 0) {
    throw new RangeError(`session time must be a number of seconds from 0 on, not ${timeS}`);
  }
  return startNs + BigInt(Math.round(timeS * 1e9));
}

/** MCAP time in ns → session time in s. */
export function nsToSessionTime(startNs: bigint, timeNs: bigint): number {
  return Number(timeNs - startNs) / 1e9;
}

/** Whether the Gregorian calendar has that day. */
function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const [nextYear, nextMonth] = month === 12 ? [year + 1, 1] : [year, month + 1];
  return daysSince1970(year, month, day) < daysSince1970(nextYear, nextMonth, 1);
}

/** Days from 1970-01-01 to a date of the Gregorian calendar. Years start in March here: leap days come last. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = (month + 9) % 12;
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + day - 1;
  return 365 * marchYear + leapDays + dayOfYear - 719_468;
}
