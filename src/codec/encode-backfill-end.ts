import { FieldWriter } from "./field-writer.ts";
import type { BackfillEndPacket } from "./packet.ts";
import { packetLayouts } from "./packet-layout.ts";
import { backfillOutcomeCodes, packetTypes } from "./protocol.ts";

/** Writes the packet that closes a backfill. @throws RangeError naming the field. */
export function encodeBackfillEnd(packet: BackfillEndPacket): Uint8Array {
  return new FieldWriter(packetLayouts.backfillEnd)
    .u8("type", packetTypes.backfillEnd)
    .u8("token", packet.token)
    .u8("outcome", backfillOutcomeCodes[packet.outcome])
    .u8("reserved", 0)
    .u16("firstSequence", packet.firstSequence)
    .u16("packetCount", packet.packetCount).bytes;
}
