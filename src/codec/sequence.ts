const sequenceNumbers = 0x1_0000;

/**
 * How many packets are missing between two received sequence numbers (16 bit, wrapping):
 * 0 = `next` follows on, n > 0 = n packets are missing, −1 = `next` repeats `previous`,
 * below −1 = `next` is older than `previous`.
 *
 * Differences of half the number space or more count as backward. After a silence longer than that
 * (21 min at 26 packets/s) only the pod clock can tell how much is missing.
 */
export function sequenceGap(previous: number, next: number): number {
  const forward = (next - previous + sequenceNumbers) % sequenceNumbers;
  return (forward < sequenceNumbers / 2 ? forward : forward - sequenceNumbers) - 1;
}
