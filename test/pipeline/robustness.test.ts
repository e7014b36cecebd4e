import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import { tickRateHz } from "../../src/codec/protocol.ts";
import type { Placement, PodId } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { GaitEventOutput, SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import type { ExpectedResults } from "../golden/expected-results.ts";
import { type ClockOffsets, withClocksOff, withPacketLoss } from "../support/damaged-link.ts";
import { ofKind, pipelineOutputs, recordedEvents } from "../support/recorded-events.ts";
import { fixturePath } from "../support/run-recording.ts";

/** Standing ends before, s; who stands can be told to stand on. */
const lossFromS = 6;

let header: SessionHeader;
let events: TransportEvent[];
let undamaged: SessionOutput[];
let expected: ExpectedResults;

beforeAll(async () => {
  ({ header, events } = await recordedEvents("runner-18.mcap", 38));
  undamaged = await pipelineOutputs(header, events);
  expected = JSON.parse(await readFile(fixturePath("runner-18.expected.json"), "utf8"));
});

const podId = (placement: Placement): PodId =>
  header.pods.find((pod) => pod.placement === placement)?.podId as PodId;

/** A sample packet: the session times of its first and last sample, s. */
interface PacketTimes {
  readonly event: TransportEvent;
  readonly firstS: number;
  readonly lastS: number;
}

/** When the samples of a pod's packets were measured: the earliest arrival ties its clock to the session's. */
function packetTimes(pod: PodId): PacketTimes[] {
  let origin: number | null = null;
  const packets = events.flatMap((event) => {
    if (event.kind !== "notification" || event.channel !== "samples" || event.podId !== pod) {
      return [];
    }
    const packet = decodePacket("samples", event.payload);
    if (packet.kind !== "samples") throw new Error("not samples");
    origin ??= packet.ticks;
    const firstS = ((packet.ticks - origin) | 0) / tickRateHz;
    return [{ event, firstS, lastS: firstS + packet.spanTicks / tickRateHz }];
  });
  const offsetS = Math.min(...packets.map(({ event, lastS }) => event.arrivalTimeS - lastS));
  return packets.map(({ event, firstS, lastS }) => ({
    event,
    firstS: firstS + offsetS,
    lastS: lastS + offsetS,
  }));
}

/** Contacts of the plate that were given the wrong side, and that were found. */
function contacts(outputs: readonly SessionOutput[]): { wrong: number; found: number } {
  const landings = ofKind(outputs, "gaitEvent").filter((e) => e.type === "initialContact");
  let [wrong, found] = [0, 0];
  for (const [side, timeS] of expected.contacts) {
    const event = landings.find((e) => Math.abs(e.timeS - timeS) < 0.06);
    if (event === undefined) continue;
    found += 1;
    if (event.side !== null && event.side !== side) wrong += 1;
  }
  return { wrong, found };
}

describe.each([
  [0.01, 1, 0.6],
  [0.01, 3, 0.3],
  [0.05, 1, 0.1],
  [0.05, 3, 0],
  [0.2, 1, 0],
  [0.2, 3, 0],
])("packets lost: %d of all, %d in a row", (share, burst, leastClean) => {
  let outputs: SessionOutput[];
  let lost: Map<PodId, PacketTimes[]>;

  beforeAll(async () => {
    const kept = withPacketLoss(header, events, { share, burst }, lossFromS, "18");
    const there = new Set(kept);
    lost = new Map(
      header.pods.map(({ podId: id }) => [
        id,
        packetTimes(id).filter(({ event }) => !there.has(event)),
      ]),
    );
    outputs = await pipelineOutputs(header, kept);
  });

  it("are counted to the sample, pod by pod", () => {
    for (const { podId: id, batchSamples } of header.pods) {
      const faults = ofKind(outputs, "fault").filter(
        (fault) => fault.code === "samples-lost" && fault.podId === id,
      );
      const counted = faults.reduce((sum, fault) => sum + fault.count, 0);
      // What is missing behind the last packet that came, nobody can know yet.
      const lastS = Math.max(...faults.map((fault) => fault.timeS));
      const known = (lost.get(id) ?? []).filter(({ event }) => event.arrivalTimeS < lastS);
      expect(known.length).toBeGreaterThan(2);
      expect(counted).toBe(batchSamples * known.length);
    }
  });

  it("mark the strides that they are missing from, and those alone", () => {
    const gaps = (lost.get(podId("pelvis")) ?? []).map(({ firstS, lastS }) => (firstS + lastS) / 2);
    const strides = ofKind(outputs, "stride");
    const clean = strides.filter((stride) => stride.clean);
    for (const { initialContactS, timeS } of clean) {
      expect(gaps.filter((gapS) => gapS > initialContactS && gapS < timeS)).toEqual([]);
    }
    const before = ofKind(undamaged, "stride").filter((stride) => stride.clean);
    expect(clean.length).toBeLessThan(before.length);
    expect(clean.length).toBeGreaterThanOrEqual(leastClean * before.length);
    // Right behind a gap the pelvis alone tells the times, which differ from the mixed force's by some 30 ms at most.
    const errors = clean.flatMap((stride) => {
      const same = before.find(
        (one) => one.side === stride.side && Math.abs(one.timeS - stride.timeS) < 0.06,
      );
      return same === undefined ? [] : [Math.abs(stride.stanceTimeS - same.stanceTimeS)];
    });
    // Where the axes become known some strides later, other strides are left out for that.
    expect(errors.length).toBeGreaterThanOrEqual(clean.length - 3);
    expect(Math.max(0, ...errors)).toBeLessThan(0.04);
  });

  it("never make a side wrong, nor a comparison of strides that were not there", () => {
    expect(contacts(outputs).wrong).toBe(0);
    let [left, right] = [0, 0];
    for (const output of outputs) {
      if (output.kind === "stride" && output.clean) {
        if (output.side === "left") left += 1;
        else right += 1;
      }
      if (output.kind !== "symmetry") continue;
      expect(output.leftStrides + output.leftOutliers).toBeLessThanOrEqual(left);
      expect(output.rightStrides + output.rightOutliers).toBeLessThanOrEqual(right);
      const known = output.stanceTimeSymmetryIndexPct !== null;
      expect(known).toBe(output.absent === null);
      if (known) expect(Math.min(output.leftStrides, output.rightStrides)).toBeGreaterThan(14);
    }
  });
});

describe("a pod whose clock is off", () => {
  /** Events after it must have been found: a window behind the calibration from gait. */
  const found = (outputs: readonly SessionOutput[]): GaitEventOutput[] =>
    ofKind(outputs, "gaitEvent").filter((event) => event.timeS > 27);
  const methods = (outputs: readonly SessionOutput[]): string[] => [
    ...new Set(found(outputs).map((event) => event.method)),
  ];
  const misaligned = (outputs: readonly SessionOutput[]) =>
    ofKind(outputs, "fault").filter((fault) => fault.code === "clock-misaligned");
  const off = (offsetsS: ClockOffsets): Promise<SessionOutput[]> =>
    pipelineOutputs(header, withClocksOff(header, events, offsetsS));

  it.each([
    [{ leftThigh: 0.05, rightThigh: 0.05 }, "pelvis-vertical-crossing"],
    [{ leftThigh: 0.05, rightThigh: -0.05 }, "pelvis-vertical-crossing"],
    [{ pelvis: 0.05 }, "pelvis-vertical-crossing"],
    [{ leftThigh: 0.05 }, "pelvis-one-thigh-force"],
    [{ rightThigh: -0.05 }, "pelvis-one-thigh-force"],
  ] as const)("%j: contacts are timed without it, and say so", async (offsetsS, method) => {
    const outputs = await off(offsetsS);
    expect(methods(outputs)).toEqual([method]);
    // Which thigh has swung forward is seen all the same.
    expect(found(outputs).every((event) => event.sideMethod === "both-thighs")).toBe(true);
    const faults = misaligned(outputs);
    const thighs = ["leftThigh", "rightThigh"] as const;
    const { pelvis = 0, ...own }: ClockOffsets = offsetsS;
    for (const placement of thighs) {
      const lateMs = 1000 * ((own[placement] ?? 0) - pelvis);
      const said = faults.filter((fault) => fault.podId === podId(placement));
      expect(said.length).toBe(lateMs === 0 ? 0 : 1);
      const [, size, sign] = /about (\d+) ms (late|early)/.exec(said[0]?.message ?? "") ?? [];
      if (lateMs === 0) continue;
      expect(sign).toBe(lateMs > 0 ? "late" : "early");
      expect(Math.abs(Number(size) - Math.abs(lateMs))).toBeLessThan(10);
    }
    expect(contacts(outputs).wrong).toBe(0);
    expect(found(outputs).every((event) => event.confidence <= 0.7)).toBe(true);
  });

  it("takes that hip's angles away, and nobody else's", async () => {
    const outputs = await off({ leftThigh: 0.05 });
    // Both are known by then: that the clock is off, and where forward is.
    const knownS = 27;
    const hips = ofKind(outputs, "hipAngles").filter((hip) => hip.timeS > knownS);
    expect(hips.length).toBeGreaterThan(100);
    for (const hip of hips) {
      expect(hip).toMatchObject({ leftHipFlexionDeg: null, leftAbsent: "clock-misaligned" });
    }
    expect(hips.some((hip) => hip.rightHipFlexionDeg !== null)).toBe(true);
    const strides = ofKind(outputs, "strideAngle").filter((one) => one.initialContactS > knownS);
    const ofHip = strides.filter((one) => one.side === "left" && one.angle === "hipFlexion");
    expect(ofHip.length).toBeGreaterThan(5);
    for (const one of ofHip) expect(one.curveDeg).toBeNull();
  });

  it.each([-0.15, -0.1, 0.1, 0.15])(
    "is found by %d s too, the other thigh stays in use",
    async (offS) => {
      const outputs = await off({ leftThigh: offS });
      expect(methods(outputs)).toContain("pelvis-one-thigh-force");
      expect(methods(outputs)).not.toContain("pelvis-thigh-force");
      expect(misaligned(outputs).map((fault) => fault.podId)).toEqual([podId("leftThigh")]);
    },
  );

  it("makes the comparison less sure, of strides since then alone", async () => {
    const outputs = await off({ leftThigh: 0.05, rightThigh: -0.05 });
    const foundS = Math.max(...misaligned(outputs).map((fault) => fault.timeS));
    const symmetry = ofKind(outputs, "symmetry").filter((s) => s.timeS > foundS);
    const since = ofKind(outputs, "stride").filter((s) => s.clean && s.timeS > foundS);
    const last = symmetry.at(-1);
    expect(last?.leftStrides).toBeLessThanOrEqual(since.filter((s) => s.side === "left").length);
    expect(symmetry[0]).toMatchObject({ absent: "too-few-strides" });
    const sure = ofKind(undamaged, "symmetry").findLast((s) => s.absent === null);
    expect(sure?.stanceTimeCi95S).toBeCloseTo(1.96 * 0.007, 6);
    const known = symmetry.filter((s) => s.absent === null);
    expect(known.length).toBeGreaterThan(5);
    for (const one of known) expect(one.stanceTimeCi95S).toBeCloseTo(1.96 * 0.015, 6);
  });

  it("is a new one after a restart: the thigh counts again", async () => {
    let sequence = 0;
    const late = withClocksOff(header, events, { leftThigh: 0.05 });
    const restarted = late.flatMap((event): TransportEvent[] => {
      if (event.kind !== "notification" || event.podId !== podId("leftThigh")) return [event];
      if (event.channel !== "samples" || event.arrivalTimeS < 20) return [event];
      if (event.arrivalTimeS < 21) return [];
      const packet = decodePacket("samples", event.payload);
      if (packet.kind !== "samples") throw new Error("not samples");
      const counted = sequence++;
      const ticks = Math.round(counted * 0.035 * tickRateHz);
      const payload = encodePacket({ ...packet, sequence: counted, ticks });
      return [{ ...event, arrivalTimeS: event.arrivalTimeS - 0.05, payload }];
    });
    restarted.sort((a, b) => a.arrivalTimeS - b.arrivalTimeS);
    const outputs = await pipelineOutputs(header, restarted);
    const between = (fromS: number, toS: number): string[] => [
      ...new Set(
        ofKind(outputs, "gaitEvent")
          .filter((event) => event.timeS > fromS && event.timeS < toS)
          .map((event) => event.method),
      ),
    ];
    expect(between(15, 20)).toEqual(["pelvis-one-thigh-force"]);
    expect(between(27, 37)).toEqual(["pelvis-thigh-force"]);
    expect(misaligned(outputs)).toHaveLength(1);
  });

  it("by 5 ms or not at all stays in use", async () => {
    for (const outputs of [undamaged, await off({ leftThigh: 0.005, rightThigh: -0.005 })]) {
      expect(methods(outputs)).toEqual(["pelvis-thigh-force"]);
      expect(misaligned(outputs)).toEqual([]);
    }
  });
});
