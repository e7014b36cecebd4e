import type { AlertOutput } from "../model/alert-output.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { AlertBook } from "./alert-book.ts";
import type { Catalogue } from "./catalogue.ts";

/** Raises an alert when a pod has slipped on the body and releases it when it has been calibrated anew; without a cool-down. */
export class PodSlipRule {
  readonly #ruleId: string;
  readonly #book: AlertBook;
  readonly #catalogue: Catalogue;

  constructor(ruleId: string, book: AlertBook, catalogue: Catalogue) {
    this.#ruleId = ruleId;
    this.#book = book;
    this.#catalogue = catalogue;
  }

  take(output: SessionOutput): AlertOutput | null {
    if (output.kind !== "calibration" || output.stage !== "slip") return null;
    const { verdict, podId, placement, timeS, slipDeg } = output;
    if (verdict === "slipped") {
      const message = this.#catalogue.podSlipped(placement, slipDeg);
      return this.#book.raise(this.#ruleId, "watch", timeS, message, { podId });
    }
    if (verdict !== "good") return null;
    const message = this.#catalogue.podCalibratedAnew(placement);
    return this.#book.release(this.#ruleId, timeS, message, { podId });
  }
}
