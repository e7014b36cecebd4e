import { describe, expect, it } from "vitest";
import { LinkDelivery } from "../../../src/kernels/simulation/link-delivery.ts";
import { seededUniform } from "../../support/random.ts";

const timing = { connectionIntervalS: 0.02, eventLoss: 0.1, podDelayS: 0.001, hostJitterS: 0.0015 };

/** Arrivals of packets that are ready at these moments. */
function arrivals(readyS: readonly number[], delivery: LinkDelivery): number[] {
  return readyS.map((one) => delivery.arrivalS(delivery.nextEventS(one)));
}

const every51Ms = Array.from({ length: 20_000 }, (_, i) => 0.0507 * i);

describe("delivery over a Bluetooth LE link", () => {
  it("waits for a connection event, and sometimes for more than one", () => {
    const arrived = arrivals(every51Ms, new LinkDelivery(timing, seededUniform(3)));
    const delays = arrived.map((atS, i) => atS - (every51Ms[i] as number));
    expect(Math.min(...delays)).toBeGreaterThan(timing.podDelayS);
    // Half an interval on average, the host's delay, and an interval for each event that is lost.
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
    const { connectionIntervalS, eventLoss, podDelayS, hostJitterS } = timing;
    const repeats = eventLoss / (1 - eventLoss);
    expect(mean).toBeCloseTo(podDelayS + hostJitterS + connectionIntervalS * (0.5 + repeats), 3);
    expect(arrived).toEqual([...arrived].sort((a, b) => a - b));
    expect(arrived.every((atS) => Math.abs(atS * 1e6 - Math.round(atS * 1e6)) < 1e-3)).toBe(true);
  });

  it("carries nothing while the radio is shadowed, and everything afterwards", () => {
    const delivery = new LinkDelivery(timing, seededUniform(4));
    delivery.silence(1, 1.5);
    const arrived = arrivals(every51Ms.slice(0, 100), delivery);
    expect(arrived.filter((atS) => atS > 1.02 && atS < 1.5)).toEqual([]);
    expect(arrived.filter((atS) => atS <= 1.02).length).toBeGreaterThan(17);
    expect(arrived).toHaveLength(100);
    expect(arrived.at(-1)).toBeLessThan(5.2);
  });
});
