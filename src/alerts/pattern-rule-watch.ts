import type { AlertOutput } from "../model/alert-output.ts";
import type { GaitMetric, PatternRule } from "../model/alert-rules.ts";
import type { Side } from "../model/pod.ts";
import type { AlertBook } from "./alert-book.ts";
import type { Catalogue } from "./catalogue.ts";

/** A standing rule that counts: since when, s, and what it looks at. */
interface Reached {
  readonly atS: number;
  readonly metric: GaitMetric | null;
}

/**
 * Tells when several gait rules stand that were raised, or became alerts, close together: one change alone may be anything, several look like
 * sparing. Rules that look at the same metric see the same change, and count once.
 */
export class PatternRuleWatch {
  readonly #ruleId: string;
  readonly #rule: PatternRule;
  readonly #side: Side | null;
  readonly #book: AlertBook;
  readonly #catalogue: Catalogue;
  readonly #reached = new Map<string, Reached>();

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
    const { ruleId, phase, severity, timeS, finding } = alert;
    if (phase === "released") this.#reached.delete(ruleId);
    else if (level === "watch" || severity === "alert") {
      const isNew = phase === "escalated" || !this.#reached.has(ruleId);
      if (isNew) this.#reached.set(ruleId, { atS: timeS, metric: finding?.metric ?? null });
    }
    if (this.#book.standing(this.#ruleId) !== null) {
      if (changes([...this.#reached.values()]) >= atLeast) return null;
      return this.#book.release(this.#ruleId, timeS, this.#catalogue.patternOver());
    }
    return phase === "released" ? null : this.#raise(alert);
  }

  #raise({ timeS }: AlertOutput): AlertOutput | null {
    const { withinS, atLeast, cooldownS } = this.#rule;
    const close = [...this.#reached].filter(([, { atS }]) => timeS - atS <= withinS);
    if (changes(close.map(([, one]) => one)) < atLeast) return null;
    if (this.#book.isCooling(this.#ruleId, "alert", timeS, cooldownS)) return null;
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

function changes(reached: readonly Reached[]): number {
  return new Set(reached.map(({ metric }) => metric)).size;
}
