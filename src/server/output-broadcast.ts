import type { Subscription } from "rxjs";
import type { WebSocket } from "ws";
import type { SessionOutput } from "../model/session-output.ts";
import { ClientConnection } from "./client-connection.ts";
import type { DeliveryLimits } from "./delivery-limits.ts";
import { followRequest } from "./follow-request.ts";
import type { ServedSession } from "./served-session.ts";
import { SessionSnapshot } from "./session-snapshot.ts";
import {
  type HelloMessage,
  type OutputsMessage,
  type SessionEndMessage,
  wireVersion,
} from "./wire.ts";

/** Outputs gathered before they are sent without waiting for the next flush: bounds memory in a fast replay. */
const maxBatchOutputs = 2000;

/** What is said of a session that is over, by how its time ran. */
const endReasons: Readonly<Record<HelloMessage["playback"]["mode"], string>> = {
  live: "the session was stopped",
  replay: "the recording has ended",
  simulated: "the simulation has ended",
};

/** Passes the outputs of one session on to every WebSocket client, and a snapshot to those who come late. */
export class OutputBroadcast {
  readonly #session: ServedSession;
  readonly #serverVersion: string;
  readonly #limits: DeliveryLimits;
  readonly #snapshot = new SessionSnapshot();
  readonly #clients = new Set<ClientConnection>();
  readonly #flushTimer: NodeJS.Timeout;
  readonly #pingTimer: NodeJS.Timeout;
  #subscription: Subscription | null = null;
  #pending: SessionOutput[] = [];
  #lastFrameMs = 0;
  #end: SessionEndMessage | null = null;

  constructor(session: ServedSession, serverVersion: string, limits: DeliveryLimits) {
    this.#session = session;
    this.#serverVersion = serverVersion;
    this.#limits = limits;
    this.#flushTimer = setInterval(() => this.#flush(), limits.flushMs);
    this.#pingTimer = setInterval(() => this.#checkLiveness(), limits.pingMs);
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** False once the session's outputs have completed or failed. */
  get running(): boolean {
    return this.#end === null;
  }

  /** Subscribes to the session's outputs. Call once. */
  start(): void {
    this.#subscription = this.#session.outputs.subscribe({
      next: (output) => {
        this.#snapshot.add(output);
        this.#pending.push(output);
        if (this.#pending.length >= maxBatchOutputs) this.#flush();
      },
      complete: () => {
        this.#finish(endReasons[this.#session.playback.mode]);
      },
      error: (error: unknown) => {
        this.#finish(
          `the session failed: ${error instanceof Error ? error.message : String(error)}`,
        );
      },
    });
  }

  addClient(socket: WebSocket): void {
    // What is pending is already in the snapshot: the others get it first, so that nobody gets it twice.
    this.#flush();
    const client = new ClientConnection(socket, this.#limits, (message) =>
      followRequest(message, this.#session, this.running, (id) => this.#snapshot.standing(id)),
    );
    this.#clients.add(client);
    socket.on("close", () => this.#clients.delete(client));
    client.sendHello(this.#hello());
  }

  /** Ends the subscription and says goodbye to every client. */
  close(): void {
    this.#subscription?.unsubscribe();
    clearInterval(this.#flushTimer);
    clearInterval(this.#pingTimer);
    this.#flush();
    for (const client of this.#clients) client.close();
  }

  /** Cuts off the clients that did not answer the goodbye. */
  terminateClients(): void {
    for (const client of this.#clients) client.terminate();
  }

  #finish(reason: string): void {
    this.#flush();
    this.#end = { type: "sessionEnd", sessionTimeS: this.#session.sessionTimeS(), reason };
  }

  #flush(): void {
    const outputs = this.#pending;
    this.#pending = [];
    if (this.#clients.size === 0) return;
    const sessionTimeS = this.#session.sessionTimeS();
    const endFrame = this.#end === null ? null : JSON.stringify(this.#end);
    const serverTimeS = monotonicS();
    const message: OutputsMessage = { type: "outputs", sessionTimeS, serverTimeS, outputs };
    const frame = this.#frameDue(outputs.length) ? JSON.stringify(message) : null;
    const hello = () => this.#hello();
    for (const client of this.#clients) {
      client.deliver({ outputs, sessionTimeS, serverTimeS, frame }, hello, endFrame);
    }
  }

  #frameDue(waiting: number): boolean {
    const now = performance.now();
    const silent = this.running && now - this.#lastFrameMs >= this.#limits.keepAliveMs;
    if (waiting === 0 && !silent) return false;
    this.#lastFrameMs = now;
    return true;
  }

  #hello(): string {
    const { header, playback } = this.#session;
    const message: HelloMessage = {
      type: "hello",
      wireVersion,
      server: { name: "hipline", version: this.#serverVersion },
      session: header,
      playback,
      sessionTimeS: this.#session.sessionTimeS(),
      serverTimeS: monotonicS(),
      running: this.running,
      snapshot: this.#snapshot.outputs(),
    };
    return JSON.stringify(message);
  }

  #checkLiveness(): void {
    for (const client of this.#clients) client.checkLiveness();
  }
}

/** The server's own clock, s, to whole milliseconds. */
function monotonicS(): number {
  return Math.round(performance.now()) / 1000;
}
