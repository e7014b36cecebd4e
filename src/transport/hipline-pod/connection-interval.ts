import { bytesPerSample, samplesHeaderBytes } from "../../codec/protocol.ts";
import type { ConnectionParameters } from "../bluetooth/bluetooth-central.ts";

/** Intervals that hosts offer, ms, best first: long enough to spare the batteries, short enough for a sample to be there in time. */
const intervalsMs = [18.75, 15, 11.25, 22.5, 30, 7.5] as const;
/** The phase of packets and connection events must walk, so that some packet of every second waits nearly nothing (SPEC.md, section 6). */
const largestCommonDivisorMs = 1.25;
const supervisionTimeoutMs = 1000;

const attHeaderBytes = 3;
/** Shortest packet period, s (SPEC.md, section 6). */
const shortestPeriodS = 0.02;

/** What a batch of samples needs of the link. */
export interface BatchTiming {
  readonly sampleRateHz: number;
  readonly batchSamples: number;
}

/**
 * The connection parameters of SPEC.md, section 6, for a batch: an interval of at most the packet period that does not lock to
 * it where there is one; supervision time-out 1 s, no latency.
 */
export function connectionParameters(batch: BatchTiming): ConnectionParameters {
  const periodMs = (1000 * batch.batchSamples) / batch.sampleRateHz;
  const short = intervalsMs.filter((intervalMs) => intervalMs <= periodMs);
  const intervalMs =
    short.find((candidateMs) => commonDivisorMs(batch, candidateMs) <= largestCommonDivisorMs) ??
    short[0] ??
    intervalsMs[intervalsMs.length - 1] ??
    periodMs;
  return {
    minIntervalMs: intervalMs,
    maxIntervalMs: intervalMs,
    latency: 0,
    supervisionTimeoutMs,
  };
}

/** Greatest common divisor of a batch's period, 1000·batch/rate ms, and an interval, a multiple of 1.25 ms: both as fractions over 4·rate. */
function commonDivisorMs({ sampleRateHz, batchSamples }: BatchTiming, intervalMs: number): number {
  let [a, b] = [4000 * batchSamples, 4 * intervalMs * sampleRateHz];
  while (b !== 0) [a, b] = [b, a % b];
  return a / (4 * sampleRateHz);
}

/**
 * Samples per packet that an ATT_MTU carries: those asked for, or fewer where it is small; null where even the shortest packet
 * that the protocol allows does not fit.
 */
export function batchForMtu(
  { sampleRateHz, batchSamples }: BatchTiming,
  mtu: number,
): number | null {
  const room = Math.floor((mtu - attHeaderBytes - samplesHeaderBytes) / bytesPerSample);
  const batch = Math.min(batchSamples, room);
  return batch >= shortestPeriodS * sampleRateHz ? batch : null;
}
