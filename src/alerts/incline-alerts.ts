import type { AlertOutput } from "../model/alert-output.ts";
import type { InclineRule } from "../model/alert-rules.ts";
import type { RunPlan } from "../model/run-plan.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { AlertBook } from "./alert-book.ts";
import type { Catalogue } from "./catalogue.ts";

/** Raises an alert when the treadmill is tilted, up or down, by more than the rule allows while the plan has no inclines. Without a plan it says nothing. */
export class InclineAlerts {
  readonly #ruleId: string;
  readonly #rule: InclineRule;
  readonly #isOn: boolean;
  readonly #book: AlertBook;
  readonly #catalogue: Catalogue;

  constructor(
    ruleId: string,
    rule: InclineRule,
    plan: RunPlan | undefined,
    book: AlertBook,
    catalogue: Catalogue,
  ) {
    this.#ruleId = ruleId;
    this.#rule = rule;
    this.#isOn = plan !== undefined && !plan.inclines;
    this.#book = book;
    this.#catalogue = catalogue;
  }

  take(output: SessionOutput): AlertOutput | null {
    if (!this.#isOn || output.kind !== "treadmill") return null;
    const { inclinePct, timeS } = output;
    if (inclinePct === null || Math.abs(inclinePct) <= this.#rule.alertPct) {
      return this.#book.release(this.#ruleId, timeS, this.#catalogue.inclineOver(inclinePct));
    }
    if (this.#book.isCooling(this.#ruleId, "alert", timeS, this.#rule.cooldownS)) return null;
    const message = this.#catalogue.incline(inclinePct);
    return this.#book.raise(this.#ruleId, "alert", timeS, message);
  }
}
