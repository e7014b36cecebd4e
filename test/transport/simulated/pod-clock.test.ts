import { describe, expect, it } from "vitest";
import { tickRateHz } from "../../../src/codec/protocol.ts";
import { PodClock } from "../../../src/transport/simulated/pod-clock.ts";

describe("clock of a simulated pod", () => {
  it("runs off by its drift, which itself changes", () => {
    const clock = new PodClock(20, 1000, { ppmPerMinute: 6 });
    const atS = 600;
    // 20 ppm over 600 s are 12 ms; 6 ppm more every minute make 0.1 ppm/s · t²/2 = 18 ms of it.
    expect(clock.ticksAt(atS)).toBe(1000 + Math.floor((atS + 0.012 + 0.018) * tickRateHz));
    expect(clock.rateAt(atS)).toBeCloseTo(1 + 80e-6, 12);
  });

  it("begins at 0 with power-up and goes on with the drift of that moment", () => {
    const clock = new PodClock(20, 1000, { ppmPerMinute: 6 });
    clock.restart(300);
    expect(clock.ticksAt(300)).toBe(0);
    const elapsedS = 300 + (20 * 300 + (0.1 * (600 ** 2 - 300 ** 2)) / 2) * 1e-6;
    expect(clock.ticksAt(600)).toBe(Math.floor(elapsedS * tickRateHz));
  });

  it("jumps by whole ticks", () => {
    const clock = new PodClock(0, 0, { ppmPerMinute: 0 });
    clock.jump(-1.5);
    expect(clock.ticksAt(2)).toBe(tickRateHz / 2);
  });
});
