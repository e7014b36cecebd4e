import type {
  AlertFinding,
  AlertSeverity,
  BaselineReference,
  Suspension,
} from "../model/alert-output.ts";
import type { GaitMetric } from "../model/alert-rules.ts";
import type { Side } from "../model/pod.ts";
import { formatClock, formatNumber, formatSigned } from "./format.ts";

/** A severity as a word and a sign, so that its colour says nothing alone. */
export const severityWords: Readonly<
  Record<AlertSeverity, { readonly word: string; readonly icon: string }>
> = {
  info: { word: "Info", icon: "i" },
  watch: { word: "Watch", icon: "!" },
  alert: { word: "Alert", icon: "‼" },
};

/** What a metric is, for a row of a list. */
export function metricName(metric: GaitMetric, side: Side | null): string {
  const of = side ?? "affected";
  const names: Record<GaitMetric, string> = {
    stanceTimeSymmetryIndexPct: `Stance shorter, ${of}`,
    pelvicTiltDeg: "Pelvic tilt",
    contralateralDropDeg: `Drop in ${of} stance`,
    contralateralDropDifferenceDeg: "Drop difference, sides",
    hipRotationExcursionDeg: `Hip rotation, ${of}`,
  };
  return names[metric];
}

/** What its numbers are, and which way they are signed. */
export function metricMeaning(metric: GaitMetric): string {
  const meanings: Record<GaitMetric, string> = {
    stanceTimeSymmetryIndexPct: "symmetry index of stance times, + = affected side shorter",
    pelvicTiltDeg: "mean tilt of the pelvis over a stride, + = forward",
    contralateralDropDeg: "how far the other side of the pelvis goes down in affected stance",
    contralateralDropDifferenceDeg: "drop in affected stance less drop in the other stance",
    hipRotationExcursionDeg: "excursion of hip rotation in affected stance",
  };
  return meanings[metric];
}

export function metricUnit(metric: GaitMetric): string {
  return metric === "stanceTimeSymmetryIndexPct" ? "%" : "°";
}

/** "+6.2 % ± 1.1". */
export function changeText({
  metric,
  change,
  ci95,
}: Pick<AlertFinding, "metric" | "change" | "ci95">) {
  const unit = metricUnit(metric);
  return `${formatSigned(change, 1)} ${unit} ± ${formatNumber(ci95, 1)}`;
}

/** "this session, at 10.0 km/h, 120 strides". */
export function baselineText({ source, speedKmH, strides, ageDays }: BaselineReference): string {
  const sources: Record<BaselineReference["source"], string> = {
    session: "this session",
    personal: "your earlier sessions",
    interpolated: "between your baselines at speeds around",
  };
  const at = speedKmH === null ? "speed not known" : `${formatNumber(speedKmH, 1)} km/h`;
  return [sources[source], at, `${strides} strides`, ageText(ageDays)]
    .filter((part) => part !== null)
    .join(", ");
}

/** "newest 3 days old"; null of this session. */
export function ageText(ageDays: number | null): string | null {
  if (ageDays === null) return null;
  if (ageDays === 0) return "newest of today";
  return `newest ${ageDays} ${ageDays === 1 ? "day" : "days"} old`;
}

export interface FindingRow {
  readonly name: string;
  readonly text: string;
  /** What it means or rests on; empty where the text says it. */
  readonly note: string;
}

/** The numbers behind a gait alert, row by row. */
export function findingRows(finding: AlertFinding): readonly FindingRow[] {
  const { metric, side, value, baseline, changePct, limit, strides, fromS, toS, sinceS } = finding;
  const unit = metricUnit(metric);
  const part = changePct === null ? "" : ` (${formatSigned(changePct)} % of the baseline)`;
  return [
    { name: metricName(metric, side), text: "", note: metricMeaning(metric) },
    {
      name: "Now",
      text: `${formatSigned(value, 1)} ${unit}`,
      note: `median of ${strides} strides, ${formatClock(fromS)}–${formatClock(toS)}`,
    },
    {
      name: "Baseline",
      text: `${formatSigned(baseline.centre, 1)} ${unit}`,
      note: baselineText(baseline),
    },
    { name: "Change", text: changeText(finding), note: `95 % interval${part}` },
    {
      name: "Limit",
      text: `${formatNumber(limit, 1)} ${unit}`,
      note: `beyond it since ${formatClock(sinceS)}`,
    },
  ];
}

/** Why gait rules say nothing now, or a baseline does not grow. */
export function suspensionText(suspension: Suspension): string {
  const texts: Record<Suspension, string> = {
    "no-pod": "no pod for this",
    "not-running": "waiting for running",
    "warming-up": "warming up",
    "pod-silent": "a pod is silent",
    "pod-slipped": "a pod has slipped: calibrate anew",
    "sides-swapped": "left and right pods seem swapped",
    "clock-misaligned": "the pods' clocks differ",
    "not-measured": "not measured well enough now",
    "speed-changed": "new speed: gathering strides at it",
    "incline-differs": "another incline than the baseline's",
    "unclean-strides": "too many strides are not clean",
    gathering: "gathering strides to compare",
    "no-baseline": "no baseline at this speed yet",
    "baseline-too-small": "too little of it in the baseline to compare",
    "pace-differs": "another pace than the baseline's",
    "affected-side-unknown": "no affected side is set",
    "alert-stands": "an alert stands",
    pain: "pain was entered: how you run now is not your usual",
  };
  return texts[suspension];
}
