/** One time exchange (firmware-protocol/SPEC.md, section 10); pod times unwrapped. Times in seconds. */
export interface TimeExchange {
  /** Session time at which the host sent the request. */
  readonly requestSentS: number;
  /** Pod time at which the request came in. */
  readonly podReceivedS: number;
  /** Pod time at which the response was handed to the radio. */
  readonly podSentS: number;
  /** Session time at which the response arrived. */
  readonly responseArrivedS: number;
}

/** By how much more (+) than is usual a link delays every packet, and the standard deviation of that, s. */
export interface LinkDelayEstimate {
  readonly beyondUsualS: number;
  readonly sigmaS: number;
}

/**
 * What links usually delay at least, s: the earliest packets wait for next to nothing, are sent, and pass through the host. It
 * stays in the session's time, because a pod that cannot exchange has it there as well and must not be set apart.
 */
const usualDelayS = 0.002;
/** How far from usual it may be where no exchange tells, s, one standard deviation. */
export const unknownDelaySigmaS = 0.008;

/** Within so many standard deviations of their chance the exchanges do not contradict what is usual. */
const contradiction = 1;
/** Nothing that is measured would show that one way is slower than the other: all between both bounds is possible, so that this share of it is a standard deviation. */
const asymmetry = 1 / Math.sqrt(12);
/** How exactly both sides read their clocks, s. */
const clockReadingS = 1e-4;
/** A round trip shorter than nothing is one of clocks that were not read as they should be; so much is rounding, s. */
const roundingS = 0.001;
/** No round trip of a link that lives takes longer, s. */
const longestRoundTripS = 10;
/** Where not one of several exchanges leaves less room than this, they tell nothing, or the host's clock in them counts from elsewhere, s. */
const widestRoomS = 0.08;

/** Exchanges older than this are forgotten, s: the line that they are held against has bent since. */
const memoryS = 300;
const maxExchanges = 64;

interface Bounds {
  readonly podS: number;
  /** The clock's offset is at least this … */
  readonly leastS: number;
  /** … and at most this. */
  readonly mostS: number;
}

/** How much longer than its least the shortest of some waits is likely to be, from their own spread, s; waits in ascending order. */
export function expectedExcessS(sortedWaitsS: ArrayLike<number>): number | null {
  const middle = Math.floor(sortedWaitsS.length / 2);
  if (middle === 0) return null;
  return ((sortedWaitsS[middle] as number) - (sortedWaitsS[0] as number)) / middle;
}

/**
 * The constant part of a link's delay, which arrivals alone cannot tell. A request that came in at pod time r after it was sent
 * at t1 says that the offset is at least t1 − r; a response sent at s that arrived at t4, that it is at most t4 − s. Of all
 * exchanges the shortest ways count, each corrected for the wait that even the shortest of so many had. Between both lies the
 * middle, because a link delays both ways alike. Links that wait for chance give it chance errors, which would set pods apart
 * that arrivals alone bring together to a fraction of a millisecond: so the delay is what is usual for links, moved toward the
 * middle by as much as the exchanges contradict it.
 *
 * One object per run of a pod's clock.
 */
export class LinkDelay {
  #exchanges: Bounds[] = [];

  /** @returns false where the exchange contradicts itself: its times are not of this session, or damaged. */
  add({ requestSentS, podReceivedS, podSentS, responseArrivedS }: TimeExchange): boolean {
    const roundTripS = responseArrivedS - requestSentS - (podSentS - podReceivedS);
    const sound =
      requestSentS <= responseArrivedS + roundingS &&
      podReceivedS <= podSentS &&
      roundTripS >= -roundingS &&
      roundTripS <= longestRoundTripS;
    if (!sound) return false;
    this.#exchanges.push({
      podS: podReceivedS,
      leastS: requestSentS - podReceivedS,
      mostS: responseArrivedS - podSentS,
    });
    const oldestS = podReceivedS - memoryS;
    if (this.#exchanges.length > maxExchanges || (this.#exchanges[0] as Bounds).podS < oldestS) {
      this.#exchanges = this.#exchanges.filter(({ podS }) => podS >= oldestS).slice(-maxExchanges);
    }
    return true;
  }

  /**
   * By how much the earliest arrivals are later than over a usual link; null where no exchange tells.
   * @param arrivalOffsetS the offset that the earliest arrivals give, at a pod time.
   * @param arrivalExcessS how much later than their least these arrivals are, s.
   */
  estimate(
    arrivalOffsetS: (podS: number) => number,
    arrivalExcessS: number,
  ): LinkDelayEstimate | null {
    if (this.#exchanges.length === 0) return null;
    const waitsS = new Float64Array(this.#exchanges.length);
    let topS = -arrivalExcessS;
    for (const [i, { podS, leastS, mostS }] of this.#exchanges.entries()) {
      const arrivalS = arrivalOffsetS(podS);
      waitsS[i] = arrivalS - leastS;
      topS = Math.min(topS, mostS - arrivalS);
    }
    waitsS.sort();
    const shortestS = waitsS[0] as number;
    const roomS = topS + shortestS;
    if (roomS > widestRoomS) return null;
    if (roomS < -roundingS - arrivalExcessS) {
      // They contradict each other, or what arrives: one that is wrong must not spoil those to come.
      this.#exchanges = [];
      return null;
    }
    // One exchange alone does not show its own wait.
    const excessS = expectedExcessS(waitsS) ?? Math.max(0, roomS) / 2;
    const bottomS = Math.min(excessS - shortestS, topS);
    const middleS = -(topS + bottomS) / 2;
    const scatterS = Math.hypot(excessS / 2, arrivalExcessS / 2, clockReadingS);
    const leewayS = contradiction * scatterS;
    const likelyS = Math.max(middleS - leewayS, Math.min(middleS + leewayS, usualDelayS));
    // What is usual must not take it past what the exchanges prove.
    const delayS = Math.max(-topS, Math.min(shortestS, likelyS));
    return {
      beyondUsualS: delayS - usualDelayS,
      sigmaS: Math.hypot(scatterS, asymmetry * (topS - bottomS)),
    };
  }
}
