import type { PacketFault } from "./packet.ts";
import type { PacketLayout } from "./packet-layout.ts";

/** Fault: the bytes end inside the fixed part of the packet. Null where all of it is there. */
export function findTruncation(layout: PacketLayout, byteLength: number): PacketFault | null {
  for (const field of layout.fields) {
    if (byteLength < field.offset + field.size) {
      return {
        kind: "packetFault",
        code: "packet-truncated",
        message:
          `${layout.name} packet ends after ${byteLength} of at least ${layout.byteLength} bytes, ` +
          `inside or before field ${field.name} at offset ${field.offset}`,
        offset: field.offset,
      };
    }
  }
  return null;
}

/** Fault: bytes follow where the packet must end. */
export function tooLong(name: string, expectedBytes: number, byteLength: number): PacketFault {
  return {
    kind: "packetFault",
    code: "packet-too-long",
    message:
      `${name} packet has ${byteLength} bytes, must end after ${expectedBytes}: ` +
      `unexpected byte at offset ${expectedBytes}`,
    offset: expectedBytes,
  };
}

/**
 * Fault: a field holds what it must not hold.
 *
 * @throws Error where the layout has no such field: a mistake in this codec.
 */
export function invalidField(layout: PacketLayout, fieldName: string, why: string): PacketFault {
  const field = layout.fields.find((candidate) => candidate.name === fieldName);
  if (field === undefined) {
    throw new Error(`${layout.name} packet has no field ${fieldName}`);
  }
  return {
    kind: "packetFault",
    code: "packet-invalid-field",
    message: `${layout.name} packet, field ${fieldName} at offset ${field.offset}: ${why}`,
    offset: field.offset,
  };
}

/**
 * Fault: the type byte has no meaning here.
 *
 * @param action who sends how: "a pod sends over" or "a central writes to".
 */
export function unknownType(action: string, channel: string, type: number): PacketFault {
  return {
    kind: "packetFault",
    code: "packet-unknown-type",
    message: `field type at offset 0: ${hexByte(type)} is not a packet that ${action} characteristic ${channel}`,
    offset: 0,
  };
}

/** A byte as 0x1f, as SPEC.md writes it. */
export function hexByte(value: number): string {
  return `0x${value.toString(16).padStart(2, "0")}`;
}
