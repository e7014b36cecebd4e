/** Properties of a characteristic and their bits (Core Specification, Vol 3, Part G, 3.3.1.1). */
const propertyBits = {
  broadcast: 0x01,
  read: 0x02,
  writeWithoutResponse: 0x04,
  write: 0x08,
  notify: 0x10,
  indicate: 0x20,
} as const;
export type GattProperty = keyof typeof propertyBits;

export interface GattCharacteristicDefinition {
  /** 128 bits written out; 16-bit ones on the Bluetooth base UUID. */
  readonly uuid: string;
  readonly properties: readonly GattProperty[];
  /** The value to read. */
  readonly read?: () => Uint8Array;
  /** A value was written. */
  readonly written?: (value: Uint8Array) => void;
  /** Notifications or indications were switched on or off. */
  readonly subscribed?: (on: boolean) => void;
}

export interface GattServiceDefinition {
  readonly uuid: string;
  readonly characteristics: readonly GattCharacteristicDefinition[];
}

const primaryService = 0x2800;
const characteristicDeclaration = 0x2803;
const clientConfiguration = 0x2902;

/** One row of the attribute table. */
export interface GattAttribute {
  readonly handle: number;
  /** Little-endian, 2 or 16 bytes. */
  readonly type: Uint8Array;
  readonly kind: "service" | "declaration" | "value" | "configuration";
  /** Of services: their last handle. */
  readonly endHandle: number;
  /** Constant value; null where the characteristic has it. */
  readonly constant: Uint8Array | null;
  readonly characteristic: GattCharacteristicDefinition | null;
}

const baseUuidEnd = "-0000-1000-8000-00805f9b34fb";

/** A UUID as ATT has it: little-endian, two bytes where it stands on the Bluetooth base UUID. */
export function uuidBytes(uuid: string): Uint8Array {
  const isShort = uuid.startsWith("0000") && uuid.endsWith(baseUuidEnd);
  const digits = isShort ? uuid.slice(4, 8) : uuid.replaceAll("-", "");
  const pairs = digits.match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)).reverse();
}

/** A UUID on the Bluetooth base UUID as ATT has it. */
export function shortUuid(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >> 8);
}

/** The same text for the short and the long form of a UUID; bytes that are none have one of their own. */
export function uuidKey(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).reverse();
  const text = digits.join("");
  return bytes.length === 2 ? `0000${text}${baseUuidEnd.replaceAll("-", "")}` : text;
}

/** Services as the attributes of a device, handles from 1 (Vol 3, Part G, 3). */
export function gattTable(services: readonly GattServiceDefinition[]): readonly GattAttribute[] {
  const table: GattAttribute[] = [];
  for (const { uuid, characteristics } of services) {
    const rows = characteristics.reduce(
      (sum, { properties }) => sum + (isSubscribable(properties) ? 3 : 2),
      0,
    );
    const handle = table.length + 1;
    table.push({
      handle,
      type: shortUuid(primaryService),
      kind: "service",
      endHandle: handle + rows,
      constant: uuidBytes(uuid),
      characteristic: null,
    });
    for (const characteristic of characteristics) addCharacteristic(table, characteristic);
  }
  return table;
}

function isSubscribable(properties: readonly GattProperty[]): boolean {
  return properties.includes("notify") || properties.includes("indicate");
}

function addCharacteristic(
  table: GattAttribute[],
  characteristic: GattCharacteristicDefinition,
): void {
  const { uuid, properties } = characteristic;
  const declarationHandle = table.length + 1;
  const valueHandle = declarationHandle + 1;
  const bits = properties.reduce((sum, name) => sum | propertyBits[name], 0);
  const type = uuidBytes(uuid);
  table.push({
    handle: declarationHandle,
    type: shortUuid(characteristicDeclaration),
    kind: "declaration",
    endHandle: declarationHandle,
    constant: Uint8Array.of(bits, valueHandle & 0xff, valueHandle >> 8, ...type),
    characteristic,
  });
  table.push({
    handle: valueHandle,
    type,
    kind: "value",
    endHandle: valueHandle,
    constant: null,
    characteristic,
  });
  if (!isSubscribable(properties)) return;
  table.push({
    handle: valueHandle + 1,
    type: shortUuid(clientConfiguration),
    kind: "configuration",
    endHandle: valueHandle + 1,
    constant: null,
    characteristic,
  });
}
