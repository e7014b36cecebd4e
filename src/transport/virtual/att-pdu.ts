import { AttFailure, attErrors } from "./att-protocol.ts";
import { uuidKey } from "./gatt-table.ts";

const invalidPduHandle = 0;

/** The handle that follows a request's opcode; 0 where it is too short for one. */
export function handleOf(view: DataView): number {
  return view.byteLength >= 3 ? view.getUint16(1, true) : 0;
}

/** @throws AttFailure "invalid PDU" where a request is shorter. */
export function need(view: DataView, bytes: number): void {
  if (view.byteLength < bytes) throw new AttFailure(attErrors.invalidPdu, invalidPduHandle);
}

/** @throws AttFailure "invalid PDU" where a request has another length. */
export function needExactly(view: DataView, bytes: number): void {
  if (view.byteLength !== bytes) throw new AttFailure(attErrors.invalidPdu, invalidPduHandle);
}

/**
 * The key of the UUID of 2 or 16 bytes that ends a request.
 * @throws AttFailure "invalid PDU" where what follows `offset` has another length.
 */
export function typeAt(view: DataView, offset: number): string {
  const length = view.byteLength - offset;
  if (length !== 2 && length !== 16) {
    throw new AttFailure(attErrors.invalidPdu, invalidPduHandle);
  }
  return uuidKey(new Uint8Array(view.buffer, view.byteOffset + offset, length));
}
