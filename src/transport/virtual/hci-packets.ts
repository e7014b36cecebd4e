/** Packets between a host and its Bluetooth controller (Core Specification, Vol 4, Part A, H4, and Part E, HCI). Little-endian. */
export const h4Types = { command: 0x01, acl: 0x02, event: 0x04 } as const;

/** Opcodes of the commands that an LE central uses: group << 10 | command (Part E, 7). */
export const hciOpcodes = {
  disconnect: 0x0406,
  setEventMask: 0x0c01,
  reset: 0x0c03,
  readLeHostSupport: 0x0c6c,
  writeLeHostSupport: 0x0c6d,
  readLocalVersion: 0x1001,
  readBdAddr: 0x1009,
  readRssi: 0x1405,
  leSetEventMask: 0x2001,
  leReadBufferSize: 0x2002,
  leSetScanParameters: 0x200b,
  leSetScanEnable: 0x200c,
  leCreateConnection: 0x200d,
  leCreateConnectionCancel: 0x200e,
  leConnectionUpdate: 0x2013,
} as const;

/** Error codes (Vol 1, Part F, 1.3). */
export const hciErrors = {
  success: 0x00,
  unknownCommand: 0x01,
  unknownConnection: 0x02,
  connectionTimeout: 0x08,
  connectionLimit: 0x09,
  connectionExists: 0x0b,
  commandDisallowed: 0x0c,
  invalidParameters: 0x12,
  remoteUserTerminated: 0x13,
  localHostTerminated: 0x16,
  failedToEstablish: 0x3e,
} as const;

/** Event codes (Part E, 7.7). */
const eventCodes = {
  disconnectionComplete: 0x05,
  commandComplete: 0x0e,
  commandStatus: 0x0f,
  numberOfCompletedPackets: 0x13,
  dataBufferOverflow: 0x1a,
  leMeta: 0x3e,
} as const;

/** Each has the bit before its number in the LE event mask (Part E, 7.8.1). */
export const leSubevents = {
  connectionComplete: 0x01,
  advertisingReport: 0x02,
  updateComplete: 0x03,
} as const;

/** A command may follow at once. */
const commandCredits = 1;

/** Bytes of a number, least significant first. */
export function le16(value: number): [number, number] {
  return [value & 0xff, (value >> 8) & 0xff];
}

/** A device address as HCI has it: six bytes, last one first. */
export function addressBytes(address: string): number[] {
  return address
    .split(":")
    .reverse()
    .map((part) => Number.parseInt(part, 16));
}

function event(code: number, parameters: readonly number[]): Buffer {
  return Buffer.from([h4Types.event, code, parameters.length, ...parameters]);
}

export function commandComplete(opcode: number, result: readonly number[]): Buffer {
  return event(eventCodes.commandComplete, [commandCredits, ...le16(opcode), ...result]);
}

export function commandStatus(opcode: number, status: number): Buffer {
  return event(eventCodes.commandStatus, [status, commandCredits, ...le16(opcode)]);
}

export function disconnectionComplete(handle: number, reason: number): Buffer {
  return event(eventCodes.disconnectionComplete, [hciErrors.success, ...le16(handle), reason]);
}

export function numberOfCompletedPackets(handle: number, count: number): Buffer {
  return event(eventCodes.numberOfCompletedPackets, [1, ...le16(handle), ...le16(count)]);
}

/** The host has sent more ACL data than there are buffers (Part E, 7.7.26). */
export function aclBufferOverflow(): Buffer {
  const aclLink = 0x01;
  return event(eventCodes.dataBufferOverflow, [aclLink]);
}

/** What both sides of a link have agreed on, in HCI's units: intervals 1.25 ms, time-out 10 ms. */
export interface LinkTiming {
  readonly intervalUnits: number;
  readonly latency: number;
  readonly timeoutUnits: number;
}

/** @param address of the peer; its type is random, as that of a pod is. */
export function connectionComplete(
  status: number,
  handle: number,
  address: string,
  { intervalUnits, latency, timeoutUnits }: LinkTiming,
): Buffer {
  const [central, randomAddress, clockAccuracy] = [0x00, 0x01, 0x01];
  return event(eventCodes.leMeta, [
    leSubevents.connectionComplete,
    status,
    ...le16(handle),
    central,
    randomAddress,
    ...addressBytes(address),
    ...le16(intervalUnits),
    ...le16(latency),
    ...le16(timeoutUnits),
    clockAccuracy,
  ]);
}

export function connectionUpdateComplete(
  handle: number,
  { intervalUnits, latency, timeoutUnits }: LinkTiming,
): Buffer {
  return event(eventCodes.leMeta, [
    leSubevents.updateComplete,
    hciErrors.success,
    ...le16(handle),
    ...le16(intervalUnits),
    ...le16(latency),
    ...le16(timeoutUnits),
  ]);
}

/** Connectable undirected advertising, or the answer to a scan request (Part E, 7.7.65.2). */
export const reportTypes = { advertising: 0x00, scanResponse: 0x04 } as const;

export function advertisingReport(
  type: number,
  address: string,
  data: Uint8Array,
  rssiDbm: number,
): Buffer {
  const randomAddress = 0x01;
  return event(eventCodes.leMeta, [
    leSubevents.advertisingReport,
    1,
    type,
    randomAddress,
    ...addressBytes(address),
    data.length,
    ...data,
    rssiDbm & 0xff,
  ]);
}

/** Packet boundary flags of ACL data (Part E, 5.4.2). */
const boundary = { continuing: 0b01, firstToHost: 0b10 };
const aclHeaderBytes = 5;
const l2capHeaderBytes = 4;

/** One frame of a fixed L2CAP channel (Vol 3, Part A, 3.1). */
export interface L2capFrame {
  readonly channel: number;
  readonly payload: Uint8Array;
}

export const l2capChannels = { att: 0x0004, signaling: 0x0005 } as const;

/** A frame as ACL data packets to the host, none with more than `mostBytes` of data. */
export function aclPackets(
  handle: number,
  { channel, payload }: L2capFrame,
  mostBytes: number,
): Buffer[] {
  const frameBytes = l2capHeaderBytes + payload.length;
  const packets: Buffer[] = [];
  for (let at = 0; at < frameBytes; at += mostBytes) {
    const length = Math.min(mostBytes, frameBytes - at);
    const packet = Buffer.alloc(aclHeaderBytes + length);
    const flag = at === 0 ? boundary.firstToHost : boundary.continuing;
    packet[0] = h4Types.acl;
    packet.writeUInt16LE(handle | (flag << 12), 1);
    packet.writeUInt16LE(length, 3);
    packets.push(packet);
  }
  const header = [...le16(payload.length), ...le16(channel)];
  for (let at = 0; at < l2capHeaderBytes; at += 1) {
    const packet = packets[Math.floor(at / mostBytes)];
    if (packet !== undefined) packet[aclHeaderBytes + (at % mostBytes)] = header[at] ?? 0;
  }
  packets.forEach((packet, index) => {
    const from = index * mostBytes - l2capHeaderBytes;
    const part = payload.subarray(Math.max(0, from), Math.max(0, from + mostBytes));
    packet.set(part, aclHeaderBytes + Math.max(0, -from));
  });
  return packets;
}

/** Puts the ACL data packets of one link together to frames, whichever way they go. What does not fit together is left out. */
export class AclReassembly {
  #parts: Buffer[] = [];
  #length = 0;
  #isUnderWay = false;

  /** A frame has begun and waits for the rest of it. */
  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** @param packet from its H4 type on. @returns the frame that it completes, or null. */
  take(packet: Buffer): L2capFrame | null {
    if (packet.length < aclHeaderBytes) return null;
    const flag = (packet.readUInt16LE(1) >> 12) & 0b11;
    const data = packet.subarray(aclHeaderBytes, aclHeaderBytes + packet.readUInt16LE(3));
    if (flag === boundary.continuing) {
      if (!this.#isUnderWay) return null;
    } else {
      this.#drop();
      this.#isUnderWay = true;
    }
    this.#parts.push(data);
    this.#length += data.length;
    return this.#completeFrame();
  }

  #completeFrame(): L2capFrame | null {
    if (this.#length < l2capHeaderBytes) return null;
    const [only] = this.#parts;
    const frame =
      this.#parts.length === 1 && only !== undefined ? only : Buffer.concat(this.#parts);
    this.#parts = [frame];
    const frameBytes = l2capHeaderBytes + frame.readUInt16LE(0);
    if (frame.length < frameBytes) return null;
    this.#drop();
    if (frame.length > frameBytes) return null;
    return { channel: frame.readUInt16LE(2), payload: frame.subarray(l2capHeaderBytes) };
  }

  #drop(): void {
    this.#parts = [];
    this.#length = 0;
    this.#isUnderWay = false;
  }
}
