import type { IdentityPacket, SamplingSettings } from "../../codec/packet.ts";
import {
  accRangeCodes,
  gyrRangeCodes,
  maxSamplesPerPacket,
  protocolVersion,
  sampleRateCodes,
  tickRateHz,
} from "../../codec/protocol.ts";
import type { PodId } from "../../model/pod.ts";

/** Shortest and longest time of a packet by its nominal rate, s (SPEC.md, section 6). */
export const packetPeriodS = { min: 0.02, max: 0.05 } as const;

/** Packets that the buffer holds: 64 s of the shortest. */
export const bufferPackets = 3200;
const bufferS = Math.floor(bufferPackets * packetPeriodS.min);

/** Who a simulated pod is and what it can do: everything that the protocol has. */
export function identityOf(podId: PodId): IdentityPacket {
  return {
    kind: "identity",
    protocolMajor: protocolVersion.major,
    protocolMinor: protocolVersion.minor,
    podId,
    tickRateHz,
    sampleRatesHz: sampleRateCodes.map(([, value]) => value),
    accRangesG: accRangeCodes.map(([, value]) => value),
    gyrRangesDegPerS: gyrRangeCodes.map(([, value]) => value),
    maxBatchSamples: maxSamplesPerPacket,
    bufferS,
    features: ["identifyLed", "haptic"],
  };
}

/** Whether a pod accepts the settings. Rates and ranges outside the protocol's tables never get this far. */
export function periodAllowed({ batchSamples, sampleRateHz }: SamplingSettings): boolean {
  // In samples, so that a limit itself is met exactly.
  return (
    batchSamples >= packetPeriodS.min * sampleRateHz &&
    batchSamples <= packetPeriodS.max * sampleRateHz
  );
}
