import type { AlertOutput } from "../model/alert-output.ts";
import type { PatternRule } from "../model/alert-rules.ts";
import type { Side } from "../model/pod.ts";
import type { AlertBook } from "./alert-book.ts";
import type { Catalogue } from "./catalogue.ts";

/** Tells when several gait rules stand that were raised close together: one change alone may be anything, several look like sparing. */
export class PatternRuleWatch {
  readonly #ruleId: string;
  readonly #rule: PatternRule;
  readonly #side: Side | null;
  readonly #book: AlertBook;
  readonly #catalogue: Catalogue;
  /** When each standing rule reached the level that counts, s. */
  readonly #reachedS = new Map<string, number>();

  constructor(
    ruleId: string,
    rule: PatternRule,
    side: Side | null,
    book: AlertBook,
    catalogue: Catalogue,
  ) {
    this.#ruleId = ruleId;
    this.#rule = rule;
    this.#side = side;
    this.#book = book;
    this.#catalogue = catalogue;
  }

  /** Takes every alert of another rule. */
  take(alert: AlertOutput): AlertOutput | null {
    const { of, level, atLeast } = this.#rule;
    if (!of.includes(alert.ruleId)) return null;
    if (alert.phase === "released") this.#reachedS.delete(alert.ruleId);
    else if (level === "watch" || alert.severity === "alert") {
      if (!this.#reachedS.has(alert.ruleId)) this.#reachedS.set(alert.ruleId, alert.timeS);
    }
    if (this.#book.standing(this.#ruleId) !== null) {
      if (this.#reachedS.size >= atLeast) return null;
      return this.#book.release(this.#ruleId, alert.timeS, this.#catalogue.patternOver());
    }
    return alert.phase === "released" ? null : this.#raise(alert);
  }

  #raise({ timeS }: AlertOutput): AlertOutput | null {
    const { withinS, atLeast, cooldownS } = this.#rule;
    const close = [...this.#reachedS].filter(([, reachedS]) => timeS - reachedS <= withinS);
    if (close.length < atLeast || this.#book.isCooling(this.#ruleId, timeS, cooldownS)) return null;
    const causes = close
      .map(([ruleId]) => this.#book.standing(ruleId))
      .filter((cause) => cause !== null);
    const message = this.#catalogue.pattern(
      this.#side,
      causes.map((cause) => cause.message),
    );
    return this.#book.raise(this.#ruleId, "alert", timeS, message, {
      causes: causes.map(({ alertId }) => alertId),
    });
  }
}
