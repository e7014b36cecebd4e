import type { PacketFault } from "../packet.ts";
import { hexByte } from "../packet-checks.ts";
import { gspReferences, gspResponses, gspVersion, movesenseSerialFormat } from "./gsp.ts";
import { gspFault, gspTruncated } from "./gsp-fault.ts";
import type { GspCommandResult, GspHello, GspMessage, GspPlainHello } from "./gsp-message.ts";

const headerBytes = 2;
const resultBytes = 2;
/** Firmware before version 1 answers HELLO with this word. */
const plainHelloText = "Hello";
const helloFields = ["serial", "productName", "dfuMac", "appName", "appVersion"] as const;
type HelloField = (typeof helloFields)[number];

/**
 * Reads what a Movesense sensor notified. Any bytes give a message or a fault that names field and offset, never an exception.
 * The value of a message is a view of `bytes`.
 */
export function decodeGsp(bytes: Uint8Array): GspMessage | PacketFault {
  const [response, reference] = bytes;
  if (response === undefined) return gspTruncated("notification", 0, "response", 0);
  if (reference === undefined) return gspTruncated("notification", 1, "reference", 1);
  const isKnown = Object.values<number>(gspResponses).includes(response);
  if (!isKnown) {
    const text = `field response at offset 0: ${hexByte(response)} is not what a Movesense sensor sends`;
    return { kind: "packetFault", code: "packet-unknown-type", message: text, offset: 0 };
  }
  // HELLO's answer has no result code, and some firmware sends it as data.
  if (reference === gspReferences.hello) return decodeHello(bytes);
  if (response === gspResponses.commandResult) return decodeResult(bytes, reference);
  const part = response === gspResponses.data ? 1 : 2;
  return { kind: "data", reference, part, value: bytes.subarray(headerBytes) };
}

function decodeResult(bytes: Uint8Array, reference: number): GspCommandResult | PacketFault {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = headerBytes + resultBytes;
  if (view.byteLength < start) {
    return gspTruncated("command result", view.byteLength, "resultCode", headerBytes);
  }
  const resultCode = httpCode(view, headerBytes);
  if (resultCode === null) {
    const why = `${hexByte(view.getUint8(headerBytes))} ${hexByte(view.getUint8(headerBytes + 1))} is no result code`;
    return gspFault("command result", "resultCode", headerBytes, why);
  }
  return { kind: "commandResult", reference, resultCode, value: bytes.subarray(start) };
}

/** Little-endian; the sample firmware of device library 2.0 to 2.2 writes 507 big-endian. No code of HTTP is one both ways. */
function httpCode(view: DataView, offset: number): number | null {
  for (const isLittleEndian of [true, false]) {
    const code = view.getUint16(offset, isLittleEndian);
    if (code >= 100 && code <= 599) return code;
  }
  return null;
}

/** Version, and five texts, each ended by a zero byte. */
function decodeHello(bytes: Uint8Array): GspHello | GspPlainHello | PacketFault {
  const [, reference = 0, protocolVersion] = bytes;
  const rest = bytes.subarray(headerBytes);
  const text = new TextDecoder();
  if (text.decode(rest) === plainHelloText) return { kind: "plainHello", reference };
  if (protocolVersion === undefined) return gspTruncated("hello", bytes.length, "version", 2);
  if (protocolVersion !== gspVersion) {
    const why = `is ${protocolVersion}; this program speaks ${gspVersion}`;
    return gspFault("hello", "version", headerBytes, why);
  }
  const read: Partial<Record<HelloField, string>> = {};
  let offset = headerBytes + 1;
  for (const field of helloFields) {
    const end = bytes.indexOf(0, offset);
    if (end === -1) return gspTruncated("hello", bytes.length, field, offset);
    read[field] = text.decode(bytes.subarray(offset, end));
    if (field === "serial" && !movesenseSerialFormat.test(read.serial ?? "")) {
      return gspFault("hello", field, offset, `"${read.serial}" is not 12 digits`);
    }
    offset = end + 1;
  }
  const { serial = "", productName = "", appName = "", appVersion = "" } = read;
  return { kind: "hello", reference, protocolVersion, serial, productName, appName, appVersion };
}
