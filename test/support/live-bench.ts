import { Observable, type Subscription, tap } from "rxjs";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import type { Placement, PodDescription, PodId } from "../../src/model/pod.ts";
import type { PodStateOutput } from "../../src/model/session-output.ts";
import type { LinkState, TransportEvent } from "../../src/model/transport-event.ts";
import { Session } from "../../src/session/session.ts";
import type { BluetoothCentral } from "../../src/transport/bluetooth/bluetooth-central.ts";
import {
  type BluetoothTransport,
  bluetoothTransport,
} from "../../src/transport/bluetooth/bluetooth-transport.ts";
import { hiplinePodDriver } from "../../src/transport/hipline-pod/hipline-pod-driver.ts";
import { createNobleCentral } from "../../src/transport/noble/noble-central.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import type { Scenario } from "../../src/transport/simulated/scenario-schema.ts";
import { virtualHciSocketClass } from "../../src/transport/virtual/virtual-hci-socket.ts";
import type { VirtualPod } from "../../src/transport/virtual/virtual-pod.ts";
import { VirtualPods } from "../../src/transport/virtual/virtual-pods.ts";

const pollMs = 10;

/** Which packets of samples of one pod have arrived since it last began to number them. */
class Arrivals {
  readonly #missing = new Set<number>();
  #newest: number | null = null;
  live = 0;
  late = 0;

  take(channel: string, payload: Uint8Array): void {
    if (channel !== "samples" && channel !== "backfill") return;
    const packet = decodePacket(channel, payload);
    if (packet.kind !== "samples") return;
    if (packet.backfilled) this.late += 1;
    else this.live += 1;
    this.#newest ??= packet.sequence - 1;
    const ahead = (packet.sequence - this.#newest) & 0xffff;
    const number = this.#newest + (ahead < 0x8000 ? ahead : ahead - 0x1_0000);
    for (let i = this.#newest + 1; i < number; i++) this.#missing.add(i);
    this.#newest = Math.max(this.#newest, number);
    this.#missing.delete(number);
  }

  /** A pod that has started anew numbers anew. */
  reset(): void {
    this.#missing.clear();
    this.#newest = null;
  }

  /** Packets between the first and the newest that have not arrived. */
  get missing(): number {
    return this.#missing.size;
  }
}

/** The service's own Bluetooth code, noble included, against emulated pods: what tests and soak runs look at. */
export class LiveBench {
  readonly world: VirtualPods;
  readonly central: BluetoothCentral;
  readonly transport: BluetoothTransport;
  readonly events: TransportEvent[] = [];
  readonly arrivals = new Map<PodId, Arrivals>();
  readonly links = new Map<PodId, LinkState>();
  /** What the pipeline has said of each pod, newest last; only where its liveness changed. */
  readonly liveness = new Map<PodId, PodStateOutput[]>();
  /** Told of every event once the pipeline has taken it. */
  onEvent: (event: TransportEvent) => void = () => undefined;
  readonly #subscription: Subscription;
  readonly #startMs = performance.now();
  #failure: unknown = null;

  constructor(scenario: Scenario = defaultScenario({ durationS: null }), keepEvents = true) {
    this.world = new VirtualPods(scenario);
    const hciSocketClass = virtualHciSocketClass([this.world.controller]);
    this.central = createNobleCentral({ hciSocketClass });
    this.transport = bluetoothTransport({
      header: this.world.header,
      central: this.central,
      drivers: [hiplinePodDriver],
    });
    for (const { podId } of this.transport.header.pods) this.arrivals.set(podId, new Arrivals());
    const { header } = this.transport;
    const events = this.transport.events.pipe(
      tap((event) => {
        if (keepEvents) this.events.push(event);
        if (event.kind === "link") this.links.set(event.podId, event.state);
        if (event.kind === "notification") {
          this.arrivals.get(event.podId)?.take(event.channel, event.payload);
        }
      }),
    );
    const session = new Session({
      header,
      events: reported(events, (event) => this.onEvent(event)),
    });
    session.outputs.subscribe({
      next: (output) => {
        if (output.kind === "podState") this.#takeState(output);
      },
      error: (error: unknown) => {
        this.#failure = error;
      },
    });
    this.#subscription = session.start();
  }

  get pods(): readonly PodDescription[] {
    return this.transport.header.pods;
  }

  /** Session time now, s. */
  nowS(): number {
    return (performance.now() - this.#startMs) / 1000;
  }

  podOf(podId: PodId): VirtualPod {
    return this.world.podAt(this.#description(podId).placement);
  }

  idAt(placement: Placement): PodId {
    const pod = this.pods.find((one) => one.placement === placement);
    if (pod === undefined) throw new Error(`no ${placement} pod`);
    return pod.podId;
  }

  arrivalsOf(podId: PodId): Arrivals {
    const arrivals = this.arrivals.get(podId);
    if (arrivals === undefined) throw new Error(`no pod ${podId}`);
    return arrivals;
  }

  /** Waits for a condition; returns how long it took, s. @throws Error where it does not come true in time. */
  async until(what: string, isTrue: () => boolean, withinS = 10): Promise<number> {
    const startMs = performance.now();
    while (!isTrue()) {
      if (this.#failure !== null) throw this.#failure;
      const tookS = (performance.now() - startMs) / 1000;
      if (tookS > withinS) {
        throw new Error(`${what}: not within ${withinS} s; links ${[...this.links.values()]}`);
      }
      await sleep(pollMs / 1000);
    }
    return (performance.now() - startMs) / 1000;
  }

  /** Until live samples of the pod arrive, whatever its link is called. */
  async untilSamples(podId: PodId, withinS = 10): Promise<number> {
    const arrivals = this.arrivalsOf(podId);
    const before = arrivals.live;
    return this.until(`samples of ${podId}`, () => arrivals.live > before, withinS);
  }

  /** Until every link streams and the pipeline has placed samples of every pod in time: it takes a second to find a pod's clock. */
  async untilAllLive(withinS = 10): Promise<number> {
    return this.until(
      "all pods stream",
      () =>
        this.pods.every(
          ({ podId }) =>
            this.links.get(podId) === "streaming" &&
            this.liveness.get(podId)?.at(-1)?.liveness === "live",
        ),
      withinS,
    );
  }

  async close(): Promise<void> {
    this.#subscription.unsubscribe();
    await this.transport.stopped();
    await this.central.close();
    this.world.close();
  }

  #takeState(state: PodStateOutput): void {
    const known = this.liveness.get(state.podId) ?? [];
    this.liveness.set(state.podId, known);
    if (known.at(-1)?.liveness !== state.liveness) known.push(state);
  }

  #description(podId: PodId): PodDescription {
    const pod = this.pods.find((one) => one.podId === podId);
    if (pod === undefined) throw new Error(`no pod ${podId}`);
    return pod;
  }
}

/** The same events; `report` is told of each when everybody behind has taken it. */
function reported(
  events: Observable<TransportEvent>,
  report: (event: TransportEvent) => void,
): Observable<TransportEvent> {
  return new Observable((subscriber) =>
    events.subscribe({
      next: (event) => {
        subscriber.next(event);
        report(event);
      },
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    }),
  );
}

export function sleep(forS: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000 * forS));
}
