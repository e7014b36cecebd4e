import { placementNames } from "../model/placement-names.ts";
import type { PodStatistics } from "./session-statistics.ts";
import { clockText } from "./text-table.ts";

/** How long a pod was silent at the end, in words; null where it was not, or it is too early to say. */
export function silenceText({ state }: PodStatistics, endS: number): string | null {
  if (state === null || state.lastSampleS === null) return "sent nothing";
  if (state.liveness !== "silent") return null;
  const { lastSampleS } = state;
  return `silent since ${clockText(lastSampleS)} (${(endS - lastSampleS).toFixed(0)} s)`;
}

/** "left thigh pod" */
export function podText({ pod }: PodStatistics): string {
  return `${placementNames[pod.placement]} pod`;
}
