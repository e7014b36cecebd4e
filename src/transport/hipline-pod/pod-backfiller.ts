import { setTimeout as delay } from "node:timers/promises";
import type { BackfillEndPacket, ControlResponse } from "../../codec/packet.ts";
import { controlResultCodes } from "../../codec/protocol.ts";
import { BluetoothError } from "../bluetooth/bluetooth-error.ts";
import { Deferred, within } from "../bluetooth/deadline.ts";
import type { ControlBody, ControlChannel } from "./control-channel.ts";
import type { BackfillRange, PacketLedger } from "./packet-ledger.ts";

/** Gaps are gathered for so long before they are asked for: losses come in bursts. */
const gatherMs = 200;
/** A backfill that brings nothing for this long is asked for again. */
const stallMs = 3000;
/** A pod that is busy, or not ready for it, is asked again after this. */
const againMs = 1000;
/** Requests for the same packets that bring none of them before they are given up. */
const mostVainRequests = 5;

/** Asks a connected pod for the packets that are missing, one range after the other, for as long as the connection lasts. */
export class PodBackfiller {
  readonly #ledger: PacketLedger;
  readonly #control: ControlChannel;
  readonly #ended: AbortSignal;
  readonly #onRunning: (isRunning: boolean) => void;
  #wake = new Deferred<void>();
  #end: Deferred<BackfillEndPacket> | null = null;
  #arrived = 0;
  /** Number of the next packet of the running backfill; null = none has been promised. */
  #expected: number | null = null;

  /** @param onRunning told when a backfill begins and when none is left to do. */
  constructor(
    ledger: PacketLedger,
    control: ControlChannel,
    ended: AbortSignal,
    onRunning: (isRunning: boolean) => void,
  ) {
    this.#ledger = ledger;
    this.#control = control;
    this.#ended = ended;
    this.#onRunning = onRunning;
  }

  /** Something may be missing. */
  notice(): void {
    this.#wake.resolve();
  }

  /**
   * A packet has come over *backfill*. They come in order and one by one: another number than the next one's has been damaged on the way, or
   * the pod has left some out; either way it is not counted as there, and asked for again.
   * @param sequence its number; null where its bytes cannot be read.
   */
  takePacket(sequence: number | null): void {
    this.#arrived += 1;
    const expected = this.#expected;
    if (expected === null) return;
    this.#expected = (expected + 1) & 0xffff;
    if (sequence === expected) this.#ledger.takeBackfilled(sequence);
  }

  /** The pod is done with the request. */
  takeEnd(end: BackfillEndPacket): void {
    this.#end?.resolve(end);
  }

  /** Runs until the connection is over. Never rejects. */
  async run(): Promise<void> {
    const onEnd = (): void => this.#wake.resolve();
    this.#ended.addEventListener("abort", onEnd, { once: true });
    try {
      while (!this.#ended.aborted) {
        await this.#wake.promise;
        this.#wake = new Deferred();
        await delay(gatherMs, undefined, { signal: this.#ended });
        if (this.#ledger.wanted() === null) continue;
        this.#onRunning(true);
        await this.#fill();
        this.#onRunning(false);
      }
    } catch (error) {
      // The connection is over, or as good as that: whoever holds it knows. The next one begins with what is still missing.
      if (!this.#ended.aborted && !(error instanceof BluetoothError)) throw error;
    } finally {
      this.#ended.removeEventListener("abort", onEnd);
    }
  }

  async #fill(): Promise<void> {
    let vain = 0;
    for (;;) {
      const range = this.#ledger.wanted();
      if (range === null) return;
      const missing = this.#ledger.missingCount;
      const isDone = await this.#request(range);
      if (this.#ledger.missingCount < missing) {
        vain = 0;
        continue;
      }
      if (isDone) vain += 1;
      if (vain < mostVainRequests) {
        // What damages packets may last for a while.
        await delay(againMs, undefined, { signal: this.#ended });
        continue;
      }
      this.#ledger.giveUp(range);
      vain = 0;
    }
  }

  /** @returns false where the pod was busy or was not heard: that it brought nothing does not count. */
  async #request(range: BackfillRange): Promise<boolean> {
    const end = new Deferred<BackfillEndPacket>();
    this.#end = end;
    const response = await this.#ask({ opcode: "requestBackfill", ...range });
    if (response === null) return false;
    if (response.resultCode === controlResultCodes.notAvailable) {
      this.#ledger.giveUp(range);
      return true;
    }
    if (response.resultCode !== controlResultCodes.ok) {
      await delay(againMs, undefined, { signal: this.#ended });
      return response.resultCode !== controlResultCodes.busy;
    }
    this.#expected = response.firstSequence;
    this.#giveUpOutside(range, response);
    for (;;) {
      const arrived = this.#arrived;
      try {
        await within(end.promise, {
          timeoutMs: stallMs,
          signal: this.#ended,
          late: () => new BackfillStall(),
        });
        return true;
      } catch (error) {
        if (!(error instanceof BackfillStall)) throw error;
        if (this.#arrived > arrived) continue;
        await this.#ask({ opcode: "cancelBackfill" });
        return true;
      }
    }
  }

  /** Null where no answer has come although the connection lasts: it was damaged on the way, and says nothing of the packets. */
  async #ask(body: ControlBody): Promise<ControlResponse | null> {
    try {
      return await this.#control.request(body);
    } catch (error) {
      if (this.#ended.aborted || !(error instanceof BluetoothError)) throw error;
      return null;
    }
  }

  /** What was asked for and is not promised is lost for good. */
  #giveUpOutside(asked: BackfillRange, promised: BackfillRange): void {
    const before = (promised.firstSequence - asked.firstSequence) & 0xffff;
    if (before > 0 && before <= asked.packetCount) {
      this.#ledger.giveUp({ firstSequence: asked.firstSequence, packetCount: before });
    }
    const after = asked.packetCount - before - promised.packetCount;
    if (before > asked.packetCount || after <= 0) return;
    const firstSequence = (promised.firstSequence + promised.packetCount) & 0xffff;
    this.#ledger.giveUp({ firstSequence, packetCount: after });
  }
}

class BackfillStall extends Error {}
