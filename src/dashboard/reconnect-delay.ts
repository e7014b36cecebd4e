const firstDelayMs = 500;
const longestDelayMs = 10_000;

/**
 * Pause before the next attempt to connect, ms: doubling from 0.5 s up to 10 s, spread by ±20 % so that many
 * pages do not return at the same instant.
 *
 * @param attempt 0 for the first attempt after a loss
 * @param random 0 … 1
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  return Math.min(firstDelayMs * 2 ** attempt, longestDelayMs) * (0.8 + 0.4 * random);
}
