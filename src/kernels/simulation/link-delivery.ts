/** How the link to a pod delays what the pod sends. */
export interface LinkTiming {
  /** Connection interval, s. */
  readonly connectionIntervalS: number;
  /** Share of connection events that are lost; what they would have carried goes with the next. 0 … below 1. */
  readonly eventLoss: number;
  /** The pod needs this long to make a packet, s. */
  readonly podDelayS: number;
  /** Mean of the exponential delay until the host reads the clock, s. */
  readonly hostJitterS: number;
}

/**
 * When notifications of a Bluetooth LE link reach the host. The radio itself loses nothing while the link holds: what a
 * connection event fails to carry is repeated in the next one, so trouble shows as delay. Times in seconds.
 */
export class LinkDelivery {
  readonly #timing: LinkTiming;
  readonly #random: () => number;
  /** Moment of the first connection event. */
  readonly #phaseS: number;
  #busyUntilS = 0;
  #silentFromS = Number.POSITIVE_INFINITY;
  #silentUntilS = Number.POSITIVE_INFINITY;

  /** @param random uniform numbers in [0, 1); the phase of the connection events is drawn at once. */
  constructor(timing: LinkTiming, random: () => number) {
    this.#timing = timing;
    this.#random = random;
    this.#phaseS = random() * timing.connectionIntervalS;
  }

  /** The radio is shadowed in [fromS, untilS): no connection event of that time carries anything. */
  silence(fromS: number, untilS: number): void {
    this.#silentFromS = fromS;
    this.#silentUntilS = untilS;
  }

  /** The connection event that carries what the pod has ready at `readyS`: never before an earlier packet has arrived. */
  nextEventS(readyS: number): number {
    const { connectionIntervalS, eventLoss, podDelayS } = this.#timing;
    const earliestS = Math.max(readyS + podDelayS, this.#busyUntilS);
    let event = Math.ceil((earliestS - this.#phaseS) / connectionIntervalS);
    for (;;) {
      while (this.#random() < eventLoss) event += 1;
      const eventS = this.#phaseS + event * connectionIntervalS;
      if (eventS < this.#silentFromS || eventS >= this.#silentUntilS) return eventS;
      event = Math.ceil((this.#silentUntilS - this.#phaseS) / connectionIntervalS);
    }
  }

  /** When the host has read what a connection event carried; never before something that was carried earlier. */
  arrivalS(eventS: number): number {
    const arrivalS = eventS - this.#timing.hostJitterS * Math.log(1 - this.#random());
    // Whole microseconds: what a host's clock resolves, and what a session file keeps exactly.
    this.#busyUntilS = Math.max(this.#busyUntilS, Math.ceil(arrivalS * 1e6) / 1e6);
    return this.#busyUntilS;
  }
}
