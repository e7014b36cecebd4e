import { encodePacket } from "../../codec/encode-packet.ts";
import { type BackfillOutcome, packetTypes } from "../../codec/protocol.ts";
import type { PacketBuffer, PacketRange } from "./packet-buffer.ts";
import type { BackfillSource } from "./pod-outbox.ts";

/** One backfill: the packets of a range again, then its end (SPEC.md, section 9). */
export class PodBackfill implements BackfillSource {
  readonly readyS: number;
  readonly #token: number;
  readonly #buffer: PacketBuffer;
  readonly #end: number;
  #next: number;
  #first: number;
  #sent = 0;
  #overwritten = false;
  #running = true;

  constructor(token: number, range: PacketRange, buffer: PacketBuffer, readyS: number) {
    this.readyS = readyS;
    this.#token = token;
    this.#buffer = buffer;
    this.#next = range.first;
    this.#first = range.first;
    this.#end = range.first + range.count;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  next(): Uint8Array | null {
    if (!this.#running) return null;
    if (this.#next < this.#buffer.oldest) {
      this.#overwritten = true;
      this.#next = this.#buffer.oldest;
    }
    const live = this.#next < this.#end ? this.#buffer.at(this.#next) : null;
    if (live === null) return this.finish(this.#overwritten ? "overwritten" : "complete");
    if (this.#sent === 0) this.#first = this.#next;
    const bytes = live.slice();
    bytes[0] = packetTypes.backfilledSamples;
    this.#next += 1;
    this.#sent += 1;
    return bytes;
  }

  /** Ends it; returns the packet that says so. */
  finish(outcome: BackfillOutcome): Uint8Array {
    this.#running = false;
    return encodePacket({
      kind: "backfillEnd",
      token: this.#token,
      outcome,
      firstSequence: this.#first & 0xffff,
      packetCount: this.#sent,
    });
  }
}
