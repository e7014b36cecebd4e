import { bench, describe } from "vitest";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import type { SamplesPacket } from "../../src/codec/packet.ts";

const packet: SamplesPacket = {
  kind: "samples",
  backfilled: false,
  sequence: 1,
  ticks: 2,
  spanTicks: 983,
  count: 7,
  sampleRateHz: 200,
  accRangeG: 16,
  gyrRangeDegPerS: 2000,
  clipped: false,
  overrun: false,
  accMPerS2: Float64Array.from({ length: 21 }, (_, i) => 9.81 + Math.sin(i)),
  gyrRadPerS: Float64Array.from({ length: 21 }, (_, i) => Math.sin(i)),
};
const bytes = encodePacket(packet);
const json = JSON.stringify({
  ...packet,
  accMPerS2: [...packet.accMPerS2],
  gyrRadPerS: [...packet.gyrRadPerS],
});

describe("one packet of 7 samples", () => {
  bench("Hipline decodePacket", () => {
    decodePacket("samples", bytes);
  });
  bench("JSON.parse of the same content", () => {
    JSON.parse(json);
  });
});
