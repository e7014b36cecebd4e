import type { PodId } from "../model/pod.ts";
import type { SensorId, SensorKind } from "../model/sensor.ts";
import type { Advertisement } from "../transport/bluetooth/bluetooth-central.ts";
import type {
  AdvertisedPod,
  PodDriver,
  SensorDriver,
} from "../transport/bluetooth/device-driver.ts";

/** Signal strength is that of the last so many seconds. */
const recentS = 5;

/** A pod that was heard. */
export interface NearbyPod {
  readonly deviceId: string;
  readonly driver: PodDriver;
  readonly advertised: AdvertisedPod;
  /** Strongest of the last seconds in which it was heard, dBm. */
  readonly rssiDbm: number;
}

/** A sensor of a standard service that was heard. */
export interface NearbySensor {
  readonly sensorId: SensorId;
  readonly kinds: readonly SensorKind[];
  readonly name: string | null;
  readonly rssiDbm: number;
}

interface Heard {
  readonly signals: { readonly heardS: number; readonly rssiDbm: number }[];
}
interface HeardPod extends Heard {
  readonly driver: PodDriver;
  advertised: AdvertisedPod;
}
interface HeardSensor extends Heard {
  readonly kinds: Set<SensorKind>;
  name: string | null;
}

/** What is nearby, gathered from advertisements: each of them may tell only a part. */
export class NearbyDevices {
  readonly #drivers: readonly PodDriver[];
  readonly #sensorDrivers: readonly SensorDriver[];
  readonly #pods = new Map<string, HeardPod>();
  readonly #sensors = new Map<string, HeardSensor>();

  constructor(drivers: readonly PodDriver[], sensorDrivers: readonly SensorDriver[]) {
    this.#drivers = drivers;
    this.#sensorDrivers = sensorDrivers;
  }

  take(advertisement: Advertisement): void {
    for (const driver of this.#drivers) {
      const advertised = driver.match(advertisement);
      if (advertised !== null) this.#takePod(advertisement, driver, advertised);
    }
    for (const driver of this.#sensorDrivers) {
      const sensor = driver.match(advertisement);
      if (sensor !== null) this.#takeSensor(advertisement, sensor.kind, sensor.name);
    }
  }

  /** The pods, the strongest signal first. */
  get pods(): readonly NearbyPod[] {
    return [...this.#pods]
      .map(([deviceId, { driver, advertised, signals }]) => ({
        deviceId,
        driver,
        advertised,
        rssiDbm: strongest(signals),
      }))
      .sort((a, b) => b.rssiDbm - a.rssiDbm);
  }

  /** The sensors, the strongest signal first. */
  get sensors(): readonly NearbySensor[] {
    return [...this.#sensors]
      .map(([sensorId, { kinds, name, signals }]) => ({
        sensorId,
        kinds: [...kinds],
        name,
        rssiDbm: strongest(signals),
      }))
      .sort((a, b) => b.rssiDbm - a.rssiDbm);
  }

  #takePod({ deviceId, ...signal }: Advertisement, driver: PodDriver, newest: AdvertisedPod): void {
    const known = this.#pods.get(deviceId);
    if (known === undefined) {
      this.#pods.set(deviceId, { driver, advertised: newest, signals: [signal] });
      return;
    }
    known.signals.push(signal);
    const { podId, unusable } = known.advertised;
    known.advertised = {
      ...newest,
      podId: newest.podId ?? podId,
      // A report that lacks a part looks damaged; the whole one decides.
      unusable: unusable === null ? null : newest.unusable,
    };
  }

  #takeSensor({ deviceId, ...signal }: Advertisement, kind: SensorKind, name: string | null): void {
    const known = this.#sensors.get(deviceId);
    if (known === undefined) {
      this.#sensors.set(deviceId, { kinds: new Set([kind]), name, signals: [signal] });
      return;
    }
    known.signals.push(signal);
    known.kinds.add(kind);
    known.name = name ?? known.name;
  }
}

/** How a pod is called as long as only the end of its id is known. */
export function podName({ podId, podIdTail }: AdvertisedPod): string {
  return podId ?? `…${podIdTail}`;
}

/** Whether a pod that was heard is this one, as far as its advertisements tell. */
export function mayBePod({ podId, podIdTail }: AdvertisedPod, wanted: PodId): boolean {
  return podId === null ? wanted.endsWith(podIdTail) : podId === wanted;
}

function strongest(signals: Heard["signals"]): number {
  const newestS = Math.max(...signals.map(({ heardS }) => heardS));
  const recent = signals.filter(({ heardS }) => heardS >= newestS - recentS);
  return Math.max(...recent.map(({ rssiDbm }) => rssiDbm));
}
