import type { EventEmitter } from "node:events";

/**
 * The parts of @abandonware/noble 1.9.2-26 that are used, written down here: its own index.d.ts lacks connection parameters,
 * `with-bindings` and the layers below. None of these types leaves this folder.
 */
export interface NobleAdvertisement {
  readonly localName?: string | undefined;
  readonly manufacturerData?: Buffer | undefined;
  readonly serviceUuids?: readonly string[] | undefined;
}

/** Emits "data" (value, isNotification), "read" (value, isNotification), "write", "notify" (on). */
export interface NobleCharacteristic extends EventEmitter {
  readonly uuid: string;
  readonly properties: readonly string[];
  read(): void;
  write(value: Buffer, withoutResponse: boolean): void;
  notify(on: boolean): void;
}

/** Emits "characteristicsDiscover" (characteristics). */
export interface NobleService extends EventEmitter {
  readonly uuid: string;
  discoverCharacteristics(uuids: readonly string[]): void;
}

/** In the units of HCI: intervals in 1.25 ms, the time-out in 10 ms. */
export interface NobleConnectionParameters {
  readonly minInterval: number;
  readonly maxInterval: number;
  readonly latency: number;
  readonly timeout: number;
}

/** Emits "connect" (error), "disconnect" (reason), "servicesDiscover" (services), "rssiUpdate" (dBm). */
export interface NoblePeripheral extends EventEmitter {
  readonly id: string;
  readonly address: string;
  readonly connectable: boolean;
  readonly advertisement: NobleAdvertisement;
  readonly rssi: number;
  readonly mtu: number | null;
  state: string;
  connect(parameters: NobleConnectionParameters): void;
  disconnect(): void;
  discoverServices(uuids: readonly string[]): void;
  updateRssi(): void;
}

/** Emits "stateChange" (state), "discover" (peripheral), "scanStart", "scanStop", "warning". */
export interface Noble extends EventEmitter {
  /** Reading it starts noble. */
  readonly state: string;
  readonly _bindings: NobleBindings;
  readonly _peripherals: Record<string, NoblePeripheral>;
  readonly _services: Record<string, unknown>;
  readonly _characteristics: Record<string, unknown>;
  readonly _descriptors: Record<string, unknown>;
  startScanning(serviceUuids: readonly string[], allowDuplicates: boolean): void;
  stopScanning(): void;
}

/** What noble stands on: the HCI socket (Linux, emulated radio), or the operating system's own interface (macOS, Windows). */
export interface NobleBindings extends EventEmitter {
  disconnect(peripheralId: string): void;
  /** Not there on macOS, where disconnecting does it. */
  readonly cancelConnect?: (peripheralId: string) => void;
  /** macOS. */
  readonly stop?: () => void;
  /** Windows. */
  readonly cleanUp?: () => void;
}

export interface NobleGatt {
  _mtu: number;
}

/** The bindings on an HCI socket. */
export interface HciBindings extends NobleBindings {
  readonly _hci: NobleHci;
  readonly _gap: { _discoveries: Record<string, { hasScanResponse: boolean }> };
  readonly _handles: Record<string, number | string>;
  readonly _gatts: Record<string, NobleGatt>;
  /** Emits "data" (L2CAP channel, payload). */
  readonly _aclStreams: Record<string, EventEmitter>;
  readonly _addresses: Record<string, string>;
  readonly _addresseTypes: Record<string, string>;
  readonly _connectable: Record<string, boolean>;
  readonly scannable: Record<string, boolean>;
  _state: string | null;
  _pendingConnectionUuid: string | null;
  readonly onSigIntBinded?: () => void;
  onStateChange: (state: string) => void;
  onDisconnComplete: (handle: number, reason: number) => void;
}

export interface NobleHci extends EventEmitter {
  readonly _socket: HciSocket;
  readonly _aclConnections: ReadonlyMap<number, unknown>;
  readonly _aclBuffers?: unknown;
  _aclQueue: readonly { readonly handle: number }[];
  pollIsDevUp: () => void;
  onSocketData: (packet: Buffer) => void;
  flushAcl: () => Promise<void>;
  processLeAdvertisingReport: (reports: number, data: Buffer) => void;
  setSocketFilter(): void;
  setEventMask(): void;
  setLeEventMask(): void;
  readLocalVersion(): void;
  writeLeHostSupported(): void;
  readLeHostSupported(): void;
  readLeBufferSize(): void;
  readBdAddr(): void;
}

/** What noble asks of an HCI socket. Emits "data" (one whole H4 packet) and "error". */
export interface HciSocket extends EventEmitter {
  bindRaw(deviceId?: number): unknown;
  bindUser(deviceId?: number): unknown;
  start(): void;
  stop(): void;
  isDevUp(): boolean;
  setFilter(filter: Buffer): void;
  write(packet: Buffer): void;
}

/** Class of an HCI socket; noble makes one per instance. */
export type HciSocketClass = new () => HciSocket;

function has(value: unknown, names: readonly string[], type: string): value is object {
  return (
    (typeof value === "object" || typeof value === "function") &&
    value !== null &&
    names.every((name) => typeof Reflect.get(value, name) === type)
  );
}

const nobleMethods = ["on", "startScanning", "stopScanning"];
const nobleTables = [
  "_bindings",
  "_peripherals",
  "_services",
  "_characteristics",
  "_descriptors",
] as const;

/** Whether it is the noble that this folder was written for. */
export function isNoble(value: unknown): value is Noble {
  return (
    has(value, nobleMethods, "function") &&
    has(value, nobleTables, "object") &&
    has(Reflect.get(value, "_bindings"), ["on", "disconnect"], "function")
  );
}

const hciMethods = [
  "pollIsDevUp",
  "onSocketData",
  "flushAcl",
  "processLeAdvertisingReport",
  "setSocketFilter",
  "setEventMask",
  "setLeEventMask",
  "readLocalVersion",
  "writeLeHostSupported",
  "readLeHostSupported",
  "readLeBufferSize",
  "readBdAddr",
];

/** Whether these bindings stand on an HCI socket. */
export function isHciBindings(bindings: NobleBindings): bindings is HciBindings {
  return (
    has(bindings, ["onStateChange", "onDisconnComplete"], "function") &&
    has(bindings, ["_hci", "_gap", "_handles", "_gatts", "_aclStreams", "_addresses"], "object") &&
    has(Reflect.get(bindings, "_hci"), hciMethods, "function")
  );
}
