import { readFile } from "node:fs/promises";
import { Subject } from "rxjs";
import { beforeAll, describe, expect, it } from "vitest";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import type { SamplesPacket } from "../../src/codec/packet.ts";
import type { Placement, PodId } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import type { NotificationEvent, TransportEvent } from "../../src/model/transport-event.ts";
import { sessionPipeline } from "../../src/pipeline/session-pipeline.ts";
import type { ExpectedResults } from "../golden/expected-results.ts";
import { ofKind, pipelineOutputs, recordedEvents } from "../support/recorded-events.ts";
import { fixturePath } from "../support/run-recording.ts";

let header: SessionHeader;
let events: TransportEvent[];
let expected: ExpectedResults;

beforeAll(async () => {
  ({ header, events } = await recordedEvents("runner-18.mcap", 30));
  expected = JSON.parse(await readFile(fixturePath("runner-18.expected.json"), "utf8"));
});

const podId = (placement: Placement): PodId =>
  header.pods.find((pod) => pod.placement === placement)?.podId as PodId;

const isSamples = (event: TransportEvent, placement: Placement): event is NotificationEvent =>
  event.kind === "notification" && event.channel === "samples" && event.podId === podId(placement);

/** The samples packet of an event, changed. */
function tamper(
  event: NotificationEvent,
  change: (packet: SamplesPacket) => SamplesPacket,
): NotificationEvent {
  const packet = decodePacket("samples", event.payload);
  if (packet.kind !== "samples") throw new Error("not a samples packet");
  return { ...event, payload: encodePacket(change(packet)) };
}

const codes = (outputs: readonly SessionOutput[]): string[] =>
  ofKind(outputs, "fault").map((fault) => fault.code);

const lastState = (outputs: readonly SessionOutput[], placement: Placement) =>
  ofKind(outputs, "podState")
    .filter((state) => state.placement === placement)
    .at(-1);

/** Share of the plate's contacts up to 29 s that were found with the right side. */
function sideRightShare(outputs: readonly SessionOutput[], fromS = 9): number {
  const found = ofKind(outputs, "gaitEvent").filter((e) => e.type === "initialContact");
  const contacts = expected.contacts.filter(([, timeS]) => timeS > fromS && timeS < 29);
  const right = contacts.filter(
    ([side, timeS]) => found.find((e) => Math.abs(e.timeS - timeS) < 0.06)?.side === side,
  );
  return right.length / contacts.length;
}

describe("session pipeline", () => {
  it("keeps its state per subscription: two listeners on one source see the same", async () => {
    const source = new Subject<TransportEvent>();
    const shared = source.pipe(sessionPipeline(header));
    const a: SessionOutput[] = [];
    const b: SessionOutput[] = [];
    shared.subscribe((output) => a.push(output));
    shared.subscribe((output) => b.push(output));
    for (const event of events) source.next(event);
    source.complete();
    expect(a.length).toBeGreaterThan(1000);
    expect(b).toEqual(a);
  });

  it("reports lost packets, leaves the strides that they hit out and keeps the others", async () => {
    let index = 0;
    const kept = events.filter((event) => {
      if (!isSamples(event, "pelvis") || event.arrivalTimeS < 20) return true;
      index += 1;
      return index > 5;
    });
    const outputs = await pipelineOutputs(header, kept);
    expect(ofKind(outputs, "fault")).toMatchObject([
      { code: "samples-lost", count: 35, podId: podId("pelvis") },
    ]);
    expect(lastState(outputs, "pelvis")).toMatchObject({ lostSamples: 35, liveness: "live" });
    const strides = ofKind(outputs, "stride").filter((stride) => stride.clean);
    const touching = strides.filter((s) => s.initialContactS < 20.1 && s.timeS > 20.05);
    expect(touching).toEqual([]);
    expect(strides.filter((s) => s.timeS < 20).length).toBeGreaterThan(20);
    expect(strides.filter((s) => s.initialContactS > 21).length).toBeGreaterThan(15);
  });

  it("drops duplicated and late packets, and says so", async () => {
    const changed = [...events];
    const twin = changed.findIndex((e) => isSamples(e, "leftThigh") && e.arrivalTimeS > 15);
    changed.splice(twin + 1, 0, changed[twin] as TransportEvent);
    const late = changed.findIndex((e) => isSamples(e, "rightThigh") && e.arrivalTimeS > 16);
    const after = changed.findIndex((e, i) => i > late && isSamples(e, "rightThigh"));
    const [first, second] = [changed[late], changed[after]] as [
      NotificationEvent,
      NotificationEvent,
    ];
    // The first comes right behind the second: nothing comes before it was sent, or its pod's clock would be off.
    changed.splice(after + 1, 0, { ...first, arrivalTimeS: second.arrivalTimeS });
    changed.splice(late, 1);
    const outputs = await pipelineOutputs(header, changed);
    expect(codes(outputs)).toEqual(["packet-duplicate", "samples-lost", "packet-out-of-order"]);
    expect(sideRightShare(outputs)).toBe(1);
  });

  it("turns bytes that are no packet into a fault and goes on", async () => {
    const broken = events.map((event) =>
      isSamples(event, "pelvis") && event.arrivalTimeS > 5 && event.arrivalTimeS < 5.05
        ? { ...event, payload: event.payload.subarray(0, 20) }
        : event,
    );
    const outputs = await pipelineOutputs(header, broken);
    expect(codes(outputs)).toContain("packet-truncated");
    expect(lastState(outputs, "pelvis")?.faults).toBeGreaterThanOrEqual(1);
    expect(sideRightShare(outputs)).toBe(1);
  });

  it("does not mix in the pod of another runner", async () => {
    const stranger: NotificationEvent = {
      kind: "notification",
      arrivalTimeS: 0,
      podId: "ffffffffffffffff",
      channel: "samples",
      payload: new Uint8Array(96),
    };
    const outputs = await pipelineOutputs(header, [stranger, ...events]);
    expect(codes(outputs)).toEqual(["packet-unknown-pod"]);
    expect(ofKind(outputs, "podState").map((state) => state.podId)).not.toContain(stranger.podId);
  });

  it("refuses samples of another rate or range than the session says", async () => {
    const changed = events.map((event) =>
      isSamples(event, "leftThigh") && event.arrivalTimeS > 10 && event.arrivalTimeS < 10.04
        ? tamper(event, (packet) => ({ ...packet, sampleRateHz: 208 }))
        : event,
    );
    const outputs = await pipelineOutputs(header, changed);
    const fault = ofKind(outputs, "fault").find((f) => f.code === "packet-unexpected-format");
    expect(fault?.message).toMatch(/^left thigh pod: packet /);
    expect(fault?.message).toContain("208 Hz");
    expect(fault?.message).toContain("configured are 200 Hz");
  });

  it("notices a restarted pod by its clock and goes on with it", async () => {
    let sequence = 0;
    const changed = events.map((event) =>
      isSamples(event, "rightThigh") && event.arrivalTimeS > 20
        ? tamper(event, (packet) => ({
            ...packet,
            // It counts from 0 again, one packet every 35 ms.
            ticks: Math.round(sequence * 0.035 * 32768),
            sequence: sequence++,
          }))
        : event,
    );
    const outputs = await pipelineOutputs(header, changed);
    expect(codes(outputs).filter((code) => code === "clock-step")).toHaveLength(1);
    expect(codes(outputs)).not.toContain("samples-lost");
    expect(lastState(outputs, "rightThigh")).toMatchObject({ liveness: "live", lostSamples: 0 });
    expect(sideRightShare(outputs)).toBeGreaterThan(0.97);
  });

  it("never shows a dead pelvis pod as alive, nor a number that rests on it", async () => {
    const silent = events.filter(
      (event) =>
        !(isSamples(event, "pelvis") && event.arrivalTimeS > 20 && event.arrivalTimeS < 24),
    );
    const outputs = await pipelineOutputs(header, silent);
    const states = ofKind(outputs, "podState").filter((state) => state.placement === "pelvis");
    const fellSilent = states.find((state) => state.liveness === "silent");
    expect(fellSilent?.timeS).toBeGreaterThan(20);
    expect(fellSilent?.timeS).toBeLessThan(20.6);
    expect(fellSilent?.measuredRateHz).toBeNull();
    // The first packet that arrives again was sampled a little earlier.
    const during = outputs.filter((o) => o.timeS > 21.2 && o.timeS < 23.9);
    expect(ofKind(during, "pelvicAngles").length).toBeGreaterThan(0);
    for (const angles of ofKind(during, "pelvicAngles")) {
      expect(angles).toMatchObject({ pelvicTiltDeg: null, absent: "pod-silent" });
    }
    for (const symmetry of ofKind(during, "symmetry")) {
      expect(symmetry).toMatchObject({ stanceTimeSymmetryIndexPct: null, absent: "pod-silent" });
    }
    expect(ofKind(during, "gaitEvent")).toEqual([]);
    expect(states.at(-1)?.liveness).toBe("live");
    // The orientation needs three seconds to find the vertical again.
    const back = ofKind(outputs, "pelvicAngles").filter((a) => a.timeS > 27.2);
    expect(back.length).toBeGreaterThan(50);
    expect(back.every((angles) => angles.pelvicTiltDeg !== null)).toBe(true);
  });

  it("tells sides with one thigh pod, and from none once forward is known and some steps are taken", async () => {
    const without = (...gone: Placement[]): Promise<SessionOutput[]> => {
      const ids = gone.map(podId);
      return pipelineOutputs(
        { ...header, pods: header.pods.filter((pod) => !gone.includes(pod.placement)) },
        events.filter((event) => !("podId" in event && ids.includes(event.podId))),
      );
    };
    // A single thigh is compared with its own mean, which takes the first strides to settle.
    expect(sideRightShare(await without("rightThigh"), 10)).toBe(1);
    expect(sideRightShare(await without("leftThigh"), 10)).toBe(1);
    const alone = await without("leftThigh", "rightThigh");
    expect(sideRightShare(alone, 18)).toBe(1);
    const early = ofKind(alone, "gaitEvent").filter((event) => event.timeS < 14);
    expect(early.length).toBeGreaterThan(30);
    expect(early.every((event) => event.side === null && event.confidence === 0)).toBe(true);
    expect(ofKind(alone, "symmetry").find((s) => s.timeS > 13)).toMatchObject({
      stanceTimeSymmetryIndexPct: null,
      absent: "side-unknown",
    });
    const strides = ofKind(alone, "stride");
    expect(strides.length).toBeGreaterThan(20);
    expect(strides.every((stride) => stride.hipFlexionMaxDeg === null)).toBe(true);
    expect(ofKind(alone, "hipAngles").at(-1)).toMatchObject({
      leftAbsent: "no-pod",
      rightAbsent: "no-pod",
    });
    expect(ofKind(alone, "cadence").at(-1)?.cadenceSpm).toBeGreaterThan(150);
  });

  it.each([
    ["upside-down", (v: number, axis: number) => (axis === 1 ? v : -v)],
    ["crooked", (_: number, axis: number, [x, y]: [number, number]) => [y, -x, _][axis] as number],
  ] as const)("refuses a pod that is %s and gives no angles from it", async (verdict, turn) => {
    const turned = events.map((event) =>
      isSamples(event, "pelvis")
        ? tamper(event, (packet) => {
            const rotate = (values: Float64Array): Float64Array =>
              values.map((value, i) => {
                const first = i - (i % 3);
                return turn(value, i % 3, [values[first] as number, values[first + 1] as number]);
              });
            return {
              ...packet,
              accMPerS2: rotate(packet.accMPerS2),
              gyrRadPerS: rotate(packet.gyrRadPerS),
            };
          })
        : event,
    );
    const outputs = await pipelineOutputs(header, turned);
    const verdicts = ofKind(outputs, "calibration").filter((c) => c.placement === "pelvis");
    expect(verdicts.map((c) => c.verdict)).toEqual(["waiting", verdict]);
    expect(ofKind(outputs, "pelvicAngles").every((a) => a.pelvicTiltDeg === null)).toBe(true);
    expect(ofKind(outputs, "pelvicAngles").at(-1)?.absent).toBe("calibration-failed");
    expect(ofKind(outputs, "stride")).toEqual([]);
  });

  it("asks for another try where the declared standing held no quiet stretch", async () => {
    const spans = [{ kind: "standing", startS: 12, endS: 18 }] as const;
    const outputs = await pipelineOutputs({ ...header, calibrationSpans: spans }, events);
    const verdicts = ofKind(outputs, "calibration").filter((c) => c.placement === "pelvis");
    expect(verdicts.map((c) => c.verdict)).toEqual(["waiting", "moved"]);
    expect(ofKind(outputs, "pelvicAngles").at(-1)?.absent).toBe("not-calibrated");
  });

  it("does not mix strides of two speeds, and counts on after the change", async () => {
    const changed: TransportEvent[] = events.flatMap((event, i) =>
      event.arrivalTimeS > 22 && (events[i - 1]?.arrivalTimeS ?? 0) <= 22
        ? [{ kind: "beltSpeed", arrivalTimeS: 22, beltSpeedMPerS: 2.8 } as const, event]
        : [event],
    );
    const symmetry = ofKind(await pipelineOutputs(header, changed), "symmetry");
    const before = symmetry.filter((s) => s.timeS < 22).at(-1);
    const after = symmetry.find((s) => s.timeS >= 22);
    expect(before?.leftStrides).toBeGreaterThan(10);
    expect(after).toMatchObject({ leftStrides: 0, rightStrides: 0, absent: "too-few-strides" });
    expect(symmetry.at(-1)?.leftStrides).toBeGreaterThan(5);
  });

  it("counts on where the treadmill only says the same speed again", async () => {
    const repeated = events.flatMap<TransportEvent>((event) =>
      event.kind === "beltSpeed"
        ? Array.from({ length: 20 }, (_, i) => ({
            ...event,
            arrivalTimeS: event.arrivalTimeS + i,
          }))
        : [event],
    );
    // And says before the first one that it does not know it.
    repeated.push({ kind: "beltSpeed", arrivalTimeS: 6, beltSpeedMPerS: null });
    repeated.sort((a, b) => a.arrivalTimeS - b.arrivalTimeS);
    const last = (outputs: readonly SessionOutput[]) => ofKind(outputs, "symmetry").at(-1);
    const once = await pipelineOutputs(header, events);
    expect(last(once)?.leftStrides).toBeGreaterThan(20);
    expect(await pipelineOutputs(header, repeated)).toEqual(once);
  });
});
