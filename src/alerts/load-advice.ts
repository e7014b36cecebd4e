import type { LoadAdviceOutput } from "../model/alert-output.ts";
import type { LoadAdvice, RunnerHistory } from "../model/runner-history.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { Catalogue } from "./catalogue.ts";

/**
 * Bands of the pain-monitoring model (Thomeé 1997, Phys Ther 77:1690; Silbernagel et al. 2007, Am J Sports Med 35:897): pain of 0 to 2 of 10
 * (to 3 in some versions) is safe, up to 5 acceptable, above it too much, and it has to settle by the next morning. The model lets load go on within the
 * acceptable band; for a hip impingement the stricter reading is taken here: load goes up only after a session within the safe band, with
 * nothing left on the next morning. Not clinically validated.
 */
const painBands = {
  /** Largest pain while running. */
  safe: 2,
  acceptable: 5,
  /** Largest pain on the morning after that counts as none left … */
  settled: 0,
  /** … and the largest one with which load may stay as it is. */
  settling: 2,
} as const;

/** What is known of a session and the morning after. */
export type SessionResponse = Pick<
  RunnerHistory,
  "lastWorstPain" | "lastSharpPainOrCatch" | "painNextMorning"
>;

/** What to do about load after a session; null while nobody has said how the morning after was and the session alone does not tell. */
export function loadAdvice(response: SessionResponse): LoadAdvice | null {
  const { lastSharpPainOrCatch, painNextMorning } = response;
  // Nothing entered counts as no pain: entering is one tap.
  const worst = response.lastWorstPain ?? 0;
  if (lastSharpPainOrCatch || worst > painBands.acceptable) return "step-back";
  if (painNextMorning === null) return null;
  if (painNextMorning > painBands.settling) return "step-back";
  const isSafe = worst <= painBands.safe;
  const isSettled = painNextMorning <= painBands.settled;
  if (isSafe && isSettled) return "progress";
  return isSafe || isSettled ? "hold" : "step-back";
}

/** Says at the session's start what to do about load, and again when somebody has said how the morning after the last session was. */
export class LoadAdviceTracker {
  readonly #catalogue: Catalogue;
  #history: RunnerHistory | null;
  #hasSpoken = false;

  /** @param history null where nothing of earlier sessions is known: then it says nothing. */
  constructor(history: RunnerHistory | null, catalogue: Catalogue) {
    this.#history = history;
    this.#catalogue = catalogue;
  }

  take(output: SessionOutput): LoadAdviceOutput | null {
    if (this.#history === null) return null;
    const isAnswer = output.kind === "entry" && output.entry === "pain-next-morning";
    // Without a session on an earlier day there is no morning after.
    if (isAnswer && this.#history.lastStartedAt !== null) {
      this.#history = { ...this.#history, painNextMorning: output.painLevel };
    } else if (this.#hasSpoken) return null;
    this.#hasSpoken = true;
    return this.#advice(this.#history, output.timeS);
  }

  #advice(history: RunnerHistory, timeS: number): LoadAdviceOutput {
    const { painNextMorning, lastStartedAt } = history;
    const advice = loadAdvice(history);
    return {
      kind: "loadAdvice",
      timeS,
      advice,
      message: this.#catalogue.loadAdvice(advice, history),
      painNextMorning,
      sessionStartedAt: lastStartedAt,
    };
  }
}
