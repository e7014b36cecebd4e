import { FieldWriter } from "./field-writer.ts";
import { formatByte } from "./format-byte.ts";
import type { ControlRequest, ControlResponse } from "./packet.ts";
import { controlRequestLayouts, packetLayouts } from "./packet-layout.ts";
import {
  controlOpcodes,
  hapticPatternCodes,
  identifyPatternCodes,
  maxBackfillPackets,
  maxHapticRepeats,
  maxIdentifyS,
  maxSamplesPerPacket,
  packetTypes,
  placementCodes,
} from "./protocol.ts";

/** Writes a control request. @throws RangeError naming the field. */
export function encodeControlRequest(request: ControlRequest): Uint8Array {
  const out = new FieldWriter(controlRequestLayouts[request.opcode])
    .u8("type", packetTypes.controlRequest)
    .u8("opcode", controlOpcodes[request.opcode])
    .u8("token", request.token);
  switch (request.opcode) {
    case "start":
    case "stop":
    case "cancelBackfill":
    case "resetCounters":
      break;
    case "identify":
      out
        .u8("pattern", identifyPatternCodes[request.pattern])
        .u8("durationS", request.durationS, 0, maxIdentifyS);
      break;
    case "haptic":
      out
        .u8("pattern", hapticPatternCodes[request.pattern])
        .u8("strengthPct", request.strengthPct, 1, 100)
        .u8("repeats", request.repeats, 1, maxHapticRepeats);
      break;
    case "setPlacement":
      out.u8("placement", placementCodes[request.placement ?? "unassigned"]);
      break;
    case "requestBackfill":
      out
        .u16("firstSequence", request.firstSequence)
        .u16("packetCount", request.packetCount, 1, maxBackfillPackets);
      break;
    case "configure":
      out
        .u8("format", formatByte(out, request.settings))
        .u8("batchSamples", request.settings.batchSamples, 1, maxSamplesPerPacket)
        .u8("placement", placementCodes[request.placement ?? "unassigned"]);
      break;
  }
  return out.bytes;
}

/** Writes a control response. @throws RangeError naming the field. */
export function encodeControlResponse(response: ControlResponse): Uint8Array {
  return new FieldWriter(packetLayouts.controlResponse)
    .u8("type", packetTypes.controlResponse)
    .u8("opcode", response.opcodeByte)
    .u8("token", response.token)
    .u8("resultCode", response.resultCode)
    .u16("firstSequence", response.firstSequence)
    .u16("packetCount", response.packetCount).bytes;
}
