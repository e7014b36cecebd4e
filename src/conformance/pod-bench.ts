import { setTimeout as delay } from "node:timers/promises";
import { decodePacket } from "../codec/decode-packet.ts";
import { encodePacket } from "../codec/encode-packet.ts";
import type {
  ControlResponse,
  IdentityPacket,
  PacketFault,
  PodPacket,
  SamplesPacket,
  SamplingSettings,
  StatusPacket,
} from "../codec/packet.ts";
import {
  characteristicUuids,
  controlResultCodes,
  type PodCharacteristic,
  type PodState,
  podServiceUuid,
} from "../codec/protocol.ts";
import type { Placement } from "../model/pod.ts";
import type {
  Advertisement,
  BluetoothCentral,
  CharacteristicAddress,
  ConnectionParameters,
  DiscoveredCharacteristic,
  GattConnection,
} from "../transport/bluetooth/bluetooth-central.ts";
import type { ControlBody } from "../transport/hipline-pod/control-channel.ts";
import { hexText, Violation } from "./verdict.ts";

/** An interval that does not lock to any batch of SPEC.md, section 6, at 104 and 208 Hz. */
const parameters: ConnectionParameters = {
  minIntervalMs: 15,
  maxIntervalMs: 15,
  latency: 0,
  supervisionTimeoutMs: 1000,
};
/** The pod answers within 1 s (section 7); as much again for the radio and the host. */
const answerMs = 2000;
const pollMs = 5;
/** A pod without a link is heard within this, ms: it advertises at least twice a second. */
const connectTimeoutMs = 10_000;

/** A value that the pod has notified or indicated. */
export interface Received {
  readonly channel: PodCharacteristic;
  readonly bytes: Uint8Array;
  /** Host time, s. */
  readonly arrivalS: number;
}

export type ControlResult = keyof typeof controlResultCodes;

const everyChannel: readonly PodCharacteristic[] = [
  "control",
  "status",
  "timeExchange",
  "backfill",
  "samples",
];

export function addressOf(channel: PodCharacteristic): CharacteristicAddress {
  return { serviceUuid: podServiceUuid, characteristicUuid: characteristicUuids[channel] };
}

/** One pod on the bench: connections to it, what it is asked, and everything that it says. */
export class PodBench {
  readonly #central: BluetoothCentral;
  readonly #signal: AbortSignal;
  readonly advertisement: Advertisement;
  readonly received: Received[] = [];
  #connection: GattConnection | null = null;
  #characteristics: readonly DiscoveredCharacteristic[] = [];
  #token = 0;

  constructor(central: BluetoothCentral, advertisement: Advertisement, signal: AbortSignal) {
    this.#central = central;
    this.advertisement = advertisement;
    this.#signal = signal;
  }

  get central(): BluetoothCentral {
    return this.#central;
  }

  /** @throws Violation where the link is gone: no check ends it unawares. */
  get connection(): GattConnection {
    const connection = this.#connection;
    if (connection === null || connection.ended.aborted) {
      throw new Violation(`the link was lost: ${connection?.ended.reason ?? "none was made"}`);
    }
    return connection;
  }

  get characteristics(): readonly DiscoveredCharacteristic[] {
    return this.#characteristics;
  }

  /** Connects, finds the characteristics and listens to these of them. */
  async connect(channels: readonly PodCharacteristic[] = everyChannel): Promise<void> {
    const { deviceId } = this.advertisement;
    const options = { timeoutMs: connectTimeoutMs, signal: this.#signal };
    this.#connection = await this.#central.connect(deviceId, parameters, options);
    this.#characteristics = await this.#connection.discover();
    for (const channel of channels) await this.listen(channel);
  }

  /** Ends the link, so that the pod goes to *buffering* or *advertising*. */
  async disconnect(): Promise<void> {
    await this.#connection?.disconnect();
    this.#connection = null;
  }

  async reconnect(channels: readonly PodCharacteristic[] = everyChannel): Promise<void> {
    await this.disconnect();
    await this.connect(channels);
  }

  async listen(channel: PodCharacteristic): Promise<void> {
    await this.connection.subscribe(addressOf(channel), (bytes, arrivalS) => {
      this.received.push({ channel, bytes, arrivalS });
    });
  }

  async ignore(channel: PodCharacteristic): Promise<void> {
    await this.connection.unsubscribe(addressOf(channel));
  }

  read(channel: PodCharacteristic): Promise<Uint8Array> {
    return this.connection.read(addressOf(channel));
  }

  async identity(): Promise<IdentityPacket> {
    return this.decoded("identity", await this.read("identity"), "identity");
  }

  async status(): Promise<StatusPacket> {
    return this.decoded("status", await this.read("status"), "status");
  }

  async configuration(): Promise<{
    settings: SamplingSettings | null;
    placement: Placement | null;
  }> {
    return this.decoded("configuration", await this.read("configuration"), "configuration");
  }

  /** @throws Violation where the bytes are no such packet. */
  decoded<Kind extends PodPacket["kind"]>(
    channel: PodCharacteristic,
    bytes: Uint8Array,
    kind: Kind,
  ): Extract<PodPacket, { kind: Kind }> {
    const packet: PodPacket | PacketFault = decodePacket(channel, bytes);
    if (packet.kind === kind) return packet as Extract<PodPacket, { kind: Kind }>;
    const what = packet.kind === "packetFault" ? packet.message : `it is a ${packet.kind}`;
    throw new Violation(`${channel} ${hexText(bytes)}: ${what}`);
  }

  /** Writes these bytes to *control*; resolves with every answer that comes within the time for one. */
  async writeControl(bytes: Uint8Array, waitMs = answerMs): Promise<Received[]> {
    const from = this.received.length;
    await this.connection.write(addressOf("control"), bytes, "with-response");
    await this.until(() => this.#since(from, "control").length > 0, waitMs);
    return this.#since(from, "control");
  }

  /** Sends a request as it should be. @throws Violation where it is not answered as it should be. */
  async request(body: ControlBody): Promise<ControlResponse> {
    const token = this.nextToken();
    const bytes = encodeRequest(body, token);
    const [answer] = await this.writeControl(bytes);
    if (answer === undefined) {
      throw new Violation(
        `${body.opcode} (${hexText(bytes)}) was not answered within ${answerMs} ms`,
      );
    }
    const response = this.decoded("control", answer.bytes, "controlResponse");
    if (response.token !== token) {
      throw new Violation(
        `${body.opcode} with the token ${token} was answered with ${hexText(answer.bytes)}`,
      );
    }
    return response;
  }

  /** The same for what must succeed. */
  async command(body: ControlBody): Promise<ControlResponse> {
    const response = await this.request(body);
    this.expectResult(body.opcode, response, "ok");
    return response;
  }

  /** @throws Violation where the result is another one. */
  expectResult(what: string, { resultCode }: ControlResponse, ...allowed: ControlResult[]): void {
    if (allowed.some((result) => controlResultCodes[result] === resultCode)) return;
    throw new Violation(`${what}: expected ${allowed.join(" or ")}, got ${resultName(resultCode)}`);
  }

  nextToken(): number {
    this.#token = (this.#token + 1) & 0xff;
    return this.#token;
  }

  /** Waits until something is so. @returns whether it came to that in time. */
  async until(isSo: () => boolean, withinMs: number): Promise<boolean> {
    const endMs = performance.now() + withinMs;
    while (!isSo()) {
      if (performance.now() > endMs) return false;
      await this.wait(pollMs);
    }
    return true;
  }

  /** @throws the reason where the person ends it. */
  wait(forMs: number): Promise<void> {
    return delay(forMs, undefined, { signal: this.#signal });
  }

  /** Forgets what has come so far. */
  clear(): void {
    this.received.length = 0;
  }

  /** Packets of samples that have come live or late, in order. */
  samples(channel: "samples" | "backfill" = "samples"): (SamplesPacket & { arrivalS: number })[] {
    return this.received.flatMap(({ channel: from, bytes, arrivalS }) => {
      if (from !== channel) return [];
      const packet = decodePacket(channel, bytes);
      return packet.kind === "samples" ? [{ ...packet, arrivalS }] : [];
    });
  }

  /** Waits for so many live packets from now on. @throws Violation where they do not come. */
  async gather(
    count: number,
    withinMs = 10_000,
  ): Promise<(SamplesPacket & { arrivalS: number })[]> {
    this.clear();
    const isThere = await this.until(() => this.samples().length >= count, withinMs);
    if (!isThere) {
      throw new Violation(
        `${count} packets of samples within ${withinMs} ms; ${this.samples().length} came`,
      );
    }
    return this.samples();
  }

  /** Brings the pod to a state, from whatever it is in. */
  async bringTo(
    state: Exclude<PodState, "advertising">,
    settings: SamplingSettings,
  ): Promise<void> {
    await this.command({ opcode: "stop" });
    if (state === "connected") {
      await this.reconnect();
      return;
    }
    await this.command({ opcode: "configure", settings, placement: "pelvis" });
    if (state === "configured") return;
    await this.listen("samples");
    await this.command({ opcode: "start" });
    if (state === "buffering") await this.ignore("samples");
  }

  #since(from: number, channel: PodCharacteristic): Received[] {
    return this.received.slice(from).filter((one) => one.channel === channel);
  }
}

export function encodeRequest(body: ControlBody, token: number): Uint8Array {
  // The union of requests does not survive the spread.
  return encodePacket({ kind: "controlRequest", token, ...body } as Parameters<
    typeof encodePacket
  >[0]);
}

export function resultName(code: number): string {
  const entry = Object.entries(controlResultCodes).find(([, value]) => value === code);
  return entry === undefined ? `the unknown result ${code}` : entry[0];
}
