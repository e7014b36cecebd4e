import type { AlertSpan } from "./alert-tally.ts";

/** An alert that two sets of rules have both raised. */
export interface AlertPair {
  readonly before: AlertSpan;
  readonly after: AlertSpan;
}

/** What two sets of rules say of one session. Each list is in the order of raising. */
export interface AlertDiff {
  readonly onlyBefore: readonly AlertSpan[];
  readonly onlyAfter: readonly AlertSpan[];
  readonly both: readonly AlertPair[];
}

/** Pairs alerts of the same rule and pod that overlap in time, each with one other at most, the earliest first. */
export function diffAlerts(before: readonly AlertSpan[], after: readonly AlertSpan[]): AlertDiff {
  const left = new Set(after);
  const both: AlertPair[] = [];
  const onlyBefore: AlertSpan[] = [];
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

function isSame(a: AlertSpan, b: AlertSpan): boolean {
  const overlap = a.startS <= endOf(b) && b.startS <= endOf(a);
  return a.ruleId === b.ruleId && a.podId === b.podId && overlap;
}

function endOf({ endS }: AlertSpan): number {
  return endS ?? Number.POSITIVE_INFINITY;
}
