import { encodePacket } from "../../codec/encode-packet.ts";
import type { SamplingSettings } from "../../codec/packet.ts";
import {
  bytesPerSample,
  type PodState,
  podErrorCodes,
  samplesHeaderBytes,
} from "../../codec/protocol.ts";
import type { Placement, PodId } from "../../model/pod.ts";
import type { NotificationChannel } from "../../model/transport-event.ts";
import { HapticMotor } from "./haptic-motor.ts";
import { PacketBuffer, type PacketRange } from "./packet-buffer.ts";
import { PodBackfill } from "./pod-backfill.ts";
import type { PodBattery } from "./pod-battery.ts";
import type { PodClock } from "./pod-clock.ts";
import { PodHealth } from "./pod-health.ts";
import { bufferPackets } from "./pod-offer.ts";
import { PodOutbox } from "./pod-outbox.ts";
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

const smallestMtu = 23;

/** What a pod is and holds at a moment: state, settings, packets, counters; and its status, which tells of them. */
export class PodCore {
  readonly parts: PodParts;
  readonly health: PodHealth;
  readonly buffer = new PacketBuffer(bufferPackets);
  readonly outbox = new PodOutbox();
  readonly sampler: PodSampler;
  /** Characteristics whose values the central wants to be told. */
  readonly subscribed = new Set<NotificationChannel>();
  /** What it has ever sampled, whether it was sent or not: the truth that losses are counted against. */
  readonly made = { packets: 0, samples: 0 };
  motor = new HapticMotor();
  mtu = smallestMtu;
  settings: SamplingSettings | null = null;
  placement: Placement | null = null;
  #state: PodState = "advertising";
  #backfill: PodBackfill | null = null;

  constructor(parts: PodParts) {
    this.parts = parts;
    this.health = new PodHealth(parts.random);
    this.sampler = new PodSampler(parts, this.buffer, (bytes, readyS, clipped) => {
      this.made.packets += 1;
      this.made.samples += (bytes.length - samplesHeaderBytes) / bytesPerSample;
      this.health.clippedSamples += clipped;
      if (this.#state === "streaming") this.outbox.putLive("samples", readyS, bytes);
      else this.health.droppedPackets += 1;
    });
  }

  get state(): PodState {
    return this.#state;
  }

  get isSampling(): boolean {
    return this.#state === "streaming" || this.#state === "buffering";
  }

  get isBackfilling(): boolean {
    return this.#backfill?.isRunning ?? false;
  }

  /** Another state, which the status tells at once. */
  setState(state: PodState, timeS: number): void {
    if (state === this.#state) return;
    this.#state = state;
    this.notifyStatus(timeS);
  }

  setError(error: keyof typeof podErrorCodes, timeS: number): void {
    if (this.health.errorCode === podErrorCodes[error]) return;
    this.health.errorCode = podErrorCodes[error];
    this.notifyStatus(timeS);
  }

  /** What the pod's clock shows. */
  ticksAt(timeS: number): number {
    return this.parts.clock.ticksAt(timeS) >>> 0;
  }

  status(timeS: number): Uint8Array {
    return encodePacket({
      kind: "status",
      state: this.#state,
      ticks: this.ticksAt(timeS),
      bootId: this.health.bootId,
      batteryPct: Math.round(this.parts.battery.chargeAt(timeS)),
      temperatureC: this.parts.sensor.temperatureC(timeS),
      clippedSamples: this.health.clippedSamples,
      overrunSamples: 0,
      droppedPackets: this.health.droppedPackets,
      newestSequence: Math.max(0, this.buffer.made - 1) & 0xffff,
      bufferedPackets: this.buffer.held,
      errorCode: this.health.errorCode,
    });
  }

  notifyStatus(timeS: number): void {
    if (!this.subscribed.has("status")) return;
    this.outbox.putLive("status", timeS, this.status(timeS));
  }

  startBackfill(token: number, range: PacketRange, timeS: number): void {
    this.#backfill = new PodBackfill(token, range, this.buffer, timeS);
    this.outbox.putBackfill(this.#backfill);
  }

  /** @param outcome what the end says; null = nobody is there to be told. */
  endBackfill(outcome: "cancelled" | null, timeS: number): void {
    const backfill = this.#backfill;
    this.#backfill = null;
    this.outbox.putBackfill(null);
    if (outcome === null || backfill === null || !backfill.isRunning) return;
    const bytes = backfill.finish(outcome);
    this.outbox.putAnswer("backfill", timeS, () => bytes);
  }

  stopSampling(): void {
    this.sampler.stop();
    this.health.droppedPackets += this.outbox.dropSamples();
  }

  /** The pod ends sampling by itself. @param linked whether there is a central, for which it keeps its settings. */
  endSampling(linked: boolean): void {
    this.stopSampling();
    if (linked) this.#state = "configured";
    else this.forget();
  }

  /** Waits for whoever connects, without settings. */
  forget(): void {
    this.settings = null;
    this.buffer.clear();
    this.#state = "advertising";
  }

  /** What the central had agreed on with the pod ends with the link, and everything that waited. */
  unlink(): void {
    this.subscribed.clear();
    this.mtu = smallestMtu;
    this.#backfill = null;
    this.health.droppedPackets += this.outbox.clear();
  }

  /** Power is gone. */
  powerOff(): void {
    this.sampler.abandon();
    this.outbox.clear();
    this.subscribed.clear();
    this.#backfill = null;
  }

  /** Power-up: everything but the placement begins again. */
  powerOn(timeS: number): void {
    this.parts.clock.restart(timeS);
    this.buffer.reset();
    this.motor = new HapticMotor();
    this.settings = null;
    this.#state = "advertising";
    this.mtu = smallestMtu;
    this.health.restart();
  }
}
