import type { AlertOutput } from "../model/alert-output.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { AlertBook } from "./alert-book.ts";
import type { Catalogue } from "./catalogue.ts";

/**
 * Raises an alert when a pod falls silent, or has never sent anything, and releases it when data comes (again). There is no cool-down: what is
 * true of a pod is said at once.
 * Depends on the order of pod states alone.
 */
export class PodSilentRule {
  readonly #ruleId: string;
  readonly #book: AlertBook;
  readonly #catalogue: Catalogue;

  constructor(ruleId: string, book: AlertBook, catalogue: Catalogue) {
    this.#ruleId = ruleId;
    this.#book = book;
    this.#catalogue = catalogue;
  }

  take(output: SessionOutput): AlertOutput | null {
    if (output.kind !== "podState") return null;
    const { podId, placement, liveness, receivedSamples, timeS } = output;
    if (liveness === "silent") {
      const message = this.#catalogue.podSilent(placement, receivedSamples > 0);
      return this.#book.raise(this.#ruleId, "alert", timeS, message, { podId });
    }
    if (liveness !== "live") return null;
    const message = this.#catalogue.podSendsAgain(placement);
    return this.#book.release(this.#ruleId, timeS, message, { podId });
  }
}
