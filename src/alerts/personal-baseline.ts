import { median } from "simple-statistics";
import type { AlertRules, GaitMetric } from "../model/alert-rules.ts";
import type { Side } from "../model/pod.ts";
import type {
  MetricBaseline,
  PastSession,
  PersonalBaseline,
  SpeedBaseline,
} from "../model/runner-history.ts";

/** A session of before, and how long before. */
export interface DatedSession {
  readonly session: PastSession;
  /** Whole days from its start to the start of the session that the baseline is for. */
  readonly ageDays: number;
}

/**
 * Which sessions a personal baseline is made of. The gait of a pain-free session is what others are compared with, so pain while running
 * must have been none at all (nothing entered counts as none: entering is one tap); on the morning after it may have been within the safe
 * band of the pain-monitoring model. Older ones are left out instead of weighed: what is usual changes with training, shoes and recovery,
 * and an age in days can be told, a weight cannot.
 */
export const personalBaselineLimits = {
  mostSessions: 10,
  mostDays: 90,
  mostPain: 0,
  mostPainNextMorning: 2,
} as const;

/**
 * 1/(√2·Φ⁻¹(¾)): makes the median of absolute differences between all pairs the standard deviation of normal values (Shamos 1976; Bickel &
 * Lehmann 1976, Ann Stat 4:1139).
 */
const pairwiseScale = 1.0483;

/**
 * What is usual for the runner over the newest pain-free sessions with the same affected side; null where there are too few of them at any
 * speed. Centres repeat less well between days than within one, because pods are strapped on anew: `blockSd` has the spread between
 * sessions in it.
 */
export function personalBaseline(
  past: readonly DatedSession[],
  affectedSide: Side | null,
  { baseline, quality }: Pick<AlertRules, "baseline" | "quality">,
): PersonalBaseline | null {
  const { personalSessions } = baseline;
  const usable = past
    .filter((dated) => isUsable(dated, affectedSide))
    .toSorted((a, b) => a.ageDays - b.ageDays)
    .slice(0, personalBaselineLimits.mostSessions);
  const bins = grouped(
    usable.flatMap(({ session }) => session.baselines),
    ({ speedKmH }) => speedKmH,
  );
  const speeds = [...bins]
    .map(([speedKmH, bin]) => (speedKmH === null ? ofOnePace(bin, quality.strideTimePct) : bin))
    .filter(({ length }) => length >= personalSessions)
    .map((bin) => joined(bin, personalSessions))
    .filter(({ metrics }) => metrics.length > 0)
    .toSorted((a, b) => (a.speedKmH ?? -1) - (b.speedKmH ?? -1));
  const [newest] = usable;
  if (newest === undefined || speeds.length === 0) return null;
  return { affectedSide, sessions: usable.length, ageDays: newest.ageDays, speeds };
}

function isUsable({ session, ageDays }: DatedSession, affectedSide: Side | null): boolean {
  const { mostDays, mostPain, mostPainNextMorning } = personalBaselineLimits;
  return (
    session.baselines.length > 0 &&
    session.affectedSide === affectedSide &&
    !session.sharpPainOrCatch &&
    (session.worstPain ?? 0) <= mostPain &&
    (session.painNextMorning ?? 0) <= mostPainNextMorning &&
    ageDays <= mostDays
  );
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** Where the speed is not known, those of nearly the same stride time belong together. */
function ofOnePace(bin: readonly SpeedBaseline[], strideTimePct: number): SpeedBaseline[] {
  const middle = median(bin.map(({ strideTimeS }) => strideTimeS));
  return bin.filter(
    ({ strideTimeS }) => Math.abs(strideTimeS - middle) <= (strideTimePct / 100) * middle,
  );
}

/** One baseline of those of several sessions at one speed; metrics that too few of them have are left out. */
function joined(bin: readonly SpeedBaseline[], atLeast: number): SpeedBaseline {
  const perMetric = grouped(
    bin.flatMap(({ metrics }) => metrics),
    ({ metric }) => metric,
  );
  return {
    speedKmH: bin[0]?.speedKmH ?? null,
    strideTimeS: median(bin.map(({ strideTimeS }) => strideTimeS)),
    metrics: [...perMetric]
      .filter(([, sessions]) => sessions.length >= atLeast)
      .map(([metric, sessions]) => joinedMetric(metric, sessions)),
  };
}

function joinedMetric(metric: GaitMetric, sessions: readonly MetricBaseline[]): MetricBaseline {
  const centres = sessions.map(({ centre }) => centre);
  const within = median(sessions.map(({ blockSd }) => blockSd));
  return {
    metric,
    centre: median(centres),
    strideSd: median(sessions.map(({ strideSd }) => strideSd)),
    blockSd: Math.hypot(within, spreadBetween(centres)),
    strides: sessions.reduce((sum, { strides }) => sum + strides, 0),
  };
}

/**
 * Robust standard deviation of a few values. Of three to ten values the median absolute deviation is too small by a third to a tenth (on
 * average, of normal ones), and alerts that are due to another day's strapping would follow; this one is too large by 30 to 5 %.
 */
function spreadBetween(values: readonly number[]): number {
  const differences = values.flatMap((a, i) => values.slice(0, i).map((b) => Math.abs(a - b)));
  return differences.length === 0 ? 0 : pairwiseScale * median(differences);
}
