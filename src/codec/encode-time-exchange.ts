import { FieldWriter } from "./field-writer.ts";
import type { TimeExchangeRequest, TimeExchangeResponse } from "./packet.ts";
import { packetLayouts } from "./packet-layout.ts";
import { maxCentralTimeUs, packetTypes } from "./protocol.ts";

/** Writes a time exchange request; the time is rounded to 1 µs. @throws RangeError naming the field. */
export function encodeTimeExchangeRequest(packet: TimeExchangeRequest): Uint8Array {
  return new FieldWriter(packetLayouts.timeExchangeRequest)
    .u8("type", packetTypes.timeExchangeRequest)
    .u8("token", packet.token)
    .u64("centralTimeS in µs", Math.round(packet.centralTimeS * 1e6), maxCentralTimeUs).bytes;
}

/** Writes a time exchange response; the time is rounded to 1 µs. @throws RangeError naming the field. */
export function encodeTimeExchangeResponse(packet: TimeExchangeResponse): Uint8Array {
  return new FieldWriter(packetLayouts.timeExchangeResponse)
    .u8("type", packetTypes.timeExchangeResponse)
    .u8("token", packet.token)
    .u16("bootId", packet.bootId)
    .u32("receivedTicks", packet.receivedTicks)
    .u32("sentTicks", packet.sentTicks)
    .u64("centralTimeS in µs", Math.round(packet.centralTimeS * 1e6), maxCentralTimeUs).bytes;
}
