import type { IdentityPacket } from "../../codec/packet.ts";
import {
  accRangeCodes,
  gyrRangeCodes,
  maxSamplesPerPacket,
  packetPeriodS,
  protocolVersion,
  sampleRateCodes,
  tickRateHz,
} from "../../codec/protocol.ts";
import type { PodId } from "../../model/pod.ts";

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
