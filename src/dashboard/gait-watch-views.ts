import type { BaselineOutput, RuleState } from "../model/alert-output.ts";
import { ageText, suspensionText } from "./alert-words.ts";
import { formatClock, formatNumber } from "./format.ts";

/** The scale of a rule's change ends at this multiple of its alert limit. */
const scaleOfLimit = 1.5;

/** A change against its limits as it is drawn; positions from 0, the left end, to 100. */
export interface ChangeMarks {
  readonly zero: number;
  readonly point: number;
  readonly from: number;
  readonly to: number;
  /** Places of the limits that count. */
  readonly watch: readonly number[];
  readonly alert: readonly number[];
}

/** Where a rule's change, its interval and its limits are drawn; null where there is no change or no limit. What lies beyond the scale is at its end. */
export function changeMarks({
  finding,
  watchLimit,
  alertLimit,
  direction,
}: Pick<RuleState, "finding" | "watchLimit" | "alertLimit" | "direction">): ChangeMarks | null {
  if (finding === null || watchLimit === null || alertLimit === null || !(alertLimit > 0)) {
    return null;
  }
  const full = alertLimit * scaleOfLimit;
  // A change that counts one way only has little room the other way.
  const least = direction === "increase" ? -full / 3 : -full;
  const most = direction === "decrease" ? full / 3 : full;
  const place = (change: number) =>
    (100 * (Math.min(most, Math.max(least, change)) - least)) / (most - least);
  const signs = { increase: [1], decrease: [-1], either: [-1, 1] }[direction];
  const { change, ci95 } = finding;
  return {
    zero: place(0),
    point: place(change),
    from: place(change - ci95),
    to: place(change + ci95),
    watch: signs.map((sign) => place(sign * watchLimit)),
    alert: signs.map((sign) => place(sign * alertLimit)),
  };
}

/** How far the baseline is, in one sentence; `by` what it is not growing for. */
export function baselineWords(baseline: BaselineOutput | null): {
  readonly text: string;
  readonly why: string | null;
} {
  if (baseline === null) return { text: "none yet.", why: null };
  const { status, strides, neededStrides, source, suspended, timeS, resetBy } = baseline;
  const at = speedText(baseline.speedKmH);
  const why = suspended === null ? null : `On hold: ${suspensionText(suspended)}`;
  if (status === "reset") {
    const who = resetBy === "calibration" ? "a pod was calibrated anew" : (resetBy ?? "somebody");
    return { text: `begun anew at ${formatClock(timeS)} (${who}).`, why };
  }
  const own =
    status === "ready"
      ? `ready${at}, ${strides} strides`
      : `gathering ${strides} of ${neededStrides} strides${at}`;
  return { text: `${own}${compareText(source, baseline.ageDays)}.`, why };
}

function compareText(source: BaselineOutput["source"], ageDays: number | null): string {
  const age = ageText(ageDays);
  if (source === "personal")
    return `; compared with your earlier sessions${age === null ? "" : `, ${age}`}`;
  return source === "interpolated"
    ? "; compared with what lies between your baselines at speeds around"
    : "";
}

function speedText(speedKmH: number | null): string {
  return speedKmH === null ? ", speed not known" : ` at ${formatNumber(speedKmH, 1)} km/h`;
}
