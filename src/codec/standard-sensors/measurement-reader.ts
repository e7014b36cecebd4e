import type { PacketFault } from "../packet.ts";

/** What a number may be; outside is a fault: wrong byte order, wrong flags, wrong unit, or a broken sensor. */
export interface PlausibleRange {
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

/**
 * Reads a measurement whose flags say which fields follow, little-endian. Reading goes on after a fault, with zeros: whoever
 * reads asks for `fault` once, at the end.
 */
export class MeasurementReader {
  readonly #name: string;
  readonly #view: DataView;
  #offset = 0;
  #fault: PacketFault | null = null;

  /** @param name of the characteristic, for messages. */
  constructor(name: string, view: DataView) {
    this.#name = name;
    this.#view = view;
  }

  /** The first thing that was wrong; null = nothing. */
  get fault(): PacketFault | null {
    return this.#fault;
  }

  /** Bytes that have not been read. */
  get remaining(): number {
    return this.#view.byteLength - this.#offset;
  }

  u8(field: string): number {
    return this.#read(field, 1, (at) => this.#view.getUint8(at));
  }

  u16(field: string): number {
    return this.#read(field, 2, (at) => this.#view.getUint16(at, true));
  }

  i16(field: string): number {
    return this.#read(field, 2, (at) => this.#view.getInt16(at, true));
  }

  u24(field: string): number {
    return this.#read(
      field,
      3,
      (at) => this.#view.getUint16(at, true) + 0x10000 * this.#view.getUint8(at + 2),
    );
  }

  u32(field: string): number {
    return this.#read(field, 4, (at) => this.#view.getUint32(at, true));
  }

  /** `value`, made of the `size` bytes just read; a fault where it is outside `range`. */
  within(field: string, size: number, value: number, range: PlausibleRange): number {
    const { min, max, unit } = range;
    if (value < min || value > max) {
      const offset = this.#offset - size;
      this.#fault ??= {
        kind: "packetFault",
        code: "packet-invalid-field",
        message: `${this.#name}, field ${field} at offset ${offset}: ${value} ${unit} is outside ${min} … ${max}`,
        offset,
      };
    }
    return value;
  }

  /** Nothing may follow. */
  end(): void {
    if (this.remaining === 0) return;
    this.#fault ??= {
      kind: "packetFault",
      code: "packet-too-long",
      message:
        `${this.#name} has ${this.#view.byteLength} bytes, must end after ${this.#offset} by its flags: ` +
        `unexpected byte at offset ${this.#offset}`,
      offset: this.#offset,
    };
  }

  #read(field: string, size: number, get: (offset: number) => number): number {
    if (this.#fault !== null) return 0;
    const at = this.#offset;
    if (this.remaining < size) {
      this.#fault = {
        kind: "packetFault",
        code: "packet-truncated",
        message: `${this.#name} ends after ${this.#view.byteLength} bytes, inside or before field ${field} at offset ${at}`,
        offset: at,
      };
      return 0;
    }
    this.#offset += size;
    return get(at);
  }
}
