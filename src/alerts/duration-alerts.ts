import type { AlertOutput } from "../model/alert-output.ts";
import type { DurationRule } from "../model/alert-rules.ts";
import type { RunPlan } from "../model/run-plan.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { AlertBook } from "./alert-book.ts";
import type { Catalogue } from "./catalogue.ts";
import { TimeOnLegs } from "./time-on-legs.ts";

/**
 * Longest time on the legs, s: the plan's own, or what the rule has for its surface. Without a plan it is the treadmill's, the
 * shorter one of the rules that ship.
 */
export function longestTimeS(
  plan: RunPlan | undefined,
  rule: Pick<DurationRule, "treadmillS" | "outdoorsS">,
): number {
  if (plan === undefined) return rule.treadmillS;
  const { longestS, surface } = plan;
  return longestS ?? (surface === "treadmill" ? rule.treadmillS : rule.outdoorsS);
}

/** Raises an alert when the longest time on the legs comes near, and makes it worse when it is over. Only the end of the run releases it. */
export class DurationAlerts {
  readonly #ruleId: string;
  readonly #longestS: number;
  readonly #watchS: number;
  readonly #book: AlertBook;
  readonly #catalogue: Catalogue;
  readonly #legs = new TimeOnLegs();

  constructor(
    ruleId: string,
    rule: DurationRule,
    plan: RunPlan | undefined,
    book: AlertBook,
    catalogue: Catalogue,
  ) {
    this.#ruleId = ruleId;
    this.#longestS = longestTimeS(plan, rule);
    this.#watchS = rule.watchPart * this.#longestS;
    this.#book = book;
    this.#catalogue = catalogue;
  }

  take(output: SessionOutput): AlertOutput | null {
    this.#legs.take(output);
    return this.#legs.state === "stopped" ? this.#end(output.timeS) : this.#look(output);
  }

  #end(timeS: number): AlertOutput | null {
    return this.#book.release(this.#ruleId, timeS, this.#catalogue.runEnded());
  }

  #look({ timeS }: SessionOutput): AlertOutput | null {
    const { elapsedS } = this.#legs;
    if (elapsedS < this.#watchS) return null;
    const severity = elapsedS < this.#longestS ? "watch" : "alert";
    const standing = this.#book.standing(this.#ruleId);
    if (standing?.severity === severity || standing?.severity === "alert") return null;
    const message = this.#catalogue.onTheLegs(elapsedS, this.#longestS, severity);
    return this.#book.raise(this.#ruleId, severity, timeS, message);
  }
}
