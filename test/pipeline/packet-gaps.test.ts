import { describe, expect, it } from "vitest";
import type { SamplesPacket, StatusPacket } from "../../src/codec/packet.ts";
import { PacketGaps } from "../../src/pipeline/packet-gaps.ts";

const samples = (sequence: number, overrun = false): SamplesPacket => ({
  kind: "samples",
  backfilled: true,
  sequence,
  ticks: 0,
  spanTicks: 983,
  count: 7,
  sampleRateHz: 200,
  accRangeG: 16,
  gyrRangeDegPerS: 2000,
  clipped: false,
  overrun,
  accMPerS2: new Float64Array(21),
  gyrRadPerS: new Float64Array(21),
});

const status = (newestSequence: number, bufferedPackets: number): StatusPacket => ({
  kind: "status",
  state: "streaming",
  ticks: 0,
  bootId: 1,
  batteryPct: 80,
  temperatureC: 30,
  clippedSamples: 0,
  overrunSamples: 0,
  droppedPackets: 0,
  newestSequence,
  bufferedPackets,
  errorCode: 0,
});

/** Four packets over the wrap of the numbers are missing: 65534, 65535, 0, 1. */
function withGap(): PacketGaps {
  const gaps = new PacketGaps();
  gaps.open({ firstSequence: 65_534, packets: 4, samples: 28, fromS: 100, untilS: 100.2 });
  return gaps;
}

describe("gaps in numbered packets", () => {
  it("are settled when every packet has come once, over the wrap as well", () => {
    const gaps = withGap();
    expect(gaps.earliestS).toBe(100);
    for (const sequence of [65_534, 65_535, 0]) {
      expect(gaps.take(samples(sequence), 101)).not.toBeNull();
      expect(gaps.take(samples(sequence), 101)).toBeNull();
      expect(gaps.settled(101)).toEqual([]);
    }
    expect([gaps.take(samples(2), 101), gaps.take(samples(65_533), 101)]).toEqual([null, null]);
    expect(gaps.take(samples(1), 101)).not.toBeNull();
    expect(gaps.settled(101)).toMatchObject([{ recoveredSamples: 28, complete: true }]);
    expect([gaps.settled(101), gaps.earliestS]).toEqual([[], null]);
  });

  it("are settled when the pod says that it has nothing older any more", () => {
    const gaps = withGap();
    gaps.takeStatus(status(30, 31 + 1));
    expect(gaps.settled(101)).toEqual([]);
    gaps.take(samples(0), 101);
    gaps.take(samples(1), 101);
    expect(gaps.settled(101)).toEqual([]);
    gaps.takeStatus(status(31, 32));
    expect(gaps.settled(101)).toMatchObject([{ recoveredSamples: 14, complete: false }]);
  });

  it("are settled when the pod's buffer is empty", () => {
    const gaps = withGap();
    gaps.takeStatus(status(0, 0));
    expect(gaps.settled(101)).toMatchObject([{ recoveredSamples: 0, complete: false }]);
  });

  it("are settled some seconds after the driver is done with backfill, not after it begins again", () => {
    const gaps = withGap();
    gaps.takeLink("streaming", 100.2);
    gaps.takeLink("backfilling", 101);
    gaps.takeLink("streaming", 102);
    expect(gaps.settled(103.9)).toEqual([]);
    gaps.takeLink("backfilling", 103.95);
    expect(gaps.settled(105)).toEqual([]);
    gaps.takeLink("streaming", 105);
    expect(gaps.settled(107.1)).toHaveLength(1);
  });

  it("are waited for as long as the pod's buffer lasts, and longer while packets come", () => {
    const still = withGap();
    expect(still.settled(169.9)).toEqual([]);
    expect(still.settled(170.1)).toHaveLength(1);
    const moving = withGap();
    moving.take(samples(65_534, true), 168);
    expect(moving.settled(172.9)).toEqual([]);
    expect(moving.settled(173.1)).toMatchObject([{ recoveredSamples: 7, overrun: true }]);
  });
});
