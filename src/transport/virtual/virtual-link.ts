import type { L2capFrame, LinkTiming } from "./hci-packets.ts";

const unitMs = 1.25;
const timeoutUnitMs = 10;
/** Frames that one connection event carries, each way. */
const framesPerEvent = 6;
/** A new link is given up when so many events have gone by unanswered (Core Specification, Vol 6, Part B, 4.5.2). */
const eventsToEstablish = 6;
const [connectionTimeout, failedToEstablish] = [0x08, 0x3e];

/** What the radio does to the packets between an adapter and one device. */
export interface AirPath {
  inRange: boolean;
  /** Share of connection events and advertisements that are lost, 0 … 1. What a lost event would have carried goes with a later one. */
  eventLoss: number;
  rssiDbm: number;
  /** A host that is slow to hand on what came, ms. */
  hostDelayMs: number;
  /** Scan requests or their answers never get through. */
  losesScanResponses: boolean;
  /** So many of the next connections fail to be established: the device never hears of them. */
  failsToEstablish: number;
}

/** One end of a link. */
export interface LinkEnd {
  /** A frame has come. */
  receive(frame: L2capFrame): void;
  /** A connection event is about to carry what waits: the last moment to say something. @param room frames that it can take. */
  beforeEvent(room: number): void;
  /** So many frames that this end gave have been sent. */
  sent(count: number): void;
  /** @param reason as HCI has it. */
  closed(reason: number): void;
}

/** Two devices connected to each other: connection events at an even interval, each of which may be lost; what waits is never lost but with the link. */
export class VirtualLink {
  readonly path: AirPath;
  /** The device has no power: nobody answers any more. */
  peripheralIsDead = false;
  /** The adapter has no power: it does not even say that the link is gone. */
  centralIsDead = false;
  #timing: LinkTiming;
  readonly #random: () => number;
  readonly #ends: { readonly central: LinkEnd; readonly peripheral: LinkEnd };
  #toPeripheral: L2capFrame[] = [];
  #toCentral: L2capFrame[] = [];
  #terminating: { readonly central: number; readonly peripheral: number } | null = null;
  #nextMs: number;
  #heardMs: number;
  #timer: NodeJS.Timeout;
  #isOpen = true;
  #isEstablished = false;
  #unanswered = 0;
  /** What comes into force with the next event that is not lost. */
  #update: { readonly timing: LinkTiming; readonly done: () => void } | null = null;
  /** On their way from the adapter to its host. */
  readonly #arrivals: (readonly L2capFrame[])[] = [];

  constructor(
    path: AirPath,
    timing: LinkTiming,
    ends: { readonly central: LinkEnd; readonly peripheral: LinkEnd },
    random: () => number,
  ) {
    this.path = path;
    this.#timing = timing;
    this.#ends = ends;
    this.#random = random;
    this.#heardMs = performance.now();
    this.#nextMs = this.#heardMs + this.#intervalMs;
    this.#timer = this.#planEvent();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Frames that wait to go to the central. */
  get waitingForCentral(): number {
    return this.#toCentral.length;
  }

  sendToPeripheral(frame: L2capFrame): void {
    this.#toPeripheral.push(frame);
  }

  sendToCentral(frame: L2capFrame): void {
    this.#toCentral.push(frame);
  }

  /** Other parameters from the next event on that is not lost. @param done told when they are in force. */
  updateTiming(timing: LinkTiming, done: () => void): void {
    this.#update = { timing, done };
  }

  /** One side ends the link, with the next event that is not lost. @param reasons what each side is told. */
  terminate(reasons: { readonly central: number; readonly peripheral: number }): void {
    this.#terminating ??= reasons;
  }

  /** Gone at once, whoever is told. */
  close(reasons: { readonly central: number; readonly peripheral: number }): void {
    if (!this.#isOpen) return;
    clearTimeout(this.#timer);
    // What has reached the adapter reaches its host, before the end does.
    for (const frames of this.#arrivals.splice(0)) this.#handOver(frames);
    this.#isOpen = false;
    if (!this.centralIsDead) this.#ends.central.closed(reasons.central);
    this.#ends.peripheral.closed(reasons.peripheral);
  }

  get #intervalMs(): number {
    return this.#timing.intervalUnits * unitMs;
  }

  #planEvent(): NodeJS.Timeout {
    return setTimeout(() => this.#event(), Math.max(0, this.#nextMs - performance.now()));
  }

  #event(): void {
    const nowMs = performance.now();
    // Behind a busy event loop events are missed, not made up for all at once.
    while (this.#nextMs <= nowMs) this.#nextMs += this.#intervalMs;
    if (this.peripheralIsDead && this.centralIsDead) {
      this.close({ central: connectionTimeout, peripheral: connectionTimeout });
      return;
    }
    const isReachable = this.path.inRange && !this.peripheralIsDead && !this.centralIsDead;
    if (isReachable && this.#random() >= this.path.eventLoss) {
      this.#heardMs = nowMs;
      this.#isEstablished = true;
      this.#exchange();
    } else {
      this.#missed(nowMs);
    }
    if (this.#isOpen) this.#timer = this.#planEvent();
  }

  #missed(nowMs: number): void {
    this.#unanswered += 1;
    if (!this.#isEstablished && this.#unanswered >= eventsToEstablish) {
      this.close({ central: failedToEstablish, peripheral: failedToEstablish });
    } else if (nowMs - this.#heardMs > this.#timing.timeoutUnits * timeoutUnitMs) {
      this.close({ central: connectionTimeout, peripheral: connectionTimeout });
    }
  }

  #exchange(): void {
    const { central, peripheral } = this.#ends;
    const down = this.#toPeripheral.splice(0, framesPerEvent);
    for (const frame of down) peripheral.receive(frame);
    if (down.length > 0) central.sent(down.length);
    if (!this.#isOpen) return;
    const room = framesPerEvent - this.#toCentral.length;
    if (room > 0) peripheral.beforeEvent(room);
    const up = this.#toCentral.splice(0, framesPerEvent);
    if (up.length > 0) this.#arrive(up);
    if (up.length > 0) peripheral.sent(up.length);
    if (this.#terminating !== null) this.close(this.#terminating);
    else this.#applyUpdate();
  }

  #applyUpdate(): void {
    const update = this.#update;
    if (update === null) return;
    this.#update = null;
    this.#nextMs += (update.timing.intervalUnits - this.#timing.intervalUnits) * unitMs;
    this.#timing = update.timing;
    update.done();
  }

  /** In order, also where the host was slower a moment ago. */
  #arrive(frames: readonly L2capFrame[]): void {
    const { hostDelayMs } = this.path;
    if (hostDelayMs === 0 && this.#arrivals.length === 0) {
      this.#handOver(frames);
      return;
    }
    this.#arrivals.push(frames);
    setTimeout(() => this.#handOver(this.#arrivals.shift() ?? []), hostDelayMs);
  }

  #handOver(frames: readonly L2capFrame[]): void {
    for (const frame of frames) {
      if (this.#isOpen && !this.centralIsDead) this.#ends.central.receive(frame);
    }
  }
}
