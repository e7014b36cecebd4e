import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MillisecondTimeline } from "../../src/clock/millisecond-timeline.ts";

const tickRateHz = 32768;

interface Sensor {
  readonly nominalHz: number;
  readonly realHz: number;
  readonly batch: number;
  /** Steps of the sensor's clock, ms. */
  readonly stepMs: number;
  readonly startMs: number;
}

/** Timestamps of a sensor's batches as it states them. */
function timestamps({ realHz, batch, stepMs, startMs }: Sensor, batches: number): number[] {
  return Array.from({ length: batches }, (_, at) => {
    const trueMs = startMs + (1000 * at * batch) / realHz;
    return (Math.floor(trueMs / stepMs) * stepMs) >>> 0;
  });
}

/** Sample times on the timeline, s from the first one. */
function sampleTimes(sensor: Sensor, batches: number): number[] {
  const line = new MillisecondTimeline(sensor.nominalHz);
  let before: number | null = null;
  let unwrapped = 0;
  return timestamps(sensor, batches).flatMap((stated) => {
    const { ticks, spanTicks } = line.place(stated, sensor.batch);
    unwrapped += before === null ? 0 : (ticks - before) | 0;
    before = ticks;
    return Array.from(
      { length: sensor.batch },
      (_, i) => (unwrapped + (spanTicks * i) / (sensor.batch - 1)) / tickRateHz,
    );
  });
}

const sensor = fc.record({
  nominalHz: fc.constantFrom(104, 208),
  ratePct: fc.double({ min: -4, max: 4, noNaN: true }),
  batch: fc.constantFrom(4, 8, 12),
  startMs: fc.double({ min: 0, max: 2 ** 32, noNaN: true }),
});

describe("MillisecondTimeline", () => {
  it("spaces the samples evenly although the timestamps come in milliseconds", () => {
    fc.assert(
      fc.property(sensor, ({ nominalHz, ratePct, batch, startMs }) => {
        const realHz = nominalHz * (1 + ratePct / 100);
        const times = sampleTimes({ nominalHz, realHz, batch, startMs, stepMs: 1 }, 600);
        const steps = times.slice(1).map((timeS, at) => timeS - (times[at] as number));
        // Before the line is known: no sample is lost or doubled.
        expect(Math.min(...steps) * realHz).toBeGreaterThan(0.4);
        expect(Math.max(...steps) * realHz).toBeLessThan(1.6);
        // After three seconds: much less than the millisecond of the timestamps.
        const errors = steps.slice(3 * nominalHz).map((step) => Math.abs(step - 1 / realHz));
        expect(Math.max(...errors)).toBeLessThan(0.3e-3);
      }),
      { numRuns: 50 },
    );
  });

  it("keeps to the sensor's own clock for an hour", () => {
    const real = { nominalHz: 104, realHz: 105.3, batch: 8, startMs: 12_345.6, stepMs: 1 };
    const batches = Math.round((3600 * real.realHz) / real.batch);
    const times = sampleTimes(real, batches);
    const last = times.length - 1;
    const errorS = (times[last] as number) - last / real.realHz;
    expect(Math.abs(errorS)).toBeLessThan(0.002);
  });

  it("bears a clock that only moves every 10 ms", () => {
    const real = { nominalHz: 208, realHz: 211, batch: 8, startMs: 777, stepMs: 10 };
    const times = sampleTimes(real, 800);
    const steps = times.slice(1).map((timeS, at) => timeS - (times[at] as number));
    for (const step of steps) expect(Math.round(step * real.nominalHz)).toBe(1);
    const errors = steps.slice(1000).map((step) => Math.abs(step * real.realHz - 1));
    expect(Math.max(...errors)).toBeLessThan(0.35);
  });

  it("shows missing batches as time that passes, and begins its line anew behind them", () => {
    const real = { nominalHz: 208, realHz: 208, batch: 8, startMs: 1000, stepMs: 1 };
    const all = timestamps(real, 400);
    const line = new MillisecondTimeline(208);
    const placed = all.map((stated, at) =>
      at >= 200 && at < 203 ? null : line.place(stated, 8).ticks,
    );
    const gapTicks = (placed[203] as number) - (placed[199] as number);
    expect(Math.round((gapTicks / tickRateHz) * 208)).toBe(4 * 8);
    const behind = (placed[399] as number) - (placed[203] as number);
    expect(Math.abs(behind / tickRateHz - (196 * 8) / 208)).toBeLessThan(0.002);
  });

  it("gives a batch that comes twice the same ticks, and a late one earlier ticks, and goes on undisturbed", () => {
    const real = { nominalHz: 104, realHz: 104, batch: 8, startMs: 5000, stepMs: 1 };
    const stated = timestamps(real, 12);
    const undisturbed = new MillisecondTimeline(104);
    const disturbed = new MillisecondTimeline(104);
    for (const [at, timestampMs] of stated.entries()) {
      const ticks = undisturbed.place(timestampMs, 8);
      expect(disturbed.place(timestampMs, 8)).toEqual(ticks);
      expect(disturbed.place(timestampMs, 8)).toEqual(ticks);
      const late = disturbed.place(timestampMs - (at === 0 ? 0 : 77), 8);
      if (at > 0) expect(late.ticks).toBeLessThan(ticks.ticks);
    }
  });

  it("follows a clock that wraps and one that begins again", () => {
    const line = new MillisecondTimeline(104);
    const beforeWrap = line.place(2 ** 32 - 40, 8).ticks;
    const behindWrap = line.place(37, 8).ticks;
    expect(((behindWrap - beforeWrap) | 0) / tickRateHz).toBeCloseTo(0.077, 3);
    const again = line.place(3, 8);
    expect(again.ticks).toBeLessThan(behindWrap);
    line.place(100_000, 8);
    expect(line.place(50, 8).ticks).toBe(Math.round(50 * 32.768));
  });
});
