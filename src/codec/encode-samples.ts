import { FieldWriter } from "./field-writer.ts";
import { formatByte } from "./format-byte.ts";
import type { SamplesPacket } from "./packet.ts";
import { packetLayouts } from "./packet-layout.ts";
import {
  bytesPerSample,
  maxSamplesPerPacket,
  packetTypes,
  sampleFlagBits,
  samplesHeaderBytes,
} from "./protocol.ts";
import { accLsbMPerS2, gyrLsbRadPerS } from "./sample-scale.ts";

const minRaw = -32_768;
const maxRaw = 32_767;

/** Writes a samples packet. @throws RangeError naming the field. */
export function encodeSamples(packet: SamplesPacket): Uint8Array {
  const { count, accMPerS2, gyrRadPerS } = packet;
  if (!Number.isInteger(count) || count < 1 || count > maxSamplesPerPacket) {
    throw new RangeError(`samples packet, count: ${count} is not in 1 … ${maxSamplesPerPacket}`);
  }
  const out = new FieldWriter(packetLayouts.samples, samplesHeaderBytes + count * bytesPerSample);
  const format = formatByte(out, packet);
  requireTriples(out, "accMPerS2", accMPerS2, count);
  requireTriples(out, "gyrRadPerS", gyrRadPerS, count);
  if ((count === 1) !== (packet.spanTicks === 0)) {
    throw out.error("spanTicks", `${packet.spanTicks} cannot be the span of ${count} samples`);
  }

  const raw = new Int16Array(6 * count);
  const accLsb = accLsbMPerS2(packet.accRangeG);
  const gyrLsb = gyrLsbRadPerS(packet.gyrRangeDegPerS);
  let clipped = packet.clipped;
  for (let at = 0; at < 3 * count; at += 1) {
    const to = 2 * at - (at % 3);
    const acc = saturate((accMPerS2[at] as number) / accLsb);
    const gyr = saturate((gyrRadPerS[at] as number) / gyrLsb);
    clipped ||= acc === minRaw || acc === maxRaw || gyr === minRaw || gyr === maxRaw;
    raw[to] = acc;
    raw[to + 3] = gyr;
  }

  out
    .u8("type", packet.backfilled ? packetTypes.backfilledSamples : packetTypes.samples)
    .u8("format", format)
    .u8(
      "flags",
      (Number(clipped) << sampleFlagBits.clipped) |
        (Number(packet.overrun) << sampleFlagBits.overrun),
    )
    .u8("count", count)
    .u16("sequence", packet.sequence)
    .u16("spanTicks", packet.spanTicks)
    .u32("ticks", packet.ticks);
  for (const value of raw) {
    out.i16("sample", value, minRaw, maxRaw);
  }
  return out.bytes;
}

function saturate(lsb: number): number {
  return Math.min(maxRaw, Math.max(minRaw, Math.round(lsb)));
}

function requireTriples(
  out: FieldWriter,
  field: string,
  values: Float64Array,
  count: number,
): void {
  if (values.length !== 3 * count) {
    throw out.error(field, `${values.length} values for ${count} samples, must be ${3 * count}`);
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad !== -1) {
    throw out.error(`${field}[${bad}]`, `${values[bad]} is not a finite number`);
  }
}
