import { ClockEstimator } from "../clock/clock-estimator.ts";
import { TickUnwrapper } from "../clock/tick-unwrapper.ts";
import { decodePacket } from "../codec/decode-packet.ts";
import type { SamplesPacket } from "../codec/packet.ts";
import { packetTypes, tickRateHz } from "../codec/protocol.ts";
import { sequenceGap } from "../codec/sequence.ts";
import type { PodDescription, PodId } from "../model/pod.ts";
import type { NotificationEvent, TransportEvent } from "../model/transport-event.ts";
import { reorderS } from "./align-clock.ts";
import { type PacketGap, PacketGaps, type SettledGap } from "./packet-gaps.ts";

/** The lane is this far behind the live one, s: a pod that falls silent is noticed before time has passed it by. */
const lagS = 1;
/** A pod that has sent nothing for so long may have more to send later, s. */
const quietS = 0.5;
/** Events let out for each one that comes in: after a long gap the lane catches up bit by bit, so that the live lane never waits for it. */
const eventsPerEvent = 6;
/** Events that are held back at most: about ten minutes of three pods. */
const maxHeld = 60_000;
/** Packets in a row are at least so far apart on the lane, s. */
const orderS = 1e-6;

interface HeldEvent {
  readonly event: TransportEvent;
  /** When it would have arrived had the radio not failed, s. */
  readonly laneS: number;
}

interface RecoveredPacket {
  readonly event: NotificationEvent;
  /** When it would have arrived as punctual as the earliest, by the clock as it was known when it came, s. */
  readonly punctualS: number;
}

/** A gap that was filled, wholly or in part: arrivals of the live packets around it, s. */
export interface FilledGap {
  readonly fromS: number;
  readonly untilS: number;
}

/** What is known of one pod's stream, and what of it may still come. */
class PodStream {
  readonly gaps = new PacketGaps();
  readonly recovered = new Map<PacketGap, RecoveredPacket[]>();
  readonly #rateHz: number;
  #unwrapper = new TickUnwrapper();
  #clock = new ClockEstimator();
  #newest: SamplesPacket | null = null;
  #arrivalS: number | null = null;
  #bootId: number | null = null;

  constructor({ sampleRateHz }: PodDescription) {
    this.#rateHz = sampleRateHz;
  }

  /** The lane must not pass this moment yet, s: +∞ = it may. */
  holdS(nowS: number): number {
    const gapS = this.gaps.earliestS ?? Number.POSITIVE_INFINITY;
    if (this.#arrivalS === null) return gapS;
    const silentS = nowS - this.#arrivalS;
    const mayComeBack = silentS > quietS && silentS <= this.gaps.patienceS;
    return mayComeBack ? Math.min(gapS, this.#arrivalS) : gapS;
  }

  /** Gaps that are settled by a restart are returned. */
  takeBootId(bootId: number): SettledGap[] {
    const restarted = this.#bootId !== null && bootId !== this.#bootId;
    const settled = restarted ? this.#restart() : [];
    this.#bootId = bootId;
    return settled;
  }

  /** A live packet that comes after a later one, or for the second time. */
  isOvertaken(packet: SamplesPacket): boolean {
    if (this.#newest === null) return false;
    const elapsedS = sinceS(this.#newest, packet);
    const isBehind = sequenceGap(this.#newest.sequence, packet.sequence) < 0;
    return isBehind && elapsedS <= 0 && elapsedS > -reorderS;
  }

  takeLive(packet: SamplesPacket, arrivalS: number): SettledGap[] {
    let settled: SettledGap[] = [];
    if (this.#newest !== null) {
      const packets = sequenceGap(this.#newest.sequence, packet.sequence);
      const elapsedS = sinceS(this.#newest, packet);
      if (elapsedS <= 0) settled = this.#restart();
      else if (packets > 0 && this.#arrivalS !== null) {
        const samples = Math.round(elapsedS * this.#rateHz) - this.#newest.count;
        const firstSequence = (this.#newest.sequence + 1) & 0xffff;
        const fromS = this.#arrivalS;
        this.gaps.open({ firstSequence, packets, samples, fromS, untilS: arrivalS });
      }
    }
    const lastPodS = this.#lastPodS(packet);
    if (!this.#clock.observe(lastPodS, arrivalS)) settled = [...settled, ...this.#restart()];
    this.#newest = packet;
    this.#arrivalS = arrivalS;
    return settled;
  }

  /** A packet that fills a gap; false where it was not missing. */
  takeLate(packet: SamplesPacket, event: NotificationEvent): boolean {
    const gap = this.gaps.take(packet, event.arrivalTimeS);
    if (gap === null) return false;
    const lastPodS = (this.#unwrapper.place(packet.ticks) + packet.spanTicks) / tickRateHz;
    const one = { event, punctualS: this.#clock.arrivalTimeS(lastPodS) };
    const packets = this.recovered.get(gap);
    if (packets === undefined) this.recovered.set(gap, [one]);
    else packets.push(one);
    return true;
  }

  /** The packets that were recovered of a gap, as they would have come live, each as punctual as the clock's earliest. */
  replayed(gap: PacketGap): HeldEvent[] {
    const packets = this.recovered.get(gap) ?? [];
    this.recovered.delete(gap);
    packets.sort((a, b) => a.punctualS - b.punctualS);
    return packets.map(({ event, punctualS }, i) => {
      const payload = event.payload.slice();
      payload[0] = packetTypes.samples;
      const earliestS = gap.fromS + (i + 1) * orderS;
      const latestS = gap.untilS - (packets.length - i) * orderS;
      const laneS = Math.max(earliestS, Math.min(latestS, punctualS));
      return { event: { ...event, channel: "samples", payload }, laneS };
    });
  }

  #restart(): SettledGap[] {
    this.#unwrapper = new TickUnwrapper();
    this.#clock = new ClockEstimator();
    this.#newest = null;
    this.#arrivalS = null;
    // The next status tells the new one; it must not count as a second restart.
    this.#bootId = null;
    return this.gaps.clear();
  }

  #lastPodS({ ticks, spanTicks }: SamplesPacket): number {
    return (this.#unwrapper.unwrap(ticks) + spanTicks) / tickRateHz;
  }
}

/** From one packet to another by the pod's clock, s. */
function sinceS(one: SamplesPacket, other: SamplesPacket): number {
  return ((other.ticks - one.ticks) | 0) / tickRateHz;
}

/**
 * The events of a session in the order in which they would have come had no radio failed. Events are held back while a packet
 * that is missing may still come out of a pod's buffer, but not for ever: see PacketGaps, and at most `maxHeld` of them.
 */
export class LateFeed {
  readonly #streams: ReadonlyMap<PodId, PodStream>;
  #held: HeldEvent[] = [];
  #next = 0;
  #nowS = 0;
  #passedS = Number.NEGATIVE_INFINITY;
  /** No pod is waited for whose last packet is older, s. */
  #waitFromS = Number.NEGATIVE_INFINITY;
  readonly #onFilled: (gap: FilledGap) => void;

  /** @param onFilled told of every gap of which anything came late, before its packets are let out. */
  constructor(pods: readonly PodDescription[], onFilled: (gap: FilledGap) => void) {
    // Pods of other families number no packets and send none again.
    const hipline = pods.filter(({ family = "hipline" }) => family === "hipline");
    this.#streams = new Map(hipline.map((pod) => [pod.podId, new PodStream(pod)]));
    this.#onFilled = onFilled;
  }

  /** Takes an event; returns those that are due on the lane, with the times at which they would have come. */
  take(event: TransportEvent): TransportEvent[] {
    this.#nowS = event.arrivalTimeS;
    if (this.#isKept(event)) this.#held.push({ event, laneS: event.arrivalTimeS });
    for (const stream of this.#streams.values()) {
      this.#settle(stream, stream.gaps.settled(this.#nowS));
    }
    if (this.#held.length - this.#next > maxHeld) this.#giveUp();
    return this.#release();
  }

  /** Learns from the event; false where it does not go on as it is. */
  #isKept(event: TransportEvent): boolean {
    if (!("podId" in event)) return true;
    const stream = this.#streams.get(event.podId);
    if (stream === undefined) return true;
    if (event.kind === "link") stream.gaps.takeLink(event.state, event.arrivalTimeS);
    if (event.kind !== "notification") return true;
    const packet = decodePacket(event.channel, event.payload);
    switch (packet.kind) {
      case "samples":
        // What was overtaken on its way fills the gap that it left, as what is sent again does.
        if (packet.backfilled || stream.isOvertaken(packet)) {
          return !stream.takeLate(packet, event) && !packet.backfilled;
        }
        this.#settle(stream, stream.takeLive(packet, event.arrivalTimeS));
        return true;
      case "backfillEnd":
        stream.gaps.takeEnd(packet);
        return false;
      case "identity":
        stream.gaps.takeIdentity(packet);
        return true;
      case "status":
        this.#settle(stream, stream.takeBootId(packet.bootId));
        stream.gaps.takeStatus(packet);
        return true;
      case "timeExchangeResponse":
        this.#settle(stream, stream.takeBootId(packet.bootId));
        return true;
      default:
        return true;
    }
  }

  #settle(stream: PodStream, gaps: readonly SettledGap[]): void {
    for (const { gap } of gaps) {
      // What belongs before the moment that the lane has passed comes too late for it.
      const replayed = stream.replayed(gap).filter(({ laneS }) => laneS > this.#passedS);
      if (replayed.length === 0) continue;
      this.#onFilled(gap);
      // Stable: events of the same moment stay in the order in which they came.
      this.#held = [...this.#held.slice(this.#next), ...replayed].sort((a, b) => a.laneS - b.laneS);
      this.#next = 0;
    }
  }

  #giveUp(): void {
    for (const stream of this.#streams.values()) this.#settle(stream, stream.gaps.clear());
    this.#waitFromS = this.#nowS - lagS;
  }

  #release(): TransportEvent[] {
    const untilS = this.#untilS();
    const due: TransportEvent[] = [];
    while (due.length < eventsPerEvent) {
      const first = this.#held[this.#next];
      if (first === undefined || first.laneS > untilS) break;
      this.#next += 1;
      this.#passedS = first.laneS;
      due.push({ ...first.event, arrivalTimeS: first.laneS });
    }
    if (this.#next > 1024) {
      this.#held = this.#held.slice(this.#next);
      this.#next = 0;
    }
    return due;
  }

  #untilS(): number {
    let untilS = this.#nowS - lagS;
    for (const stream of this.#streams.values()) {
      const holdS = stream.holdS(this.#nowS);
      if (holdS > this.#waitFromS) untilS = Math.min(untilS, holdS);
    }
    return untilS;
  }
}
