import {
  aclPackets,
  addressBytes,
  advertisingReport,
  commandComplete,
  commandStatus,
  connectionComplete,
  connectionUpdateComplete,
  disconnectionComplete,
  h4Types,
  hciErrors,
  hciOpcodes,
  type L2capFrame,
  le16,
  leSubevents,
  reportTypes,
} from "./hci-packets.ts";
import {
  isValidTiming,
  type PendingConnection,
  parameterBytes,
  pendingConnection,
} from "./hci-parameters.ts";
import { aclBuffers, HostLinks } from "./host-links.ts";
import type { VirtualAir } from "./virtual-air.ts";
import { type LinkEnd, VirtualLink } from "./virtual-link.ts";
import type { VirtualPeripheral } from "./virtual-peripheral.ts";

/** Data of one link layer packet; 27 without the data length extension. */
const largestAclData = 251;
/** H4 type, opcode or handle, and a length. */
const shortestPacket = 4;
/** Connections, advertising reports, updates and two more (Part E, 7.8.1). */
const usualLeEventMask = 0x1f;
const address = "00:1b:dc:00:00:01";
/** 5.0, and a maker that nobody has (Core Specification, Vol 4, Part E, 7.4.1). */
const version = [0x09, 0x00, 0x00, 0x09, 0xff, 0xff, 0x00, 0x00];
const statusCommands: readonly number[] = [
  hciOpcodes.disconnect,
  hciOpcodes.leCreateConnection,
  hciOpcodes.leConnectionUpdate,
];

/** A peer that never answers. */
const noPeer: LinkEnd = {
  receive: () => {},
  beforeEvent: () => {},
  sent: () => {},
  closed: () => {},
};

/** A Bluetooth LE adapter as its host sees it through HCI: scans, connects, carries data (Core Specification, Vol 4, Part E). */
export class VirtualController {
  /** Most links at once; one more is refused. */
  connectionLimit = 8;
  /** Refuses to connect while it scans, as some adapters do. */
  refusesConnectingWhileScanning = false;
  /** Largest piece of data that one ACL packet to the host carries. */
  aclDataBytes = largestAclData;
  /** Asked about every command: a status to refuse it with, "drop" = it is never answered, null = nothing. */
  commandDefect: (opcode: number) => number | "drop" | null = () => null;
  readonly #air: VirtualAir;
  readonly #links = new HostLinks((packet) => this.#toHost(packet));
  #toHost: (packet: Buffer) => void = () => {};
  #powerChanged: (isUp: boolean) => void = () => {};
  #isUp = true;
  #scan: { readonly filtersDuplicates: boolean; readonly heard: Set<string> } | null = null;
  #pending: PendingConnection | null = null;
  #scansActively = true;
  #leEventMask = usualLeEventMask;

  constructor(air: VirtualAir) {
    this.#air = air;
    air.addController(this);
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get isScanning(): boolean {
    return this.#scan !== null;
  }

  get linkCount(): number {
    return this.#links.count;
  }

  /** Whoever takes the controller's packets from now on. @param powerChanged told when it is switched off or on. */
  attachHost(
    toHost: (packet: Buffer) => void,
    powerChanged: (isUp: boolean) => void = () => {},
  ): void {
    this.#toHost = toHost;
    this.#powerChanged = powerChanged;
  }

  /** The adapter is switched off or pulled out: links die, and the host is told nothing. */
  powerOff(): void {
    this.#isUp = false;
    this.#forget();
    this.#powerChanged(false);
  }

  powerOn(): void {
    this.#isUp = true;
    this.#powerChanged(true);
  }

  /** A packet of the host, from its H4 type on. */
  takeFromHost(packet: Buffer): void {
    if (!this.#isUp || packet.length < shortestPacket) return;
    if (packet[0] === h4Types.command) this.#command(packet.readUInt16LE(1), packet.subarray(4));
    else if (packet[0] === h4Types.acl) this.#links.takeData(packet);
  }

  /** A device has advertised within earshot. */
  hear(peripheral: VirtualPeripheral): void {
    // Of two adapters that want it the first has it.
    if (!this.#isUp || peripheral.isLinked) return;
    if (this.#pending?.address === peripheral.address) this.#establish(peripheral, this.#pending);
    const scan = this.#scan;
    if (scan === null || peripheral.isLinked) return;
    const { advertising, scanResponse } = peripheral.advertisingData;
    const { path } = peripheral;
    const report = (type: number, data: Uint8Array): void => {
      const key = `${type} ${peripheral.address}`;
      if (!this.#tellsOf(leSubevents.advertisingReport)) return;
      if (scan.filtersDuplicates && scan.heard.has(key)) return;
      scan.heard.add(key);
      this.#toHost(advertisingReport(type, peripheral.address, data, path.rssiDbm));
    };
    report(reportTypes.advertising, advertising);
    if (this.#scansActively && !path.losesScanResponses)
      report(reportTypes.scanResponse, scanResponse);
  }

  #command(opcode: number, parameters: Buffer): void {
    const defect = this.commandDefect(opcode);
    if (defect === "drop") return;
    if (defect !== null) {
      this.#answer(opcode, defect);
      return;
    }
    if (parameters.length < (parameterBytes.get(opcode) ?? 0)) {
      this.#answer(opcode, hciErrors.invalidParameters);
      return;
    }
    switch (opcode) {
      case hciOpcodes.reset:
        this.#forget();
        this.#leEventMask = usualLeEventMask;
        this.#answer(opcode, hciErrors.success);
        break;
      case hciOpcodes.setEventMask:
      case hciOpcodes.writeLeHostSupport:
        this.#answer(opcode, hciErrors.success);
        break;
      case hciOpcodes.leSetEventMask:
        this.#leEventMask = parameters.readUInt8(0);
        this.#answer(opcode, hciErrors.success);
        break;
      case hciOpcodes.leSetScanParameters:
        this.#scansActively = parameters[0] === 1;
        this.#answer(opcode, hciErrors.success);
        break;
      case hciOpcodes.readLeHostSupport:
        this.#answer(opcode, hciErrors.success, [1, 0]);
        break;
      case hciOpcodes.readLocalVersion:
        this.#answer(opcode, hciErrors.success, version);
        break;
      case hciOpcodes.leReadBufferSize:
        this.#answer(opcode, hciErrors.success, [...le16(aclBuffers.bytes), aclBuffers.count]);
        break;
      case hciOpcodes.readBdAddr:
        this.#answer(opcode, hciErrors.success, addressBytes(address));
        break;
      case hciOpcodes.leSetScanEnable:
        this.#scan =
          parameters[0] === 1 ? { filtersDuplicates: parameters[1] === 1, heard: new Set() } : null;
        this.#answer(opcode, hciErrors.success);
        break;
      case hciOpcodes.leCreateConnection:
        this.#createConnection(parameters);
        break;
      case hciOpcodes.leCreateConnectionCancel:
        this.#cancelConnection();
        break;
      case hciOpcodes.disconnect:
        this.#disconnect(parameters.readUInt16LE(0));
        break;
      case hciOpcodes.readRssi:
        this.#readRssi(parameters.readUInt16LE(0));
        break;
      case hciOpcodes.leConnectionUpdate:
        this.#updateConnection(parameters);
        break;
      default:
        this.#answer(opcode, hciErrors.unknownCommand);
    }
  }

  #answer(opcode: number, status: number, result: readonly number[] = []): void {
    this.#toHost(
      statusCommands.includes(opcode)
        ? commandStatus(opcode, status)
        : commandComplete(opcode, [status, ...result]),
    );
  }

  #createConnection(parameters: Buffer): void {
    const opcode = hciOpcodes.leCreateConnection;
    const isRefused =
      this.#pending !== null || (this.refusesConnectingWhileScanning && this.#scan !== null);
    if (isRefused) {
      this.#answer(opcode, hciErrors.commandDisallowed);
      return;
    }
    if (this.#links.count >= this.connectionLimit) {
      this.#answer(opcode, hciErrors.connectionLimit);
      return;
    }
    const wanted = pendingConnection(parameters);
    if (this.#links.isLinkedTo(wanted.address)) {
      this.#answer(opcode, hciErrors.connectionExists);
      return;
    }
    if (!isValidTiming(wanted.timing)) {
      this.#answer(opcode, hciErrors.invalidParameters);
      return;
    }
    this.#pending = wanted;
    this.#answer(opcode, hciErrors.success);
  }

  #cancelConnection(): void {
    const pending = this.#pending;
    this.#pending = null;
    const isTooLate = pending === null;
    this.#answer(
      hciOpcodes.leCreateConnectionCancel,
      isTooLate ? hciErrors.commandDisallowed : hciErrors.success,
    );
    if (pending === null) return;
    const { unknownConnection } = hciErrors;
    this.#toHost(connectionComplete(unknownConnection, 0, pending.address, pending.timing));
  }

  #establish(peripheral: VirtualPeripheral, { timing }: PendingConnection): void {
    this.#pending = null;
    const handle = this.#links.freeHandle();
    this.#toHost(connectionComplete(hciErrors.success, handle, peripheral.address, timing));
    const { path } = peripheral;
    const isHeard = path.failsToEstablish === 0;
    if (!isHeard) path.failsToEstablish -= 1;
    const central: LinkEnd = {
      receive: (frame) => this.#deliver(handle, frame),
      beforeEvent: () => {},
      sent: (count) => this.#links.sent(handle, count),
      closed: (reason) => {
        this.#links.delete(handle);
        this.#toHost(disconnectionComplete(handle, reason));
      },
    };
    const ends = { central, peripheral: isHeard ? peripheral : noPeer };
    const link = new VirtualLink(path, timing, ends, this.#air.random);
    link.peripheralIsDead = !isHeard;
    this.#links.add(handle, link, peripheral);
    if (isHeard) peripheral.open(link);
  }

  #deliver(handle: number, frame: L2capFrame): void {
    for (const packet of aclPackets(handle, frame, this.aclDataBytes)) this.#toHost(packet);
  }

  #disconnect(handle: number): void {
    const entry = this.#links.get(handle);
    const { unknownConnection, success, localHostTerminated, remoteUserTerminated } = hciErrors;
    this.#answer(hciOpcodes.disconnect, entry === undefined ? unknownConnection : success);
    entry?.link.terminate({ central: localHostTerminated, peripheral: remoteUserTerminated });
  }

  #readRssi(handle: number): void {
    const entry = this.#links.get(handle);
    const status = entry === undefined ? hciErrors.unknownConnection : hciErrors.success;
    const rssi = (entry?.peripheral.path.rssiDbm ?? 127) & 0xff;
    this.#answer(hciOpcodes.readRssi, status, [...le16(handle), rssi]);
  }

  #updateConnection(parameters: Buffer): void {
    const handle = parameters.readUInt16LE(0);
    const entry = this.#links.get(handle);
    const timing = {
      intervalUnits: parameters.readUInt16LE(4),
      latency: parameters.readUInt16LE(6),
      timeoutUnits: parameters.readUInt16LE(8),
    };
    const { unknownConnection, invalidParameters, success } = hciErrors;
    const status = isValidTiming(timing) ? success : invalidParameters;
    this.#answer(hciOpcodes.leConnectionUpdate, entry === undefined ? unknownConnection : status);
    if (entry === undefined || status !== success) return;
    entry.link.updateTiming(timing, () => {
      if (!this.#tellsOf(leSubevents.updateComplete)) return;
      this.#toHost(connectionUpdateComplete(handle, timing));
    });
  }

  #tellsOf(subevent: number): boolean {
    return (this.#leEventMask & (1 << (subevent - 1))) !== 0;
  }

  #forget(): void {
    this.#scan = null;
    this.#pending = null;
    this.#links.forget();
  }
}
