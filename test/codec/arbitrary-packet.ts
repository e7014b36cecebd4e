import fc from "fast-check";
import { decodePacket, decodeRequest } from "../../src/codec/decode-packet.ts";
import type {
  ControlRequest,
  Packet,
  PacketFault,
  SamplesPacket,
  SamplingSettings,
} from "../../src/codec/packet.ts";
import {
  accRangeCodes,
  backfillOutcomeCodes,
  type CodeTable,
  gyrRangeCodes,
  hapticPatternCodes,
  identifyPatternCodes,
  maxBackfillPackets,
  maxHapticRepeats,
  maxIdentifyS,
  maxSamplesPerPacket,
  podFeatureBits,
  podStateCodes,
  sampleRateCodes,
} from "../../src/codec/protocol.ts";
import { placements } from "../../src/model/pod.ts";
import type { NotificationChannel } from "../../src/model/transport-event.ts";

const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const placement = fc.constantFrom(null, ...placements);
const batchSamples = fc.integer({ min: 1, max: maxSamplesPerPacket });
const oneOf = (table: CodeTable) => fc.constantFrom(...table.map(([, value]) => value));
const someOf = (table: CodeTable) => fc.subarray(table.map(([, value]) => value));
const keyOf = <T extends object>(table: T) =>
  fc.constantFrom(...(Object.keys(table) as (keyof T)[]));

const format = {
  sampleRateHz: oneOf(sampleRateCodes),
  accRangeG: oneOf(accRangeCodes),
  gyrRangeDegPerS: oneOf(gyrRangeCodes),
};
const settings: fc.Arbitrary<SamplingSettings> = fc.record({ ...format, batchSamples });

/** Samples in SI units that may lie far beyond full scale. */
export const samplesPacket: fc.Arbitrary<SamplesPacket> = batchSamples.chain((count) => {
  const triples = (max: number) =>
    fc
      .array(fc.double({ min: -max, max, noNaN: true }), {
        minLength: 3 * count,
        maxLength: 3 * count,
      })
      .map((values) => Float64Array.from(values));
  return fc.record({
    kind: fc.constant("samples" as const),
    backfilled: fc.boolean(),
    sequence: u16,
    ticks: u32,
    spanTicks: count === 1 ? fc.constant(0) : fc.integer({ min: 1, max: 0xffff }),
    count: fc.constant(count),
    ...format,
    clipped: fc.boolean(),
    overrun: fc.boolean(),
    accMPerS2: triples(400),
    gyrRadPerS: triples(80),
  });
});

const requestBase = { kind: fc.constant("controlRequest" as const), token: u8 };
const controlRequest: fc.Arbitrary<ControlRequest> = fc.oneof(
  fc.record({ ...requestBase, opcode: fc.constant("start" as const) }),
  fc.record({ ...requestBase, opcode: fc.constant("stop" as const) }),
  fc.record({ ...requestBase, opcode: fc.constant("cancelBackfill" as const) }),
  fc.record({ ...requestBase, opcode: fc.constant("resetCounters" as const) }),
  fc.record({
    ...requestBase,
    opcode: fc.constant("identify" as const),
    pattern: keyOf(identifyPatternCodes),
    durationS: fc.integer({ min: 0, max: maxIdentifyS }),
  }),
  fc.record({
    ...requestBase,
    opcode: fc.constant("haptic" as const),
    pattern: keyOf(hapticPatternCodes),
    strengthPct: fc.integer({ min: 1, max: 100 }),
    repeats: fc.integer({ min: 1, max: maxHapticRepeats }),
  }),
  fc.record({ ...requestBase, opcode: fc.constant("setPlacement" as const), placement }),
  fc.record({
    ...requestBase,
    opcode: fc.constant("requestBackfill" as const),
    firstSequence: u16,
    packetCount: fc.integer({ min: 1, max: maxBackfillPackets }),
  }),
  fc.record({ ...requestBase, opcode: fc.constant("configure" as const), settings, placement }),
);

const centralTimeS = fc.integer({ min: 0, max: 1e15 }).map((us) => us / 1e6);

/** Any packet but samples, whose values are quantised. */
export const exactPacket: fc.Arbitrary<Exclude<Packet, SamplesPacket>> = fc.oneof(
  controlRequest,
  fc.record({
    kind: fc.constant("identity" as const),
    protocolMajor: fc.constant(1),
    protocolMinor: u8,
    podId: fc.stringMatching(/^[0-9a-f]{16}$/),
    tickRateHz: fc.constant(32_768),
    sampleRatesHz: someOf(sampleRateCodes).filter((rates) => rates.length > 0),
    accRangesG: someOf(accRangeCodes).filter((ranges) => ranges.includes(16)),
    gyrRangesDegPerS: someOf(gyrRangeCodes).filter((ranges) => ranges.includes(2000)),
    maxBatchSamples: batchSamples,
    bufferS: fc.integer({ min: 60, max: 0xffff }),
    features: fc.subarray(Object.keys(podFeatureBits) as (keyof typeof podFeatureBits)[]),
  }),
  fc.record({
    kind: fc.constant("configuration" as const),
    settings: fc.option(settings, { nil: null }),
    placement,
  }),
  fc.record({
    kind: fc.constant("backfillEnd" as const),
    token: u8,
    outcome: keyOf(backfillOutcomeCodes),
    firstSequence: u16,
    packetCount: u16,
  }),
  fc.record({
    kind: fc.constant("status" as const),
    state: keyOf(podStateCodes),
    ticks: u32,
    bootId: u16,
    batteryPct: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
    temperatureC: fc.option(
      fc.integer({ min: -32_767, max: 32_767 }).map((hundredths) => hundredths / 100),
      { nil: null },
    ),
    clippedSamples: u32,
    overrunSamples: u32,
    droppedPackets: u32,
    newestSequence: u16,
    bufferedPackets: u16,
    errorCode: u8,
  }),
  fc.record({
    kind: fc.constant("controlResponse" as const),
    opcodeByte: u8,
    token: u8,
    resultCode: u8,
    firstSequence: u16,
    packetCount: u16,
  }),
  fc.record({ kind: fc.constant("timeExchangeRequest" as const), token: u8, centralTimeS }),
  fc.record({
    kind: fc.constant("timeExchangeResponse" as const),
    token: u8,
    bootId: u16,
    receivedTicks: u32,
    sentTicks: u32,
    centralTimeS,
  }),
);

/** Reads bytes as the receiver of `packet` reads them on characteristic `on`. */
export function decodeLike(
  packet: Packet,
  bytes: Uint8Array,
  on: NotificationChannel = channelOf(packet),
): Packet | PacketFault {
  const isRequest = packet.kind === "controlRequest" || packet.kind === "timeExchangeRequest";
  return isRequest && (on === "control" || on === "timeExchange")
    ? decodeRequest(on, bytes)
    : decodePacket(on, bytes);
}

/** The characteristic that carries this packet. */
export function channelOf(packet: Packet): NotificationChannel {
  switch (packet.kind) {
    case "samples":
      return packet.backfilled ? "backfill" : "samples";
    case "backfillEnd":
      return "backfill";
    case "controlRequest":
    case "controlResponse":
      return "control";
    case "timeExchangeRequest":
    case "timeExchangeResponse":
      return "timeExchange";
    default:
      return packet.kind;
  }
}
