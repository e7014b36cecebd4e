import type { PacketFault, TimeExchangeRequest, TimeExchangeResponse } from "./packet.ts";
import { findTruncation, invalidField, tooLong } from "./packet-checks.ts";
import { type PacketLayout, packetLayouts } from "./packet-layout.ts";
import { maxCentralTimeUs } from "./protocol.ts";

/** Reads a time exchange request as a pod does. */
export function decodeTimeExchangeRequest(view: DataView): TimeExchangeRequest | PacketFault {
  const layout = packetLayouts.timeExchangeRequest;
  const truncation = findTruncation(layout, view.byteLength);
  if (truncation !== null) {
    return truncation;
  }
  if (view.byteLength > layout.byteLength) {
    return tooLong(layout.name, layout.byteLength, view.byteLength);
  }
  const centralTimeS = readCentralTimeS(view, 2, layout);
  if (typeof centralTimeS !== "number") {
    return centralTimeS;
  }
  return { kind: "timeExchangeRequest", token: view.getUint8(1), centralTimeS };
}

/** Reads a time exchange response; bytes after those known are left for newer pods. */
export function decodeTimeExchangeResponse(view: DataView): TimeExchangeResponse | PacketFault {
  const layout = packetLayouts.timeExchangeResponse;
  const truncation = findTruncation(layout, view.byteLength);
  if (truncation !== null) {
    return truncation;
  }
  const centralTimeS = readCentralTimeS(view, 12, layout);
  if (typeof centralTimeS !== "number") {
    return centralTimeS;
  }
  return {
    kind: "timeExchangeResponse",
    token: view.getUint8(1),
    bootId: view.getUint16(2, true),
    receivedTicks: view.getUint32(4, true),
    sentTicks: view.getUint32(8, true),
    centralTimeS,
  };
}

function readCentralTimeS(
  view: DataView,
  offset: number,
  layout: PacketLayout,
): number | PacketFault {
  const centralTimeUs = view.getBigUint64(offset, true);
  if (centralTimeUs > BigInt(maxCentralTimeUs)) {
    return invalidField(layout, "centralTimeUs", `${centralTimeUs} is over ${maxCentralTimeUs}`);
  }
  return Number(centralTimeUs) / 1e6;
}
