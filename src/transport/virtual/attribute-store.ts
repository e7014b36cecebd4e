import { AttFailure, attErrors } from "./att-protocol.ts";
import {
  type GattAttribute,
  type GattCharacteristicDefinition,
  type GattServiceDefinition,
  gattTable,
} from "./gatt-table.ts";

/** Bits of a client characteristic configuration (Vol 3, Part G, 3.3.3.3). */
export const subscriptionBits = { notify: 1, indicate: 2 } as const;

/** The attributes of one device: what may be read and written, and what its client has subscribed to. */
export class AttributeStore {
  readonly #table: readonly GattAttribute[];
  readonly #valueRows: ReadonlyMap<string, GattAttribute>;
  readonly #subscribed = new Map<GattCharacteristicDefinition, number>();

  constructor(services: readonly GattServiceDefinition[]) {
    this.#table = gattTable(services);
    this.#valueRows = new Map(
      this.#table.flatMap((row) =>
        row.kind === "value" && row.characteristic !== null ? [[row.characteristic.uuid, row]] : [],
      ),
    );
  }

  /** The client is gone, and its subscriptions with it. */
  reset(): void {
    for (const characteristic of this.#subscribed.keys()) characteristic.subscribed?.(false);
    this.#subscribed.clear();
  }

  /** UUID of the characteristic that the attribute belongs to; null where it belongs to none, or there is none. */
  uuidOf(handle: number): string | null {
    return this.#table[handle - 1]?.characteristic?.uuid ?? null;
  }

  /** Handle of a characteristic's value, and the subscriptionBits that are set for it; null where there is none. */
  subscriptionTo(uuid: string): { readonly handle: number; readonly how: number } | null {
    const row = this.#valueRows.get(uuid);
    if (row === undefined || row.characteristic === null) return null;
    return { handle: row.handle, how: this.#subscribed.get(row.characteristic) ?? 0 };
  }

  /** @throws AttFailure where that is no range. */
  range(first: number, last: number): readonly GattAttribute[] {
    if (first === 0 || first > last) throw new AttFailure(attErrors.invalidHandle, first);
    return this.#table.filter(({ handle }) => handle >= first && handle <= last);
  }

  /** @throws AttFailure where there is none, or it cannot be read. */
  valueAt(handle: number): Uint8Array {
    const { constant, kind, characteristic } = this.#row(handle);
    if (constant !== null) return constant;
    if (kind === "configuration") {
      const how = characteristic === null ? 0 : (this.#subscribed.get(characteristic) ?? 0);
      return Uint8Array.of(how, 0);
    }
    if (characteristic?.read === undefined || !characteristic.properties.includes("read")) {
      throw new AttFailure(attErrors.readNotPermitted, handle);
    }
    return characteristic.read();
  }

  /** @throws AttFailure where it cannot be written in this way. */
  requireWritable(handle: number, how: "write" | "writeWithoutResponse"): GattAttribute {
    const row = this.#row(handle);
    const { kind, characteristic } = row;
    const isAllowed =
      kind === "configuration"
        ? how === "write"
        : kind === "value" && characteristic?.properties.includes(how) === true;
    if (!isAllowed) throw new AttFailure(attErrors.writeNotPermitted, handle);
    return row;
  }

  /** @throws AttFailure where it cannot be written in this way, or not this value. */
  write(handle: number, how: "write" | "writeWithoutResponse", value: Uint8Array): void {
    const { kind, characteristic } = this.requireWritable(handle, how);
    if (characteristic === null) throw new AttFailure(attErrors.writeNotPermitted, handle);
    if (kind === "configuration") this.#configure(handle, characteristic, value);
    else characteristic.written?.(value);
  }

  #row(handle: number): GattAttribute {
    const row = this.#table[handle - 1];
    if (row === undefined) throw new AttFailure(attErrors.invalidHandle, handle);
    return row;
  }

  /** Two bytes, of which bits 0 and 1 may be set where the characteristic can do so (Vol 3, Part G, 3.3.3.3). */
  #configure(
    handle: number,
    characteristic: GattCharacteristicDefinition,
    value: Uint8Array,
  ): void {
    const [how = 0, reserved = 0] = value;
    if (value.length !== 2) throw new AttFailure(attErrors.invalidValueLength, handle);
    const { properties } = characteristic;
    const allowed =
      (properties.includes("notify") ? subscriptionBits.notify : 0) |
      (properties.includes("indicate") ? subscriptionBits.indicate : 0);
    if (reserved !== 0 || (how & ~allowed) !== 0) {
      throw new AttFailure(attErrors.valueNotAllowed, handle);
    }
    this.#subscribed.set(characteristic, how);
    characteristic.subscribed?.(how !== 0);
  }
}
