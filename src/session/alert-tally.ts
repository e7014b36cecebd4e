import type { AlertActionOutput, AlertOutput, AlertSeverity } from "../model/alert-output.ts";
import type { PodId } from "../model/pod.ts";
import { clockText } from "./text-table.ts";

/** One alert from raising to release. */
export interface AlertSpan {
  readonly ruleId: string;
  /** The pod that it is about; null = none. */
  readonly podId: PodId | null;
  /** The highest that it came to. */
  readonly severity: AlertSeverity;
  /** What was said when it came to that; of a pattern without what each of its causes had said, which has a span of its own. */
  readonly message: string;
  /** When each cause of a pattern was raised, s; else empty. */
  readonly causesStartS: readonly number[];
  readonly startS: number;
  /** Newest escalation, s; null = there was none. */
  readonly escalatedAtS: number | null;
  /** Who acknowledged it as it was in the end, and when, s; null = nobody. */
  readonly acknowledged: { readonly by: string; readonly atS: number } | null;
  /** Who cleared it; null where it ended by itself, or stands. */
  readonly clearedBy: string | null;
  /** null = still open at the end. */
  readonly endS: number | null;
}

/** What an alert says, in a line: of a pattern with when its causes were told instead of their sentences. */
export function saidText({ message, causesStartS }: AlertSpan): string {
  const toldAt = [...new Set(causesStartS.map(clockText))].join(" and ");
  return toldAt === "" ? message : `${message} told at ${toldAt}`;
}

/** Sums up what is said about alerts: one span for each. */
export class AlertTally {
  readonly #spans = new Map<string, AlertSpan>();
  readonly #clearedBy = new Map<string, string>();

  /** Every alert, in the order of raising. */
  get spans(): readonly AlertSpan[] {
    return [...this.#spans.values()];
  }

  take(output: AlertOutput | AlertActionOutput): void {
    if (output.kind === "alert") this.#spans.set(output.alertId, this.#after(output));
    else if (output.action === "clear") this.#clearedBy.set(output.alertId, output.by);
  }

  #after(output: AlertOutput): AlertSpan {
    const { alertId, ruleId, podId, phase, severity, message, timeS } = output;
    const { raisedAtS, acknowledgedBy } = output;
    const causes = output.causes
      .map((cause) => this.#spans.get(cause))
      .filter((cause) => cause !== undefined);
    const before = this.#spans.get(alertId) ?? {
      ruleId,
      podId,
      severity,
      message: without(
        message,
        causes.map((cause) => cause.message),
      ),
      causesStartS: causes.map((cause) => cause.startS),
      startS: raisedAtS,
      escalatedAtS: null,
      acknowledged: null,
      clearedBy: null,
      endS: null,
    };
    switch (phase) {
      case "raised":
        return before;
      case "escalated":
        return { ...before, severity, message, escalatedAtS: timeS, acknowledged: null };
      case "acknowledged":
        return {
          ...before,
          acknowledged: acknowledgedBy === null ? null : { by: acknowledgedBy, atS: timeS },
        };
      case "released":
        return { ...before, clearedBy: this.#clearedBy.get(alertId) ?? null, endS: timeS };
    }
  }
}

/** One span for each alert, in the order of raising. */
export function alertSpans(alerts: readonly AlertOutput[]): readonly AlertSpan[] {
  const tally = new AlertTally();
  for (const alert of alerts) tally.take(alert);
  return tally.spans;
}

/** A text without those that it repeats. */
function without(text: string, repeated: readonly string[]): string {
  return repeated.reduce((rest, one) => rest.replace(one, ""), text).trim();
}
