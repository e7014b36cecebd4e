import type { SamplingSettings } from "./packet.ts";
import { packetPeriodS } from "./protocol.ts";

/** Fewest and most samples of a packet at a nominal rate, Hz: it lasts 20 to 50 ms (SPEC.md, section 6). */
export function batchLimits(sampleRateHz: number): { readonly min: number; readonly max: number } {
  return {
    min: Math.ceil(packetPeriodS.min * sampleRateHz),
    max: Math.floor(packetPeriodS.max * sampleRateHz),
  };
}

/** Whether a packet of so many samples lasts as long as it may. */
export function batchAllowed({
  batchSamples,
  sampleRateHz,
}: Pick<SamplingSettings, "batchSamples" | "sampleRateHz">): boolean {
  const { min, max } = batchLimits(sampleRateHz);
  return batchSamples >= min && batchSamples <= max;
}
