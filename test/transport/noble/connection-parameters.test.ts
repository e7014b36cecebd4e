import fc from "fast-check";
import { expect, test } from "vitest";
import { nobleParameters } from "../../../src/transport/noble/connection-parameters.ts";

test("milliseconds become HCI's units", () => {
  expect(
    nobleParameters({
      minIntervalMs: 15,
      maxIntervalMs: 30,
      latency: 2,
      supervisionTimeoutMs: 1000,
    }),
  ).toEqual({ minInterval: 12, maxInterval: 24, latency: 2, timeout: 100 });
});

test("a supervision time-out that a controller would refuse is made long enough", () => {
  // Five intervals of 100 ms may pass in silence, twice.
  const asked = { minIntervalMs: 100, maxIntervalMs: 100, latency: 4, supervisionTimeoutMs: 500 };
  expect(nobleParameters(asked).timeout).toBe(101);
});

test("whatever is asked for is within what HCI has", () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(number, number, number, number, (min, max, latency, timeout) => {
      const made = nobleParameters({
        minIntervalMs: min,
        maxIntervalMs: max,
        latency,
        supervisionTimeoutMs: timeout,
      });
      expect(made.minInterval).toBeGreaterThanOrEqual(6);
      expect(made.maxInterval).toBeGreaterThanOrEqual(made.minInterval);
      expect(made.maxInterval).toBeLessThanOrEqual(3200);
      expect(made.latency).toBeGreaterThanOrEqual(0);
      expect(made.latency).toBeLessThanOrEqual(499);
      expect(made.timeout).toBeGreaterThanOrEqual(10);
      expect(made.timeout).toBeLessThanOrEqual(3200);
      for (const value of Object.values(made)) expect(Number.isInteger(value)).toBe(true);
    }),
  );
});
