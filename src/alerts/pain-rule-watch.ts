import type { AlertActionOutput, AlertOutput } from "../model/alert-output.ts";
import type { PainRule } from "../model/alert-rules.ts";
import type { EntryOutput, SessionOutput } from "../model/session-output.ts";
import type { AlertBook } from "./alert-book.ts";
import type { Catalogue } from "./catalogue.ts";

/** How bad an entry is: any catch is worse than any level, sharp pain worst. */
const catchRank = 11;
const sharpRank = 12;

function rankOf({ entry, painLevel }: EntryOutput): number | null {
  if (entry === "sharp-pain") return sharpRank;
  if (entry === "catch") return catchRank;
  return entry === "pain" ? painLevel : null;
}

/**
 * What is felt outranks everything that is measured. An alert stands until a person clears it: pain that has gone while running is no
 * reason to run on. What is only watched is over when somebody enters that there is no pain, or less than is watched.
 */
export class PainRuleWatch {
  readonly #ruleId: string;
  readonly #rule: PainRule;
  readonly #book: AlertBook;
  readonly #catalogue: Catalogue;
  #worst = 0;

  constructor(ruleId: string, rule: PainRule, book: AlertBook, catalogue: Catalogue) {
    this.#ruleId = ruleId;
    this.#rule = rule;
    this.#book = book;
    this.#catalogue = catalogue;
  }

  take(output: SessionOutput): AlertOutput | null {
    if (output.kind === "entry") return this.#takeEntry(output);
    return output.kind === "alertAction" ? this.#takeAction(output) : null;
  }

  #takeEntry(output: EntryOutput): AlertOutput | null {
    const rank = rankOf(output);
    if (rank === null) return null;
    const { timeS, entry, painLevel } = output;
    const open = this.#book.standing(this.#ruleId);
    if (rank < this.#rule.watchLevel) {
      if (open === null || open.severity === "alert") return null;
      return this.#book.release(this.#ruleId, timeS, this.#catalogue.painOver(rank));
    }
    // The same once more is news only where somebody has taken note of the first: it has come again.
    const isNews = open?.acknowledgedBy != null ? rank >= this.#worst : rank > this.#worst;
    if (open !== null && !isNews) return null;
    this.#worst = rank;
    const severity = rank >= this.#rule.alertLevel ? "alert" : "watch";
    const message = this.#catalogue.pain(entry, painLevel, severity);
    return open === null
      ? this.#book.raise(this.#ruleId, severity, timeS, message)
      : this.#book.escalate(open, severity, timeS, message);
  }

  #takeAction({ action, alertId, by, timeS }: AlertActionOutput): AlertOutput | null {
    const open = this.#book.standing(this.#ruleId);
    if (action !== "clear" || open?.alertId !== alertId) return null;
    return this.#book.release(this.#ruleId, timeS, this.#catalogue.painCleared(by));
  }
}
