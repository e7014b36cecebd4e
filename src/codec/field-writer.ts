import { codeOfValue, listValues } from "./code-table.ts";
import type { PacketLayout } from "./packet-layout.ts";
import type { CodeTable } from "./protocol.ts";

const maxU8 = 0xff;
const maxU16 = 0xffff;
const maxU32 = 0xffff_ffff;

/**
 * Writes checked fields one after the other, little-endian. A value that does not fit is a mistake
 * of the caller: RangeError naming packet and field.
 */
export class FieldWriter {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #packetName: string;
  #offset = 0;

  constructor(layout: PacketLayout, byteLength: number = layout.byteLength) {
    this.bytes = new Uint8Array(byteLength);
    this.#view = new DataView(this.bytes.buffer);
    this.#packetName = layout.name;
  }

  u8(field: string, value: number, min = 0, max = maxU8): this {
    this.#requireInteger(field, value, min, max);
    this.#view.setUint8(this.#offset, value);
    return this.#advance(1);
  }

  u16(field: string, value: number, min = 0, max = maxU16): this {
    this.#requireInteger(field, value, min, max);
    this.#view.setUint16(this.#offset, value, true);
    return this.#advance(2);
  }

  i16(field: string, value: number, min: number, max: number): this {
    this.#requireInteger(field, value, min, max);
    this.#view.setInt16(this.#offset, value, true);
    return this.#advance(2);
  }

  u32(field: string, value: number): this {
    this.#requireInteger(field, value, 0, maxU32);
    this.#view.setUint32(this.#offset, value, true);
    return this.#advance(4);
  }

  u64(field: string, value: number, max: number): this {
    this.#requireInteger(field, value, 0, max);
    this.#view.setBigUint64(this.#offset, BigInt(value), true);
    return this.#advance(8);
  }

  /** Writes bit n for every listed value, n being its code. */
  mask(field: string, size: 1 | 2, table: CodeTable, values: readonly number[]): this {
    let mask = 0;
    for (const value of values) {
      mask |= 1 << this.codeOf(field, table, value);
    }
    return size === 1 ? this.u8(field, mask) : this.u16(field, mask);
  }

  /** The code of `value`; RangeError where the protocol has none. */
  codeOf(field: string, table: CodeTable, value: number): number {
    const code = codeOfValue(table, value);
    if (code === undefined) {
      throw this.error(field, `${value} is not one of ${listValues(table)}`);
    }
    return code;
  }

  error(field: string, why: string): RangeError {
    return new RangeError(`${this.#packetName} packet, ${field}: ${why}`);
  }

  #requireInteger(field: string, value: number, min: number, max: number): void {
    if (!Number.isInteger(value) || value < min || value > max) {
      throw this.error(field, `${value} is not an integer in ${min} … ${max}`);
    }
  }

  #advance(size: number): this {
    this.#offset += size;
    return this;
  }
}
