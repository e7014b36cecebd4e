import type { PacketFault, SamplesPacket } from "./packet.ts";
import { findTruncation, invalidField, tooLong } from "./packet-checks.ts";
import { packetLayouts } from "./packet-layout.ts";
import {
  bytesPerSample,
  maxSamplesPerPacket,
  packetTypes,
  sampleFlagBits,
  samplesHeaderBytes,
} from "./protocol.ts";
import { readSampleFormat } from "./sample-format.ts";
import { accLsbMPerS2, gyrLsbRadPerS } from "./sample-scale.ts";

const layout = packetLayouts.samples;

/** Reads a live or backfilled samples packet. `view` covers exactly the bytes received. */
export function decodeSamples(view: DataView): SamplesPacket | PacketFault {
  const truncation = findTruncation(layout, view.byteLength);
  if (truncation !== null) {
    return truncation;
  }
  const format = readSampleFormat(view.getUint8(1));
  if (typeof format === "string") {
    return invalidField(layout, "format", format);
  }
  const flags = view.getUint8(2);
  const count = view.getUint8(3);
  if (count < 1 || count > maxSamplesPerPacket) {
    return invalidField(layout, "count", `${count} is outside 1 … ${maxSamplesPerPacket}`);
  }
  const expectedBytes = samplesHeaderBytes + count * bytesPerSample;
  if (view.byteLength < expectedBytes) {
    return missingSamples(view.byteLength, expectedBytes);
  }
  if (view.byteLength > expectedBytes) {
    return tooLong(layout.name, expectedBytes, view.byteLength);
  }
  const spanTicks = view.getUint16(6, true);
  if ((count === 1) !== (spanTicks === 0)) {
    return invalidField(layout, "spanTicks", `${spanTicks} cannot be the span of ${count} samples`);
  }

  const accLsb = accLsbMPerS2(format.accRangeG);
  const gyrLsb = gyrLsbRadPerS(format.gyrRangeDegPerS);
  const accMPerS2 = new Float64Array(3 * count);
  const gyrRadPerS = new Float64Array(3 * count);
  let offset = samplesHeaderBytes;
  for (let at = 0; at < 3 * count; at += 3) {
    for (let axis = 0; axis < 3; axis += 1) {
      accMPerS2[at + axis] = view.getInt16(offset + 2 * axis, true) * accLsb;
      gyrRadPerS[at + axis] = view.getInt16(offset + 6 + 2 * axis, true) * gyrLsb;
    }
    offset += bytesPerSample;
  }
  return {
    kind: "samples",
    backfilled: view.getUint8(0) === packetTypes.backfilledSamples,
    sequence: view.getUint16(4, true),
    ticks: view.getUint32(8, true),
    spanTicks,
    count,
    sampleRateHz: format.sampleRateHz,
    accRangeG: format.accRangeG,
    gyrRangeDegPerS: format.gyrRangeDegPerS,
    clipped: ((flags >> sampleFlagBits.clipped) & 1) === 1,
    overrun: ((flags >> sampleFlagBits.overrun) & 1) === 1,
    accMPerS2,
    gyrRadPerS,
  };
}

const valueNames = ["acc x", "acc y", "acc z", "gyr x", "gyr y", "gyr z"] as const;

function missingSamples(byteLength: number, expectedBytes: number): PacketFault {
  const wholeValues = Math.floor((byteLength - samplesHeaderBytes) / 2);
  const offset = samplesHeaderBytes + 2 * wholeValues;
  const sample = Math.floor(wholeValues / valueNames.length);
  const value = valueNames[wholeValues % valueNames.length];
  return {
    kind: "packetFault",
    code: "packet-truncated",
    message:
      `${layout.name} packet ends after ${byteLength} of ${expectedBytes} bytes, ` +
      `inside or before field ${value} of sample ${sample} at offset ${offset}`,
    offset,
  };
}
