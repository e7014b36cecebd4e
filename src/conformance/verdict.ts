import type { RequirementId } from "./requirements.ts";

/** "not-checked": it could not be seen from here; "not-applicable": the pod has no such part. Neither counts as passed. */
export type Outcome = "passed" | "failed" | "not-checked" | "not-applicable";

/** What became of one requirement. */
export interface Verdict {
  readonly id: RequirementId;
  readonly outcome: Outcome;
  /** What was expected and what was seen, or why it was not looked at; null = nothing to say. */
  readonly detail: string | null;
}

/** A check has found something wrong. `message` says what was expected and what was seen. */
export class Violation extends Error {
  override readonly name = "Violation";
}

/** A check cannot tell. */
export class Undecided extends Error {
  override readonly name = "Undecided";
  readonly outcome: Extract<Outcome, "not-checked" | "not-applicable">;

  constructor(outcome: Undecided["outcome"], message: string) {
    super(message);
    this.outcome = outcome;
  }
}

/** @throws Violation where something is not as it must be. */
export function demand(isSo: boolean, otherwise: () => string): asserts isSo {
  if (!isSo) throw new Violation(otherwise());
}

/** Bytes as people compare them: "30 09 01". */
export function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
