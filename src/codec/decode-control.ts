import type { Placement } from "../model/pod.ts";
import { nameOfCode } from "./code-table.ts";
import type { ControlRequest, ControlResponse, PacketFault, SamplingSettings } from "./packet.ts";
import { findTruncation, hexByte, invalidField, tooLong } from "./packet-checks.ts";
import { controlRequestLayouts, type PacketLayout, packetLayouts } from "./packet-layout.ts";
import {
  type ControlOpcode,
  controlOpcodes,
  hapticPatternCodes,
  identifyPatternCodes,
  maxBackfillPackets,
  maxHapticRepeats,
  maxIdentifyS,
  maxSamplesPerPacket,
  placementCodes,
} from "./protocol.ts";
import { readSampleFormat } from "./sample-format.ts";

/**
 * Reads a control request as a pod does. The length must fit exactly: a pod that skipped arguments
 * it does not know would confirm something it does not do.
 */
export function decodeControlRequest(view: DataView): ControlRequest | PacketFault {
  const headTruncation = findTruncation(packetLayouts.controlRequest, view.byteLength);
  if (headTruncation !== null) {
    return headTruncation;
  }
  const opcodeByte = view.getUint8(1);
  const opcode = nameOfCode(controlOpcodes, opcodeByte);
  if (opcode === undefined) {
    return invalidField(
      packetLayouts.controlRequest,
      "opcode",
      `${hexByte(opcodeByte)} is not known`,
    );
  }
  const layout = controlRequestLayouts[opcode];
  const truncation = findTruncation(layout, view.byteLength);
  if (truncation !== null) {
    return truncation;
  }
  if (view.byteLength > layout.byteLength) {
    return tooLong(layout.name, layout.byteLength, view.byteLength);
  }

  return decodeArguments(opcode, view, layout);
}

function decodeArguments(
  opcode: ControlOpcode,
  view: DataView,
  layout: PacketLayout,
): ControlRequest | PacketFault {
  const kind = "controlRequest";
  const token = view.getUint8(2);
  switch (opcode) {
    case "start":
    case "stop":
    case "cancelBackfill":
    case "resetCounters":
      return { kind, opcode, token };
    case "identify": {
      const pattern = nameOfCode(identifyPatternCodes, view.getUint8(3));
      if (pattern === undefined) {
        return invalidField(layout, "pattern", `${view.getUint8(3)} is not known`);
      }
      const durationS = view.getUint8(4);
      if (durationS > maxIdentifyS) {
        return invalidField(layout, "durationS", `${durationS} s is over ${maxIdentifyS} s`);
      }
      return { kind, opcode, token, pattern, durationS };
    }
    case "haptic": {
      const pattern = nameOfCode(hapticPatternCodes, view.getUint8(3));
      if (pattern === undefined) {
        return invalidField(layout, "pattern", `${view.getUint8(3)} is not known`);
      }
      const strengthPct = view.getUint8(4);
      if (strengthPct < 1 || strengthPct > 100) {
        return invalidField(layout, "strengthPct", `${strengthPct} is outside 1 … 100`);
      }
      const repeats = view.getUint8(5);
      if (repeats < 1 || repeats > maxHapticRepeats) {
        return invalidField(layout, "repeats", `${repeats} is outside 1 … ${maxHapticRepeats}`);
      }
      return { kind, opcode, token, pattern, strengthPct, repeats };
    }
    case "setPlacement": {
      const placement = readPlacement(view, 3, layout);
      return isFault(placement) ? placement : { kind, opcode, token, placement };
    }
    case "requestBackfill": {
      const firstSequence = view.getUint16(3, true);
      const packetCount = view.getUint16(5, true);
      if (packetCount < 1 || packetCount > maxBackfillPackets) {
        return invalidField(
          layout,
          "packetCount",
          `${packetCount} is outside 1 … ${maxBackfillPackets}`,
        );
      }
      return { kind, opcode, token, firstSequence, packetCount };
    }
    case "configure": {
      const settings = readSettings(view, 3, layout);
      if ("kind" in settings) {
        return settings;
      }
      const placement = readPlacement(view, 5, layout);
      return isFault(placement) ? placement : { kind, opcode, token, settings, placement };
    }
  }
}

/** Reads a control response; bytes after those known are left for newer pods. */
export function decodeControlResponse(view: DataView): ControlResponse | PacketFault {
  const truncation = findTruncation(packetLayouts.controlResponse, view.byteLength);
  if (truncation !== null) {
    return truncation;
  }
  return {
    kind: "controlResponse",
    opcodeByte: view.getUint8(1),
    token: view.getUint8(2),
    resultCode: view.getUint8(3),
    firstSequence: view.getUint16(4, true),
    packetCount: view.getUint16(6, true),
  };
}

/** Reads format and batch, two neighbouring bytes, at `offset`. */
export function readSettings(
  view: DataView,
  offset: number,
  layout: PacketLayout,
): SamplingSettings | PacketFault {
  const format = readSampleFormat(view.getUint8(offset));
  if (typeof format === "string") {
    return invalidField(layout, "format", format);
  }
  const batchSamples = view.getUint8(offset + 1);
  if (batchSamples < 1 || batchSamples > maxSamplesPerPacket) {
    return invalidField(
      layout,
      "batchSamples",
      `${batchSamples} is outside 1 … ${maxSamplesPerPacket}`,
    );
  }
  return { ...format, batchSamples };
}

/** Reads a placement byte; null = unassigned. */
export function readPlacement(
  view: DataView,
  offset: number,
  layout: PacketLayout,
): Placement | null | PacketFault {
  const name = nameOfCode(placementCodes, view.getUint8(offset));
  if (name === undefined) {
    return invalidField(layout, "placement", `${view.getUint8(offset)} is not known`);
  }
  return name === "unassigned" ? null : name;
}

function isFault(value: Placement | null | PacketFault): value is PacketFault {
  return typeof value === "object" && value !== null;
}
