/** Waits before a device is looked for again, ms: short at first, so that a device that is back is back at once. */
const firstMs = 100;
const longestMs = 1000;
const growth = 2;
/** Part of a wait that is drawn at random, so that several devices do not come at once. */
const jitter = 0.3;

/** How long to wait before trying again. @param failures how often it has failed in a row, from 1. */
export function reconnectWaitMs(failures: number, random: () => number): number {
  const waitMs = Math.min(longestMs, firstMs * growth ** (failures - 1));
  return waitMs * (1 - jitter * random());
}
