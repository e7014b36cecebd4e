import type { ClientMessage, ServerMessage } from "../server/wire.ts";
import { LagMeter } from "./lag-meter.ts";
import { reconnectDelayMs } from "./reconnect-delay.ts";

/** The server speaks at least once a second while a session runs; after this silence the line is dead, ms. */
const silentAfterMs = 4000;

/** A new connection begins with a snapshot, which takes a slow line a while, ms. */
const helloWithinMs = 10_000;

/** Messages that are later than this no longer show what is now, s. */
const behindAfterS = 2;

export interface ConnectionState {
  readonly phase: "connecting" | "open" | "lost";
  /** Wall-clock time of the last message before the loss, ms since 1970; null unless lost. */
  readonly lostSinceMs: number | null;
  /** Attempts made since the loss. */
  readonly attempts: number;
  /** Whole seconds by which a slow line makes this page late; null while it is on time or lost. */
  readonly behindS: number | null;
}

export const initialConnectionState: ConnectionState = {
  phase: "connecting",
  lostSinceMs: null,
  attempts: 0,
  behindS: null,
};

export interface SocketHandlers {
  readonly onMessage: (text: string) => void;
  readonly onClose: () => void;
}

/** What can be done with a socket. */
export interface SocketControls {
  readonly close: () => void;
  readonly send: (text: string) => void;
}

export interface ConnectionOptions {
  /** Opens a socket. */
  readonly open: (handlers: SocketHandlers) => SocketControls;
  readonly onMessage: (message: ServerMessage) => void;
  readonly onState: (state: ConnectionState) => void;
}

export interface Connection {
  /** Tries again at once instead of at the next turn. */
  retryNow(): void;
  /** Says something to the server; false while there is no connection: nothing happens then. */
  send(message: ClientMessage): boolean;
}

/** Keeps a connection to the server: notices a dead line, and comes back by itself. */
export function keepConnected({ open, onMessage, onState }: ConnectionOptions): Connection {
  let state = initialConnectionState;
  let lastMessageMs = Date.now();
  const lag = new LagMeter();
  let socket: SocketControls | null = null;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let watchdog: ReturnType<typeof setTimeout> | undefined;

  const setState = (next: ConnectionState) => {
    state = next;
    onState(next);
  };

  const connect = () => {
    clearTimeout(retryTimer);
    // A socket that was given up may still speak or close later; it is no longer listened to.
    const isCurrent = () => socket === opened;
    const opened = open({
      onMessage: (text) => {
        if (isCurrent()) receive(JSON.parse(text) as ServerMessage);
      },
      onClose: () => {
        if (isCurrent()) lose();
      },
    });
    socket = opened;
    watch(helloWithinMs);
  };

  const receive = (message: ServerMessage) => {
    lastMessageMs = Date.now();
    const behindS = measureLag(message);
    if (state.phase !== "open" || state.behindS !== behindS) {
      setState({ phase: "open", lostSinceMs: null, attempts: 0, behindS });
    }
    onMessage(message);
    // After the end the server has nothing more to say.
    const isLast = message.type === "sessionEnd" || (message.type === "hello" && !message.running);
    watch(isLast ? null : silentAfterMs);
  };

  const measureLag = (message: ServerMessage): number | null => {
    if (message.type === "hello") lag.reset();
    if (message.type !== "hello" && message.type !== "outputs") return state.behindS;
    const lagS = lag.take(message.serverTimeS, performance.now() / 1000);
    return lagS > behindAfterS ? Math.round(lagS) : null;
  };

  /** Expects the next message within this time, ms; null = none. */
  const watch = (withinMs: number | null) => {
    clearTimeout(watchdog);
    if (withinMs !== null) watchdog = setTimeout(() => lose(), withinMs);
  };

  const lose = () => {
    clearTimeout(watchdog);
    clearTimeout(retryTimer);
    const lost = socket;
    socket = null;
    lost?.close();
    const attempts = state.phase === "lost" ? state.attempts + 1 : 0;
    setState({
      phase: "lost",
      lostSinceMs: state.lostSinceMs ?? lastMessageMs,
      attempts,
      behindS: null,
    });
    retryTimer = setTimeout(connect, reconnectDelayMs(attempts, Math.random()));
  };

  connect();
  return {
    retryNow: () => {
      if (state.phase === "lost" && socket === null) connect();
    },
    send: (message) => {
      if (state.phase !== "open" || socket === null) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
  };
}
