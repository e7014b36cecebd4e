import type { WebSocket } from "ws";
import type { SessionOutput } from "../model/session-output.ts";
import { parseClientMessage, refusal } from "./client-message.ts";
import { ClientQueue } from "./client-queue.ts";
import type { DeliveryLimits } from "./delivery-limits.ts";
import type { ClientRequestMessage, ErrorMessage, ServerMessage } from "./wire.ts";

/** Answers to garbage per second and client; a flood of it is not worth more. */
const maxErrorsPerSecond = 10;

/** A snapshot is large: a client gets one at most this often, ms. */
const helloSpacingMs = 1000;

/** A client may ask for a calibration this often, ms: each request is recorded. */
const calibrateSpacingMs = 1000;

/** Of what waited, so much goes into one message: on a slow line a long one would look like silence. */
const queuedPerMessage = 32;

/** Follows a request of a client; the error to answer with, without its id, where it cannot be followed. */
export type RequestHandler = (message: ClientRequestMessage) => ErrorMessage | null;

/** One batch as every client gets it, serialised once. */
export interface Batch {
  readonly outputs: readonly SessionOutput[];
  readonly sessionTimeS: number;
  readonly serverTimeS: number;
  /** The `outputs` frame; null where there is nothing to send. */
  readonly frame: string | null;
}

/**
 * One WebSocket client. Its line is full while more than `highWaterBytes` wait in its send buffer or the
 * answer to a ping is overdue. Until then outputs go into a bounded queue, so that a slow client gets
 * fewer of them and not older ones.
 */
export class ClientConnection {
  readonly #socket: WebSocket;
  readonly #limits: DeliveryLimits;
  readonly #onRequest: RequestHandler;
  readonly #queue = new ClientQueue();
  #helloRequested = false;
  #endSent = false;
  #helloSentMs = Number.NEGATIVE_INFINITY;
  #calibrateMs = Number.NEGATIVE_INFINITY;
  #lastHeardMs = performance.now();
  /** When the ping was sent whose answer is awaited; null while none is. */
  #pingSentMs: number | null = null;
  #lastBufferedBytes = 0;
  #lastProgressMs = performance.now();
  #errorWindowStartMs = 0;
  #errorsInWindow = 0;

  /** @param onRequest follows what the client asks for. */
  constructor(socket: WebSocket, limits: DeliveryLimits, onRequest: RequestHandler) {
    this.#socket = socket;
    this.#limits = limits;
    this.#onRequest = onRequest;
    socket.on("pong", () => {
      this.#lastHeardMs = performance.now();
      this.#pingSentMs = null;
    });
    socket.on("message", (data: Buffer) => this.#onMessage(data));
    // ws closes the socket after an error by itself; without a listener it would end the process.
    socket.on("error", () => socket.terminate());
  }

  /** Sends `hello` at once; whatever waited is obsolete, because the snapshot in it is newer. */
  sendHello(hello: string): void {
    this.#queue.take();
    this.#helloRequested = false;
    this.#endSent = false;
    this.#helloSentMs = performance.now();
    this.#socket.send(hello);
    this.#ping();
  }

  /** Delivers a batch, or keeps what can be kept of it until the client can take it. */
  deliver(batch: Batch, hello: () => string, endFrame: string | null): void {
    if (this.#isFull()) {
      for (const output of batch.outputs) this.#queue.add(output);
      this.#cutOffIfStuck();
      return;
    }
    this.#lastBufferedBytes = 0;
    const isHelloDue =
      this.#helloRequested && performance.now() - this.#helloSentMs >= helloSpacingMs;
    if (isHelloDue) {
      this.sendHello(hello());
    } else if (!this.#queue.isEmpty) {
      for (const output of batch.outputs) this.#queue.add(output);
      this.#sendQueued(batch);
    } else if (batch.frame !== null) {
      this.#socket.send(batch.frame);
      this.#ping();
    }
    if (endFrame !== null && !this.#endSent) {
      this.#endSent = true;
      this.#socket.send(endFrame);
    }
  }

  /** Asks for a sign of life, and drops a client that gave none for too long. */
  checkLiveness(): void {
    if (performance.now() - this.#lastHeardMs > this.#limits.deadAfterMs) this.#socket.terminate();
    else this.#ping();
  }

  close(): void {
    this.#socket.close(1001, "server stops");
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #isFull(): boolean {
    const { highWaterBytes, maxRoundTripMs } = this.#limits;
    if (this.#socket.bufferedAmount > highWaterBytes) return true;
    return this.#pingSentMs !== null && performance.now() - this.#pingSentMs > maxRoundTripMs;
  }

  /** One ping at a time: its answer says that everything sent before it has arrived. */
  #ping(): void {
    if (this.#pingSentMs !== null) return;
    this.#pingSentMs = performance.now();
    this.#socket.ping();
  }

  #cutOffIfStuck(): void {
    const now = performance.now();
    const buffered = this.#socket.bufferedAmount;
    if (this.#lastBufferedBytes === 0 || buffered < this.#lastBufferedBytes)
      this.#lastProgressMs = now;
    this.#lastBufferedBytes = buffered;
    if (now - this.#lastProgressMs > this.#limits.stuckAfterMs) this.#socket.terminate();
  }

  #sendQueued({ sessionTimeS, serverTimeS }: Batch): void {
    const { outputs, droppedOutputs } = this.#queue.take();
    if (droppedOutputs > 0) this.#send({ type: "congestion", droppedOutputs });
    for (let from = 0; from === 0 || from < outputs.length; from += queuedPerMessage) {
      const part = outputs.slice(from, from + queuedPerMessage);
      this.#send({ type: "outputs", sessionTimeS, serverTimeS, outputs: part });
    }
    this.#ping();
  }

  #onMessage(data: Buffer): void {
    const now = performance.now();
    this.#lastHeardMs = now;
    const message = parseClientMessage(data);
    if (message.type === "hello") {
      this.#helloRequested = true;
      return;
    }
    const { id } = message;
    const refused = message.type === "error" ? message : this.#follow(message, now);
    if (refused !== null) this.#refuse(id === undefined ? refused : { ...refused, id }, now);
    // Few and small, and somebody waits for it: it is sent also to a client that is behind.
    else if (id !== undefined) this.#send({ type: "done", id });
  }

  #follow(message: ClientRequestMessage, now: number): ErrorMessage | null {
    if (message.type !== "calibrate") return this.#onRequest(message);
    if (now - this.#calibrateMs < calibrateSpacingMs) {
      return refusal("not-now", "at most one calibration a second");
    }
    const refused = this.#onRequest(message);
    // What was refused asked for nothing.
    if (refused === null) this.#calibrateMs = now;
    return refused;
  }

  #refuse(message: ErrorMessage, now: number): void {
    if (now - this.#errorWindowStartMs > 1000) {
      this.#errorWindowStartMs = now;
      this.#errorsInWindow = 0;
    }
    this.#errorsInWindow += 1;
    if (this.#errorsInWindow > maxErrorsPerSecond) return;
    // Whoever gave an id waits for the answer.
    if (message.id !== undefined || !this.#isFull()) this.#send(message);
  }

  #send(message: ServerMessage): void {
    this.#socket.send(JSON.stringify(message));
  }
}
