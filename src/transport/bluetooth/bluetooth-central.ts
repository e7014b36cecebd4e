import type { Observable } from "rxjs";

/**
 * What the rest of Hipline knows of a Bluetooth LE radio. Times are the host's monotonic clock, `performance.now() / 1000`,
 * called host time. UUIDs are 128 bit, lower case, with dashes; 16-bit ones are written out on the Bluetooth base UUID
 * ("0000180d-0000-1000-8000-00805f9b34fb"). Every promise settles: with a value, or with a BluetoothError.
 */
export type AdapterState =
  | "unknown"
  | "poweredOn"
  | "poweredOff"
  | "resetting"
  | "unauthorized"
  | "unsupported";

/** One advertising report, or an advertising packet and its scan response together. What it does not hold is null or empty. */
export interface Advertisement {
  /** How this host calls the device: an address on Linux and Windows, an invented one on macOS. Means nothing on another host. */
  readonly deviceId: string;
  readonly localName: string | null;
  readonly serviceUuids: readonly string[];
  /** Company identifier (2 bytes, little-endian) and what follows it. */
  readonly manufacturerData: Uint8Array | null;
  readonly rssiDbm: number;
  readonly connectable: boolean;
  /** Host time at which it was heard, s. */
  readonly heardS: number;
}

/** What is asked of the link; the host may choose within it. Some hosts (macOS, Windows) do not let themselves be asked. */
export interface ConnectionParameters {
  readonly minIntervalMs: number;
  readonly maxIntervalMs: number;
  /** Connection events that the peripheral may sleep through. */
  readonly latency: number;
  readonly supervisionTimeoutMs: number;
}

/** Where a characteristic is. */
export interface CharacteristicAddress {
  readonly serviceUuid: string;
  readonly characteristicUuid: string;
}

/** A characteristic that a device has, and what it allows: "read", "write", "writeWithoutResponse", "notify", "indicate", "broadcast" … */
export interface DiscoveredCharacteristic extends CharacteristicAddress {
  readonly properties: readonly string[];
}

/** Takes a notified or indicated value; `arrivalS` is the host time at which it came, s. The bytes are the caller's to keep. */
export type ValueListener = (value: Uint8Array, arrivalS: number) => void;

/**
 * One connection to one device. It ends once and for all: a device that comes back gets a new one, with everything discovered
 * and subscribed anew. Operations on one connection are carried out one after the other, in the order in which they were asked for.
 */
export interface GattConnection {
  readonly deviceId: string;
  /** ATT_MTU in force: never more than both sides can hold. */
  readonly mtu: number;
  /** Aborted when the connection is over, with a BluetoothError ("link-lost", "adapter-off", "cancelled") as reason. */
  readonly ended: AbortSignal;
  /** Every characteristic of the services named, or of all. @throws BluetoothError */
  discover(serviceUuids?: readonly string[]): Promise<readonly DiscoveredCharacteristic[]>;
  /** @throws BluetoothError; also where the device answers with an empty value. */
  read(at: CharacteristicAddress): Promise<Uint8Array>;
  /** With response: resolves when the device has confirmed. Without: when it was handed to the radio. @throws BluetoothError */
  write(
    at: CharacteristicAddress,
    value: Uint8Array,
    mode: "with-response" | "without-response",
  ): Promise<void>;
  /** Switches notifications or indications on; one listener per characteristic. @throws BluetoothError */
  subscribe(at: CharacteristicAddress, listener: ValueListener): Promise<void>;
  /** Switches them off again. @throws BluetoothError */
  unsubscribe(at: CharacteristicAddress): Promise<void>;
  /** Received signal strength, dBm. @throws BluetoothError */
  readRssi(): Promise<number>;
  /** Ends the connection; resolves when it is over, also where it already was. */
  disconnect(): Promise<void>;
}

/**
 * One Bluetooth adapter. It scans while somebody listens to `advertisements`, and pauses by itself while it connects: many
 * adapters cannot do both. Connecting is serialised.
 */
export interface BluetoothCentral {
  /** State of the adapter now, and every change. Never completes before `close`. */
  readonly adapterStates: Observable<AdapterState>;
  /**
   * Hot while there are subscribers: the adapter scans, with duplicates. Goes on by itself after the adapter was off. Errors
   * with a BluetoothError "bluetooth-unavailable" where there is nothing to scan with.
   */
  readonly advertisements: Observable<Advertisement>;
  /**
   * Connects to a device that was heard. Waits its turn. `signal` gives it up, also while it waits.
   * @throws BluetoothError "connect-timeout", "connect-failed", "adapter-off", "cancelled", "bluetooth-unavailable"
   */
  connect(
    deviceId: string,
    parameters: ConnectionParameters,
    options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal },
  ): Promise<GattConnection>;
  /** Ends every connection and lets the adapter go; afterwards nothing keeps the process alive. */
  close(): Promise<void>;
}
