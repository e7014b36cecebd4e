import type { AlertFinding } from "../model/alert-output.ts";
import type { Placement, Side } from "../model/pod.ts";
import type { PlanInterval } from "../model/run-plan.ts";
import type { LoadAdvice, RunnerHistory } from "../model/runner-history.ts";
import type { EntryType } from "../model/transport-event.ts";

/** A change of the gait, and what to say it with. */
export interface GaitChange {
  readonly finding: AlertFinding;
  /** Median stance time of the affected side in the window, s; null where it is not known. */
  readonly stanceTimeS: number | null;
}

/**
 * Everything that alerts say, one method per sentence: another language is one more object of this type. No sentence calls
 * anybody abnormal, or names an illness: what is known is a change from the runner's own baseline.
 */
export interface Catalogue {
  gaitChanged(change: GaitChange): string;
  /** What was told is over: it is near the baseline, or has gone far to the other side of it. */
  gaitIsBack(change: GaitChange): string;
  /** The baseline that a standing alert was measured against is gone. */
  gaitBaselineReset(by: string): string;
  /** @param what what each of its causes says. */
  pattern(side: Side | null, what: readonly string[]): string;
  patternOver(): string;
  /** @param level 0 … 10 of pain, else null. */
  pain(entry: EntryType, level: number | null, severity: "watch" | "alert"): string;
  /** @param level what is left, 0 … 10: less than is watched. */
  painOver(level: number): string;
  painCleared(by: string): string;
  podSilent(placement: Placement, hasSentBefore: boolean): string;
  podSendsAgain(placement: Placement): string;
  podSlipped(placement: Placement, slipDeg: number | null): string;
  podCalibratedAnew(placement: Placement): string;
  podBattery(placement: Placement, batteryPct: number): string;
  podCharged(placement: Placement, batteryPct: number): string;
  /** @param packets with a value at the end of its range, in the newest minute. */
  podClipping(placement: Placement, packets: number): string;
  podClippingOver(placement: Placement): string;
  /** @param elapsedS time on the legs, s. */
  onTheLegs(elapsedS: number, longestS: number, severity: "watch" | "alert"): string;
  runEnded(): string;
  /** @param inclinePct + uphill. */
  incline(inclinePct: number): string;
  /** @param inclinePct null = not known any more. */
  inclineOver(inclinePct: number | null): string;
  /** @param metronomeSpm cadence to run at, steps of both feet per minute; null where it is not known (yet). */
  planInterval(interval: PlanInterval, metronomeSpm: number | null): string;
  planDone(): string;
  /** @param advice null while it is not known. */
  loadAdvice(advice: LoadAdvice | null, history: RunnerHistory): string;
}
