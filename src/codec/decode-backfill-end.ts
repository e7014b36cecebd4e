import { nameOfCode } from "./code-table.ts";
import type { BackfillEndPacket, PacketFault } from "./packet.ts";
import { findTruncation, invalidField } from "./packet-checks.ts";
import { packetLayouts } from "./packet-layout.ts";
import { backfillOutcomeCodes } from "./protocol.ts";

/** Reads the packet that closes a backfill; bytes after those known are left for newer pods. */
export function decodeBackfillEnd(view: DataView): BackfillEndPacket | PacketFault {
  const layout = packetLayouts.backfillEnd;
  const truncation = findTruncation(layout, view.byteLength);
  if (truncation !== null) {
    return truncation;
  }
  const outcome = nameOfCode(backfillOutcomeCodes, view.getUint8(2));
  if (outcome === undefined) {
    return invalidField(layout, "outcome", `${view.getUint8(2)} is not known`);
  }
  return {
    kind: "backfillEnd",
    token: view.getUint8(1),
    outcome,
    firstSequence: view.getUint16(4, true),
    packetCount: view.getUint16(6, true),
  };
}
