import { useState } from "preact/hooks";
import type { EntryType } from "../../model/transport-event.ts";
import type { ClientEntryMessage } from "../../server/wire.ts";
import { requestStatus } from "../request-words.ts";
import { type RequestStates, type Requests, sendingLevel, slotOf } from "../requests.ts";
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
  const [open, setOpen] = useState<LevelEntry | null>(null);
  const isSending = (entry: EntryType) => states.get(`entry:${entry}`)?.phase === "sending";
  const ask = (entry: ClientEntryMessage) => {
    setOpen(null);
    requests.ask(entry);
  };
  const levelRow = (entry: LevelEntry, onLevel: (level: number) => void) => (
    <div class={`level-row ${entry}${open === entry ? " open" : ""}`}>
      <span class="level-name">{levelNames[entry]}</span>
      <LevelButtons
        name={levelNames[entry]}
        testId={entry}
        disabled={why !== null || isSending(entry)}
        sending={sendingLevel(states, entry)}
        onLevel={onLevel}
      />
    </div>
  );
  const openButton = (entry: LevelEntry) => (
    <button
      type="button"
      class={`entry open-${entry}`}
      aria-expanded={open === entry}
      data-testid={`open-${entry}`}
      disabled={why !== null}
      onClick={() => setOpen(open === entry ? null : entry)}
    >
      {levelNames[entry]} 0–10
    </button>
  );
  return (
    <section class="entry-bar" aria-label="Enter how it feels" data-testid="entry-bar">
      <RequestStrip requests={requests} states={states} why={why} endReason={endReason} />
      <div class="entry-controls">
        {/* Pain is always there where the screen has room for it. */}
        {levelRow("pain", (painLevel) => ask({ type: "entry", entry: "pain", painLevel }))}
        {open === "effort" &&
          levelRow("effort", (effortLevel) => ask({ type: "entry", entry: "effort", effortLevel }))}
        <div class="entry-buttons">
          {openButton("pain")}
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
          {openButton("effort")}
        </div>
      </div>
    </section>
  );
}

const levelNames = { pain: "Pain", effort: "Effort" } as const;

/** Entries that need a level, which a second tap gives where the screen is narrow. */
type LevelEntry = keyof typeof levelNames;

const plainEntries = [
  { entry: "sharp-pain", label: "Sharp pain" },
  { entry: "catch", label: "Catch / click" },
  { entry: "stop", label: "I stop" },
] as const;

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
