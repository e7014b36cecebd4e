import { BehaviorSubject, Subject } from "rxjs";
import type {
  AdapterState,
  Advertisement,
  BluetoothCentral,
  ConnectionParameters,
  GattConnection,
} from "../../../src/transport/bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../../../src/transport/bluetooth/bluetooth-error.ts";

/** A connection without a device behind it: it only ends. */
export class FakeConnection implements GattConnection {
  readonly deviceId: string;
  readonly mtu = 247;
  readonly #end = new AbortController();
  rssiReads = 0;

  constructor(deviceId: string) {
    this.deviceId = deviceId;
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /** The radio says that it is over. */
  lose(error = new BluetoothError("link-lost", "out of range")): void {
    this.#end.abort(error);
  }

  discover = (): Promise<[]> => Promise.resolve([]);
  read = (): Promise<Uint8Array> => Promise.resolve(new Uint8Array(1));
  write: GattConnection["write"] = () => Promise.resolve();
  subscribe = (): Promise<void> => Promise.resolve();
  unsubscribe = (): Promise<void> => Promise.resolve();

  readRssi(): Promise<number> {
    this.rssiReads += 1;
    return Promise.resolve(-61);
  }

  disconnect(): Promise<void> {
    this.lose(new BluetoothError("cancelled", "disconnected by this program"));
    return Promise.resolve();
  }
}

/** A radio that does what a test says. */
export class FakeRadio implements BluetoothCentral {
  readonly adapterStates = new BehaviorSubject<AdapterState>("poweredOn");
  readonly advertisements = new Subject<Advertisement>();
  readonly connections: FakeConnection[] = [];
  readonly asked: { deviceId: string; parameters: ConnectionParameters }[] = [];
  /** What the next connects fail with. */
  readonly failures: BluetoothError[] = [];

  connect(deviceId: string, parameters: ConnectionParameters): Promise<GattConnection> {
    this.asked.push({ deviceId, parameters });
    const failure = this.failures.shift();
    if (failure !== undefined) return Promise.reject(failure);
    const connection = new FakeConnection(deviceId);
    this.connections.push(connection);
    return Promise.resolve(connection);
  }

  close = (): Promise<void> => Promise.resolve();

  /** A device advertises once. */
  advertise(deviceId: string, more: Partial<Advertisement> = {}): void {
    this.advertisements.next({
      deviceId,
      localName: null,
      serviceUuids: [],
      manufacturerData: null,
      rssiDbm: -60,
      connectable: true,
      heardS: performance.now() / 1000,
      ...more,
    });
  }
}
