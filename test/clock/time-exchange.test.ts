import { quantile } from "simple-statistics";
import { describe, expect, it } from "vitest";
import { ClockEstimator } from "../../src/clock/clock-estimator.ts";
import { type ClockError, type ClockTrial, clockErrors, type WayDelay } from "./simulated-clock.ts";

const seeds = 40;

/** Stays in the session's time of all pods. */
const usualDelayS = 0.002;

const even = (leastS: number, jitterS: number): Pick<ClockTrial, "toHost" | "toPod"> => ({
  toHost: { leastS, jitterS },
  toPod: { leastS, jitterS },
});

/** Errors of one pod against the truth, and of two whose clocks drift apart against each other, s. */
function trialErrors(link: Pick<ClockTrial, "toHost" | "toPod">, durationS: number) {
  const alone: ClockError[] = [];
  const between: { trueS: number; errorS: number }[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const trial = { ...link, exchanges: "as-specified", durationS } as const;
    const fast = clockErrors({ ...trial, driftPpm: 100 }, 2 * seed);
    const slow = clockErrors({ ...trial, driftPpm: -100 }, 2 * seed + 1);
    alone.push(...fast, ...slow);
    for (const [i, { trueS, errorS }] of fast.entries()) {
      const other = slow[i];
      if (other !== undefined) between.push({ trueS, errorS: errorS - other.errorS });
    }
  }
  return { alone, between };
}

const largest95 = (errors: readonly { trueS: number; errorS: number }[], fromS: number): number =>
  quantile(
    errors.filter(({ trueS }) => trueS >= fromS).map(({ errorS }) => Math.abs(errorS)),
    0.95,
  );

describe("clock with time exchanges", () => {
  it.each([
    ["15 ms jitter", even(0.001, 0.015)],
    ["30 ms jitter", even(0.002, 0.03)],
    ["50 ms jitter", even(0, 0.05)],
    ["15 to 50 ms of delay", even(0.015, 0.035)],
    [
      "a slower way to the pod",
      { toHost: { leastS: 0.002, jitterS: 0.015 }, toPod: { leastS: 0.004, jitterS: 0.05 } },
    ],
  ])("is within 4.6 ms of the truth and of another pod's after 5 s: %s, ±100 ppm", (_, link) => {
    const { alone, between } = trialErrors(link, 30);
    expect(largest95(alone, 5)).toBeLessThan(0.0046);
    expect(largest95(between, 5)).toBeLessThan(0.0046);
  });

  it("errs by no more than half the shortest round trip where the ways differ, and does not claim to know better", () => {
    const toHost: WayDelay = { leastS: 0.012, jitterS: 0.03 };
    const { alone } = trialErrors({ toHost, toPod: { leastS: 0.002, jitterS: 0.03 } }, 30);
    const settled = alone.filter(({ trueS }) => trueS > 5);
    // Both ways together take 14 ms at least, and what little even the shortest wait; the usual delay stays in.
    expect(largest95(settled, 5)).toBeLessThan(0.01);
    const told = settled.filter(
      ({ errorS, sigmaS }) => Math.abs(errorS - usualDelayS) < 2 * (sigmaS ?? 0),
    );
    expect(told.length / settled.length).toBeGreaterThan(0.95);
  });

  it("does not change what arrivals alone give where there is none", () => {
    const clock = new ClockEstimator();
    for (let i = 1; i < 100; i++) clock.observe(0.04 * i, 0.04 * i + 0.005);
    expect([clock.source, clock.toSessionTimeS(4)]).toEqual(["arrivals", 4.005]);
  });

  it("halves the constant delay of a link that never varies", () => {
    const clock = new ClockEstimator();
    for (let i = 1; i <= 200; i++) {
      clock.observe(0.04 * i, 0.04 * i + 0.02);
      const requestSentS = 0.04 * i - 0.019;
      const [podReceivedS, podSentS] = [requestSentS + 0.02, requestSentS + 0.0205];
      const responseArrivedS = podSentS + 0.02;
      if (i % 5 === 0) clock.exchange({ requestSentS, podReceivedS, podSentS, responseArrivedS });
    }
    expect(clock.source).toBe("time-exchange");
    expect(Math.abs(clock.toSessionTimeS(8) - 8)).toBeLessThan(0.005);
    expect(clock.arrivalJitterS).toBeLessThan(1e-6);
    expect(clock.driftSigmaPpm).toBeLessThan(100);
  });

  it.each([-100, -0.4, 0.4, 1e9])(
    "notices once that the host's clock in the exchanges counts from elsewhere (%d s), and keeps to the arrivals",
    (originS) => {
      const told = new ClockEstimator();
      const untold = new ClockEstimator();
      let noticed = 0;
      for (let i = 1; i <= 400; i++) {
        const podS = 50 + 0.04 * i;
        const arrivalS = 0.04 * i + 0.004 + 0.01 * ((i * 7) % 10) * 0.1;
        told.observe(podS, arrivalS);
        untold.observe(podS, arrivalS);
        if (i % 10 !== 0) continue;
        const requestSentS = arrivalS - 0.02 + originS;
        const podReceivedS = 50 + arrivalS - 0.01;
        const exchange = { requestSentS, podReceivedS, podSentS: podReceivedS };
        if (!told.exchange({ ...exchange, responseArrivedS: arrivalS })) noticed += 1;
        expect(told.toSessionTimeS(podS)).toBe(untold.toSessionTimeS(podS));
      }
      expect(noticed).toBe(1);
      expect(told.source).toBe("arrivals");
    },
  );

  it("is not spoilt for long by one exchange that was damaged on the way", () => {
    const clock = new ClockEstimator();
    const exchangeAt = (timeS: number, errorS: number): void => {
      const podReceivedS = timeS + 0.003 - errorS;
      const podSentS = podReceivedS;
      clock.exchange({
        requestSentS: timeS,
        podReceivedS,
        podSentS,
        responseArrivedS: timeS + 0.5,
      });
      clock.exchange({
        requestSentS: timeS,
        podReceivedS: timeS + 0.003,
        podSentS: timeS + 0.003,
        responseArrivedS: timeS + 0.006,
      });
    };
    for (let i = 1; i <= 500; i++) {
      clock.observe(0.04 * i, 0.04 * i + 0.003 + 0.001 * (i % 3));
      if (i % 25 === 0) exchangeAt(0.04 * i, i === 100 ? 0.3 : 0);
    }
    expect(clock.source).toBe("time-exchange");
    expect(Math.abs(clock.toSessionTimeS(20) - 20)).toBeLessThan(0.003);
  });
});
