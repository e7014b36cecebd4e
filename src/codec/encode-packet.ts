import { encodeBackfillEnd } from "./encode-backfill-end.ts";
import { encodeControlRequest, encodeControlResponse } from "./encode-control.ts";
import { encodeConfiguration, encodeIdentity, encodeStatus } from "./encode-pod-state.ts";
import { encodeSamples } from "./encode-samples.ts";
import { encodeTimeExchangeRequest, encodeTimeExchangeResponse } from "./encode-time-exchange.ts";
import type { Packet } from "./packet.ts";

/**
 * Writes one packet of firmware-protocol/SPEC.md. Samples are rounded to the nearest LSB and
 * saturate at full scale; the clipped flag is set where a value lies at an end of its range.
 *
 * @throws RangeError naming the field, where the protocol cannot carry its value.
 */
export function encodePacket(packet: Packet): Uint8Array {
  switch (packet.kind) {
    case "samples":
      return encodeSamples(packet);
    case "backfillEnd":
      return encodeBackfillEnd(packet);
    case "identity":
      return encodeIdentity(packet);
    case "configuration":
      return encodeConfiguration(packet);
    case "status":
      return encodeStatus(packet);
    case "controlRequest":
      return encodeControlRequest(packet);
    case "controlResponse":
      return encodeControlResponse(packet);
    case "timeExchangeRequest":
      return encodeTimeExchangeRequest(packet);
    case "timeExchangeResponse":
      return encodeTimeExchangeResponse(packet);
  }
}
