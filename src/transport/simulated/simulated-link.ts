import { decodePacket, type RequestChannel } from "../../codec/decode-packet.ts";
import { encodePacket } from "../../codec/encode-packet.ts";
import type { ControlResponse, RequestPacket } from "../../codec/packet.ts";
import { controlOpcodes, controlResultCodes } from "../../codec/protocol.ts";
import { LinkDelivery } from "../../kernels/simulation/link-delivery.ts";
import type { PodDescription } from "../../model/pod.ts";
import type {
  LinkState,
  NotificationChannel,
  TransportEvent,
} from "../../model/transport-event.ts";
import { Agenda } from "./agenda.ts";
import type { NotificationDamage } from "./notification-damage.ts";
import type { Uniform } from "./random-streams.ts";
import type { RadioParams } from "./scenario-schema.ts";
import type { SimulatedPod } from "./simulated-pod.ts";

/** What a central and a pod agree on (SPEC.md, section 6). */
const attMtu = 247;
/** A host that hears an advertisement asks for the link after so long, and has it after so long, s: from … to. */
const hearingS = { from: 0.02, to: 0.15 } as const;
const connectingS = { from: 0.03, to: 0.08 } as const;
/** Finding services and characteristics takes so long, s. */
const discoveryS = { from: 0.08, to: 0.15 } as const;
/** Notifications that one connection event carries at most. */
const packetsPerEvent = 4;
/** After a loss the host cleans up for so long before it listens again, s. */
const cleanUpS = 0.5;
/** Time exchanges: so many in the first seconds after connecting, then one now and then (SPEC.md, section 10). */
const firstExchanges = { count: 24, everyS: 0.1 } as const;
const exchangeEveryS = 5;

const subscriptions: readonly NotificationChannel[] = [
  "control",
  "status",
  "timeExchange",
  "backfill",
  "samples",
];

export interface LinkParts {
  readonly description: PodDescription;
  readonly pod: SimulatedPod;
  readonly radio: RadioParams;
  readonly damage: NotificationDamage;
  /** Draws what the radio and the host do. */
  readonly random: Uniform;
  /** Takes what the host sees; times may be a little ahead of the time that `run` was called for. */
  readonly emit: (event: TransportEvent) => void;
}

/** The host's side of one pod: finds it, connects, configures, starts it, listens; and the radio between them. */
export class SimulatedLink {
  readonly #parts: LinkParts;
  readonly #agenda = new Agenda();
  readonly #delivery: LinkDelivery;
  /** Connection event that carries what waits; null = none is chosen yet. */
  #nextEventS: number | null = null;
  #phase: "idle" | "searching" | "connecting" | "connected" = "idle";
  /** Counts connections: what was planned for an earlier one is void. */
  #connection = 0;
  /** Radio silence until then, s. */
  #silentUntilS = Number.NEGATIVE_INFINITY;
  /** The supervision time-out is running. */
  #losing = false;
  /** Everything up to here has happened, s. */
  #nowS = 0;
  #token = 0;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    const { connectionIntervalMs, eventLossPct, podDelayMs, hostJitterMs } = parts.radio;
    const timing = {
      connectionIntervalS: connectionIntervalMs / 1000,
      eventLoss: eventLossPct / 100,
      podDelayS: podDelayMs / 1000,
      hostJitterS: hostJitterMs / 1000,
    };
    this.#delivery = new LinkDelivery(timing, parts.random);
  }

  /** Plans something that happens to the pod or the radio. */
  plan(atS: number, act: (timeS: number) => void): void {
    this.#agenda.plan(atS, act);
  }

  /** The host begins to look for the pod. @param busyForS it is busy with other pods for so long. */
  search(timeS: number, busyForS = 0): void {
    this.#phase = "searching";
    this.#emitLink("searching", timeS);
    this.#listen(timeS + busyForS);
  }

  /** Nothing passes between pod and host for so long. */
  silence(timeS: number, forS: number): void {
    this.#silentUntilS = timeS + forS;
    this.#delivery.silence(timeS, this.#silentUntilS);
    this.#nextEventS = null;
    if (forS > this.#parts.radio.supervisionTimeoutS) this.#loseAfterTimeout(timeS);
    this.plan(this.#silentUntilS, (nowS) => this.#listen(nowS));
  }

  /** The pod has no power from now on. */
  podOff(timeS: number): void {
    this.#parts.pod.powerOff();
    this.#loseAfterTimeout(timeS);
  }

  /** The pod has power again. */
  podOn(timeS: number): void {
    this.#parts.pod.powerOn(timeS);
    this.#listen(timeS);
  }

  /** Lets everything happen up to `untilS`. */
  run(untilS: number): void {
    for (;;) {
      const dueS = Math.min(untilS, this.#agenda.nextS);
      this.#carry(dueS);
      if (this.#agenda.nextS > untilS) return;
      this.#agenda.runNext();
    }
  }

  /** The radio up to `untilS`: connection events that carry what waits. */
  #carry(untilS: number): void {
    const { pod, radio, damage, description, emit } = this.#parts;
    pod.advance(untilS);
    this.#nowS = untilS;
    if (this.#phase !== "connected") return;
    // A pod whose battery is empty says so, and then nothing any more.
    if (!pod.isOn) this.#loseAfterTimeout(untilS);
    for (;;) {
      const readyS = pod.waitingSinceS;
      if (readyS === null) return;
      this.#nextEventS ??= this.#delivery.nextEventS(readyS);
      const eventS = this.#nextEventS;
      if (eventS > untilS) return;
      this.#nextEventS = null;
      for (let i = 0; i < packetsPerEvent; i++) {
        const packet = pod.take(eventS - radio.podDelayMs / 1000, eventS);
        if (packet === null) break;
        const arrivalTimeS = this.#delivery.arrivalS(eventS);
        const { channel, bytes: payload } = packet;
        if (channel === "control") {
          const readS = Math.max(arrivalTimeS, this.#nowS);
          this.#plan(readS, (nowS) => this.#answered(payload, nowS));
        }
        const { podId } = description;
        const seen = damage.apply({ kind: "notification", arrivalTimeS, podId, channel, payload });
        for (const event of seen) emit(event);
      }
    }
  }

  /** Plans something that only makes sense while this connection lasts. */
  #plan(atS: number, act: (timeS: number) => void): void {
    const connection = this.#connection;
    this.#agenda.plan(atS, (timeS) => {
      if (connection === this.#connection) act(timeS);
    });
  }

  /** The same for what needs the radio: it waits while that is silent, and comes to nothing where the pod has lost its power. */
  #planOnAir(atS: number, act: (timeS: number) => void): void {
    this.#plan(atS, (timeS) => {
      if (timeS < this.#silentUntilS) this.#planOnAir(this.#silentUntilS, act);
      else if (this.#parts.pod.isLinked) act(timeS);
    });
  }

  #draw({ from, to }: { readonly from: number; readonly to: number }): number {
    return from + (to - from) * this.#parts.random();
  }

  /** The host hears the pod's next advertisement, if there is one. */
  #listen(timeS: number): void {
    if (this.#phase !== "searching") return;
    this.#plan(timeS + this.#draw(hearingS), (nowS) => {
      // A pod that comes into range or is switched on is listened for again.
      if (this.#phase !== "searching" || !this.#reachable(nowS)) return;
      this.#phase = "connecting";
      this.#emitLink("connecting", nowS);
      this.#plan(nowS + this.#draw(connectingS), (linkedS) => this.#connected(linkedS));
    });
  }

  #reachable(timeS: number): boolean {
    return this.#parts.pod.isAdvertising && timeS >= this.#silentUntilS;
  }

  #connected(timeS: number): void {
    if (!this.#reachable(timeS)) {
      this.#connection += 1;
      this.search(timeS);
      return;
    }
    const { pod } = this.#parts;
    this.#phase = "connected";
    pod.connect(timeS, attMtu);
    this.#emitLink("configuring", timeS);
    this.#plan(timeS + this.#draw(discoveryS), (nowS) => this.#discovered(nowS));
  }

  #discovered(timeS: number): void {
    const { pod, description, emit, radio } = this.#parts;
    const intervalS = radio.connectionIntervalMs / 1000;
    const { podId, placement } = description;
    for (const [i, channel] of (["identity", "configuration"] as const).entries()) {
      this.#planOnAir(timeS + (i + 1) * intervalS, (arrivalTimeS) => {
        const payload = pod.read(channel, arrivalTimeS);
        emit({ kind: "notification", arrivalTimeS, podId, channel, payload });
      });
    }
    for (const [i, channel] of subscriptions.entries()) {
      this.#planOnAir(timeS + (i + 3) * intervalS, (nowS) => pod.subscribe(channel, true, nowS));
    }
    this.#planOnAir(timeS + (subscriptions.length + 3) * intervalS, (nowS) => {
      // A pod that kept sampling while the link was lost keeps its configuration as well.
      if (pod.state === "buffering") this.#request({ opcode: "start" }, nowS);
      else this.#request({ opcode: "configure", settings: description, placement }, nowS);
    });
  }

  #request(
    request:
      | { readonly opcode: "start" }
      | {
          readonly opcode: "configure";
          readonly settings: PodDescription;
          readonly placement: PodDescription["placement"];
        },
    timeS: number,
  ): void {
    this.#token = (this.#token + 1) & 0xff;
    this.#write("control", { kind: "controlRequest", token: this.#token, ...request }, timeS);
  }

  #write(channel: RequestChannel, packet: RequestPacket, timeS: number): void {
    const bytes = encodePacket(packet);
    // It goes with the next connection event.
    const onTheWayS = (this.#parts.radio.connectionIntervalMs / 1000) * this.#parts.random();
    this.#planOnAir(timeS + onTheWayS, (nowS) => this.#parts.pod.write(channel, bytes, nowS));
  }

  #answered(payload: Uint8Array, timeS: number): void {
    const response = decodePacket("control", payload) as ControlResponse;
    if (response.resultCode !== controlResultCodes.ok) {
      this.#emitLink("failed", timeS, `the pod refused with code ${response.resultCode}`);
      return;
    }
    if (response.opcodeByte === controlOpcodes.configure) this.#request({ opcode: "start" }, timeS);
    if (response.opcodeByte !== controlOpcodes.start) return;
    this.#emitLink("streaming", timeS);
    this.#exchangeTime(firstExchanges.count, timeS);
  }

  #exchangeTime(left: number, timeS: number): void {
    this.#token = (this.#token + 1) & 0xff;
    const request = {
      kind: "timeExchangeRequest",
      token: this.#token,
      centralTimeS: timeS,
    } as const;
    this.#write("timeExchange", request, timeS);
    const waitS = left > 1 ? firstExchanges.everyS : exchangeEveryS;
    this.#plan(timeS + waitS, (nowS) => this.#exchangeTime(Math.max(0, left - 1), nowS));
  }

  /** Both sides give the link up when nothing has come for the supervision time-out. */
  #loseAfterTimeout(timeS: number): void {
    if (this.#phase !== "connected" || this.#losing) return;
    this.#losing = true;
    this.#plan(timeS + this.#parts.radio.supervisionTimeoutS, (lostS) => {
      const { pod, damage, emit } = this.#parts;
      for (const event of damage.release(lostS)) emit(event);
      this.#connection += 1;
      this.#phase = "idle";
      this.#losing = false;
      this.#nextEventS = null;
      if (pod.isLinked) pod.disconnect(lostS);
      this.#emitLink("lost", lostS, "nothing was heard of it for the supervision time-out");
      this.#plan(lostS + cleanUpS, (nowS) => this.search(nowS));
    });
  }

  #emitLink(state: LinkState, arrivalTimeS: number, reason?: string): void {
    const { podId } = this.#parts.description;
    this.#parts.emit({
      kind: "link",
      arrivalTimeS,
      podId,
      state,
      ...(reason === undefined ? {} : { reason }),
    });
  }
}
