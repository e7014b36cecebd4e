import { type ReadonlySignal, signal } from "@preact/signals";
import type { SessionOutput } from "../model/session-output.ts";
import type { ServerMessage } from "../server/wire.ts";
import { AngleTrace } from "./angle-trace.ts";
import { type ConnectionState, initialConnectionState } from "./connection.ts";
import type { RequestStates } from "./requests.ts";
import { applyMessage, initialViewState, type ViewState } from "./view-state.ts";

/** What the page draws from. */
export interface Shown {
  readonly view: ViewState;
  readonly connection: ConnectionState;
  /** What was asked for on this page. */
  readonly requests: RequestStates;
}

export interface DashboardStore {
  /** Changes at most once per `schedule` turn, however many messages came. */
  readonly shown: ReadonlySignal<Shown>;
  /** Read it after a change of `shown`. */
  readonly trace: AngleTrace;
  receive(message: ServerMessage): void;
  setConnection(connection: ConnectionState): void;
  setRequests(requests: RequestStates): void;
  /** Session time of the newest message, s. */
  sessionTimeS(): number;
}

/**
 * Gathers the stream into what the page shows. Messages are taken in at once, also while the page is
 * hidden and nothing is drawn; drawing is asked for once per burst.
 *
 * @param schedule runs its argument at the next chance to draw (requestAnimationFrame)
 */
export function createDashboardStore(schedule: (publish: () => void) => void): DashboardStore {
  let view = initialViewState;
  let connection = initialConnectionState;
  let requests: RequestStates = new Map();
  let isScheduled = false;
  const trace = new AngleTrace();
  const shown = signal<Shown>({ view, connection, requests });

  const publish = () => {
    if (isScheduled) return;
    isScheduled = true;
    schedule(() => {
      isScheduled = false;
      shown.value = { view, connection, requests };
    });
  };

  return {
    shown,
    trace,
    receive: (message) => {
      view = applyMessage(view, message);
      if (message.type === "hello") {
        trace.clear();
      }
      if (!view.incompatible) addToTrace(trace, outputsOf(message));
      publish();
    },
    setConnection: (next) => {
      connection = next;
      publish();
    },
    setRequests: (next) => {
      requests = next;
      publish();
    },
    sessionTimeS: () => view.sessionTimeS,
  };
}

function outputsOf(message: ServerMessage): readonly SessionOutput[] {
  if (message.type === "hello") return message.snapshot;
  return message.type === "outputs" ? message.outputs : [];
}

function addToTrace(trace: AngleTrace, outputs: readonly SessionOutput[]): void {
  for (const output of outputs) {
    if (output.kind === "pelvicAngles") trace.addAngles(output);
    else if (output.kind === "gaitEvent") trace.addEvent(output);
  }
}
