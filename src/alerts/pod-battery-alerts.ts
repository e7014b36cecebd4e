import type { AlertOutput } from "../model/alert-output.ts";
import type { PodBatteryRule } from "../model/alert-rules.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { AlertBook } from "./alert-book.ts";
import type { Catalogue } from "./catalogue.ts";

/** A charge must be so far above the limit that it was told at to be released, percentage points: what pods say of it wavers. */
const recoveredPct = 5;

/** Raises an alert when a pod's battery runs low; only a charged one, or another, releases it. */
export class PodBatteryAlerts {
  readonly #ruleId: string;
  readonly #rule: PodBatteryRule;
  readonly #book: AlertBook;
  readonly #catalogue: Catalogue;

  constructor(ruleId: string, rule: PodBatteryRule, book: AlertBook, catalogue: Catalogue) {
    this.#ruleId = ruleId;
    this.#rule = rule;
    this.#book = book;
    this.#catalogue = catalogue;
  }

  take(output: SessionOutput): AlertOutput | null {
    if (output.kind !== "podState" || output.batteryPct === null) return null;
    const { podId, placement, batteryPct, timeS } = output;
    const { watchPct, alertPct, cooldownS } = this.#rule;
    if (batteryPct <= watchPct) {
      const isNew = this.#book.standing(this.#ruleId, podId) === null;
      const severity = batteryPct <= alertPct ? "alert" : "watch";
      if (isNew && this.#book.isCooling(this.#ruleId, severity, timeS, cooldownS, podId))
        return null;
      const message = this.#catalogue.podBattery(placement, batteryPct);
      return this.#book.raise(this.#ruleId, severity, timeS, message, { podId });
    }
    if (batteryPct < Math.min(100, watchPct + recoveredPct)) return null;
    const message = this.#catalogue.podCharged(placement, batteryPct);
    return this.#book.release(this.#ruleId, timeS, message, { podId });
  }
}
