import type { AlertOutput } from "../model/alert-output.ts";
import type { PodClippingRule } from "../model/alert-rules.ts";
import type { PodId } from "../model/pod.ts";
import type { PodStateOutput, SessionOutput } from "../model/session-output.ts";
import type { AlertBook } from "./alert-book.ts";
import type { Catalogue } from "./catalogue.ts";

const windowS = 60;

/** It is released below this part of what raised it. */
const releasePart = 0.5;

interface Count {
  readonly timeS: number;
  readonly packets: number;
}

/** Raises an alert when a pod's values are at the end of their range too often: what is beyond is missing from every number. */
export class PodClippingAlerts {
  readonly #ruleId: string;
  readonly #rule: PodClippingRule;
  readonly #book: AlertBook;
  readonly #catalogue: Catalogue;
  readonly #counts = new Map<PodId, Count[]>();

  constructor(ruleId: string, rule: PodClippingRule, book: AlertBook, catalogue: Catalogue) {
    this.#ruleId = ruleId;
    this.#rule = rule;
    this.#book = book;
    this.#catalogue = catalogue;
  }

  take(output: SessionOutput): AlertOutput | null {
    if (output.kind !== "podState") return null;
    const { podId, placement, timeS } = output;
    const packets = this.#newest(output);
    const { packetsPerMinute, cooldownS } = this.#rule;
    if (packets >= packetsPerMinute) {
      if (this.#book.isCooling(this.#ruleId, "watch", timeS, cooldownS, podId)) return null;
      const message = this.#catalogue.podClipping(placement, packets);
      return this.#book.raise(this.#ruleId, "watch", timeS, message, { podId });
    }
    if (packets >= releasePart * packetsPerMinute) return null;
    const message = this.#catalogue.podClippingOver(placement);
    return this.#book.release(this.#ruleId, timeS, message, { podId });
  }

  /** Clipped packets of the newest minute. */
  #newest({ podId, timeS, clippedPackets }: PodStateOutput): number {
    const counts = this.#counts.get(podId) ?? [];
    this.#counts.set(podId, counts);
    counts.push({ timeS, packets: clippedPackets });
    // The oldest one kept is what the minute began with.
    while (counts[1] !== undefined && counts[1].timeS <= timeS - windowS) counts.shift();
    return clippedPackets - (counts[0]?.packets ?? 0);
  }
}
