import type { LinkState } from "../../model/transport-event.ts";

/** What may follow what. A link that is stopped just ends. */
const following: Readonly<Record<LinkState, readonly LinkState[]>> = {
  searching: ["connecting", "failed"],
  connecting: ["configuring", "lost"],
  configuring: ["streaming", "lost", "failed"],
  streaming: ["backfilling", "lost"],
  backfilling: ["streaming", "lost"],
  lost: ["searching"],
  failed: ["searching"],
};

/** The state of one link: only steps that make sense, each told once. */
export class LinkStateMachine {
  readonly #onChange: (state: LinkState, reason: string | null) => void;
  #state: LinkState | null = null;

  /** @param onChange told of every new state, and why, where the state alone does not say. */
  constructor(onChange: (state: LinkState, reason: string | null) => void) {
    this.#onChange = onChange;
  }

  /** Null before the first. */
  get state(): LinkState | null {
    return this.#state;
  }

  /** @throws Error where the step makes no sense: a defect of the caller. */
  enter(state: LinkState, reason: string | null = null): void {
    if (state === this.#state) return;
    const isAllowed =
      this.#state === null ? state === "searching" : following[this.#state].includes(state);
    if (!isAllowed) throw new Error(`a link cannot go from ${this.#state} to ${state}`);
    this.#state = state;
    this.#onChange(state, reason);
  }
}
