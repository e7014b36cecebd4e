import type { WebSocket } from "ws";
import type { SessionOutput } from "../model/session-output.ts";
import { parseClientMessage } from "./client-message.ts";
import { ClientQueue } from "./client-queue.ts";
import type { DeliveryLimits } from "./delivery-limits.ts";
import type { ServerMessage } from "./wire.ts";

/** Answers to garbage per second and client; a flood of it is not worth more. */
const maxErrorsPerSecond = 10;

/** One batch as every client gets it, serialised once. */
export interface Batch {
  readonly outputs: readonly SessionOutput[];
  readonly sessionTimeS: number;
  /** The `outputs` frame; null where there is nothing to send. */
  readonly frame: string | null;
}

/**
 * One WebSocket client. Never lets more than `highWaterBytes` (and one frame) wait in its send
 * buffer: beyond that outputs go into a bounded queue until the buffer has emptied.
 */
export class ClientConnection {
  readonly #socket: WebSocket;
  readonly #limits: DeliveryLimits;
  readonly #queue = new ClientQueue();
  #helloRequested = false;
  #endSent = false;
  #lastHeardMs = performance.now();
  #lastBufferedBytes = 0;
  #lastProgressMs = performance.now();
  #errorWindowStartMs = 0;
  #errorsInWindow = 0;

  constructor(socket: WebSocket, limits: DeliveryLimits) {
    this.#socket = socket;
    this.#limits = limits;
    socket.on("pong", () => {
      this.#lastHeardMs = performance.now();
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
    this.#socket.send(hello);
  }

  /** Delivers a batch, or keeps what can be kept of it until the client can take it. */
  deliver(batch: Batch, hello: () => string, endFrame: string | null): void {
    if (this.#isFull()) {
      for (const output of batch.outputs) this.#queue.add(output);
      this.#cutOffIfStuck();
      return;
    }
    this.#lastBufferedBytes = 0;
    if (this.#helloRequested) {
      this.sendHello(hello());
    } else if (this.#queue.isEmpty) {
      if (batch.frame !== null) this.#socket.send(batch.frame);
    } else {
      for (const output of batch.outputs) this.#queue.add(output);
      this.#sendQueued(batch.sessionTimeS);
    }
    if (endFrame !== null && !this.#endSent) {
      this.#endSent = true;
      this.#socket.send(endFrame);
    }
  }

  /** Asks for a sign of life, and drops a client that gave none for too long. */
  checkLiveness(): void {
    if (performance.now() - this.#lastHeardMs > this.#limits.deadAfterMs) this.#socket.terminate();
    else this.#socket.ping();
  }

  close(): void {
    this.#socket.close(1001, "server stops");
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #isFull(): boolean {
    return this.#socket.bufferedAmount > this.#limits.highWaterBytes;
  }

  #cutOffIfStuck(): void {
    const now = performance.now();
    const buffered = this.#socket.bufferedAmount;
    if (this.#lastBufferedBytes === 0 || buffered < this.#lastBufferedBytes)
      this.#lastProgressMs = now;
    this.#lastBufferedBytes = buffered;
    if (now - this.#lastProgressMs > this.#limits.stuckAfterMs) this.#socket.terminate();
  }

  #sendQueued(sessionTimeS: number): void {
    const { outputs, droppedOutputs } = this.#queue.take();
    if (droppedOutputs > 0) this.#send({ type: "congestion", droppedOutputs });
    this.#send({ type: "outputs", sessionTimeS, outputs });
  }

  #onMessage(data: Buffer): void {
    const now = performance.now();
    this.#lastHeardMs = now;
    const message = parseClientMessage(data);
    if (message.type === "hello") {
      this.#helloRequested = true;
      return;
    }
    if (now - this.#errorWindowStartMs > 1000) {
      this.#errorWindowStartMs = now;
      this.#errorsInWindow = 0;
    }
    this.#errorsInWindow += 1;
    if (this.#errorsInWindow <= maxErrorsPerSecond && !this.#isFull()) this.#send(message);
  }

  #send(message: ServerMessage): void {
    this.#socket.send(JSON.stringify(message));
  }
}
