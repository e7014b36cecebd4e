import type { ServerMessage } from "../server/wire.ts";
import { reconnectDelayMs } from "./reconnect-delay.ts";

/** The server speaks at least once a second while a session runs; after this silence the line is dead, ms. */
const silentAfterMs = 4000;

export interface ConnectionState {
  readonly phase: "connecting" | "open" | "lost";
  /** Wall-clock time of the last message before the loss, ms since 1970; null unless lost. */
  readonly lostSinceMs: number | null;
  /** Attempts made since the loss. */
  readonly attempts: number;
}

export const initialConnectionState: ConnectionState = {
  phase: "connecting",
  lostSinceMs: null,
  attempts: 0,
};

export interface SocketHandlers {
  readonly onMessage: (text: string) => void;
  readonly onClose: () => void;
}

export interface ConnectionOptions {
  /** Opens a socket and returns how to close it. */
  readonly open: (handlers: SocketHandlers) => () => void;
  readonly onMessage: (message: ServerMessage) => void;
  readonly onState: (state: ConnectionState) => void;
}

export interface Connection {
  /** Tries again at once instead of at the next turn. */
  retryNow(): void;
}

/** Keeps a connection to the server: notices a dead line, and comes back by itself. */
export function keepConnected({ open, onMessage, onState }: ConnectionOptions): Connection {
  let state = initialConnectionState;
  let lastMessageMs = Date.now();
  let closeSocket: (() => void) | null = null;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let watchdog: ReturnType<typeof setTimeout> | undefined;

  const setState = (next: ConnectionState) => {
    state = next;
    onState(next);
  };

  const connect = () => {
    clearTimeout(retryTimer);
    // A socket that was given up may still speak or close later; it is no longer listened to.
    const isCurrent = () => closeSocket === close;
    const close = open({
      onMessage: (text) => {
        if (isCurrent()) receive(JSON.parse(text) as ServerMessage);
      },
      onClose: () => {
        if (isCurrent()) lose();
      },
    });
    closeSocket = close;
    watch(true);
  };

  const receive = (message: ServerMessage) => {
    lastMessageMs = Date.now();
    if (state.phase !== "open") setState({ phase: "open", lostSinceMs: null, attempts: 0 });
    onMessage(message);
    // After the end the server has nothing more to say.
    if (message.type === "sessionEnd") watch(false);
    else watch(message.type !== "hello" || message.running);
  };

  const watch = (expectMore: boolean) => {
    clearTimeout(watchdog);
    if (expectMore) watchdog = setTimeout(() => lose(), silentAfterMs);
  };

  const lose = () => {
    clearTimeout(watchdog);
    clearTimeout(retryTimer);
    const close = closeSocket;
    closeSocket = null;
    close?.();
    const attempts = state.phase === "lost" ? state.attempts + 1 : 0;
    setState({ phase: "lost", lostSinceMs: state.lostSinceMs ?? lastMessageMs, attempts });
    retryTimer = setTimeout(connect, reconnectDelayMs(attempts, Math.random()));
  };

  connect();
  return {
    retryNow: () => {
      if (state.phase === "lost" && closeSocket === null) connect();
    },
  };
}
