import { FieldWriter } from "./field-writer.ts";
import { formatByte } from "./format-byte.ts";
import { findMissingOffer } from "./identity-checks.ts";
import type { ConfigurationPacket, IdentityPacket, StatusPacket } from "./packet.ts";
import { packetLayouts } from "./packet-layout.ts";
import {
  accRangeCodes,
  gyrRangeCodes,
  maxSamplesPerPacket,
  packetTypes,
  placementCodes,
  podFeatureBits,
  podStateCodes,
  protocolVersion,
  sampleRateCodes,
  tickRateHz,
  unknownBatteryPct,
  unknownTemperature,
} from "./protocol.ts";

/** Writes an identity packet. @throws RangeError naming the field. */
export function encodeIdentity(packet: IdentityPacket): Uint8Array {
  const out = new FieldWriter(packetLayouts.identity);
  if (!/^[0-9a-f]{16}$/.test(packet.podId)) {
    throw out.error("podId", `"${packet.podId}" is not 16 lower-case hexadecimal digits`);
  }
  if (packet.tickRateHz !== tickRateHz) {
    throw out.error("tickRateHz", `${packet.tickRateHz} is not ${tickRateHz}`);
  }
  const missing = findMissingOffer(packet);
  if (missing !== undefined) {
    throw out.error(missing.field, missing.why);
  }
  out
    .u8("type", packetTypes.identity)
    .u8("protocolMajor", packet.protocolMajor, protocolVersion.major, protocolVersion.major)
    .u8("protocolMinor", packet.protocolMinor)
    .u8("maxBatchSamples", packet.maxBatchSamples, 1, maxSamplesPerPacket)
    .u32("tickRateHz", packet.tickRateHz);
  for (let at = 0; at < 16; at += 2) {
    out.u8("podId", Number.parseInt(packet.podId.slice(at, at + 2), 16));
  }
  let features = 0;
  for (const feature of packet.features) {
    features |= 1 << podFeatureBits[feature];
  }
  return out
    .mask("sampleRatesHz", 2, sampleRateCodes, packet.sampleRatesHz)
    .mask("accRangesG", 1, accRangeCodes, packet.accRangesG)
    .mask("gyrRangesDegPerS", 1, gyrRangeCodes, packet.gyrRangesDegPerS)
    .u16("bufferS", packet.bufferS)
    .u16("features", features).bytes;
}

/** Writes a configuration packet. @throws RangeError naming the field. */
export function encodeConfiguration(packet: ConfigurationPacket): Uint8Array {
  const out = new FieldWriter(packetLayouts.configuration).u8("type", packetTypes.configuration);
  if (packet.settings === null) {
    out.u8("format", 0).u8("batchSamples", 0);
  } else {
    out
      .u8("format", formatByte(out, packet.settings))
      .u8("batchSamples", packet.settings.batchSamples, 1, maxSamplesPerPacket);
  }
  return out.u8("placement", placementCodes[packet.placement ?? "unassigned"]).bytes;
}

/** Writes a status packet; the temperature is rounded to 0.01 °C. @throws RangeError naming the field. */
export function encodeStatus(packet: StatusPacket): Uint8Array {
  const out = new FieldWriter(packetLayouts.status)
    .u8("type", packetTypes.status)
    .u8("state", podStateCodes[packet.state]);
  if (packet.batteryPct === null) {
    out.u8("batteryPct", unknownBatteryPct);
  } else {
    out.u8("batteryPct", packet.batteryPct, 0, 100);
  }
  out.u8("errorCode", packet.errorCode).u32("ticks", packet.ticks);
  if (packet.temperatureC === null) {
    out.i16("temperatureC", unknownTemperature, unknownTemperature, unknownTemperature);
  } else {
    out.i16("temperatureC", Math.round(packet.temperatureC * 100), unknownTemperature + 1, 32_767);
  }
  return out
    .u16("bootId", packet.bootId)
    .u32("clippedSamples", packet.clippedSamples)
    .u32("overrunSamples", packet.overrunSamples)
    .u32("droppedPackets", packet.droppedPackets)
    .u16("newestSequence", packet.newestSequence)
    .u16("bufferedPackets", packet.bufferedPackets).bytes;
}
