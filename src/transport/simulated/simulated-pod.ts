import { decodeRequest, type RequestChannel } from "../../codec/decode-packet.ts";
import { encodePacket } from "../../codec/encode-packet.ts";
import type { ControlRequest, SamplingSettings } from "../../codec/packet.ts";
import { controlResultCodes, type PodState, podErrorCodes } from "../../codec/protocol.ts";
import type { Placement, PodId } from "../../model/pod.ts";
import type { NotificationChannel } from "../../model/transport-event.ts";
import { HapticMotor } from "./haptic-motor.ts";
import { PacketBuffer } from "./packet-buffer.ts";
import { PodBackfill } from "./pod-backfill.ts";
import type { PodBattery } from "./pod-battery.ts";
import type { PodClock } from "./pod-clock.ts";
import { type ControlResult, checkRequest, refusalOfFault } from "./pod-control.ts";
import { PodHealth } from "./pod-health.ts";
import { bufferPackets, identityOf } from "./pod-offer.ts";
import { type PodNotification, PodOutbox } from "./pod-outbox.ts";
import { PodSampler } from "./pod-sampler.ts";
import type { PodSensor } from "./pod-sensor.ts";
import type { Uniform } from "./random-streams.ts";

export interface PodParts {
  readonly podId: PodId;
  readonly sensor: PodSensor;
  readonly clock: PodClock;
  readonly battery: PodBattery;
  /** Error of the sensor's own oscillator, %, + = it samples too fast. */
  readonly sampleRateErrorPct: number;
  /** Draws boot ids. */
  readonly random: Uniform;
  /** A defect of the firmware: it samples as this says, whatever it is asked for. */
  readonly settingsDefect: (settings: SamplingSettings) => SamplingSettings;
}

const statusPeriodS = 1;
/** Without a link it samples on for so long, and switches off after so long, s (SPEC.md, sections 8 and 12). */
const bufferingS = 600;
const switchOffS = 1800;
/** At this charge the pod calls its battery low, %. */
const batteryLowPct = 10;
/** An empty battery still carries the last status. */
const lastBreathS = 1;

const smallestMtu = 23;
const never = Number.POSITIVE_INFINITY;

/**
 * The firmware of a pod, as firmware-protocol/SPEC.md describes it, without any radio: whoever carries its packets says when
 * there is a link, writes to it, and takes what waits. It knows no time but what it is told, in seconds of the session; calls
 * must come in the order of time.
 */
export class SimulatedPod {
  readonly podId: PodId;
  readonly #parts: PodParts;
  readonly #buffer = new PacketBuffer(bufferPackets);
  readonly #outbox = new PodOutbox();
  readonly #sampler: PodSampler;
  readonly #health: PodHealth;
  readonly #subscribed = new Set<NotificationChannel>();
  #motor = new HapticMotor();
  #isOn = true;
  #state: PodState = "advertising";
  #mtu = smallestMtu;
  #settings: SamplingSettings | null = null;
  #placement: Placement | null = null;
  #backfill: PodBackfill | null = null;
  #nextStatusS: number;
  #linkLostS: number | null = 0;
  #offS = never;

  /** A pod that was switched on before the session began. */
  constructor(parts: PodParts) {
    this.podId = parts.podId;
    this.#parts = parts;
    this.#health = new PodHealth(parts.random);
    this.#sampler = new PodSampler(parts, this.#buffer, (bytes, readyS, clipped) => {
      this.#health.clippedSamples += clipped;
      if (this.#state === "streaming") this.#outbox.putLive("samples", readyS, bytes);
      else this.#health.droppedPackets += 1;
    });
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
    return this.#state;
  }

  /** When the first of what waits for the radio became ready, s; null = nothing waits. */
  get waitingSinceS(): number | null {
    return this.#outbox.waitingSinceS;
  }

  /** Lets time pass: samples, status packets, time-outs. */
  advance(untilS: number): void {
    while (this.#isOn) {
      const dueS = Math.min(untilS, this.#nextStatusS, this.#offS, this.#linkDeadlineS());
      this.#sampler.run(dueS);
      const givenUp = this.#outbox.giveUp(dueS);
      this.#health.droppedPackets += givenUp;
      if (givenUp > 0) this.#setError("transmitOverflow", dueS);
      if (this.#offS <= dueS) this.powerOff();
      else if (this.#nextStatusS <= dueS) this.#statusDue(dueS);
      else if (this.#linkDeadlineS() <= dueS) this.#linkMissed();
      else return;
    }
  }

  /** The most urgent packet that was ready at `readyByS`, handed to the radio at `sentS`; null = nothing. */
  take(readyByS: number, sentS: number): PodNotification | null {
    return this.#outbox.take(readyByS, sentS);
  }

  /** A central has connected. @param mtu the ATT_MTU that both agreed on. */
  connect(timeS: number, mtu: number): void {
    this.advance(timeS);
    this.#mtu = mtu;
    this.#linkLostS = null;
    if (this.#state === "advertising") this.#setState("connected", timeS);
  }

  /** The link is gone. */
  disconnect(timeS: number): void {
    this.advance(timeS);
    this.#subscribed.clear();
    this.#mtu = smallestMtu;
    this.#backfill = null;
    this.#linkLostS = timeS;
    this.#health.droppedPackets += this.#outbox.clear();
    if (this.#state === "streaming") this.#setState("buffering", timeS);
    else if (this.#state !== "buffering") this.#forget();
  }

  /** The central switches notifications or indications of a characteristic on or off. */
  subscribe(channel: NotificationChannel, on: boolean, timeS: number): void {
    this.advance(timeS);
    if (on) {
      this.#subscribed.add(channel);
      return;
    }
    this.#subscribed.delete(channel);
    if (channel === "backfill") this.#endBackfill(null, timeS);
    if (channel !== "samples" || this.#state !== "streaming") return;
    this.#health.droppedPackets += this.#outbox.dropSamples();
    this.#setState("buffering", timeS);
  }

  /** The value of a characteristic that can be read. */
  read(channel: "identity" | "configuration" | "status", timeS: number): Uint8Array {
    this.advance(timeS);
    if (channel === "identity") return encodePacket(identityOf(this.podId));
    if (channel === "status") return this.#status(timeS);
    return encodePacket({
      kind: "configuration",
      settings: this.#settings,
      placement: this.#placement,
    });
  }

  /** The central has written; what the pod answers waits for the radio. */
  write(channel: RequestChannel, bytes: Uint8Array, timeS: number): void {
    this.advance(timeS);
    if (!this.#subscribed.has(channel)) return;
    const request = decodeRequest(channel, bytes);
    if (channel === "control") {
      if (request.kind === "packetFault") {
        this.#answer(bytes[1] ?? 0, bytes[2] ?? 0, refusalOfFault(request), timeS);
      } else if (request.kind === "controlRequest") {
        this.#control(request, bytes[1] as number, timeS);
      }
      return;
    }
    if (request.kind !== "timeExchangeRequest") return;
    const { token, centralTimeS } = request;
    const receivedTicks = this.#ticks(timeS);
    this.#outbox.putAnswer("timeExchange", timeS, (sentS) =>
      encodePacket({
        kind: "timeExchangeResponse",
        token,
        bootId: this.#health.bootId,
        receivedTicks,
        sentTicks: this.#ticks(sentS),
        centralTimeS,
      }),
    );
  }

  /** Switched off, or the battery is out: everything but the placement is gone. */
  powerOff(): void {
    this.#isOn = false;
    this.#sampler.abandon();
    this.#outbox.clear();
    this.#subscribed.clear();
    this.#backfill = null;
    this.#linkLostS = null;
    this.#offS = never;
  }

  /** Power-up: clock, sequence numbers and counters begin again. */
  powerOn(timeS: number): void {
    this.#isOn = true;
    this.#parts.clock.restart(timeS);
    this.#buffer.reset();
    this.#motor = new HapticMotor();
    this.#settings = null;
    this.#state = "advertising";
    this.#mtu = smallestMtu;
    this.#health.restart();
    this.#linkLostS = timeS;
    this.#nextStatusS = timeS + statusPeriodS;
  }

  /** A fault: the pod's clock jumps by so much, s. */
  jumpClock(byS: number, timeS: number): void {
    this.advance(timeS);
    // One packet cannot hold both times: its samples would not be evenly spaced.
    this.#sampler.closePacket();
    this.#parts.clock.jump(byS);
  }

  #control(request: ControlRequest, opcodeByte: number, timeS: number): void {
    const result = checkRequest(request, {
      state: this.#state,
      settings: this.#settings,
      mtu: this.#mtu,
      samplesEnabled: this.#subscribed.has("samples"),
      backfillEnabled: this.#subscribed.has("backfill"),
      backfillRunning: this.#backfill?.isRunning ?? false,
    });
    const nextSequence = this.#buffer.made & 0xffff;
    const { token } = request;
    if (result === "no effect") {
      this.#answer(opcodeByte, token, "ok", timeS, request.opcode === "start" ? nextSequence : 0);
      return;
    }
    if (result !== "ok") {
      this.#answer(opcodeByte, token, result, timeS);
      return;
    }
    if (request.opcode === "requestBackfill") {
      const range = this.#buffer.find(request.firstSequence, request.packetCount);
      if (range === null) {
        this.#answer(opcodeByte, token, "notAvailable", timeS);
        return;
      }
      this.#backfill = new PodBackfill(token, range, this.#buffer, timeS);
      this.#outbox.putBackfill(this.#backfill);
      this.#answer(opcodeByte, token, "ok", timeS, range.first & 0xffff, range.count);
      return;
    }
    if (request.opcode === "haptic") {
      const allowed = this.#motor.start(request.pattern, request.repeats, timeS);
      this.#answer(opcodeByte, token, allowed ? "ok" : "busy", timeS);
      return;
    }
    this.#perform(request, timeS);
    this.#answer(opcodeByte, token, "ok", timeS, request.opcode === "start" ? nextSequence : 0);
  }

  #perform(request: ControlRequest, timeS: number): void {
    switch (request.opcode) {
      case "configure":
        this.#endBackfill("cancelled", timeS);
        this.#settings = this.#parts.settingsDefect(request.settings);
        this.#placement = request.placement;
        this.#buffer.clear();
        this.#setState("configured", timeS);
        break;
      case "start":
        if (this.#state === "configured" && this.#settings !== null) {
          this.#sampler.start(this.#settings, timeS);
        }
        this.#setState("streaming", timeS);
        break;
      case "stop":
        this.#endBackfill("cancelled", timeS);
        this.#stopSampling();
        this.#setState("configured", timeS);
        break;
      case "setPlacement":
        this.#placement = request.placement;
        break;
      case "cancelBackfill":
        this.#endBackfill("cancelled", timeS);
        break;
      case "resetCounters": {
        const hadError = this.#health.errorCode !== podErrorCodes.none;
        this.#health.resetCounters();
        if (hadError) this.#notifyStatus(timeS);
        break;
      }
      case "identify":
      case "haptic":
      case "requestBackfill":
        // A light that nobody sees; the other two are answered where they are done.
        break;
    }
  }

  #answer(
    opcodeByte: number,
    token: number,
    result: ControlResult,
    timeS: number,
    firstSequence = 0,
    packetCount = 0,
  ): void {
    const bytes = encodePacket({
      kind: "controlResponse",
      opcodeByte,
      token,
      resultCode: controlResultCodes[result],
      firstSequence,
      packetCount,
    });
    this.#outbox.putAnswer("control", timeS, () => bytes);
  }

  #endBackfill(outcome: "cancelled" | null, timeS: number): void {
    const backfill = this.#backfill;
    this.#backfill = null;
    this.#outbox.putBackfill(null);
    if (outcome === null || backfill === null || !backfill.isRunning) return;
    const bytes = backfill.finish(outcome);
    this.#outbox.putAnswer("backfill", timeS, () => bytes);
  }

  #stopSampling(): void {
    this.#sampler.stop();
    this.#health.droppedPackets += this.#outbox.dropSamples();
  }

  /** When something happens because there is no link. */
  #linkDeadlineS(): number {
    if (this.#linkLostS === null) return never;
    return this.#linkLostS + (this.#state === "buffering" ? bufferingS : switchOffS);
  }

  #linkMissed(): void {
    if (this.#state !== "buffering") {
      this.powerOff();
      return;
    }
    this.#endSampling();
  }

  /** The pod ends sampling by itself. */
  #endSampling(): void {
    this.#stopSampling();
    if (this.#linkLostS === null) this.#state = "configured";
    else this.#forget();
  }

  #forget(): void {
    this.#settings = null;
    this.#buffer.clear();
    this.#state = "advertising";
  }

  #statusDue(timeS: number): void {
    this.#nextStatusS = timeS + statusPeriodS;
    const chargePct = this.#parts.battery.chargeAt(timeS);
    if (chargePct === 0 && this.#offS === never) {
      this.#offS = timeS + lastBreathS;
      this.#health.errorCode = podErrorCodes.batteryEmpty;
      if (this.#state === "streaming" || this.#state === "buffering") this.#endSampling();
    } else if (chargePct > 0 && chargePct <= batteryLowPct) {
      this.#health.errorCode = podErrorCodes.batteryLow;
    }
    this.#notifyStatus(timeS);
  }

  #setState(state: PodState, timeS: number): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#notifyStatus(timeS);
  }

  #setError(error: keyof typeof podErrorCodes, timeS: number): void {
    if (this.#health.errorCode === podErrorCodes[error]) return;
    this.#health.errorCode = podErrorCodes[error];
    this.#notifyStatus(timeS);
  }

  #notifyStatus(timeS: number): void {
    if (!this.#subscribed.has("status")) return;
    this.#outbox.putLive("status", timeS, this.#status(timeS));
  }

  #status(timeS: number): Uint8Array {
    return encodePacket({
      kind: "status",
      state: this.#state,
      ticks: this.#ticks(timeS),
      bootId: this.#health.bootId,
      batteryPct: Math.round(this.#parts.battery.chargeAt(timeS)),
      temperatureC: this.#parts.sensor.temperatureC(timeS),
      clippedSamples: this.#health.clippedSamples,
      overrunSamples: 0,
      droppedPackets: this.#health.droppedPackets,
      newestSequence: Math.max(0, this.#buffer.made - 1) & 0xffff,
      bufferedPackets: this.#buffer.held,
      errorCode: this.#health.errorCode,
    });
  }

  #ticks(timeS: number): number {
    return this.#parts.clock.ticksAt(timeS) >>> 0;
  }
}
