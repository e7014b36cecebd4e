import { describe, expect, it } from "vitest";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import type { PodPacket } from "../../src/codec/packet.ts";
import type { PodDescription } from "../../src/model/pod.ts";
import type { NotificationChannel, TransportEvent } from "../../src/model/transport-event.ts";
import { LateFeed } from "../../src/pipeline/late-feed.ts";
import { tickEvent } from "../../src/transport/session-ticks.ts";

const pod: PodDescription = {
  podId: "00000000000000a1",
  placement: "pelvis",
  sampleRateHz: 200,
  accRangeG: 16,
  gyrRangeDegPerS: 2000,
  batchSamples: 7,
};

const notification = (
  arrivalTimeS: number,
  channel: NotificationChannel,
  packet: PodPacket,
): TransportEvent => ({
  kind: "notification",
  arrivalTimeS,
  podId: pod.podId,
  channel,
  payload: encodePacket(packet),
});

/** The packet with this number; packets last 40 ms, and arrive 5 ms after their last sample. */
function samples(sequence: number, backfilledAtS?: number): TransportEvent {
  const lastS = 0.04 * (sequence + 1);
  const spanTicks = 983;
  const packet = {
    kind: "samples",
    backfilled: backfilledAtS !== undefined,
    sequence,
    ticks: Math.round(lastS * 32_768) - spanTicks,
    spanTicks,
    count: 7,
    sampleRateHz: 200,
    accRangeG: 16,
    gyrRangeDegPerS: 2000,
    clipped: false,
    overrun: false,
    accMPerS2: new Float64Array(21),
    gyrRadPerS: new Float64Array(21),
  } as const;
  const channel = backfilledAtS === undefined ? "samples" : "backfill";
  return notification(backfilledAtS ?? lastS + 0.005, channel, packet);
}

const identity = (bufferS: number): TransportEvent =>
  notification(0, "identity", {
    kind: "identity",
    protocolMajor: 1,
    protocolMinor: 0,
    podId: pod.podId,
    tickRateHz: 32_768,
    sampleRatesHz: [200],
    accRangesG: [16],
    gyrRangesDegPerS: [2000],
    maxBatchSamples: 19,
    bufferS,
    features: [],
  });

const status = (arrivalTimeS: number, bootId: number): TransportEvent =>
  notification(arrivalTimeS, "status", {
    kind: "status",
    state: "streaming",
    ticks: 0,
    bootId,
    batteryPct: null,
    temperatureC: null,
    clippedSamples: 0,
    overrunSamples: 0,
    droppedPackets: 0,
    newestSequence: 0,
    bufferedPackets: 1000,
    errorCode: 0,
  });

const range = (first: number, end: number): number[] =>
  Array.from({ length: end - first }, (_, i) => first + i);

const inOrder = (events: readonly TransportEvent[]): TransportEvent[] =>
  [...events].sort((a, b) => a.arrivalTimeS - b.arrivalTimeS);

describe("events as they would have come had no radio failed", () => {
  it("are the events themselves, in order and a second behind, where nothing is missing", () => {
    const feed = new LateFeed([pod], () => expect.fail("nothing was filled"));
    const events = inOrder([
      ...range(0, 500).map((n) => samples(n)),
      ...range(0, 400).map(tickEvent),
    ]);
    const out = events.flatMap((event) => feed.take(event));
    expect(out).toEqual(events.slice(0, out.length));
    expect(out.at(-1)?.arrivalTimeS).toBeCloseTo((events.at(-1)?.arrivalTimeS ?? 0) - 1, 1);
  });

  it("have what came late in its place, as live samples and as punctual as the rest", () => {
    const filled: number[] = [];
    const feed = new LateFeed([pod], ({ fromS, untilS }) => filled.push(fromS, untilS));
    const late = range(100, 225).map((n, i) => samples(n, 9.5 + 0.02 * Math.floor(i / 4)));
    const live = range(0, 1000).filter((n) => n < 100 || n >= 225);
    const events = inOrder([
      ...live.map((n) => samples(n)),
      ...late,
      ...range(0, 800).map(tickEvent),
    ]);
    const out = events.flatMap((event) => feed.take(event));
    const whole = inOrder([
      ...range(0, 1000).map((n) => samples(n)),
      ...range(0, 800).map(tickEvent),
    ]);
    expect(out.length).toBeGreaterThan(1700);
    expect(out.map(({ kind }) => kind)).toEqual(whole.slice(0, out.length).map(({ kind }) => kind));
    for (const [i, event] of out.entries()) {
      const expected = whole[i];
      expect(Math.abs(event.arrivalTimeS - (expected?.arrivalTimeS ?? 0))).toBeLessThan(0.002);
      if (event.kind === "notification" && expected?.kind === "notification") {
        expect([event.channel, event.payload]).toEqual([expected.channel, expected.payload]);
      }
    }
    expect(filled.map((timeS) => Math.round(100 * timeS) / 100)).toEqual([4.01, 9.05]);
  });

  it("go on at once where a pod's clock began again without a word", () => {
    const feed = new LateFeed([pod], () => expect.fail("nothing was filled"));
    const again = range(0, 300).map((n) => {
      const event = samples(n);
      return { ...event, arrivalTimeS: event.arrivalTimeS + 8 };
    });
    const events = inOrder([
      ...range(0, 200).map((n) => samples(n)),
      ...again,
      ...range(0, 400).map(tickEvent),
    ]);
    const out = events.flatMap((event) => feed.take(event));
    expect(out.at(-1)?.arrivalTimeS).toBeCloseTo(19, 1);
  });

  it("have a packet that another overtook in its place, and do not wait for it any longer", () => {
    const feed = new LateFeed([pod], () => {});
    const events = inOrder(
      range(0, 200).map((n) => {
        const event = samples(n);
        return n === 100 ? { ...event, arrivalTimeS: event.arrivalTimeS + 0.06 } : event;
      }),
    );
    const out = events.flatMap((event) => feed.take(event));
    const whole = range(0, 200).map((n) => samples(n));
    expect(out.length).toBeGreaterThan(170);
    for (const [i, event] of out.entries()) {
      const expected = whole[i];
      if (event.kind !== "notification" || expected?.kind !== "notification") continue;
      expect(event.payload).toEqual(expected.payload);
    }
  });

  it("have what came late where a pod began anew just before, and says so only afterwards", () => {
    const filled: number[] = [];
    const feed = new LateFeed([pod], ({ fromS, untilS }) => filled.push(fromS, untilS));
    const againS = 8.5;
    const again = (sequence: number, backfilledAtS?: number): TransportEvent => {
      const event = samples(sequence, backfilledAtS);
      return { ...event, arrivalTimeS: event.arrivalTimeS + againS };
    };
    const events = inOrder([
      status(1, 1),
      ...range(0, 200).map((n) => samples(n)),
      ...range(0, 20).map((n) => again(n)),
      ...range(70, 300).map((n) => again(n)),
      status(again(70).arrivalTimeS + 0.01, 2),
      ...range(20, 70).map((n, i) => again(n, 3 + 0.02 * Math.floor(i / 4))),
      ...range(0, 400).map(tickEvent),
    ]);
    const out = events.flatMap((event) => feed.take(event));
    expect(filled).toHaveLength(2);
    const packets = out.filter(({ kind }) => kind === "notification");
    expect(packets.length).toBeGreaterThan(2 + 200 + 250);
  });

  it("wait for a silent pod as long as its buffer lasts, and catch up bit by bit", () => {
    const feed = new LateFeed([pod], () => expect.fail("nothing was filled"));
    let passedS = 0;
    const passAt = new Map<number, number>();
    let most = 0;
    for (const event of inOrder([
      ...range(0, 100).map((n) => samples(n)),
      ...range(0, 2000).map(tickEvent),
    ])) {
      const due = feed.take(event);
      most = Math.max(most, due.length);
      passedS = due.at(-1)?.arrivalTimeS ?? passedS;
      passAt.set(Math.floor(event.arrivalTimeS), passedS);
    }
    expect(passAt.get(70)).toBeLessThan(4.1);
    expect(passAt.get(95)).toBeGreaterThan(93);
    expect(most).toBeLessThanOrEqual(6);
  });

  it("hold back no more than a bounded number of events, however long a pod's buffer is", () => {
    const feed = new LateFeed([pod], () => expect.fail("nothing was filled"));
    let held = 0;
    let most = 0;
    const silence = range(1, 80_000).map(tickEvent);
    for (const event of [identity(65_535), samples(0), ...silence]) {
      held += 1 - feed.take(event).length;
      most = Math.max(most, held);
    }
    expect(most).toBeGreaterThan(50_000);
    expect(most).toBeLessThan(61_000);
    expect(held).toBeLessThan(100);
  });
});
