import type { EventEmitter } from "node:events";

/** L2CAP channel of the attribute protocol (Core, Vol 3, Part A, 2.1) and its Error Response (Part F, 3.4.1.1). */
const attChannel = 0x0004;
const errorResponse = 0x01;

/** Requests that noble makes (Core, Vol 3, Part F, 3.4.8). */
export const attRequests = {
  exchangeMtu: 0x02,
  readByType: 0x08,
  read: 0x0a,
  readBlob: 0x0c,
  readByGroupType: 0x10,
  write: 0x12,
  prepareWrite: 0x16,
  executeWrite: 0x18,
} as const;

/** Error codes (Core, Vol 3, Part F, 3.4.1.1); those from 0x80 belong to the application or the common profile. */
export const attErrorCodes = {
  invalidPdu: 0x04,
  insufficientAuthentication: 0x05,
  invalidOffset: 0x07,
  insufficientAuthorization: 0x08,
  attributeNotFound: 0x0a,
  attributeNotLong: 0x0b,
  insufficientEncryption: 0x0f,
} as const;

const descriptions: Readonly<Record<number, string>> = {
  1: "invalid handle",
  2: "read not permitted",
  3: "write not permitted",
  4: "invalid PDU",
  5: "insufficient authentication",
  6: "request not supported",
  7: "invalid offset",
  8: "insufficient authorization",
  9: "prepare queue full",
  10: "attribute not found",
  11: "attribute not long",
  12: "encryption key too short",
  13: "invalid attribute value length",
  14: "unlikely error",
  15: "insufficient encryption",
  16: "unsupported group type",
  17: "insufficient resources",
  19: "value not allowed",
  252: "write request rejected",
  253: "client characteristic configuration descriptor improperly configured",
  254: "procedure already in progress",
  255: "out of range",
};

/** An Error Response: which request was refused, and why. */
export interface AttError {
  readonly request: number;
  readonly code: number;
}

/** "write not permitted (0x03)". */
export function describeAttError(code: number): string {
  const number = `0x${code.toString(16).padStart(2, "0")}`;
  const description = descriptions[code];
  return description === undefined ? `error ${number}` : `${description} (${number})`;
}

/** The error of an L2CAP payload, or null where it is none. */
export function parseAttError(channel: number, payload: Uint8Array): AttError | null {
  const [opcode, request, , , code] = payload;
  if (channel !== attChannel || opcode !== errorResponse) return null;
  return request === undefined || code === undefined ? null : { request, code };
}

/** These leave noble waiting for ever: it starts to pair, or takes the answer for that to another request. */
export function wedgesNoble(code: number): boolean {
  return (
    code === attErrorCodes.invalidPdu ||
    code === attErrorCodes.insufficientAuthentication ||
    code === attErrorCodes.insufficientAuthorization ||
    code === attErrorCodes.insufficientEncryption
  );
}

/**
 * Tells the Error Responses on a connection, each before noble takes it. noble itself drops those to writes and answers those
 * to reads with an empty value. Returns what stops it.
 */
export function listenToAttErrors(
  aclStream: EventEmitter,
  listener: (error: AttError) => void,
): () => void {
  const onData = (channel: number, payload: Buffer) => {
    const error = parseAttError(channel, payload);
    if (error !== null) listener(error);
  };
  aclStream.prependListener("data", onData);
  return () => void aclStream.removeListener("data", onData);
}
