import { decodeRequest, type RequestChannel } from "../../codec/decode-packet.ts";
import { encodePacket } from "../../codec/encode-packet.ts";
import type { TimeExchangeRequest } from "../../codec/packet.ts";
import { type PodState, podErrorCodes } from "../../codec/protocol.ts";
import type { PodId } from "../../model/pod.ts";
import type { NotificationChannel } from "../../model/transport-event.ts";
import { PodControlPoint } from "./pod-control-point.ts";
import { PodCore, type PodParts } from "./pod-core.ts";
import { identityOf } from "./pod-offer.ts";
import type { PodNotification } from "./pod-outbox.ts";

const statusPeriodS = 1;
/** Without a link it samples on for so long, and switches off after so long, s (SPEC.md, sections 8 and 12). */
const bufferingS = 600;
const switchOffS = 1800;
/** At this charge the pod calls its battery low, %. */
const batteryLowPct = 10;
/** An empty battery still carries the last status. */
const lastBreathS = 1;

const never = Number.POSITIVE_INFINITY;

/**
 * The firmware of a pod, as firmware-protocol/SPEC.md describes it, without any radio: whoever carries its packets says when
 * there is a link, writes to it, and takes what waits. It knows no time but what it is told, in seconds of the session; calls
 * must come in the order of time.
 */
export class SimulatedPod {
  readonly podId: PodId;
  readonly #core: PodCore;
  readonly #controlPoint: PodControlPoint;
  #isOn = true;
  #nextStatusS: number;
  #linkLostS: number | null = 0;
  #offS = never;

  /** A pod that was switched on before the session began. */
  constructor(parts: PodParts) {
    this.podId = parts.podId;
    this.#core = new PodCore(parts);
    this.#controlPoint = new PodControlPoint(this.#core);
    this.#nextStatusS = parts.random() * statusPeriodS;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  get isAdvertising(): boolean {
    return this.#isOn && this.#linkLostS !== null;
  }

  get isLinked(): boolean {
    return this.#isOn && this.#linkLostS === null;
  }

  get state(): PodState {
    return this.#core.state;
  }

  /** Packets and samples made since it was first switched on, whether they were sent or not. */
  get made(): { readonly packets: number; readonly samples: number } {
    return this.#core.made;
  }

  /** When the first of what waits for the radio became ready, s; null = nothing waits. */
  get waitingSinceS(): number | null {
    return this.#core.outbox.waitingSinceS;
  }

  /** Lets time pass: samples, status packets, time-outs. */
  advance(untilS: number): void {
    while (this.#isOn) {
      const dueS = Math.min(untilS, this.#nextStatusS, this.#offS, this.#linkDeadlineS());
      this.#core.sampler.run(dueS);
      const givenUp = this.#core.outbox.giveUp(dueS);
      this.#core.health.droppedPackets += givenUp;
      if (givenUp > 0) this.#core.setError("transmitOverflow", dueS);
      if (this.#offS <= dueS) this.powerOff();
      else if (this.#nextStatusS <= dueS) this.#statusDue(dueS);
      else if (this.#linkDeadlineS() <= dueS) this.#linkMissed();
      else return;
    }
  }

  /** The most urgent packet that was ready at `readyByS`, handed to the radio at `sentS`; null = nothing. */
  take(readyByS: number, sentS: number): PodNotification | null {
    return this.#core.outbox.take(readyByS, sentS);
  }

  /** A central has connected. @param mtu the ATT_MTU that both agreed on. */
  connect(timeS: number, mtu: number): void {
    this.advance(timeS);
    this.#core.mtu = mtu;
    this.#linkLostS = null;
    if (this.#core.state === "advertising") this.#core.setState("connected", timeS);
  }

  /** Central and pod have agreed on another ATT_MTU. */
  setMtu(mtu: number): void {
    this.#core.mtu = mtu;
  }

  /** The link is gone. */
  disconnect(timeS: number): void {
    this.advance(timeS);
    this.#linkLostS = timeS;
    this.#core.unlink();
    if (this.#core.state === "streaming") this.#core.setState("buffering", timeS);
    else if (this.#core.state !== "buffering") this.#core.forget();
  }

  /** The central switches notifications or indications of a characteristic on or off. */
  subscribe(channel: NotificationChannel, on: boolean, timeS: number): void {
    this.advance(timeS);
    const core = this.#core;
    if (on) {
      core.subscribed.add(channel);
      return;
    }
    core.subscribed.delete(channel);
    if (channel === "backfill") core.endBackfill(null, timeS);
    if (channel !== "samples" || core.state !== "streaming") return;
    core.health.droppedPackets += core.outbox.dropSamples();
    core.setState("buffering", timeS);
  }

  /** The value of a characteristic that can be read. */
  read(channel: "identity" | "configuration" | "status", timeS: number): Uint8Array {
    this.advance(timeS);
    if (channel === "identity") return encodePacket(identityOf(this.podId));
    if (channel === "status") return this.#core.status(timeS);
    const { settings, placement } = this.#core;
    return encodePacket({ kind: "configuration", settings, placement });
  }

  /** The central has written; what the pod answers waits for the radio. */
  write(channel: RequestChannel, bytes: Uint8Array, timeS: number): void {
    this.advance(timeS);
    if (!this.#core.subscribed.has(channel)) return;
    const request = decodeRequest(channel, bytes);
    if (request.kind === "timeExchangeRequest") this.#exchangeTime(request, timeS);
    else if (channel === "control") this.#controlPoint.receive(request, bytes, timeS);
  }

  /** Switched off, or the battery is out: everything but the placement is gone. */
  powerOff(): void {
    this.#isOn = false;
    this.#core.powerOff();
    this.#linkLostS = null;
    this.#offS = never;
  }

  /** Power-up: clock, sequence numbers and counters begin again. */
  powerOn(timeS: number): void {
    this.#isOn = true;
    this.#core.powerOn(timeS);
    this.#linkLostS = timeS;
    this.#nextStatusS = timeS + statusPeriodS;
  }

  /** A finger taps on the pod. */
  tap(timeS: number): void {
    this.advance(timeS);
    this.#core.parts.sensor.tap?.(timeS);
  }

  /** A fault: the pod's clock jumps by so much, s. */
  jumpClock(byS: number, timeS: number): void {
    this.advance(timeS);
    // One packet cannot hold both times: its samples would not be evenly spaced.
    this.#core.sampler.closePacket();
    this.#core.parts.clock.jump(byS);
  }

  #exchangeTime({ token, centralTimeS }: TimeExchangeRequest, timeS: number): void {
    const core = this.#core;
    const receivedTicks = core.ticksAt(timeS);
    core.outbox.putAnswer("timeExchange", timeS, (sentS) =>
      encodePacket({
        kind: "timeExchangeResponse",
        token,
        bootId: core.health.bootId,
        receivedTicks,
        sentTicks: core.ticksAt(sentS),
        centralTimeS,
      }),
    );
  }

  /** When something happens because there is no link. */
  #linkDeadlineS(): number {
    if (this.#linkLostS === null) return never;
    return this.#linkLostS + (this.#core.state === "buffering" ? bufferingS : switchOffS);
  }

  #linkMissed(): void {
    if (this.#core.state === "buffering") this.#core.endSampling(false);
    else this.powerOff();
  }

  #statusDue(timeS: number): void {
    const core = this.#core;
    this.#nextStatusS = timeS + statusPeriodS;
    const chargePct = core.parts.battery.chargeAt(timeS);
    if (chargePct === 0 && this.#offS === never) {
      this.#offS = timeS + lastBreathS;
      core.health.errorCode = podErrorCodes.batteryEmpty;
      if (core.isSampling) core.endSampling(this.isLinked);
    } else if (chargePct > 0 && chargePct <= batteryLowPct) {
      core.health.errorCode = podErrorCodes.batteryLow;
    }
    core.notifyStatus(timeS);
  }
}
