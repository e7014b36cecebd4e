import { ClockEstimator } from "../../src/clock/clock-estimator.ts";
import { seededUniform } from "../support/random.ts";

/** How long one way of a link takes: at least so long, and at random up to so much more, s. */
export interface WayDelay {
  readonly leastS: number;
  readonly jitterS: number;
}

export interface ClockTrial {
  readonly driftPpm: number;
  /** From pod to host. */
  readonly toHost: WayDelay;
  readonly toPod: WayDelay;
  readonly exchanges: "as-specified" | "none";
  readonly durationS: number;
}

/** Error of the session time at one packet's last sample. */
export interface ClockError {
  readonly trueS: number;
  readonly errorS: number;
  /** What the estimator says of its own error, s. */
  readonly sigmaS: number | null;
}

const packetS = 8 / 208;

/** When exchanges are asked for (SPEC.md, section 10). */
function* exchangeTimes(durationS: number): Generator<number> {
  for (let i = 0; i < 24; i++) yield 0.3 + 0.1 * i;
  for (let timeS = 7.7; timeS < durationS; timeS += 5) yield timeS;
}

/** One pod's clock over one link: what the estimator makes of it against the truth. */
export function clockErrors(
  { driftPpm, toHost, toPod, exchanges, durationS }: ClockTrial,
  seed: number,
): ClockError[] {
  const uniform = seededUniform(seed);
  const take = ({ leastS, jitterS }: WayDelay): number => leastS + jitterS * uniform();
  const originS = 10_000 * uniform();
  const podAt = (trueS: number): number => originS + trueS * (1 + driftPpm * 1e-6);
  const happenings: { atS: number; act: () => void }[] = [];
  const clock = new ClockEstimator();
  const errors: ClockError[] = [];
  const phaseS = packetS * uniform();
  let arrivedS = 0;
  for (let trueS = phaseS; trueS < durationS; trueS += packetS) {
    // Notifications come in order: one that is held up holds up the next.
    arrivedS = Math.max(arrivedS + 1e-4, trueS + take(toHost));
    const atS = arrivedS;
    const act = (): void => {
      clock.observe(podAt(trueS), atS);
      const errorS = clock.toSessionTimeS(podAt(trueS)) - trueS;
      errors.push({ trueS, errorS, sigmaS: clock.offsetSigmaS });
    };
    happenings.push({ atS, act });
  }
  for (const requestSentS of exchanges === "none" ? [] : exchangeTimes(durationS)) {
    const receivedS = requestSentS + take(toPod);
    const sentS = receivedS + 0.001 * uniform();
    const responseArrivedS = sentS + take(toHost);
    const act = (): void => {
      const podReceivedS = podAt(receivedS);
      clock.exchange({ requestSentS, podReceivedS, podSentS: podAt(sentS), responseArrivedS });
    };
    happenings.push({ atS: responseArrivedS, act });
  }
  happenings.sort((a, b) => a.atS - b.atS);
  for (const { act } of happenings) act();
  return errors;
}
