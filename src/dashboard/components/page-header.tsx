import type { SessionOrigin } from "../../model/session-header.ts";
import type { ConnectionState } from "../connection.ts";
import { formatClock, formatPlayback, originText, runnerText } from "../format.ts";
import type { Sound } from "../sound.ts";
import type { ViewState } from "../view-state.ts";
import { SoundSwitch } from "./sound-switch.tsx";

interface ConnectionPillProps {
  readonly view: ViewState;
  readonly connection: ConnectionState;
}

interface PageHeaderProps extends ConnectionPillProps {
  readonly sound: Sound;
  /** Asks for all pods to be calibrated anew. */
  readonly onCalibrate: () => void;
}

export function PageHeader({ view, connection, sound, onCalibrate }: PageHeaderProps) {
  const session = view.hello?.session;
  const playback = view.hello?.playback;
  const durationS = playback?.durationS ?? null;
  // Nobody in a recording stands still because somebody presses a button.
  const canCalibrate = playback !== undefined && playback.mode !== "replay" && view.running;
  const progress = durationS === null ? null : Math.min(1, view.sessionTimeS / durationS);
  return (
    <header class="page-header">
      <div class="brand">
        <Mark />
        <span>Hipline</span>
      </div>
      <div class="session-title">
        <h1 data-testid="session-title">{session?.title ?? "Waiting for the session"}</h1>
        <p data-testid="runner">{session === undefined ? "" : runnerText(session)}</p>
      </div>
      <div class="session-state">
        {session !== undefined && <Origin origin={session.origin} />}
        <span class="pill" data-testid="playback">
          {playback === undefined ? "…" : formatPlayback(playback)}
        </span>
        {canCalibrate && (
          <button
            type="button"
            class="calibrate"
            title="Then stand still for four seconds, looking forward. Until then everything stays as it is."
            disabled={connection.phase !== "open"}
            onClick={onCalibrate}
          >
            Calibrate anew
          </button>
        )}
        <SoundSwitch sound={sound} />
        <ConnectionPill view={view} connection={connection} />
        <p class="clock">
          <span data-testid="session-clock">{formatClock(view.sessionTimeS)}</span>
          {durationS !== null && <small> / {formatClock(durationS)}</small>}
        </p>
      </div>
      {progress !== null && (
        <div class="progress" aria-hidden="true">
          <div style={{ transform: `scaleX(${progress})` }} />
        </div>
      )}
    </header>
  );
}

function ConnectionPill({ view, connection }: ConnectionPillProps) {
  const [kind, text] = connectionWords(view, connection);
  return (
    <span class={`pill pill-${kind}`} data-testid="connection" role="status">
      <span class="dot" aria-hidden="true" />
      {text}
    </span>
  );
}

function connectionWords(view: ViewState, connection: ConnectionState): [string, string] {
  if (view.endReason !== null) return ["ended", "Session ended"];
  if (connection.phase === "lost") return ["lost", "No connection"];
  if (view.incompatible) return ["lost", "Wrong version"];
  if (connection.behindS !== null) return ["lost", `Behind by ${connection.behindS} s`];
  if (connection.phase === "connecting") return ["waiting", "Connecting"];
  return ["open", "Connected"];
}

/** Says that the signals were not measured by these pods, and how they came about on demand. */
function Origin({ origin }: { readonly origin: SessionOrigin }) {
  const text = originText(origin);
  if (text === null) return null;
  return (
    <details class={`origin origin-${origin.kind}`} data-testid="origin">
      <summary class="pill" title={origin.description}>
        {text}
      </summary>
      <p>{origin.description}</p>
    </details>
  );
}

/** A tilted pelvis over two contacts. */
function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect class="mark-ground" width="32" height="32" rx="8" />
      <path class="mark-pelvis" d="M7 13.5 25 10" />
      <circle class="mark-left" cx="10" cy="22" r="3.2" />
      <circle class="mark-right" cx="22" cy="22" r="3.2" />
    </svg>
  );
}
