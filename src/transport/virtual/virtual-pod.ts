import { decodePacket } from "../../codec/decode-packet.ts";
import {
  characteristicUuids,
  type PodCharacteristic,
  placementCodes,
  podServiceUuid,
  protocolVersion,
} from "../../codec/protocol.ts";
import type { SimulatedPod } from "../simulated/simulated-pod.ts";
import { advertisingField, advertisingTypes } from "./advertising-field.ts";
import type { GattCharacteristicDefinition, GattServiceDefinition } from "./gatt-table.ts";
import { uuidBytes } from "./gatt-table.ts";
import type { VirtualAir } from "./virtual-air.ts";
import { type AdvertisingData, VirtualPeripheral } from "./virtual-peripheral.ts";

const bluetoothBase = "-0000-1000-8000-00805f9b34fb";
const companyOfPrototypes = 0xffff;

/** Advertising interval, and how long after power-up or the loss of a link it is the shorter one (SPEC.md, section 2). */
const intervalsMs = { soon: 100, later: 500 } as const;
const soonForS = 60;

const smallestMtu = 23;

/** What goes wrong in the pod's firmware or its radio, each until it is taken back. */
export interface PodDefects {
  /** Connected and well, but nothing is notified. */
  stalls: boolean;
  /** Share of the samples packets whose bytes are damaged on the way, 0 … 1. */
  corruptShare: number;
}

/** The time of the world that the pod lives in. */
export interface WorldClock {
  /** Seconds since the world began. */
  nowS(): number;
  /** Lets every pod live up to now. */
  advance(): void;
}

/** A pod as firmware-protocol/SPEC.md describes it on the air: a simulated one with a radio of its own. */
export class VirtualPod {
  readonly pod: SimulatedPod;
  readonly peripheral: VirtualPeripheral;
  readonly defects: PodDefects = { stalls: false, corruptShare: 0 };
  readonly #world: WorldClock;
  readonly #random: () => number;
  #loneSinceS: number;

  constructor(air: VirtualAir, pod: SimulatedPod, address: string, world: WorldClock) {
    this.pod = pod;
    this.#world = world;
    this.#random = air.random;
    this.#loneSinceS = world.nowS();
    this.peripheral = new VirtualPeripheral(air, {
      address,
      services: this.#services(),
      advertisingData: () => this.#advertisingData(),
      advertisingIntervalMs: () => this.#advertisingIntervalMs(),
      connected: () => {
        world.advance();
        pod.connect(world.nowS(), smallestMtu);
      },
      mtuChanged: (mtu) => pod.setMtu(mtu),
      disconnected: () => {
        world.advance();
        this.#loneSinceS = world.nowS();
        if (pod.isOn) pod.disconnect(world.nowS());
      },
      beforeEvent: (room) => this.#carry(room),
    });
  }

  /** The battery is out. */
  pullBattery(): void {
    this.#world.advance();
    this.pod.powerOff();
    this.peripheral.powerOff();
  }

  /** The battery is back: the pod starts anew. */
  putBattery(): void {
    this.#world.advance();
    this.pod.powerOn(this.#world.nowS());
    this.#loneSinceS = this.#world.nowS();
    this.peripheral.powerOn();
  }

  close(): void {
    this.peripheral.close();
  }

  /** Hands what waits to the connection event. */
  #carry(room: number): void {
    this.#world.advance();
    const { pod, peripheral } = this;
    const nowS = this.#world.nowS();
    if (!pod.isOn) {
      peripheral.powerOff();
      return;
    }
    if (this.defects.stalls) return;
    for (let left = room; left > 0 && !peripheral.server.awaitsConfirmation; left -= 1) {
      const packet = pod.take(nowS, nowS);
      if (packet === null) return;
      const uuid = characteristicUuids[packet.channel];
      peripheral.notify(uuid, this.#onTheWay(packet.channel, packet.bytes));
    }
  }

  #onTheWay(channel: PodCharacteristic, bytes: Uint8Array): Uint8Array {
    const isSamples = channel === "samples" || channel === "backfill";
    if (!isSamples || this.#random() >= this.defects.corruptShare) return bytes;
    const damaged = bytes.slice(0, Math.ceil(bytes.length * this.#random()));
    const at = Math.floor(this.#random() * damaged.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(8 * this.#random()));
    return damaged;
  }

  #advertisingIntervalMs(): number | null {
    if (!this.pod.isAdvertising) return null;
    const isSoon = this.#world.nowS() - this.#loneSinceS < soonForS;
    return isSoon ? intervalsMs.soon : intervalsMs.later;
  }

  #advertisingData(): AdvertisingData {
    const { podId } = this.pod;
    const configuration = decodePacket("configuration", this.#read("configuration"));
    const placement = configuration.kind === "configuration" ? configuration.placement : null;
    const serialTail = uuidBytes(podId.slice(8)).reverse();
    const { flags, completeUuids128, manufacturer, completeName } = advertisingTypes;
    return {
      advertising: Uint8Array.from([
        // LE only, general discoverable.
        ...advertisingField(flags, [0x06]),
        ...advertisingField(completeUuids128, uuidBytes(podServiceUuid)),
        ...advertisingField(manufacturer, [
          companyOfPrototypes & 0xff,
          companyOfPrototypes >> 8,
          protocolVersion.major,
          placementCodes[placement ?? "unassigned"],
          ...serialTail,
        ]),
      ]),
      scanResponse: advertisingField(completeName, new TextEncoder().encode(`Hipline-${podId}`)),
    };
  }

  #read(channel: "identity" | "configuration" | "status"): Uint8Array {
    this.#world.advance();
    return this.pod.read(channel, this.#world.nowS());
  }

  #services(): GattServiceDefinition[] {
    return [
      { uuid: podServiceUuid, characteristics: this.#podCharacteristics() },
      {
        uuid: `0000180a${bluetoothBase}`,
        characteristics: [
          constantText("2a29", "Hipline"),
          constantText("2a24", "Simulated pod"),
          constantText("2a25", this.pod.podId),
          constantText("2a27", "none"),
          constantText("2a26", `${protocolVersion.major}.${protocolVersion.minor}`),
        ],
      },
      {
        uuid: `0000180f${bluetoothBase}`,
        characteristics: [
          {
            uuid: `00002a19${bluetoothBase}`,
            properties: ["read", "notify"],
            read: () => {
              const status = decodePacket("status", this.#read("status"));
              return Uint8Array.of(status.kind === "status" ? (status.batteryPct ?? 0) : 0);
            },
          },
        ],
      },
    ];
  }

  #podCharacteristics(): GattCharacteristicDefinition[] {
    const { identity, configuration, control, samples, backfill, status, timeExchange } =
      characteristicUuids;
    const subscribed = (channel: PodCharacteristic) => (on: boolean) => {
      this.#world.advance();
      if (this.pod.isLinked) this.pod.subscribe(channel, on, this.#world.nowS());
    };
    const written = (channel: "control" | "timeExchange") => (value: Uint8Array) => {
      this.#world.advance();
      this.pod.write(channel, value, this.#world.nowS());
    };
    return [
      { uuid: identity, properties: ["read"], read: () => this.#read("identity") },
      { uuid: configuration, properties: ["read"], read: () => this.#read("configuration") },
      {
        uuid: control,
        properties: ["write", "indicate"],
        written: written("control"),
        subscribed: subscribed("control"),
      },
      { uuid: samples, properties: ["notify"], subscribed: subscribed("samples") },
      { uuid: backfill, properties: ["notify"], subscribed: subscribed("backfill") },
      {
        uuid: status,
        properties: ["read", "notify"],
        read: () => this.#read("status"),
        subscribed: subscribed("status"),
      },
      {
        uuid: timeExchange,
        properties: ["writeWithoutResponse", "notify"],
        written: written("timeExchange"),
        subscribed: subscribed("timeExchange"),
      },
    ];
  }
}

function constantText(short: string, text: string): GattCharacteristicDefinition {
  const value = new TextEncoder().encode(text);
  return { uuid: `0000${short}${bluetoothBase}`, properties: ["read"], read: () => value };
}
