import { Observable, type Subscriber } from "rxjs";
import type { AlertSeverity } from "../../model/alert-output.ts";
import type { PodDescription, PodId } from "../../model/pod.ts";
import type { SensorDescription } from "../../model/sensor.ts";
import type { SessionHeader } from "../../model/session-header.ts";
import type { NotificationChannel, TransportEvent } from "../../model/transport-event.ts";
import type { PodTransport } from "../pod-transport.ts";
import { tickEvent } from "../session-ticks.ts";
import type { Advertisement, BluetoothCentral } from "./bluetooth-central.ts";
import type { DriverHost, PodDriver, RunningPod, SensorDriver } from "./device-driver.ts";
import { DeviceLink, type Recognition } from "./device-link.ts";

/** How often the clock is looked at, ms: ticks come at most so late. */
const tickCheckMs = 25;

/** The channels that say that a pod's sensor is alive. */
const liveChannels: readonly NotificationChannel[] = ["samples", "movesense"];

export interface BluetoothTransportOptions {
  /** Its pods and sensors are the only ones that are ever connected to. */
  readonly header: SessionHeader;
  readonly central: BluetoothCentral;
  readonly drivers: readonly PodDriver[];
  /** Left out = the session has no sensors. */
  readonly sensorDrivers?: readonly SensorDriver[];
}

/** A transport whose links take a moment to end in order. */
export interface BluetoothTransport extends PodTransport {
  /**
   * Has a pod's motor cue the runner. Resolves with false where it could not: the pod is not connected, has no motor, or refuses for now (its
   * motor has had its time). Never rejects: a cue that is not felt ends no session.
   */
  vibrate(podId: PodId, severity: AlertSeverity): Promise<boolean>;
  /** Resolves when every link of an unsubscribed session has ended: pods are told to stop, connections are closed. */
  stopped(): Promise<void>;
}

/**
 * The pods and sensors of a session over Bluetooth. Never completes; errors with a BluetoothError "bluetooth-unavailable" where there is no
 * radio. What single pods and their links do is in the events.
 * @throws Error where a pod's family or a sensor's kind has no driver.
 */
export function bluetoothTransport(options: BluetoothTransportOptions): BluetoothTransport {
  const { header, central, drivers, sensorDrivers = [] } = options;
  const driverOf = (pod: PodDescription): PodDriver => {
    const family = pod.family ?? "hipline";
    const driver = drivers.find((candidate) => candidate.family === family);
    if (driver === undefined) throw new Error(`no driver for pods of the family ${family}`);
    return driver;
  };
  const pods = header.pods.map((pod) => ({ pod, driver: driverOf(pod) }));
  const sensors = (header.sensors ?? []).map((sensor) => {
    const driver = sensorDrivers.find(({ kind }) => kind === sensor.kind);
    if (driver === undefined) throw new Error(`no driver for sensors of the kind ${sensor.kind}`);
    return { sensor, driver };
  });
  let ending: Promise<unknown> = Promise.resolve();
  const running = new Map<PodId, ConnectedPod>();
  const events = new Observable<TransportEvent>((subscriber) => {
    const stop = new AbortController();
    const stream = new EventStream(subscriber);
    const links = [
      ...pods.map(({ pod, driver }) => podLink(pod, driver, central, stream, running)),
      ...sensors.map(({ sensor, driver }) => sensorLink(sensor, driver, central, stream)),
    ];
    const runs = links.map((link) => link.run(stop.signal));
    for (const run of runs) run.catch((error: unknown) => subscriber.error(error));
    const timer = setInterval(() => stream.passTime(), tickCheckMs);
    return () => {
      clearInterval(timer);
      stop.abort();
      ending = Promise.allSettled(runs);
    };
  });
  return {
    header,
    events,
    vibrate: async (podId, severity) => {
      const connected = running.get(podId);
      if (connected?.pod.vibrate === undefined || connected.ended.aborted) return false;
      return connected.pod.vibrate(severity).then(
        () => true,
        () => false,
      );
    },
    stopped: async () => {
      await ending;
    },
  };
}

/** A pod that streams, for as long as its connection lasts. */
interface ConnectedPod {
  readonly pod: RunningPod;
  readonly ended: AbortSignal;
}

/** Events in the order of time, with a tick every 50 ms; times count from when it was made. */
class EventStream {
  readonly #subscriber: Subscriber<TransportEvent>;
  readonly #startS = performance.now() / 1000;
  #newestS = 0;
  #ticks = 0;

  constructor(subscriber: Subscriber<TransportEvent>) {
    this.#subscriber = subscriber;
  }

  /** Session time now, s. */
  nowS(): number {
    return performance.now() / 1000 - this.#startS;
  }

  /** Session time of a host time, s: to the microsecond, which session files keep exactly, and never before what has gone out. */
  at(hostS: number): number {
    const timeS = Math.round((hostS - this.#startS) * 1e6) / 1e6;
    return Math.max(this.#newestS, timeS);
  }

  /** The same of now. */
  now(): number {
    return this.at(performance.now() / 1000);
  }

  emit(event: TransportEvent): void {
    this.#tickUntil(event.arrivalTimeS);
    this.#newestS = event.arrivalTimeS;
    this.#subscriber.next(event);
  }

  passTime(): void {
    this.#tickUntil(this.nowS());
  }

  #tickUntil(timeS: number): void {
    for (;;) {
      const tick = tickEvent(this.#ticks);
      if (tick.arrivalTimeS > timeS) return;
      this.#ticks += 1;
      // One that is older than what has gone out says nothing any more.
      if (tick.arrivalTimeS < this.#newestS) continue;
      this.#newestS = tick.arrivalTimeS;
      this.#subscriber.next(tick);
    }
  }
}

function podLink(
  pod: PodDescription,
  driver: PodDriver,
  central: BluetoothCentral,
  stream: EventStream,
  running: Map<PodId, ConnectedPod>,
): DeviceLink {
  const { podId } = pod;
  const host: DriverHost = {
    sessionTimeS: () => stream.nowS(),
    notify: (channel, payload, arrivalS) => {
      if (liveChannels.includes(channel)) link.valueCame(arrivalS);
      const arrivalTimeS = stream.at(arrivalS);
      stream.emit({ kind: "notification", arrivalTimeS, podId, channel, payload });
    },
    setState: (state) => link.streams(state),
  };
  const podDriver = driver.forPod(pod, host);
  const link = new DeviceLink(
    {
      parameters: podDriver.parameters,
      stallS: podDriver.stallS,
      recognise: (advertisement) => meaningFor(pod, driver, advertisement),
      start: async (connection) => {
        const started = await podDriver.start(connection);
        running.set(podId, { pod: started, ended: connection.ended });
        return started;
      },
    },
    central,
    {
      onState: (state, reason) => {
        const why = reason === null ? {} : { reason };
        stream.emit({ kind: "link", arrivalTimeS: stream.now(), podId, state, ...why });
      },
      onRssi: (rssiDbm) =>
        stream.emit({ kind: "rssi", arrivalTimeS: stream.now(), podId, rssiDbm }),
    },
  );
  return link;
}

function sensorLink(
  { sensorId }: SensorDescription,
  driver: SensorDriver,
  central: BluetoothCentral,
  stream: EventStream,
): DeviceLink {
  const link = new DeviceLink(
    {
      parameters: driver.parameters,
      stallS: driver.stallS,
      recognise: (advertisement) => {
        const { deviceId, connectable } = advertisement;
        return deviceId === sensorId && connectable && driver.match(advertisement) !== null
          ? "wanted"
          : null;
      },
      start: (connection) =>
        driver.start(connection, (payload, arrivalS) => {
          link.valueCame(arrivalS);
          const arrivalTimeS = stream.at(arrivalS);
          stream.emit({ kind: "sensorNotification", arrivalTimeS, sensorId, payload });
        }),
    },
    central,
    {
      onState: (state, reason) => {
        const why = reason === null ? {} : { reason };
        stream.emit({ kind: "sensorLink", arrivalTimeS: stream.now(), sensorId, state, ...why });
      },
      // Its signal says nothing that its values do not.
      onRssi: () => undefined,
    },
  );
  return link;
}

function meaningFor(
  { podId }: PodDescription,
  driver: PodDriver,
  advertisement: Advertisement,
): Recognition {
  const found = driver.match(advertisement);
  if (found === null) return null;
  const isIt = found.podId === null ? podId.endsWith(found.podIdTail) : found.podId === podId;
  if (!isIt) return null;
  if (found.unusable !== null) return { unusable: found.unusable };
  return advertisement.connectable ? "wanted" : null;
}
