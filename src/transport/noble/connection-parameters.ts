import type { ConnectionParameters } from "../bluetooth/bluetooth-central.ts";
import type { NobleConnectionParameters } from "./noble-types.ts";

/** Units and limits of LE Create Connection (Bluetooth Core, Vol 4, Part E, 7.8.12). */
const intervalUnitMs = 1.25;
const timeoutUnitMs = 10;
const intervalLimits = { least: 6, most: 3200 };
const latencyLimits = { least: 0, most: 499 };
const timeoutLimits = { least: 10, most: 3200 };

function within(value: number, limits: { readonly least: number; readonly most: number }): number {
  return Math.min(Math.max(Math.round(value), limits.least), limits.most);
}

/**
 * The same in noble's units, moved into what a controller accepts: it refuses a supervision time-out that does not outlast two
 * of the longest waits that latency allows.
 */
export function nobleParameters(asked: ConnectionParameters): NobleConnectionParameters {
  const minInterval = within(asked.minIntervalMs / intervalUnitMs, intervalLimits);
  const maxInterval = Math.max(
    minInterval,
    within(asked.maxIntervalMs / intervalUnitMs, intervalLimits),
  );
  const latency = within(asked.latency, latencyLimits);
  const longestWaitMs = (1 + latency) * maxInterval * intervalUnitMs;
  const leastTimeout = Math.floor((2 * longestWaitMs) / timeoutUnitMs) + 1;
  const timeout = within(
    Math.max(asked.supervisionTimeoutMs / timeoutUnitMs, leastTimeout),
    timeoutLimits,
  );
  return { minInterval, maxInterval, latency, timeout };
}
