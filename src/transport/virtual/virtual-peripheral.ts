import { AttServer } from "./att-server.ts";
import type { GattServiceDefinition } from "./gatt-table.ts";
import { hciErrors, type L2capFrame, l2capChannels, le16 } from "./hci-packets.ts";
import type { VirtualAir } from "./virtual-air.ts";
import type { AirPath, LinkEnd, VirtualLink } from "./virtual-link.ts";

/** What a device says of itself: data of an advertising packet and of its scan response, at most 31 bytes each. */
export interface AdvertisingData {
  readonly advertising: Uint8Array;
  readonly scanResponse: Uint8Array;
}

export interface PeripheralParts {
  /** "c0:ff:ee:00:00:01"; random static. */
  readonly address: string;
  readonly services: readonly GattServiceDefinition[];
  advertisingData(): AdvertisingData;
  /** Whether it advertises now, and how often, ms; null = not. */
  advertisingIntervalMs(): number | null;
  /** A central has connected. */
  connected?(): void;
  /** The ATT_MTU in force has changed. */
  mtuChanged?(mtu: number): void;
  /** The link is gone; its subscriptions are too. */
  disconnected?(): void;
  /** A connection event is about to carry what waits. @param room frames that it can take. */
  beforeEvent?(room: number): void;
}

/** How often a device that does not advertise looks whether it should, ms. */
const idleCheckMs = 20;
const longestAdvertisingData = 31;
/** Values that wait for the radio; no more are taken. */
const mostWaiting = 24;
/** Random delay of every advertising event, ms (Core Specification, Vol 6, Part B, 4.4.2.2.1). */
const advertisingDelayMs = 10;

/** A Bluetooth LE device: advertises, takes one connection, serves its attributes. */
export class VirtualPeripheral implements LinkEnd {
  readonly address: string;
  readonly server: AttServer;
  readonly path: AirPath = {
    inRange: true,
    eventLoss: 0,
    rssiDbm: -58,
    hostDelayMs: 0,
    losesScanResponses: false,
    failsToEstablish: 0,
  };
  readonly #air: VirtualAir;
  readonly #parts: PeripheralParts;
  #link: VirtualLink | null = null;
  #hasPower = true;
  #timer: NodeJS.Timeout;

  constructor(air: VirtualAir, parts: PeripheralParts) {
    this.#air = air;
    this.#parts = parts;
    this.address = parts.address;
    this.server = new AttServer(parts.services, (mtu) => parts.mtuChanged?.(mtu));
    this.#timer = setTimeout(() => this.#advertise(), idleCheckMs * air.random());
    air.add(this);
  }

  /** @throws Error where it is longer than a packet. */
  get advertisingData(): AdvertisingData {
    const data = this.#parts.advertisingData();
    const longest = Math.max(data.advertising.length, data.scanResponse.length);
    if (longest > longestAdvertisingData) {
      throw new Error(
        `${this.address} advertises ${longest} bytes; a packet holds ${longestAdvertisingData}`,
      );
    }
    return data;
  }

  get isLinked(): boolean {
    return this.#link !== null;
  }

  get hasPower(): boolean {
    return this.#hasPower;
  }

  /** Frames that wait for a connection event. */
  get waiting(): number {
    return this.#link?.waitingForCentral ?? 0;
  }

  /** A link has been made; the air says so. */
  open(link: VirtualLink): void {
    this.#link = link;
    this.#parts.connected?.();
  }

  /** Notifies or indicates a value. @returns false where nobody listens, or too much waits already. */
  notify(uuid: string, value: Uint8Array): boolean {
    if (this.waiting >= mostWaiting) return false;
    const payload = this.#link === null ? null : this.server.valuePacket(uuid, value);
    if (payload === null) return false;
    this.#link?.sendToCentral({ channel: l2capChannels.att, payload });
    return true;
  }

  /** Ends the link by itself. */
  disconnect(): void {
    this.#link?.terminate({
      central: hciErrors.remoteUserTerminated,
      peripheral: hciErrors.localHostTerminated,
    });
  }

  /** Asks the central for other connection parameters (Vol 3, Part A, 4.20). Units of HCI. */
  requestParameters(intervalUnits: number, latency: number, timeoutUnits: number): void {
    const [code, identifier, length] = [0x12, 1, 8];
    this.#link?.sendToCentral({
      channel: l2capChannels.signaling,
      payload: Uint8Array.from([
        ...[code, identifier, ...le16(length)],
        ...[
          ...le16(intervalUnits),
          ...le16(intervalUnits),
          ...le16(latency),
          ...le16(timeoutUnits),
        ],
      ]),
    });
  }

  /** The battery is out: nothing is sent any more, not even that. */
  powerOff(): void {
    this.#hasPower = false;
    const link = this.#link;
    this.#link = null;
    if (link !== null) link.peripheralIsDead = true;
    this.server.reset();
  }

  powerOn(): void {
    this.#hasPower = true;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.powerOff();
    this.#air.remove(this);
  }

  receive({ channel, payload }: L2capFrame): void {
    if (channel !== l2capChannels.att) return;
    const link = this.#link;
    const answerNow = (): void => {
      // Whoever asked is gone, and with it the question.
      if (this.#link !== link) return;
      const answer = this.server.answer(payload);
      if (answer !== null) link?.sendToCentral({ channel, payload: answer });
    };
    const delayMs = this.server.delayOf(payload);
    if (delayMs > 0) setTimeout(answerNow, delayMs).unref();
    else answerNow();
  }

  beforeEvent(room: number): void {
    this.#parts.beforeEvent?.(room);
  }

  sent(): void {
    // Whoever fills the queue looks at it before every event.
  }

  closed(): void {
    // One whose battery was out may have a new link before the old one has timed out.
    if (this.#link === null || this.#link.isOpen) return;
    this.#link = null;
    this.server.reset();
    this.#parts.disconnected?.();
  }

  #advertise(): void {
    const isSilent = !this.#hasPower || this.#link !== null;
    const intervalMs = isSilent ? null : this.#parts.advertisingIntervalMs();
    if (intervalMs !== null) this.#air.advertise(this);
    const waitMs =
      intervalMs === null ? idleCheckMs : intervalMs + advertisingDelayMs * this.#air.random();
    this.#timer = setTimeout(() => this.#advertise(), waitMs);
  }
}
