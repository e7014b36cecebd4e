import {
  type Discoverable,
  findInformation,
  findService,
  readByGroupType,
  readByType,
} from "./att-discovery.ts";
import { AttPreparedWrites } from "./att-prepared-writes.ts";
import { AttFailure, attErrors, attOpcodes, handleOf, need, viewOf } from "./att-protocol.ts";
import {
  type GattAttribute,
  type GattCharacteristicDefinition,
  type GattServiceDefinition,
  gattTable,
} from "./gatt-table.ts";

const smallestMtu = 23;
/** Requests have even opcodes below 0x40; commands have bit 6 (Vol 3, Part F, 3.3.1). */
const commandBit = 0x40;

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
  readonly #table: readonly GattAttribute[];
  readonly #subscribed = new Map<GattCharacteristicDefinition, number>();
  readonly #onMtu: (mtu: number) => void;
  readonly #prepared = new AttPreparedWrites();
  #mtu = smallestMtu;
  #awaitsConfirmation = false;

  /** @param onMtu told of the ATT_MTU in force once both have exchanged theirs. */
  constructor(services: readonly GattServiceDefinition[], onMtu: (mtu: number) => void = () => {}) {
    this.#table = gattTable(services);
    this.#onMtu = onMtu;
  }

  get #discoverable(): Discoverable {
    return { table: this.#table, mtu: this.#mtu, valueAt: (handle) => this.#valueAt(handle) };
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
    for (const characteristic of this.#subscribed.keys()) characteristic.subscribed?.(false);
    this.#subscribed.clear();
    this.#prepared.cancel();
    this.#mtu = smallestMtu;
    this.#awaitsConfirmation = false;
  }

  /** A value as the packet that notifies or indicates it, cut to the MTU; null where nobody has subscribed. */
  valuePacket(uuid: string, value: Uint8Array): Uint8Array | null {
    const row = this.#table.find(
      ({ kind, characteristic }) => kind === "value" && characteristic?.uuid === uuid,
    );
    const characteristic = row?.characteristic ?? null;
    if (row === undefined || characteristic === null) return null;
    const how = this.#subscribed.get(characteristic) ?? 0;
    if (how === 0) return null;
    const isIndication = (how & 2) !== 0;
    if (isIndication) this.#awaitsConfirmation = true;
    const opcode = isIndication ? attOpcodes.indication : attOpcodes.notification;
    return this.#cut([opcode, row.handle & 0xff, row.handle >> 8, ...value]);
  }

  /** How long to wait before what a client has sent is answered, ms. */
  delayOf(pdu: Uint8Array): number {
    const view = viewOf(pdu);
    return this.answerDelayMs({ opcode: pdu[0] ?? 0, uuid: this.#uuidOf(view) });
  }

  /** Answers what a client has sent; null where there is nothing to say. */
  answer(pdu: Uint8Array): Uint8Array | null {
    const opcode = pdu[0];
    if (opcode === undefined) return null;
    if (opcode === attOpcodes.confirmation) {
      this.#awaitsConfirmation = false;
      return null;
    }
    const view = viewOf(pdu);
    const isCommand = (opcode & commandBit) !== 0;
    // Odd ones are what servers say: no question, and an answer to it would be answered in turn.
    if (!isCommand && opcode % 2 === 1) return null;
    try {
      const defect = this.defect({ opcode, uuid: this.#uuidOf(view) });
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
        return readByGroupType(this.#discoverable, pdu);
      case attOpcodes.readByTypeRequest:
        return readByType(this.#discoverable, pdu);
      case attOpcodes.findByTypeValueRequest:
        return findService(this.#discoverable, pdu);
      case attOpcodes.findInformationRequest:
        return findInformation(this.#discoverable, pdu);
      case attOpcodes.readRequest:
        need(view, 3);
        return this.#cut([attOpcodes.readResponse, ...this.#valueAt(handleOf(view))]);
      case attOpcodes.readBlobRequest:
        return this.#readBlob(view);
      case attOpcodes.writeRequest:
      case attOpcodes.writeCommand:
        need(view, 3);
        this.#write(handleOf(view), pdu.slice(3));
        return Uint8Array.of(attOpcodes.writeResponse);
      case attOpcodes.prepareWriteRequest:
        return this.#prepareWrite(view, pdu);
      case attOpcodes.executeWriteRequest:
        return this.#executeWrites(view);
      default:
        throw new AttFailure(attErrors.requestNotSupported, 0);
    }
  }

  #exchangeMtu(view: DataView): Uint8Array {
    need(view, 3);
    this.#mtu = Math.max(smallestMtu, Math.min(view.getUint16(1, true), this.mtuAnswer));
    this.#onMtu(this.#mtu);
    return Uint8Array.of(attOpcodes.mtuResponse, this.mtuAnswer & 0xff, this.mtuAnswer >> 8);
  }

  #readBlob(view: DataView): Uint8Array {
    need(view, 5);
    const handle = handleOf(view);
    const value = this.#valueAt(handle);
    const offset = view.getUint16(3, true);
    if (offset > value.length) throw new AttFailure(attErrors.invalidOffset, handle);
    return this.#cut([attOpcodes.readBlobResponse, ...value.subarray(offset)]);
  }

  #row(handle: number): GattAttribute {
    const row = this.#table[handle - 1];
    if (row === undefined) throw new AttFailure(attErrors.invalidHandle, handle);
    return row;
  }

  #valueAt(handle: number): Uint8Array {
    const { constant, kind, characteristic } = this.#row(handle);
    if (constant !== null) return constant;
    if (kind === "configuration") {
      const how = characteristic === null ? 0 : (this.#subscribed.get(characteristic) ?? 0);
      return Uint8Array.of(how, 0);
    }
    if (characteristic?.read === undefined) {
      throw new AttFailure(attErrors.readNotPermitted, handle);
    }
    return characteristic.read();
  }

  #prepareWrite(view: DataView, pdu: Uint8Array): Uint8Array {
    need(view, 5);
    const handle = handleOf(view);
    this.#writable(handle);
    const part = { handle, offset: view.getUint16(3, true), bytes: pdu.slice(5) };
    const error = this.#prepared.put(part);
    if (error !== null) throw new AttFailure(error, handle);
    return Uint8Array.of(attOpcodes.prepareWriteResponse, ...pdu.subarray(1));
  }

  #executeWrites(view: DataView): Uint8Array {
    need(view, 2);
    const [cancel, write] = [0x00, 0x01];
    const flag = view.getUint8(1);
    if (flag !== cancel && flag !== write) throw new AttFailure(attErrors.invalidPdu, 0);
    if (flag === cancel) this.#prepared.cancel();
    const taken = this.#prepared.take();
    if ("error" in taken) throw new AttFailure(taken.error, taken.handle);
    for (const [handle, value] of taken.values) this.#write(handle, value);
    return Uint8Array.of(attOpcodes.executeWriteResponse);
  }

  /** @throws AttFailure where nothing can be written. */
  #writable(handle: number): {
    readonly kind: GattAttribute["kind"];
    readonly characteristic: GattCharacteristicDefinition;
  } {
    const { kind, characteristic } = this.#row(handle);
    const isWritable =
      kind === "configuration" || (kind === "value" && characteristic?.written !== undefined);
    if (characteristic === null || !isWritable) {
      throw new AttFailure(attErrors.writeNotPermitted, handle);
    }
    return { kind, characteristic };
  }

  #write(handle: number, value: Uint8Array): void {
    const { kind, characteristic } = this.#writable(handle);
    if (kind === "value") {
      characteristic.written?.(value);
      return;
    }
    // Two bytes (Vol 3, Part G, 3.3.3.3).
    if (value.length !== 2) throw new AttFailure(attErrors.invalidValueLength, handle);
    const how = (value[0] ?? 0) & 3;
    this.#subscribed.set(characteristic, how);
    characteristic.subscribed?.(how !== 0);
  }

  #uuidOf(view: DataView): string | null {
    return this.#table[handleOf(view) - 1]?.characteristic?.uuid ?? null;
  }

  #cut(bytes: readonly number[]): Uint8Array {
    return Uint8Array.from(bytes.slice(0, this.#mtu));
  }
}
