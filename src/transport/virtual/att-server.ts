import { handleOf, need, needExactly, typeAt } from "./att-pdu.ts";
import { AttFailure, attErrors, attOpcodes } from "./att-protocol.ts";
import { AttributeStore, subscriptionBits } from "./attribute-store.ts";
import {
  type GattAttribute,
  type GattServiceDefinition,
  shortUuid,
  uuidKey,
} from "./gatt-table.ts";
import { PreparedWrites } from "./prepared-writes.ts";

const smallestMtu = 23;
/** Commands have bit 6; of the rest requests are even, and what answers them odd (Vol 3, Part F, 3.3.1). */
const commandBit = 0x40;
const attHeaderBytes = 3;
/** Longest item of a list, whose length is one byte. */
const longestItem = 255;
const primaryService = 0x2800;

/** What a defect does to a request: the ATT error to answer with, or no answer at all. */
export type AttDefect = { readonly error: number } | "silence" | null;

/** A request that a defect may spoil. */
export interface AttRequest {
  readonly opcode: number;
  /** UUID of the characteristic concerned; null where it is about none. */
  readonly uuid: string | null;
}

/** The attributes of one device, and the answers to one client at a time. Any bytes get the answer that the specification gives them. */
export class AttServer {
  /** What the device answers to the MTU exchange. */
  mtuAnswer = 247;
  /** Asked about every request. */
  defect: (request: AttRequest) => AttDefect = () => null;
  /** How long the device thinks about a request before it answers, ms. Whoever carries the answers waits so long. */
  answerDelayMs: (request: AttRequest) => number = () => 0;
  readonly #store: AttributeStore;
  readonly #prepared = new PreparedWrites();
  readonly #onMtu: (mtu: number) => void;
  #mtu = smallestMtu;
  #awaitsConfirmation = false;

  /** @param onMtu told of the ATT_MTU in force once both have exchanged theirs. */
  constructor(services: readonly GattServiceDefinition[], onMtu: (mtu: number) => void = () => {}) {
    this.#store = new AttributeStore(services);
    this.#onMtu = onMtu;
  }

  get mtu(): number {
    return this.#mtu;
  }

  /** An indication is on its way: the next must wait for its confirmation. */
  get awaitsConfirmation(): boolean {
    return this.#awaitsConfirmation;
  }

  /** The client is gone, and what was agreed on with it. */
  reset(): void {
    this.#store.reset();
    this.#mtu = smallestMtu;
    this.#awaitsConfirmation = false;
    this.#prepared.clear();
  }

  /** A value as the packet that notifies or indicates it, cut to the MTU; null where nobody has subscribed. */
  valuePacket(uuid: string, value: Uint8Array): Uint8Array | null {
    const subscription = this.#store.subscriptionTo(uuid);
    if (subscription === null || subscription.how === 0) return null;
    const { handle, how } = subscription;
    // Where a client asks for both it is notified.
    const isIndication = (how & subscriptionBits.notify) === 0;
    if (isIndication) this.#awaitsConfirmation = true;
    const length = Math.min(value.length, this.#mtu - attHeaderBytes);
    const packet = new Uint8Array(attHeaderBytes + length);
    packet[0] = isIndication ? attOpcodes.indication : attOpcodes.notification;
    packet[1] = handle & 0xff;
    packet[2] = handle >> 8;
    packet.set(length === value.length ? value : value.subarray(0, length), attHeaderBytes);
    return packet;
  }

  /** How long to wait before what a client has sent is answered, ms. */
  delayOf(pdu: Uint8Array): number {
    const view = new DataView(pdu.buffer, pdu.byteOffset, pdu.byteLength);
    return this.answerDelayMs({ opcode: pdu[0] ?? 0, uuid: this.#store.uuidOf(handleOf(view)) });
  }

  /** Answers what a client has sent; null where there is nothing to say. */
  answer(pdu: Uint8Array): Uint8Array | null {
    const opcode = pdu[0];
    if (opcode === undefined) return null;
    if (opcode === attOpcodes.confirmation) {
      this.#awaitsConfirmation = false;
      return null;
    }
    const view = new DataView(pdu.buffer, pdu.byteOffset, pdu.byteLength);
    const isCommand = (opcode & commandBit) !== 0;
    // What only a server says: there is nothing that it could answer.
    if (!isCommand && opcode % 2 === 1) return null;
    try {
      const defect = this.defect({ opcode, uuid: this.#store.uuidOf(handleOf(view)) });
      if (defect === "silence") return null;
      if (defect !== null) throw new AttFailure(defect.error, handleOf(view));
      const answer = this.#answerTo(opcode, view, pdu);
      return isCommand ? null : answer;
    } catch (error) {
      if (!(error instanceof AttFailure)) throw error;
      if (isCommand) return null;
      const { code, handle } = error;
      return Uint8Array.of(
        attOpcodes.errorResponse,
        opcode,
        handle & 0xff,
        (handle >> 8) & 0xff,
        code,
      );
    }
  }

  #answerTo(opcode: number, view: DataView, pdu: Uint8Array): Uint8Array {
    switch (opcode) {
      case attOpcodes.mtuRequest:
        return this.#exchangeMtu(view);
      case attOpcodes.readByGroupTypeRequest:
        return this.#readByGroupType(view);
      case attOpcodes.readByTypeRequest:
        return this.#readByType(view);
      case attOpcodes.findInformationRequest:
        return this.#findInformation(view);
      case attOpcodes.findByTypeValueRequest:
        return this.#findByTypeValue(view, pdu);
      case attOpcodes.readRequest:
        needExactly(view, 3);
        return this.#cut([attOpcodes.readResponse, ...this.#store.valueAt(handleOf(view))]);
      case attOpcodes.readBlobRequest:
        return this.#readBlob(view);
      case attOpcodes.writeRequest:
        need(view, 3);
        this.#store.write(handleOf(view), "write", pdu.slice(3));
        return Uint8Array.of(attOpcodes.writeResponse);
      case attOpcodes.writeCommand:
        need(view, 3);
        this.#store.write(handleOf(view), "writeWithoutResponse", pdu.slice(3));
        return Uint8Array.of();
      case attOpcodes.prepareWriteRequest:
        return this.#prepareWrite(view, pdu);
      case attOpcodes.executeWriteRequest:
        return this.#executeWrite(view);
      default:
        throw new AttFailure(attErrors.requestNotSupported, 0);
    }
  }

  #exchangeMtu(view: DataView): Uint8Array {
    needExactly(view, 3);
    this.#mtu = Math.max(smallestMtu, Math.min(view.getUint16(1, true), this.mtuAnswer));
    this.#onMtu(this.#mtu);
    return Uint8Array.of(attOpcodes.mtuResponse, this.mtuAnswer & 0xff, this.mtuAnswer >> 8);
  }

  #readByGroupType(view: DataView): Uint8Array {
    const wanted = typeAt(view, 5);
    const { first, rows } = this.#rangeOf(view);
    if (wanted !== uuidKey(shortUuid(primaryService))) {
      throw new AttFailure(attErrors.unsupportedGroupType, first);
    }
    const services = rows.filter(({ kind }) => kind === "service");
    return this.#list(attOpcodes.readByGroupTypeResponse, first, services, (row) => [
      ...[row.handle & 0xff, row.handle >> 8, row.endHandle & 0xff, row.endHandle >> 8],
      ...(row.constant ?? []),
    ]);
  }

  #readByType(view: DataView): Uint8Array {
    const wanted = typeAt(view, 5);
    const { first, rows } = this.#rangeOf(view);
    const found = rows.filter(({ type }) => uuidKey(type) === wanted);
    return this.#list(attOpcodes.readByTypeResponse, first, found, (row) => [
      ...[row.handle & 0xff, row.handle >> 8],
      ...this.#store.valueAt(row.handle),
    ]);
  }

  /** As many rows of the same length as fit, with that length in front; the first that cannot be read ends it (Vol 3, Part F, 3.4.4.1). */
  #list(
    opcode: number,
    first: number,
    rows: readonly GattAttribute[],
    bytesOf: (row: GattAttribute) => number[],
  ): Uint8Array {
    const [firstRow, ...others] = rows;
    if (firstRow === undefined) throw new AttFailure(attErrors.attributeNotFound, first);
    const item = bytesOf(firstRow);
    const length = Math.min(item.length, longestItem, this.#mtu - 2);
    const bytes = [opcode, length, ...item.slice(0, length)];
    for (const row of others) {
      if (bytes.length + length > this.#mtu) break;
      const next = readableOrNull(row, bytesOf);
      if (next === null || next.length !== item.length) break;
      bytes.push(...next.slice(0, length));
    }
    return Uint8Array.from(bytes);
  }

  /** The services with this UUID: discovery of one service (Vol 3, Part F, 3.4.3.3). */
  #findByTypeValue(view: DataView, pdu: Uint8Array): Uint8Array {
    need(view, 7);
    const { first, rows } = this.#rangeOf(view);
    const wanted = uuidKey(pdu.subarray(5, 7));
    const value = uuidKey(pdu.subarray(7));
    const found = rows.filter(
      ({ type, constant }) =>
        uuidKey(type) === wanted && constant !== null && uuidKey(constant) === value,
    );
    if (found.length === 0) throw new AttFailure(attErrors.attributeNotFound, first);
    const room = Math.floor((this.#mtu - 1) / 4);
    return Uint8Array.from([
      attOpcodes.findByTypeValueResponse,
      ...found
        .slice(0, room)
        .flatMap(({ handle, endHandle }) => [
          ...[handle & 0xff, handle >> 8, endHandle & 0xff, endHandle >> 8],
        ]),
    ]);
  }

  #findInformation(view: DataView): Uint8Array {
    needExactly(view, 5);
    const { first, rows } = this.#rangeOf(view);
    const [firstRow] = rows;
    if (firstRow === undefined) throw new AttFailure(attErrors.attributeNotFound, first);
    const { length } = firstRow.type;
    const bytes: number[] = [attOpcodes.findInformationResponse, length === 2 ? 1 : 2];
    for (const { handle, type } of rows) {
      if (type.length !== length || bytes.length + 2 + length > this.#mtu) break;
      bytes.push(handle & 0xff, handle >> 8, ...type);
    }
    return Uint8Array.from(bytes);
  }

  #readBlob(view: DataView): Uint8Array {
    needExactly(view, 5);
    const handle = handleOf(view);
    const value = this.#store.valueAt(handle);
    const offset = view.getUint16(3, true);
    if (offset > value.length) throw new AttFailure(attErrors.invalidOffset, handle);
    return this.#cut([attOpcodes.readBlobResponse, ...value.subarray(offset)]);
  }

  #prepareWrite(view: DataView, pdu: Uint8Array): Uint8Array {
    need(view, 5);
    const handle = handleOf(view);
    this.#store.requireWritable(handle, "write");
    this.#prepared.add({ handle, offset: view.getUint16(3, true), bytes: pdu.slice(5) });
    const answer = pdu.slice();
    answer[0] = attOpcodes.prepareWriteResponse;
    return answer;
  }

  /** All that was prepared is written in order, each value whole and once; or none of it where a part does not fit. */
  #executeWrite(view: DataView): Uint8Array {
    needExactly(view, 2);
    const isCancelled = view.getUint8(1) === 0;
    if (isCancelled) this.#prepared.clear();
    for (const [handle, value] of this.#prepared.take()) this.#store.write(handle, "write", value);
    return Uint8Array.of(attOpcodes.executeWriteResponse);
  }

  /** Of a request whose range follows its opcode. */
  #rangeOf(view: DataView): { first: number; rows: readonly GattAttribute[] } {
    const first = view.getUint16(1, true);
    return { first, rows: this.#store.range(first, view.getUint16(3, true)) };
  }

  #cut(bytes: readonly number[]): Uint8Array {
    return Uint8Array.from(bytes.slice(0, this.#mtu));
  }
}

function readableOrNull(
  row: GattAttribute,
  bytesOf: (row: GattAttribute) => number[],
): number[] | null {
  try {
    return bytesOf(row);
  } catch (error) {
    if (error instanceof AttFailure) return null;
    throw error;
  }
}
