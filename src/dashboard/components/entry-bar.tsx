import { useState } from "preact/hooks";
import type { EntryType } from "../../model/transport-event.ts";
import type { ClientEntryMessage } from "../../server/wire.ts";
import { requestStatus } from "../request-words.ts";
import { type RequestStates, type Requests, slotOf } from "../requests.ts";
import { LevelButtons } from "./level-buttons.tsx";

interface EntryBarProps {
  readonly requests: Requests;
  readonly states: RequestStates;
  /** Why nothing can be entered now; null where it can. */
  readonly why: string | null;
  /** How the session has ended; null while it has not. */
  readonly endReason: string | null;
}

/** What the hip feels like, and how the run is, with one tap from anywhere on the page. */
export function EntryBar({ requests, states, why, endReason }: EntryBarProps) {
  const [open, setOpen] = useState<"pain" | "effort" | null>(null);
  const toggle = (which: "pain" | "effort") => setOpen(open === which ? null : which);
  const isSending = (entry: EntryType) => states.get(`entry:${entry}`)?.phase === "sending";
  const ask = (entry: ClientEntryMessage) => {
    setOpen(null);
    requests.ask(entry);
  };
  return (
    <section class="entry-bar" aria-label="Enter how it feels" data-testid="entry-bar">
      <RequestStrip requests={requests} states={states} why={why} endReason={endReason} />
      <div class="entry-controls">
        <div class={`level-row pain${open === "pain" ? " open" : ""}`}>
          <span class="level-name">Pain</span>
          <LevelButtons
            name="Pain"
            testId="pain"
            disabled={why !== null || isSending("pain")}
            sending={sendingLevel(states, "pain")}
            onLevel={(painLevel) => ask({ type: "entry", entry: "pain", painLevel })}
          />
        </div>
        {open === "effort" && (
          <div class="level-row effort open">
            <span class="level-name">Effort</span>
            <LevelButtons
              name="Effort"
              testId="effort"
              disabled={why !== null || isSending("effort")}
              sending={sendingLevel(states, "effort")}
              onLevel={(effortLevel) => ask({ type: "entry", entry: "effort", effortLevel })}
            />
          </div>
        )}
        <div class="entry-buttons">
          <button
            type="button"
            class="entry open-pain"
            aria-expanded={open === "pain"}
            data-testid="open-pain"
            disabled={why !== null}
            onClick={() => toggle("pain")}
          >
            Pain 0–10
          </button>
          {plainEntries.map(({ entry, label }) => (
            <button
              key={entry}
              type="button"
              class={`entry ${entry}`}
              data-testid={`enter-${entry}`}
              disabled={why !== null || isSending(entry)}
              onClick={() => ask({ type: "entry", entry })}
            >
              {label}
            </button>
          ))}
          <button
            type="button"
            class="entry open-effort"
            aria-expanded={open === "effort"}
            data-testid="open-effort"
            disabled={why !== null}
            onClick={() => toggle("effort")}
          >
            Effort 0–10
          </button>
        </div>
      </div>
    </section>
  );
}

const plainEntries = [
  { entry: "sharp-pain", label: "Sharp pain" },
  { entry: "catch", label: "Catch / click" },
  { entry: "stop", label: "I stop" },
] as const;

function sendingLevel(states: RequestStates, entry: EntryType): number | null {
  const state = states.get(`entry:${entry}`);
  if (state?.phase !== "sending" || state.request.type !== "entry") return null;
  return state.request.painLevel ?? state.request.effortLevel ?? null;
}

/** What became of the newest tap, and of every one that failed. */
function RequestStrip({ requests, states, why, endReason }: EntryBarProps) {
  const all = [...states.values()];
  const newest = all.findLast(({ phase }) => phase !== "failed");
  const failed = all.filter(({ phase }) => phase === "failed");
  return (
    <div class="request-strip" role="status" data-testid="request-status">
      {failed.map((state) => (
        <p key={slotOf(state.request)} class="request-failed" data-testid="request-failed">
          <span>{requestStatus(state)}</span>
          {why === null && (
            <button
              type="button"
              class="action"
              onClick={() => requests.retry(slotOf(state.request))}
            >
              Try again
            </button>
          )}
          <button
            type="button"
            class="action"
            onClick={() => requests.dismiss(slotOf(state.request))}
          >
            Leave it
          </button>
        </p>
      ))}
      {why !== null && (
        <p class="entry-why">
          {endReason !== null && (
            <span data-testid="session-ended">
              <strong>Session ended.</strong> {sentence(endReason)} What was known at its end stays
              on show.{" "}
            </span>
          )}
          <span data-testid="entry-why">{why}</span>
        </p>
      )}
      {why === null && newest !== undefined && (
        <p class={`request-${newest.phase}`} data-testid="request-newest">
          {newest.phase === "done" && <span aria-hidden="true">✓ </span>}
          {requestStatus(newest)}
        </p>
      )}
    </div>
  );
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
