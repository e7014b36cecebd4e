import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import type {
  ConfigurationPacket,
  IdentityPacket,
  Packet,
  SamplesPacket,
  StatusPacket,
} from "../../src/codec/packet.ts";
import { decodeLike, exactPacket, samplesPacket } from "./arbitrary-packet.ts";

const gMPerS2 = 9.80665;

const oneSample: SamplesPacket = {
  kind: "samples",
  backfilled: false,
  sequence: 7,
  ticks: 1000,
  spanTicks: 0,
  count: 1,
  sampleRateHz: 104,
  accRangeG: 16,
  gyrRangeDegPerS: 2000,
  clipped: false,
  overrun: false,
  accMPerS2: Float64Array.of(gMPerS2, 0, 0),
  gyrRadPerS: Float64Array.of(0, 0, Math.PI),
};

const identity: IdentityPacket = {
  kind: "identity",
  protocolMajor: 1,
  protocolMinor: 0,
  podId: "0123456789abcdef",
  tickRateHz: 32_768,
  sampleRatesHz: [104],
  accRangesG: [16],
  gyrRangesDegPerS: [2000],
  maxBatchSamples: 10,
  bufferS: 60,
  features: [],
};

const status: StatusPacket = {
  kind: "status",
  state: "streaming",
  ticks: 0,
  bootId: 0,
  batteryPct: 50,
  temperatureC: 20,
  clippedSamples: 0,
  overrunSamples: 0,
  droppedPackets: 0,
  newestSequence: 0,
  bufferedPackets: 0,
  errorCode: 0,
};

const configuration: ConfigurationPacket = {
  kind: "configuration",
  settings: { sampleRateHz: 104, accRangeG: 16, gyrRangeDegPerS: 2000, batchSamples: 4 },
  placement: "pelvis",
};

describe("encodePacket", () => {
  it("is undone by decodePacket for every packet but samples", () => {
    fc.assert(
      fc.property(exactPacket, (packet) => {
        expect(decodeLike(packet, encodePacket(packet))).toEqual(packet);
      }),
      { numRuns: 1000 },
    );
  });

  it("rounds samples to the nearest LSB, saturates at full scale and then sets the clipped flag", () => {
    fc.assert(
      fc.property(samplesPacket, (packet) => {
        const decoded = decode(encodePacket(packet));
        const accLsb = (packet.accRangeG * gMPerS2) / 32_768;
        const gyrLsb = (packet.gyrRangeDegPerS * Math.PI) / 180 / 32_768;
        const accEnd = expectQuantised(decoded.accMPerS2, packet.accMPerS2, accLsb);
        const gyrEnd = expectQuantised(decoded.gyrRadPerS, packet.gyrRadPerS, gyrLsb);
        expect(decoded).toEqual({
          ...packet,
          clipped: packet.clipped || accEnd || gyrEnd,
          accMPerS2: decoded.accMPerS2,
          gyrRadPerS: decoded.gyrRadPerS,
        });
      }),
      { numRuns: 500 },
    );
  });

  it("gives the same bytes again for samples it has decoded", () => {
    fc.assert(
      fc.property(samplesPacket, (packet) => {
        const bytes = encodePacket(packet);
        expect(encodePacket(decode(bytes))).toEqual(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it("puts 1 g and 180 °/s where the byte table says", () => {
    expect(Array.from(encodePacket(oneSample))).toEqual([
      ...[0x10, 0xa2, 0x00, 0x01, 0x07, 0x00, 0x00, 0x00, 0xe8, 0x03, 0x00, 0x00],
      ...[0x00, 0x08, 0x00, 0x00, 0x00, 0x00],
      // 180 °/s = 2949.12 LSB of 2000/32768 °/s
      ...[0x00, 0x00, 0x00, 0x00, 0x85, 0x0b],
    ]);
  });

  const saturating: [string, Partial<SamplesPacket>, boolean][] = [
    ["just inside", { accMPerS2: Float64Array.of((16 * gMPerS2 * 32_766) / 32_768, 0, 0) }, false],
    ["at + full scale", { accMPerS2: Float64Array.of(16 * gMPerS2, 0, 0) }, true],
    ["at − full scale", { accMPerS2: Float64Array.of(0, -16 * gMPerS2, 0) }, true],
    ["far beyond", { gyrRadPerS: Float64Array.of(0, 0, 1e9) }, true],
  ];
  it.each(saturating)("sets the clipped flag: %s", (_name, change, clipped) => {
    expect(decode(encodePacket({ ...oneSample, ...change })).clipped).toBe(clipped);
  });

  const refused: [string, Packet, string][] = [
    [
      "a non-finite acceleration",
      changed({ accMPerS2: Float64Array.of(0, Number.NaN, 0) }),
      "samples packet, accMPerS2[1]: NaN",
    ],
    [
      "a non-finite rate",
      changed({ gyrRadPerS: Float64Array.of(0, 0, Number.POSITIVE_INFINITY) }),
      "samples packet, gyrRadPerS[2]: Infinity",
    ],
    [
      "too few accelerations",
      changed({ accMPerS2: new Float64Array(2) }),
      "samples packet, accMPerS2: 2 values for 1 samples",
    ],
    [
      "too many rates",
      changed({ gyrRadPerS: new Float64Array(6) }),
      "samples packet, gyrRadPerS: 6 values",
    ],
    ["no sample", changed({ count: 0 }), "samples packet, count: 0"],
    ["20 samples", changed({ count: 20 }), "samples packet, count: 20"],
    ["half a sample", changed({ count: 0.5 }), "samples packet, count: 0.5"],
    [
      "a rate it does not have",
      changed({ sampleRateHz: 60 }),
      "samples packet, sampleRateHz: 60 is not one of 100, 104, 200 or 208",
    ],
    ["a range it does not have", changed({ accRangeG: 2 }), "samples packet, accRangeG: 2"],
    [
      "a gyroscope range it does not have",
      changed({ gyrRangeDegPerS: 250 }),
      "samples packet, gyrRangeDegPerS: 250",
    ],
    ["a span without a second sample", changed({ spanTicks: 1 }), "samples packet, spanTicks: 1"],
    [
      "a sequence number too large",
      changed({ sequence: 65_536 }),
      "samples packet, sequence: 65536",
    ],
    ["a negative sequence number", changed({ sequence: -1 }), "samples packet, sequence: -1"],
    ["ticks too large", changed({ ticks: 2 ** 32 }), "samples packet, ticks: 4294967296"],
    ["ticks that are not whole", changed({ ticks: 0.5 }), "samples packet, ticks: 0.5"],
    ["a serial in capitals", { ...identity, podId: "0123456789ABCDEF" }, "identity packet, podId"],
    ["a short serial", { ...identity, podId: "0123" }, "identity packet, podId"],
    [
      "another major version",
      { ...identity, protocolMajor: 2 },
      "identity packet, protocolMajor: 2",
    ],
    ["another clock", { ...identity, tickRateHz: 1e6 }, "identity packet, tickRateHz: 1000000"],
    [
      "an unknown rate in a list",
      { ...identity, sampleRatesHz: [104, 50] },
      "identity packet, sampleRatesHz: 50",
    ],
    ["an offer of no rate", { ...identity, sampleRatesHz: [] }, "identity packet, sampleRatesHz"],
    ["an offer without ±16 g", { ...identity, accRangesG: [8, 32] }, "identity packet, accRangesG"],
    [
      "an offer without ±2000 °/s",
      { ...identity, gyrRangesDegPerS: [4000] },
      "identity packet, gyrRangesDegPerS",
    ],
    ["a buffer of 59 s", { ...identity, bufferS: 59 }, "identity packet, bufferS"],
    ["a battery over 100 %", { ...status, batteryPct: 101 }, "status packet, batteryPct: 101"],
    [
      "a battery that is not whole",
      { ...status, batteryPct: 12.5 },
      "status packet, batteryPct: 12.5",
    ],
    [
      "a temperature that means unknown",
      { ...status, temperatureC: -327.68 },
      "status packet, temperatureC: -32768",
    ],
    [
      "a batch of 20",
      {
        ...configuration,
        settings: {
          ...(configuration.settings as NonNullable<typeof configuration.settings>),
          batchSamples: 20,
        },
      },
      "configuration packet, batchSamples: 20",
    ],
    [
      "a token too large",
      { kind: "controlRequest", opcode: "start", token: 256 },
      'control request "start" packet, token: 256',
    ],
    [
      "too long a signal",
      { kind: "controlRequest", opcode: "identify", token: 0, pattern: "blink", durationS: 61 },
      "durationS: 61",
    ],
    [
      "a haptic cue without strength",
      {
        kind: "controlRequest",
        opcode: "haptic",
        token: 0,
        pattern: "short",
        strengthPct: 0,
        repeats: 1,
      },
      "strengthPct: 0",
    ],
    [
      "a haptic cue without repeats",
      {
        kind: "controlRequest",
        opcode: "haptic",
        token: 0,
        pattern: "short",
        strengthPct: 1,
        repeats: 0,
      },
      "repeats: 0",
    ],
    [
      "a backfill of nothing",
      {
        kind: "controlRequest",
        opcode: "requestBackfill",
        token: 0,
        firstSequence: 0,
        packetCount: 0,
      },
      "packetCount: 0",
    ],
    [
      "a negative time",
      { kind: "timeExchangeRequest", token: 0, centralTimeS: -1 },
      "centralTimeS in µs: -1000000",
    ],
    [
      "a time that is no number",
      { kind: "timeExchangeRequest", token: 0, centralTimeS: Number.NaN },
      "centralTimeS in µs: NaN",
    ],
  ];
  it.each(refused)("refuses %s, naming the field", (_name, packet, message) => {
    expect(() => encodePacket(packet)).toThrow(RangeError);
    expect(() => encodePacket(packet)).toThrow(message);
  });
});

function changed(change: Partial<SamplesPacket>): SamplesPacket {
  return { ...oneSample, ...change };
}

function decode(bytes: Uint8Array): SamplesPacket {
  const channel = bytes[0] === 0x11 ? "backfill" : "samples";
  const packet = decodePacket(channel, bytes);
  if (packet.kind !== "samples") {
    throw new Error(`not samples: ${JSON.stringify(packet)}`);
  }
  return packet;
}

/** Checks each value against its source; true where one lies at an end of the range. */
function expectQuantised(actual: Float64Array, source: Float64Array, lsb: number): boolean {
  let atEnd = false;
  for (const [at, value] of source.entries()) {
    const raw = (actual[at] as number) / lsb;
    expect(Math.abs(raw - Math.round(raw))).toBeLessThan(1e-6);
    const wanted = Math.min(32_767, Math.max(-32_768, value / lsb));
    expect(Math.abs(raw - wanted)).toBeLessThanOrEqual(0.5 + 1e-6);
    atEnd ||= Math.round(raw) === 32_767 || Math.round(raw) === -32_768;
  }
  return atEnd;
}
