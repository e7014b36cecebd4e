import type { EntryType } from "../model/transport-event.ts";
import type {
  ClientAlertMessage,
  ClientEntryMessage,
  ClientRequestMessage,
  ClientResetBaselineMessage,
  ServerMessage,
} from "../server/wire.ts";

/** The server answers at once; after this silence nobody can say whether it has heard, ms. */
const answerWithinMs = 5000;

/** The same again within this time is a finger that bounced, ms. */
const sameAgainMs = 1500;

/** What somebody can ask for on the page and is told the outcome of. */
export type PageRequest = ClientEntryMessage | ClientAlertMessage | ClientResetBaselineMessage;

/** How far a request is. */
export type RequestState = { readonly request: PageRequest } & (
  | { readonly phase: "sending" }
  /** The server has taken it, at this session time, s. */
  | { readonly phase: "done"; readonly atS: number }
  | {
      readonly phase: "failed";
      readonly why: string;
      /** Whether the server may have taken it all the same. */
      readonly isUnsure: boolean;
    }
);

/** The newest request of each slot, the one that was asked last at the end. */
export type RequestStates = ReadonlyMap<string, RequestState>;

/** Requests of one slot replace each other: one is on its way at a time. */
export function slotOf(request: PageRequest): string {
  switch (request.type) {
    case "entry":
      return `entry:${request.entry}`;
    case "acknowledge":
    case "clear":
      return `${request.type}:${request.alertId}`;
    case "resetBaseline":
      return request.type;
  }
}

/** The level of an entry that is on its way; null where none is. */
export function sendingLevel(states: RequestStates, entry: EntryType): number | null {
  const state = states.get(`entry:${entry}`);
  if (state?.phase !== "sending" || state.request.type !== "entry") return null;
  return state.request.painLevel ?? state.request.effortLevel ?? null;
}

export interface RequestsOptions {
  /** Says it to the server; false where there is no connection. */
  readonly send: (message: ClientRequestMessage) => boolean;
  readonly onChange: (states: RequestStates) => void;
  /** Session time now, s. */
  readonly sessionTimeS: () => number;
}

interface Asked {
  readonly id: string;
  readonly sentMs: number;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Asks the server for what somebody taps, once each, and follows what becomes of it: nothing counts as done before the server says so. */
export class Requests {
  readonly #options: RequestsOptions;
  readonly #states = new Map<string, RequestState>();
  readonly #asked = new Map<string, Asked>();
  readonly #page = Math.random().toString(36).slice(2);
  #count = 0;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /** Asks for something, unless the same is on its way, or was done just now. */
  ask(request: PageRequest): void {
    const slot = slotOf(request);
    const before = this.#states.get(slot);
    if (before?.phase === "sending") return;
    const asked = this.#asked.get(slot);
    const isSame = JSON.stringify(before?.request) === JSON.stringify(request);
    if (before?.phase === "done" && isSame && Date.now() - (asked?.sentMs ?? 0) < sameAgainMs)
      return;
    this.#count += 1;
    const id = `${this.#page}-${this.#count}`;
    clearTimeout(asked?.timer);
    if (!this.#options.send({ ...request, id })) {
      this.#asked.delete(slot);
      this.#set(slot, { request, phase: "failed", why: "there is no connection", isUnsure: false });
      return;
    }
    const timer = setTimeout(
      () => this.#fail(slot, "the server has not answered", true),
      answerWithinMs,
    );
    this.#asked.set(slot, { id, sentMs: Date.now(), timer });
    this.#set(slot, { request, phase: "sending" });
  }

  /** Asks once more for what has failed. */
  retry(slot: string): void {
    const state = this.#states.get(slot);
    if (state?.phase === "failed") this.ask(state.request);
  }

  /** Takes a failure off the page. */
  dismiss(slot: string): void {
    if (this.#states.get(slot)?.phase !== "failed") return;
    this.#states.delete(slot);
    this.#options.onChange(new Map(this.#states));
  }

  /** Takes the server's answers out of what it says. */
  takeMessage(message: ServerMessage): void {
    if (message.type !== "done" && message.type !== "error") return;
    for (const [slot, { id, timer }] of this.#asked) {
      if (id !== message.id) continue;
      clearTimeout(timer);
      const request = this.#states.get(slot)?.request;
      // An answer that comes late still tells what is true.
      if (request === undefined) return;
      if (message.type === "error") this.#fail(slot, message.message, false);
      else this.#set(slot, { request, phase: "done", atS: this.#options.sessionTimeS() });
    }
  }

  /** What was on its way may or may not have arrived. */
  connectionLost(): void {
    for (const [slot, { phase }] of this.#states) {
      if (phase !== "sending") continue;
      clearTimeout(this.#asked.get(slot)?.timer);
      this.#fail(slot, "the connection was lost before the server answered", true);
    }
  }

  #fail(slot: string, why: string, isUnsure: boolean): void {
    const request = this.#states.get(slot)?.request;
    if (request !== undefined) this.#set(slot, { request, phase: "failed", why, isUnsure });
  }

  #set(slot: string, state: RequestState): void {
    // Deleting first moves it to the end.
    this.#states.delete(slot);
    this.#states.set(slot, state);
    this.#options.onChange(new Map(this.#states));
  }
}
