import { nameOfCode } from "./code-table.ts";
import { readPlacement, readSettings } from "./decode-control.ts";
import { findMissingOffer } from "./identity-checks.ts";
import type { ConfigurationPacket, IdentityPacket, PacketFault, StatusPacket } from "./packet.ts";
import { findTruncation, invalidField, tooLong } from "./packet-checks.ts";
import { packetLayouts } from "./packet-layout.ts";
import {
  accRangeCodes,
  type CodeTable,
  gyrRangeCodes,
  maxSamplesPerPacket,
  type PodFeature,
  podFeatureBits,
  podStateCodes,
  protocolVersion,
  sampleRateCodes,
  tickRateHz,
  unknownBatteryPct,
  unknownTemperature,
} from "./protocol.ts";

/** Reads an identity packet. Another major version is a fault: nothing after its first three bytes can be trusted. */
export function decodeIdentity(view: DataView): IdentityPacket | PacketFault {
  const layout = packetLayouts.identity;
  // The version comes first: a pod of another major version may send fewer bytes.
  if (view.byteLength > 2 && view.getUint8(1) !== protocolVersion.major) {
    return invalidField(
      layout,
      "protocolMajor",
      `the pod speaks version ${view.getUint8(1)}.${view.getUint8(2)} of the protocol, ` +
        `this central speaks ${protocolVersion.major}.${protocolVersion.minor}`,
    );
  }
  const truncation = findTruncation(layout, view.byteLength);
  if (truncation !== null) {
    return truncation;
  }
  const maxBatchSamples = view.getUint8(3);
  if (maxBatchSamples < 1 || maxBatchSamples > maxSamplesPerPacket) {
    return invalidField(
      layout,
      "maxBatchSamples",
      `${maxBatchSamples} is outside 1 … ${maxSamplesPerPacket}`,
    );
  }
  const podTickRateHz = view.getUint32(4, true);
  if (podTickRateHz !== tickRateHz) {
    return invalidField(layout, "tickRateHz", `${podTickRateHz} Hz, must be ${tickRateHz} Hz`);
  }
  let podId = "";
  for (let at = 8; at < 16; at += 1) {
    podId += view.getUint8(at).toString(16).padStart(2, "0");
  }
  const packet: IdentityPacket = {
    kind: "identity",
    protocolMajor: view.getUint8(1),
    protocolMinor: view.getUint8(2),
    podId,
    tickRateHz: podTickRateHz,
    sampleRatesHz: valuesOfMask(sampleRateCodes, view.getUint16(16, true)),
    accRangesG: valuesOfMask(accRangeCodes, view.getUint8(18)),
    gyrRangesDegPerS: valuesOfMask(gyrRangeCodes, view.getUint8(19)),
    maxBatchSamples,
    bufferS: view.getUint16(20, true),
    features: featuresOfMask(view.getUint16(22, true)),
  };
  const missing = findMissingOffer(packet);
  return missing === undefined ? packet : invalidField(layout, missing.specField, missing.why);
}

/** Reads a configuration packet. Format 0 with batch 0 is a pod that has not been configured. */
export function decodeConfiguration(view: DataView): ConfigurationPacket | PacketFault {
  const layout = packetLayouts.configuration;
  const truncation = findTruncation(layout, view.byteLength);
  if (truncation !== null) {
    return truncation;
  }
  if (view.byteLength > layout.byteLength) {
    return tooLong(layout.name, layout.byteLength, view.byteLength);
  }
  const unconfigured = view.getUint8(1) === 0 && view.getUint8(2) === 0;
  const settings = unconfigured ? null : readSettings(view, 1, layout);
  if (settings !== null && "kind" in settings) {
    return settings;
  }
  const placement = readPlacement(view, 3, layout);
  if (typeof placement === "object" && placement !== null) {
    return placement;
  }
  return { kind: "configuration", settings, placement };
}

/** Reads a status packet; bytes after those known are left for newer pods. */
export function decodeStatus(view: DataView): StatusPacket | PacketFault {
  const layout = packetLayouts.status;
  const truncation = findTruncation(layout, view.byteLength);
  if (truncation !== null) {
    return truncation;
  }
  const state = nameOfCode(podStateCodes, view.getUint8(1));
  if (state === undefined) {
    return invalidField(layout, "state", `${view.getUint8(1)} is not known`);
  }
  const battery = view.getUint8(2);
  if (battery > 100 && battery !== unknownBatteryPct) {
    return invalidField(layout, "batteryPct", `${battery} is neither 0 … 100 nor 255 (unknown)`);
  }
  const temperature = view.getInt16(8, true);
  return {
    kind: "status",
    state,
    ticks: view.getUint32(4, true),
    bootId: view.getUint16(10, true),
    batteryPct: battery === unknownBatteryPct ? null : battery,
    temperatureC: temperature === unknownTemperature ? null : temperature / 100,
    clippedSamples: view.getUint32(12, true),
    overrunSamples: view.getUint32(16, true),
    droppedPackets: view.getUint32(20, true),
    newestSequence: view.getUint16(24, true),
    bufferedPackets: view.getUint16(26, true),
    errorCode: view.getUint8(3),
  };
}

function valuesOfMask(table: CodeTable, mask: number): number[] {
  return table.filter(([code]) => ((mask >> code) & 1) === 1).map(([, value]) => value);
}

function featuresOfMask(mask: number): PodFeature[] {
  const features: PodFeature[] = [];
  for (const [name, bit] of Object.entries(podFeatureBits)) {
    if (((mask >> bit) & 1) === 1) {
      features.push(name as PodFeature);
    }
  }
  return features;
}
