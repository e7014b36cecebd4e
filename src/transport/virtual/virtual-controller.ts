import {
  AclReassembly,
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
  type LinkTiming,
  le16,
  leSubevents,
  numberOfCompletedPackets,
  parseCommand,
  reportTypes,
} from "./hci-packets.ts";
import type { VirtualAir } from "./virtual-air.ts";
import { VirtualLink } from "./virtual-link.ts";
import type { VirtualPeripheral } from "./virtual-peripheral.ts";

/** ACL buffers that the host may fill before it must wait. */
const aclBuffers = { bytes: 251, count: 8 } as const;
/** Data of one link layer packet; 27 without the data length extension. */
const largestAclData = 251;
const usualAddress = "00:1b:dc:00:00:01";
/** Handles have 12 bits, and the last 256 are reserved (Core Specification, Vol 4, Part E, 5.4.2). */
const handles = { first: 0x0040, last: 0x0eff } as const;
/** Connections, advertising reports, updates and two more (Part E, 7.8.1). */
const usualLeEventMask = 0x1f;
/** 5.0, and a maker that nobody has (Core Specification, Vol 4, Part E, 7.4.1). */
const version = [0x09, 0x00, 0x00, 0x09, 0xff, 0xff, 0x00, 0x00];
const statusCommands: readonly number[] = [
  hciOpcodes.disconnect,
  hciOpcodes.leCreateConnection,
  hciOpcodes.leConnectionUpdate,
];

interface HostLink {
  readonly handle: number;
  readonly link: VirtualLink;
  readonly peripheral: VirtualPeripheral;
  readonly assembly: AclReassembly;
  /** ACL packets of the host that are on their way, per frame. */
  readonly packetsOfFrames: number[];
  packetsOfThisFrame: number;
}

interface PendingConnection {
  readonly address: string;
  readonly timing: LinkTiming;
}

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
  readonly #address: string;
  readonly #links = new Map<number, HostLink>();
  #toHost: (packet: Buffer) => void = () => {};
  #isUp = true;
  #scan: { readonly filtersDuplicates: boolean; readonly heard: Set<string> } | null = null;
  #pending: PendingConnection | null = null;
  #nextHandle: number = handles.first;
  #leEventMask = usualLeEventMask;

  /** @param address its own, public. */
  constructor(air: VirtualAir, address = usualAddress) {
    this.#air = air;
    this.#address = address;
    air.addController(this);
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get isScanning(): boolean {
    return this.#scan !== null;
  }

  get linkCount(): number {
    return this.#links.size;
  }

  /** Whoever takes the controller's packets from now on. */
  attachHost(toHost: (packet: Buffer) => void): void {
    this.#toHost = toHost;
  }

  /** The adapter is switched off or pulled out: links die, and the host is told nothing. */
  powerOff(): void {
    this.#isUp = false;
    this.#forget();
  }

  powerOn(): void {
    this.#isUp = true;
  }

  /** A packet of the host, from its H4 type on. */
  takeFromHost(packet: Buffer): void {
    if (!this.#isUp) return;
    if (packet[0] === h4Types.acl) this.#acl(packet);
    if (packet[0] !== h4Types.command) return;
    const command = parseCommand(packet);
    if (command === null) return;
    const { opcode, parameters, isComplete } = command;
    if (isComplete) this.#command(opcode, parameters);
    else this.#answer(opcode, hciErrors.invalidParameters);
  }

  /** A device has advertised within earshot. */
  hear(peripheral: VirtualPeripheral): void {
    if (!this.#isUp) return;
    if (this.#pending?.address === peripheral.address) this.#establish(peripheral, this.#pending);
    const scan = this.#scan;
    if (scan === null || peripheral.isLinked) return;
    const { advertising, scanResponse } = peripheral.advertisingData;
    const { path } = peripheral;
    const report = (type: number, data: Uint8Array): void => {
      const key = `${type} ${peripheral.address}`;
      if (scan.filtersDuplicates && scan.heard.has(key)) return;
      scan.heard.add(key);
      if (!this.#tellsOf(leSubevents.advertisingReport)) return;
      this.#toHost(advertisingReport(type, peripheral.address, data, path.rssiDbm));
    };
    report(reportTypes.advertising, advertising);
    if (!path.losesScanResponses) report(reportTypes.scanResponse, scanResponse);
  }

  #command(opcode: number, parameters: Buffer): void {
    const defect = this.commandDefect(opcode);
    if (defect === "drop") return;
    if (defect !== null) {
      this.#answer(opcode, defect);
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
      case hciOpcodes.leSetScanParameters:
        this.#answer(opcode, hciErrors.success);
        break;
      case hciOpcodes.leSetEventMask:
        this.#leEventMask = parameters.readUInt8(0);
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
        this.#answer(opcode, hciErrors.success, addressBytes(this.#address));
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
    if (this.#links.size >= this.connectionLimit) {
      this.#answer(opcode, hciErrors.connectionLimit);
      return;
    }
    const address = Array.from(parameters.subarray(6, 12), (byte) =>
      byte.toString(16).padStart(2, "0"),
    )
      .reverse()
      .join(":");
    if ([...this.#links.values()].some(({ peripheral }) => peripheral.address === address)) {
      this.#answer(opcode, hciErrors.connectionExists);
      return;
    }
    this.#pending = {
      address,
      timing: {
        intervalUnits: parameters.readUInt16LE(15),
        latency: parameters.readUInt16LE(17),
        timeoutUnits: parameters.readUInt16LE(19),
      },
    };
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
    const handle = this.#nextHandle;
    this.#nextHandle = handle === handles.last ? handles.first : handle + 1;
    this.#toHost(connectionComplete(hciErrors.success, handle, peripheral.address, timing));
    if (peripheral.path.failsToEstablish > 0) {
      peripheral.path.failsToEstablish -= 1;
      // The central believes in the link until six events have gone by unanswered (Vol 6, Part B, 4.5.2).
      const unansweredMs = 6 * timing.intervalUnits * 1.25;
      setTimeout(() => {
        if (this.#isUp) this.#toHost(disconnectionComplete(handle, hciErrors.failedToEstablish));
      }, unansweredMs).unref();
      return;
    }
    const link = new VirtualLink(
      peripheral.path,
      timing,
      {
        central: {
          receive: (frame) => this.#deliver(handle, frame),
          beforeEvent: () => {},
          sent: (count) => this.#sent(handle, count),
          closed: (reason) => {
            this.#links.delete(handle);
            this.#toHost(disconnectionComplete(handle, reason));
          },
        },
        peripheral,
      },
      this.#air.random,
    );
    const assembly = new AclReassembly();
    const packets = { packetsOfFrames: [], packetsOfThisFrame: 0 };
    this.#links.set(handle, { handle, link, peripheral, assembly, ...packets });
    peripheral.open(link);
  }

  #deliver(handle: number, frame: L2capFrame): void {
    for (const packet of aclPackets(handle, frame, this.aclDataBytes)) this.#toHost(packet);
  }

  #acl(packet: Buffer): void {
    const header = 5;
    if (packet.length < header || packet.length !== header + packet.readUInt16LE(3)) return;
    const entry = this.#links.get(packet.readUInt16LE(1) & 0x0fff);
    if (entry === undefined) return;
    entry.packetsOfThisFrame += 1;
    const frame = entry.assembly.take(packet);
    if (frame === null) return;
    entry.packetsOfFrames.push(entry.packetsOfThisFrame);
    entry.packetsOfThisFrame = 0;
    entry.link.sendToPeripheral(frame);
  }

  /** The host may send again as many packets as these frames were. */
  #sent(handle: number, frames: number): void {
    const counts = this.#links.get(handle)?.packetsOfFrames.splice(0, frames) ?? [];
    const packets = counts.reduce((sum, count) => sum + count, 0);
    if (packets > 0) this.#toHost(numberOfCompletedPackets(handle, packets));
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
    const status = entry === undefined ? hciErrors.unknownConnection : hciErrors.success;
    this.#answer(hciOpcodes.leConnectionUpdate, status);
    if (entry === undefined) return;
    entry.link.timing = {
      intervalUnits: parameters.readUInt16LE(4),
      latency: parameters.readUInt16LE(6),
      timeoutUnits: parameters.readUInt16LE(8),
    };
    if (this.#tellsOf(leSubevents.updateComplete)) {
      this.#toHost(connectionUpdateComplete(handle, entry.link.timing));
    }
  }

  #tellsOf(subevent: number): boolean {
    return (this.#leEventMask & (1 << (subevent - 1))) !== 0;
  }

  /** Ends every link at once, on both sides: for the end of the world. */
  close(): void {
    const links = [...this.#links.values()];
    this.powerOff();
    const { connectionTimeout } = hciErrors;
    for (const { link } of links) {
      link.close({ central: connectionTimeout, peripheral: connectionTimeout });
    }
  }

  #forget(): void {
    this.#scan = null;
    this.#pending = null;
    for (const { link } of this.#links.values()) link.centralIsDead = true;
    this.#links.clear();
  }
}
