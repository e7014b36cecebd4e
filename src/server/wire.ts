import type { PodId } from "../model/pod.ts";
import type { SessionHeader } from "../model/session-header.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { EntryType } from "../model/transport-event.ts";

/**
 * The WebSocket contract between the service and its clients; JSON text frames. The first message a
 * client receives is always `hello`. docs/websocket.md is its public description.
 */
export const wireVersion = 1;

/** Path of the WebSocket endpoint. */
export const wirePath = "/ws";

export interface HelloMessage {
  readonly type: "hello";
  readonly wireVersion: number;
  readonly server: { readonly name: "hipline"; readonly version: string };
  readonly session: SessionHeader;
  /** How the session's time runs: live from pods, replayed from a file, or with a simulated runner. */
  readonly playback: {
    readonly mode: "live" | "replay" | "simulated";
    /** 1 = real time; null = as fast as possible. */
    readonly speed: number | null;
    /** Length of the recording or the simulation, s; null when live or without end. */
    readonly durationS: number | null;
  };
  /** Session time now, s. */
  readonly sessionTimeS: number;
  /** The server's own clock when this was sent, s; see OutputsMessage. */
  readonly serverTimeS: number;
  /** False once the session is over: what `snapshot` holds is then the last there will be. */
  readonly running: boolean;
  /**
   * What a page opened late must know: the newest of every state (per pod) and stride angle, every phase of the newest
   * alerts, the last 10 s of pelvic angles and the newest gait events, strides, entries, words on alerts and faults, oldest first. No cues.
   */
  readonly snapshot: readonly SessionOutput[];
}

/** Outputs since the last message, in order. */
export interface OutputsMessage {
  readonly type: "outputs";
  readonly sessionTimeS: number;
  /**
   * The server's own clock when this was sent, s. Its origin means nothing; it runs evenly, so that a
   * client that compares it with its own clock learns how late messages reach it.
   */
  readonly serverTimeS: number;
  readonly outputs: readonly SessionOutput[];
}

/** This client was too slow: angle samples were left out, the newest value of everything else was kept. */
export interface CongestionMessage {
  readonly type: "congestion";
  readonly droppedOutputs: number;
}

export interface SessionEndMessage {
  readonly type: "sessionEnd";
  readonly sessionTimeS: number;
  readonly reason: string;
}

/** What the client asked for, with an `id`, has been taken into the session, and recorded where the session is. */
export interface DoneMessage {
  readonly type: "done";
  readonly id: string;
}

/** The client sent something that is not in the contract, or that cannot be done now. The connection stays open. */
export interface ErrorMessage {
  readonly type: "error";
  readonly code: "not-json" | "unknown-type" | "too-large" | "invalid-field" | "not-now";
  readonly message: string;
  /** That of the message that was refused, where it had one. */
  readonly id?: string;
}

export type ServerMessage =
  | HelloMessage
  | OutputsMessage
  | CongestionMessage
  | SessionEndMessage
  | DoneMessage
  | ErrorMessage;

/** The server answers with a fresh `hello`, at most once a second. */
export interface ClientHelloMessage {
  readonly type: "hello";
}

/** What a client may give to any of its requests: it comes back in `done`, or in `error`. */
interface ClientRequest {
  /** 1 to 64 characters. */
  readonly id?: string;
}

/** Asks for pods to be calibrated anew at the next quiet standing. */
export interface ClientCalibrateMessage extends ClientRequest {
  readonly type: "calibrate";
  /** Left out = all pods of the session. */
  readonly podIds?: readonly PodId[];
}

/** Enters what the runner says; see EntryOutput. */
export interface ClientEntryMessage extends ClientRequest {
  readonly type: "entry";
  readonly entry: EntryType;
  /** Whole number from 0 to 10 where `entry` is "pain" or "pain-next-morning", else left out. */
  readonly painLevel?: number;
  /** Whole number from 0 to 10 where `entry` is "effort", else left out. */
  readonly effortLevel?: number;
}

/** Acknowledges a standing alert, or clears one that only a person clears (pain). */
export interface ClientAlertMessage extends ClientRequest {
  readonly type: "acknowledge" | "clear";
  readonly alertId: string;
  /** Who: a name or a role, 1 to 40 characters. */
  readonly by: string;
}

/** Begins the session's baselines anew. */
export interface ClientResetBaselineMessage extends ClientRequest {
  readonly type: "resetBaseline";
  /** Who: a name or a role, 1 to 40 characters. */
  readonly by: string;
}

/** States the speed of the belt where no treadmill does. */
export interface ClientBeltSpeedMessage extends ClientRequest {
  readonly type: "beltSpeed";
  /** km/h, from 0 to 40; null = not known from here on. */
  readonly speedKmH: number | null;
}

/** What a client may ask for. */
export type ClientRequestMessage =
  | ClientCalibrateMessage
  | ClientEntryMessage
  | ClientAlertMessage
  | ClientResetBaselineMessage
  | ClientBeltSpeedMessage;

export type ClientMessage = ClientHelloMessage | ClientRequestMessage;
