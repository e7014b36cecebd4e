import type { PacketFault } from "../packet.ts";

/** Fault: the bytes end before or inside a field. */
export function gspTruncated(
  name: string,
  byteLength: number,
  field: string,
  offset: number,
): PacketFault {
  return {
    kind: "packetFault",
    code: "packet-truncated",
    message: `Movesense ${name} ends after ${byteLength} bytes, inside or before field ${field} at offset ${offset}`,
    offset,
  };
}

/** Fault: a field holds what it must not hold. */
export function gspFault(name: string, field: string, offset: number, why: string): PacketFault {
  return {
    kind: "packetFault",
    code: "packet-invalid-field",
    message: `Movesense ${name}, field ${field} at offset ${offset}: ${why}`,
    offset,
  };
}
