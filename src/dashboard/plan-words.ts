import type { PlanOutput, PlanProgressInterval } from "../model/alert-output.ts";
import type { IntervalKind } from "../model/run-plan.ts";
import { formatClock, formatNumber, formatSigned } from "./format.ts";

function intervalName(kind: IntervalKind): string {
  const names: Record<IntervalKind, string> = {
    "warm-up": "Warm up",
    walk: "Walk",
    run: "Run",
    "cool-down": "Cool down",
  };
  return names[kind];
}

/** "Run 3:00 at 9.5 km/h, +5 % cadence". */
export function intervalText({ kind, durationS, speedKmH, cadencePct }: PlanProgressInterval) {
  const speed = speedKmH === null ? "" : ` at ${formatNumber(speedKmH, 1)} km/h`;
  const cadence = cadencePct === null ? "" : `, ${formatSigned(cadencePct, 1)} % cadence`;
  return `${intervalName(kind)} ${formatClock(durationS)}${speed}${cadence}`;
}

/** Where the runner is in the plan, in a word or two. */
export function planHeadline({ status, interval }: PlanOutput): string {
  if (status === "waiting") return "Not begun";
  if (status === "done") return "Done";
  if (status === "stopped") return "Stopped";
  const name = interval === null ? "" : intervalName(interval.kind);
  return status === "paused" ? `Paused${name === "" ? "" : `: ${name.toLowerCase()}`}` : name;
}

/** Time left in the present interval, s; null where there is none. */
export function timeLeftS({ interval, intervalElapsedS }: PlanOutput): number | null {
  return interval === null ? null : Math.max(0, interval.durationS - intervalElapsedS);
}
