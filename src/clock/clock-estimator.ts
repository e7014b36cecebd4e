import type { ClockSource } from "../model/session-output.ts";
import { ArrivalSpread } from "./arrival-spread.ts";
import {
  LinkDelay,
  type LinkDelayEstimate,
  type TimeExchange,
  unknownDelaySigmaS,
} from "./link-delay.ts";

/** Parameters of the clock estimator; see ClockEstimator. */
export interface ClockParams {
  /** Length of the windows of which the earliest arrival counts, s. */
  readonly windowS: number;
  /** Standard deviation of a window's earliest arrival, s. */
  readonly arrivalSigmaS: number;
  /** Standard deviation of the pod oscillator's rate at start, s/s. Crystals: 40 ppm; counters of a sensor's sample clock: up to 3 %. */
  readonly initialDriftSigma: number;
  /** Random walk of the rate, s/s per √s (warming up). */
  readonly driftWalk: number;
  /** A later arrival than predicted by more than this counts as delay of the link, s. */
  readonly lateS: number;
  /** The mapping follows the estimate by at most this much per second, s/s, so that no interval is torn. */
  readonly slewRate: number;
  /** A mapping that is wrong by more than this is put right at once, s: slewing would take half a minute. */
  readonly jumpS: number;
  /** An arrival earlier than predicted by more than this proves a stepped pod clock, s. */
  readonly stepS: number;
}

const defaultClockParams: ClockParams = {
  windowS: 1,
  arrivalSigmaS: 0.002,
  initialDriftSigma: 100e-6,
  driftWalk: 0.2e-6,
  lateS: 0.006,
  slewRate: 0.01,
  jumpS: 0.03,
  stepS: 0.5,
};

/** The drift is told from this many windows on. */
const driftWindows = 5;
/** So many exchanges in a row that cannot be believed are no damage: the host's clock in them is another. */
const distrustedExchanges = 3;

/**
 * Maps one pod's clock to session time from pairs of (pod time, arrival time). A radio only ever
 * delays, so the earliest arrival of each second carries the clock and the rest is link noise: the
 * one-second minima of arrival − pod time go into a Kalman filter with the states offset and drift.
 * That leaves the link's constant smallest delay in the offset. Time exchanges tell it, and what is more of it than
 * usual is taken out: the mapped time of all pods is later by the usual delay, about two milliseconds.
 *
 * One object per pod. Times in seconds.
 */
export class ClockEstimator {
  readonly #params: ClockParams;
  /** Pod time of the newest Kalman update. */
  #podS = 0;
  #offsetS = 0;
  #drift = 0;
  readonly #p = { oo: 0, od: 0, dd: 0 };
  #windowStartS = 0;
  #windowMinS = Number.POSITIVE_INFINITY;
  #windowMinPodS = 0;
  #windows = 0;
  #started = false;
  #mappedPodS = Number.NEGATIVE_INFINITY;
  #mappedOffsetS = Number.NaN;
  readonly #spread = new ArrivalSpread();
  readonly #linkDelay = new LinkDelay();
  /** What the exchanges say of the link's delay; null where none can be believed. */
  #delay: LinkDelayEstimate | null = null;
  #unbelieved = 0;
  readonly #predict = (podS: number): number => this.#predictOffset(podS);

  constructor(params: ClockParams = defaultClockParams) {
    this.#params = params;
  }

  /** Rate of the pod clock against the session clock, parts per million, + = pod runs fast; null before it is known. */
  get driftPpm(): number | null {
    return this.#windows < driftWindows ? null : -this.#drift * 1e6;
  }

  /** Standard deviation of the drift, parts per million; null before it is known. */
  get driftSigmaPpm(): number | null {
    return this.#windows < driftWindows ? null : Math.sqrt(this.#p.dd) * 1e6;
  }

  /**
   * Standard deviation of the offset, s, with what is not known of the link's constant delay; null before the first window
   * is complete.
   */
  get offsetSigmaS(): number | null {
    if (this.#windows === 0) return null;
    return Math.hypot(Math.sqrt(this.#p.oo), this.#delay?.sigmaS ?? unknownDelaySigmaS);
  }

  /** What the session time rests on: time exchanges bound the link's constant delay, arrivals alone do not. */
  get source(): ClockSource {
    return this.#delay === null ? "arrivals" : "time-exchange";
  }

  /** Nineteen of twenty packets of the newest seconds came at most so much later than the most punctual one, s; null before it is known. */
  get arrivalJitterS(): number | null {
    return this.#spread.jitterS;
  }

  /**
   * Takes one packet's newest pod time and its arrival.
   * @returns false where the pod clock has stepped forward: this estimator is of no more use.
   */
  observe(podS: number, arrivalS: number): boolean {
    const delay = arrivalS - podS;
    if (!this.#started) this.#start(podS, delay);
    // A stalled link makes packets late, so lateness proves nothing. An arrival before its time does:
    // the clock itself has moved. After a long silence the drift may explain a part of it.
    const elapsedS = Math.abs(podS - this.#podS);
    const allowedS = this.#params.stepS + 3 * this.#params.initialDriftSigma * elapsedS;
    if (this.#predictOffset(podS) - delay > allowedS) return false;
    if (podS - this.#windowStartS >= this.#params.windowS) this.#closeWindow(podS);
    this.#spread.add(podS, delay);
    if (delay < this.#windowMinS) {
      this.#windowMinS = delay;
      this.#windowMinPodS = podS;
    }
    // Until the first window closes the running minimum is all there is.
    if (this.#windows === 0) {
      this.#offsetS = this.#windowMinS;
      this.#podS = podS;
    }
    return true;
  }

  /**
   * Takes a time exchange with the pod.
   * @returns false where several in a row could not be believed, said once: the host's clock in them has another origin.
   */
  exchange(exchange: TimeExchange): boolean {
    const believed = this.#linkDelay.add(exchange);
    if (this.#started) this.#estimateDelay();
    if (believed && (!this.#started || this.#delay !== null)) {
      this.#unbelieved = 0;
      return true;
    }
    this.#unbelieved += 1;
    return this.#unbelieved !== distrustedExchanges;
  }

  /**
   * Session time of a pod time, s. Call with growing times: the mapping follows the estimate slowly. Only
   * from a start that proves wrong by tens of milliseconds does it jump.
   */
  toSessionTimeS(podS: number): number {
    const offsetS = this.#predictOffset(podS) - (this.#delay?.beyondUsualS ?? 0);
    const error = offsetS - this.#mappedOffsetS;
    const { slewRate, jumpS } = this.#params;
    const limit = Math.max(0, slewRate * (podS - this.#mappedPodS));
    const first = Number.isNaN(this.#mappedOffsetS);
    if (first || Math.abs(error) > jumpS) this.#mappedOffsetS = offsetS;
    else this.#mappedOffsetS += Math.max(-limit, Math.min(limit, error));
    this.#mappedPodS = Math.max(this.#mappedPodS, podS);
    return podS + this.#mappedOffsetS;
  }

  /** Session time at which a packet with this newest pod time arrives where it is as punctual as the earliest, s. */
  arrivalTimeS(podS: number): number {
    return podS + this.#predictOffset(podS);
  }

  #start(podS: number, delay: number): void {
    this.#started = true;
    this.#podS = podS;
    this.#offsetS = delay;
    this.#windowStartS = podS;
    this.#windowMinS = delay;
    this.#windowMinPodS = podS;
  }

  #predictOffset(podS: number): number {
    return this.#offsetS + this.#drift * (podS - this.#podS);
  }

  #estimateDelay(): void {
    this.#delay = this.#linkDelay.estimate(this.#predict, this.#spread.excessS);
  }

  #closeWindow(nowPodS: number): void {
    this.#kalmanUpdate(this.#windowMinPodS, this.#windowMinS);
    this.#windows += 1;
    this.#spread.closeWindow(this.#windowStartS, nowPodS, this.#predict);
    this.#estimateDelay();
    this.#windowStartS = nowPodS;
    this.#windowMinS = Number.POSITIVE_INFINITY;
  }

  #kalmanUpdate(podS: number, measuredS: number): void {
    const { arrivalSigmaS, initialDriftSigma, driftWalk, lateS } = this.#params;
    const p = this.#p;
    if (this.#windows === 0) {
      this.#offsetS = measuredS;
      this.#podS = podS;
      p.oo = arrivalSigmaS ** 2;
      p.od = 0;
      p.dd = initialDriftSigma ** 2;
      return;
    }
    const dt = podS - this.#podS;
    this.#offsetS += this.#drift * dt;
    this.#podS = podS;
    const q = driftWalk * driftWalk * dt;
    p.oo += 2 * dt * p.od + dt * dt * p.dd + (q * dt * dt) / 3 + 1e-10 * dt;
    p.od += dt * p.dd + (q * dt) / 2;
    p.dd += q;
    const innovation = measuredS - this.#offsetS;
    // Nothing arrives before it was sent: an arrival far earlier than believed shows that all before
    // it were late, and what was learnt from them is void.
    if (innovation < -lateS) p.oo += innovation * innovation;
    // A whole second without one punctual packet says little: the excess lateness is added to the noise.
    const excess = Math.max(0, innovation - lateS);
    const r = arrivalSigmaS ** 2 + excess * excess;
    const s = p.oo + r;
    const ko = p.oo / s;
    const kd = p.od / s;
    this.#offsetS += ko * innovation;
    this.#drift += kd * innovation;
    const { oo, od } = p;
    p.oo = (1 - ko) * oo;
    p.od = (1 - ko) * od;
    p.dd -= kd * od;
  }
}
