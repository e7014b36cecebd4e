import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClockEstimator } from "../../src/clock/clock-estimator.ts";
import { TickUnwrapper } from "../../src/clock/tick-unwrapper.ts";
import { seededUniform } from "../support/random.ts";

interface Link {
  readonly packetS: number;
  readonly intervalS: number;
  readonly driftPpm: number;
  readonly loss: number;
}

interface Packet {
  readonly trueS: number;
  readonly podS: number;
  readonly arrivalS: number;
}

/** Packets of a pod with its own clock over a link of connection events. */
function* packets(link: Link, untilS: number, seed: number, podOffsetS = 4321): Generator<Packet> {
  const uniform = seededUniform(seed);
  const phase = uniform() * link.intervalS;
  for (let k = 1; k * link.packetS < untilS; k++) {
    const trueS = k * link.packetS;
    let event = Math.ceil((trueS + 0.001 - phase) / link.intervalS);
    while (uniform() < link.loss) event += 1;
    const arrivalS = phase + event * link.intervalS - 0.0015 * Math.log(1 - uniform());
    yield { trueS, podS: podOffsetS + trueS * (1 + link.driftPpm * 1e-6), arrivalS };
  }
}

describe("clock estimator", () => {
  it.each([
    { packetS: 0.035, intervalS: 0.01875, driftPpm: 100, loss: 0.05 },
    { packetS: 0.035, intervalS: 0.01125, driftPpm: -100, loss: 0.05 },
    { packetS: 0.0385, intervalS: 0.03, driftPpm: 20, loss: 0.1 },
    { packetS: 0.0481, intervalS: 0.015, driftPpm: -60, loss: 0.02 },
  ])("keeps two pods within 5 ms of each other ($driftPpm ppm, interval $intervalS s)", (link) => {
    const other: Link = { ...link, driftPpm: -link.driftPpm };
    const errors = [link, other].map((one, i) => {
      const clock = new ClockEstimator();
      return [...packets(one, 60, 11 + i)].map(({ trueS, podS, arrivalS }) => {
        expect(clock.observe(podS, arrivalS)).toBe(true);
        return { trueS, errorS: clock.toSessionTimeS(podS) - trueS };
      });
    });
    const [a, b] = errors as [(typeof errors)[0] & object, (typeof errors)[0] & object];
    const settled = a.flatMap(({ trueS, errorS }, k) =>
      trueS > 5 ? [Math.abs(errorS - (b[k] as { errorS: number }).errorS)] : [],
    );
    settled.sort((x, y) => x - y);
    expect(settled[Math.floor(0.95 * settled.length)]).toBeLessThan(0.005);
  });

  it("finds the drift, and says that it does not know it at first", () => {
    const clock = new ClockEstimator();
    expect([clock.driftPpm, clock.driftSigmaPpm, clock.offsetSigmaS]).toEqual([null, null, null]);
    const link = { packetS: 0.035, intervalS: 0.01875, driftPpm: 40, loss: 0.02 };
    for (const { podS, arrivalS } of packets(link, 120, 3)) clock.observe(podS, arrivalS);
    expect(clock.driftPpm).toBeGreaterThan(30);
    expect(clock.driftPpm).toBeLessThan(50);
    expect(clock.driftSigmaPpm).toBeLessThan(10);
    // What a link always delays is not known from arrivals.
    expect(clock.offsetSigmaS).toBeGreaterThan(0.005);
    expect(clock.offsetSigmaS).toBeLessThan(0.01);
  });

  it("never lets session time run backward or tear an interval", () => {
    const link = { packetS: 0.035, intervalS: 0.03, driftPpm: 80, loss: 0.2 };
    const clock = new ClockEstimator();
    let last = Number.NEGATIVE_INFINITY;
    for (const { podS, arrivalS } of packets(link, 30, 5)) {
      clock.observe(podS, arrivalS);
      const mapped = clock.toSessionTimeS(podS);
      if (Number.isFinite(last))
        expect(Math.abs(mapped - last - link.packetS)).toBeLessThan(0.0004);
      last = mapped;
    }
  });

  it("is not moved by a link that stalls for two seconds", () => {
    const link = { packetS: 0.035, intervalS: 0.01875, driftPpm: 0, loss: 0 };
    const clock = new ClockEstimator();
    let worst = 0;
    for (const { trueS, podS, arrivalS } of packets(link, 40, 8)) {
      const stalled = trueS > 20 && trueS < 22;
      expect(clock.observe(podS, stalled ? Math.max(arrivalS, 22) : arrivalS)).toBe(true);
      if (trueS > 5) worst = Math.max(worst, Math.abs(clock.toSessionTimeS(podS) - trueS));
    }
    expect(worst).toBeLessThan(0.006);
  });

  it("says that a clock which jumped forward is another clock, also after an hour of silence", () => {
    const link = { packetS: 0.035, intervalS: 0.01875, driftPpm: 40, loss: 0 };
    const clock = new ClockEstimator();
    for (const { podS, arrivalS } of packets(link, 20, 1)) clock.observe(podS, arrivalS);
    expect(clock.observe(4321 + 22, 20.05)).toBe(false);
    // The same clock after an hour: 40 ppm are 144 ms, and no jump.
    expect(clock.observe(4321 + 3600 * (1 + 40e-6), 3600.004)).toBe(true);
  });

  it("puts a start that was late right as soon as punctual packets show it", () => {
    const link = { packetS: 0.035, intervalS: 0.01875, driftPpm: 0, loss: 0 };
    for (const heldS of [0.08, 0.3, 0.8, 1.7]) {
      let clock = new ClockEstimator();
      let worst = 0;
      for (const { trueS, podS, arrivalS } of packets(link, 12, 4)) {
        if (!clock.observe(podS, Math.max(arrivalS, heldS))) {
          clock = new ClockEstimator();
          clock.observe(podS, arrivalS);
        }
        if (trueS > heldS + 2.5) {
          worst = Math.max(worst, Math.abs(clock.toSessionTimeS(podS) - trueS));
        }
      }
      expect(worst, `first packets held ${heldS} s`).toBeLessThan(0.006);
    }
  });
});

describe("tick unwrapper", () => {
  it("counts on over the wrap", () => {
    const unwrapper = new TickUnwrapper();
    expect(unwrapper.unwrap(0xffff_fff0)).toBe(0xffff_fff0);
    expect(unwrapper.unwrap(0x10)).toBe(0x1_0000_0010);
    expect(unwrapper.unwrap(0xffff_ffff)).toBe(0xffff_ffff);
  });

  it("places other readings of the counter on the same count, and stays where it was", () => {
    const unwrapper = new TickUnwrapper();
    expect(unwrapper.place(0xffff_fff0)).toBe(0xffff_fff0);
    expect(unwrapper.place(0x10)).toBe(0x1_0000_0010);
    expect(unwrapper.unwrap(0x20)).toBe(0x1_0000_0020);
    expect(unwrapper.place(0xffff_ff00)).toBe(0xffff_ff00);
    expect(unwrapper.unwrap(0x30)).toBe(0x1_0000_0030);
  });

  it("gives back any steps shorter than half the range", () => {
    const step = fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), fc.array(step, { maxLength: 20 }), (start, steps) => {
        const unwrapper = new TickUnwrapper();
        let expected = start;
        expect(unwrapper.unwrap(start)).toBe(start);
        for (const delta of steps) {
          expected += delta;
          expect(unwrapper.unwrap(((expected % 2 ** 32) + 2 ** 32) % 2 ** 32)).toBe(expected);
        }
      }),
    );
  });
});
