import { EventEmitter } from "node:events";

/** H4 packet types, HCI events and commands (Bluetooth Core, Vol 4, Part A and Part E, 7). */
const packetTypes = { command: 1, acl: 2, event: 4 };
const events = { disconnected: 0x05, commandComplete: 0x0e, commandStatus: 0x0f, completed: 0x13 };
export const commands = {
  disconnect: 0x0406,
  reset: 0x0c03,
  readLocalVersion: 0x1001,
  readAddress: 0x1009,
  readRssi: 0x1405,
  readBufferSize: 0x2002,
  scanParameters: 0x200b,
  scanEnable: 0x200c,
  connect: 0x200d,
  cancelConnect: 0x200e,
} as const;

const attChannel = 4;
const advertiseEveryMs = 20;

function le16(value: number): number[] {
  return [value & 0xff, value >> 8];
}

/** A device of the script: service 0x0AF0 with a value to read and write and one that notifies. A test may change its answers. */
export class ScriptedDevice {
  readonly id: string;
  readonly addressBytes: readonly number[];
  advertising = true;
  /** Answers to LE Create Connection; an absent device never does. */
  connectable = true;
  mtu = 247;
  name = "Pod";
  /** Value at handle 3. */
  value: readonly number[] = [1, 2, 3];
  /** Takes the request; true = it was dealt with (or left without an answer). */
  onRequest: (pdu: Buffer, answer: (...pdu: number[]) => void) => boolean = () => false;
  readonly written: number[][] = [];

  constructor(number: number) {
    this.addressBytes = [number & 0xff, number >> 8, 0x22, 0x33, 0x44, 0xc0];
    this.id = this.addressBytes
      .toReversed()
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join(":");
  }

  answer(pdu: Buffer, send: (...pdu: number[]) => void): void {
    if (this.onRequest(pdu, send)) return;
    const opcode = pdu[0] ?? 0;
    const handle = pdu.length >= 3 ? pdu.readUInt16LE(1) : 0;
    const refuse = (code: number) => send(0x01, opcode, ...le16(handle), code);
    switch (opcode) {
      case 0x02: {
        send(0x03, ...le16(this.mtu));
        return;
      }
      case 0x10:
        // One service of 16 bits with a leading zero, from 1 to 6.
        if (handle <= 1) send(0x11, 6, 1, 0, 6, 0, 0xf0, 0x0a);
        else refuse(0x0a);
        return;
      case 0x08: {
        this.#byType(pdu, send, refuse);
        return;
      }
      case 0x0a: {
        send(0x0b, ...this.value.slice(0, Math.min(this.mtu, 256) - 1));
        return;
      }
      case 0x0c: {
        const offset = pdu.readUInt16LE(3);
        send(0x0d, ...this.value.slice(offset, offset + Math.min(this.mtu, 256) - 1));
        return;
      }
      case 0x12:
        this.written.push([...pdu.subarray(3)]);
        {
          send(0x13);
          return;
        }
      case 0x52:
        this.written.push([...pdu.subarray(3)]);
        return;
      default: {
        refuse(0x06);
        return;
      }
    }
  }

  #byType(pdu: Buffer, send: (...pdu: number[]) => void, refuse: (code: number) => void): void {
    const [start, end, type] = [pdu.readUInt16LE(1), pdu.readUInt16LE(3), pdu.readUInt16LE(5)];
    // 2/3: read and write, 4/5 with 6: notify.
    if (type === 0x2803 && start <= 2) {
      send(0x09, 7, 2, 0, 0x0a, 3, 0, 0x37, 0x2a, 4, 0, 0x10, 5, 0, 0x38, 0x2a);
      return;
    }
    if (type === 0x2902 && start <= 6 && end >= 6) {
      send(0x09, 4, 6, 0, 0, 0);
      return;
    }
    refuse(0x0a);
    return;
  }
}

interface ScriptedLink {
  readonly handle: number;
  readonly device: ScriptedDevice;
}

/**
 * An adapter that does what a test says: lies, breaks packets, says nothing, acts between two turns of the event loop. How a
 * good one and the air around it behave in time is the emulated radio's to show. The newest socket is the one that works.
 */
export class ScriptedRadio {
  up = true;
  readonly devices: ScriptedDevice[];
  readonly log: number[] = [];
  readonly packets: Buffer[] = [];
  /** Whether a connection was asked for while it scanned. */
  scanningWhileConnecting = false;
  scanResponses = true;
  /** 6 = Bluetooth 4.0, the first with Low Energy. */
  hciVersion = 9;
  /** What making a socket throws. */
  openingFails: Error | null = null;
  /** Runs before a command is taken. */
  onCommand: () => void = () => {};
  /** Runs before a connection is called off. */
  onCancel: () => void = () => {};
  /** Commands that are not answered. */
  readonly dropped = new Set<number>();
  /** Commands that are refused, with the status. */
  readonly refused = new Map<number, number>();
  readonly links = new Map<number, ScriptedLink>();
  socket: ScriptedSocket | null = null;
  #scanning = false;
  #pending: ScriptedDevice | null = null;
  #nextHandle = 0x40;
  #timer: NodeJS.Timeout | undefined;

  constructor(...devices: ScriptedDevice[]) {
    this.devices = devices;
  }

  get socketClass(): new () => ScriptedSocket {
    const radio = this;
    return class extends ScriptedSocket {
      constructor() {
        super(radio);
      }
    };
  }

  get scanning(): boolean {
    return this.#scanning;
  }

  takeCommand(packet: Buffer): void {
    const opcode = packet.readUInt16LE(1);
    this.onCommand();
    this.log.push(opcode);
    this.packets.push(packet);
    if (this.dropped.has(opcode)) return;
    const status = this.refused.get(opcode) ?? 0;
    switch (opcode) {
      case commands.readLocalVersion: {
        this.#complete(opcode, 0, this.hciVersion, 0, 0, this.hciVersion, 1, 0, 0, 0);
        return;
      }
      case commands.readAddress: {
        this.#complete(opcode, 0, 1, 2, 3, 4, 5, 6);
        return;
      }
      case commands.readBufferSize: {
        this.#complete(opcode, 0, 251, 0, 8);
        return;
      }
      case commands.readRssi: {
        this.#complete(opcode, 0, packet[4] ?? 0, packet[5] ?? 0, 0xd0);
        return;
      }
      case commands.scanEnable: {
        this.#complete(opcode, status === 0 ? this.#scan(packet[4] === 1) : status);
        return;
      }
      case commands.connect:
        this.#event(events.commandStatus, status, 1, ...le16(opcode));
        this.scanningWhileConnecting ||= this.#scanning;
        if (status === 0) this.#connect(packet.subarray(10, 16));
        return;
      case commands.cancelConnect:
        this.onCancel();
        this.#complete(opcode, this.#pending === null ? 0x0c : 0);
        if (this.#pending !== null) this.#connectionComplete(0x02, 0, this.#pending);
        this.#pending = null;
        return;
      case commands.disconnect:
        this.#event(events.commandStatus, status, 1, ...le16(opcode));
        {
          this.drop(packet.readUInt16LE(4), 0x16);
          return;
        }
      default: {
        this.#complete(opcode, status);
        return;
      }
    }
  }

  takeAcl(packet: Buffer): void {
    const handle = packet.readUInt16LE(1) & 0xfff;
    const link = this.links.get(handle);
    if (link === undefined) return;
    this.#event(events.completed, 1, ...le16(handle), 1, 0);
    if (packet.readUInt16LE(7) !== attChannel) return;
    link.device.answer(packet.subarray(9), (...pdu) => this.send(handle, pdu));
  }

  /** Ends a connection. */
  drop(handle: number, reason: number): void {
    if (!this.links.delete(handle)) return;
    this.#event(events.disconnected, 0, ...le16(handle), reason);
  }

  /** Ends a connection in this moment, as a transport does that delivers several packets at once. */
  dropNow(handle: number, reason: number): void {
    this.links.delete(handle);
    this.socket?.deliver(
      Buffer.from([packetTypes.event, events.disconnected, 4, 0, ...le16(handle), reason]),
    );
  }

  deliverRaw(packet: readonly number[]): void {
    this.#packet(packet);
  }

  handleOf(device: ScriptedDevice): number {
    for (const link of this.links.values()) if (link.device === device) return link.handle;
    throw new Error(`${device.id} is not connected`);
  }

  /** An ATT packet from a device, or one of another L2CAP channel. */
  send(handle: number, pdu: readonly number[], channel = attChannel): void {
    const l2cap = [...le16(pdu.length), ...le16(channel), ...pdu];
    this.#packet([packetTypes.acl, ...le16(handle | 0x2000), ...le16(l2cap.length), ...l2cap]);
  }

  /** Switches the adapter off, or on again: nobody is told. */
  setUp(up: boolean): void {
    this.up = up;
    this.links.clear();
    this.#pending = null;
    this.#scan(false);
  }

  /** As another program of this computer does. */
  stopScanning(): void {
    this.#scan(false);
  }

  #scan(on: boolean): number {
    if (!on && !this.#scanning) return 0x0c;
    this.#scanning = on;
    clearInterval(this.#timer);
    if (on) this.#timer = setInterval(() => this.#advertise(), advertiseEveryMs).unref();
    return 0;
  }

  /** An advertising packet with any data. */
  advertiseData(device: ScriptedDevice, data: readonly number[]): void {
    this.#event(0x3e, 2, 1, 0, 1, ...device.addressBytes, data.length, ...data, 0xc4);
  }

  /** One advertising packet of a device and the scan response to it. */
  advertise(device: ScriptedDevice): void {
    const report = (type: number, data: readonly number[]) =>
      this.#event(0x3e, 2, 1, type, 1, ...device.addressBytes, data.length, ...data, 0xc4);
    report(0, [2, 1, 6, 3, 3, 0xf0, 0x0a, 4, 0xff, 0xff, 0xff, 7]);
    const name = [...Buffer.from(device.name)];
    if (this.scanResponses) report(4, [name.length + 1, 9, ...name]);
  }

  #advertise(): void {
    for (const device of this.devices) if (device.advertising) this.advertise(device);
  }

  #connect(address: Buffer): void {
    const device = this.devices.find((each) => address.equals(Buffer.from(each.addressBytes)));
    if (device === undefined) return;
    this.#pending = device;
    if (!device.connectable) return;
    this.comeUp(device);
  }

  comeUp(device: ScriptedDevice): void {
    this.#pending = null;
    const handle = this.#nextHandle++;
    this.links.set(handle, { handle, device });
    this.#connectionComplete(0, handle, device);
  }

  #connectionComplete(status: number, handle: number, device: ScriptedDevice): void {
    const parameters = [12, 0, 0, 0, 100, 0, 0];
    this.#event(0x3e, 1, status, ...le16(handle), 0, 1, ...device.addressBytes, ...parameters);
  }

  #complete(opcode: number, ...result: number[]): void {
    this.#event(events.commandComplete, 1, ...le16(opcode), ...result);
  }

  #event(code: number, ...parameters: number[]): void {
    this.#packet([packetTypes.event, code, parameters.length, ...parameters]);
  }

  #packet(bytes: readonly number[]): void {
    const { socket } = this;
    // One packet per turn of the event loop, as the native socket delivers them.
    setImmediate(() => socket?.deliver(Buffer.from(bytes)));
  }
}

/** What noble holds of it. */
export class ScriptedSocket extends EventEmitter {
  readonly #radio: ScriptedRadio;
  running = false;

  constructor(radio: ScriptedRadio) {
    super();
    if (radio.openingFails !== null) throw radio.openingFails;
    this.#radio = radio;
    radio.socket = this;
  }

  bindRaw(): void {}
  bindUser(): void {}
  setFilter(): void {}

  start(): void {
    this.running = true;
  }

  stop(): void {
    this.running = false;
  }

  isDevUp(): boolean {
    return this.#radio.up;
  }

  write(packet: Buffer): void {
    if (!this.#radio.up) return;
    if (packet[0] === packetTypes.command) this.#radio.takeCommand(packet);
    if (packet[0] === packetTypes.acl) this.#radio.takeAcl(packet);
  }

  deliver(packet: Buffer): void {
    if (this.running) this.emit("data", packet);
  }
}
