import { mean } from "simple-statistics";
import { beforeAll, describe, expect, it } from "vitest";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import { tickRateHz } from "../../src/codec/protocol.ts";
import type { Placement } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { HipAnglesOutput, SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { ofKind, pipelineOutputs, recordedEvents } from "../support/recorded-events.ts";
import { remounted, turnOverTime } from "../support/remounted.ts";

/** Standing and running, a pause in which the runner stands again, and the same running once more. */
const pieces = [
  { fromS: 0, toS: 36, startS: 0 },
  { fromS: 0.5, toS: 5.3, startS: 36.5 },
  { fromS: 0.5, toS: 5.3, startS: 41.3 },
  { fromS: 8.5, toS: 37, startS: 47 },
] as const;
const endS = 47 + 37 - 8.5;
/** When somebody asks. */
const askedS = 35;

let header: SessionHeader;
let events: TransportEvent[];

/** The event as if it had happened `shiftS` later, on the pod's clock as well. */
function later(event: TransportEvent, shiftS: number): TransportEvent {
  const moved = { ...event, arrivalTimeS: event.arrivalTimeS + shiftS };
  if (moved.kind !== "notification" || moved.channel !== "samples") return moved;
  const packet = decodePacket("samples", moved.payload);
  if (packet.kind !== "samples") throw new Error("the recording holds a damaged packet");
  const ticks = (packet.ticks + Math.round(shiftS * tickRateHz)) >>> 0;
  return { ...moved, payload: encodePacket({ ...packet, ticks }) };
}

beforeAll(async () => {
  const recorded = await recordedEvents("runner-18.mcap", 38);
  header = recorded.header;
  events = pieces.flatMap(({ fromS, toS, startS }) =>
    recorded.events
      .filter((event) => event.kind === "notification" && event.channel === "samples")
      .filter(({ arrivalTimeS }) => arrivalTimeS >= fromS && arrivalTimeS < toS)
      .map((event) => later(event, startS - fromS)),
  );
});

/** The session with a request for a new calibration of these pods. */
function asking(session: readonly TransportEvent[], timeS: number, wanted: readonly Placement[]) {
  const podIds = header.pods.filter((p) => wanted.includes(p.placement)).map((p) => p.podId);
  const request: TransportEvent = { kind: "calibrationRequest", arrivalTimeS: timeS, podIds };
  const at = session.findIndex((event) => event.arrivalTimeS > timeS);
  return session.toSpliced(at, 0, request);
}

const said = (outputs: readonly SessionOutput[], placement: Placement, fromS: number): string[] =>
  ofKind(outputs, "calibration")
    .filter((c) => c.placement === placement && c.timeS >= fromS && c.stage !== "sides")
    .map((c) => `${c.stage} ${c.verdict}`);

const keys = [
  "leftHipFlexionDeg",
  "leftHipAdductionDeg",
  "leftHipInternalRotationDeg",
  "rightHipFlexionDeg",
] as const satisfies readonly (keyof HipAnglesOutput)[];

/** Mean of every angle over the last strides of the session. */
function lastMeans(outputs: readonly SessionOutput[]): Record<(typeof keys)[number], number> {
  const last = ofKind(outputs, "hipAngles").filter((h) => h.timeS > endS - 7);
  expect(last.length).toBeGreaterThan(300);
  const of = (key: (typeof keys)[number]): number => mean(last.map((h) => h[key] ?? Number.NaN));
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as ReturnType<typeof lastMeans>;
}

describe("calibrating anew", () => {
  it("brings a thigh that slipped back to what it was, and the session goes on", async () => {
    const slipped = remounted(header, events, { leftThigh: turnOverTime(2, 14, 22, 0.5) });
    const outputs = await pipelineOutputs(header, asking(slipped, askedS, ["leftThigh"]));
    expect(said(outputs, "leftThigh", 25)).toEqual([
      "slip slipped",
      "standing renewing",
      "standing good",
      "slip good",
      "gait too-few-strides",
      "gait good",
    ]);
    expect(said(outputs, "pelvis", 25)).toEqual([]);
    const untouched = lastMeans(await pipelineOutputs(header, events));
    const found = lastMeans(outputs);
    for (const key of keys) expect(Math.abs(found[key] - untouched[key])).toBeLessThan(1.5);
    const strides = ofKind(outputs, "stride");
    expect(strides.some((s) => s.timeS < 30) && strides.some((s) => s.timeS > 60)).toBe(true);
  });

  it("of all pods gives the same angles once more", async () => {
    const all = header.pods.map((pod) => pod.placement);
    const outputs = await pipelineOutputs(header, asking(events, askedS, all));
    for (const placement of all) {
      expect(said(outputs, placement, 30).slice(0, 4)).toEqual([
        "standing renewing",
        "standing good",
        "gait too-few-strides",
        "gait good",
      ]);
    }
    const untouched = lastMeans(await pipelineOutputs(header, events));
    const found = lastMeans(outputs);
    for (const key of keys) expect(Math.abs(found[key] - untouched[key])).toBeLessThan(1.5);
  });

  it("leaves angles as they are until the runner stands", async () => {
    const outputs = await pipelineOutputs(header, asking(events, 20, ["pelvis", "leftThigh"]));
    const between = ofKind(outputs, "hipAngles").filter((h) => h.timeS > 20.5 && h.timeS < 29.5);
    expect(between.length).toBeGreaterThan(400);
    for (const one of between) expect(one.leftHipFlexionDeg).not.toBeNull();
  });

  it("gives up after a minute without standing, and says so", async () => {
    const running = events.filter((event) => event.arrivalTimeS < 30);
    const tick = (arrivalTimeS: number): TransportEvent => ({ kind: "tick", arrivalTimeS });
    const silence = Array.from({ length: 60 }, (_, i) => tick(30 + i));
    const outputs = await pipelineOutputs(header, [
      ...asking(running, 20, ["leftThigh"]),
      ...silence,
    ]);
    expect(said(outputs, "leftThigh", 19)).toEqual(["standing renewing", "standing kept"]);
    const kept = ofKind(outputs, "calibration").find((c) => c.verdict === "kept");
    expect(kept?.timeS).toBeGreaterThanOrEqual(80);
  });

  it("does not wait for a pod that is dead", async () => {
    const dead = header.pods.find((pod) => pod.placement === "rightThigh")?.podId;
    const session = events.filter(
      (e) => !(e.kind === "notification" && e.podId === dead && e.arrivalTimeS > 25),
    );
    const outputs = await pipelineOutputs(header, asking(session, askedS, ["pelvis", "leftThigh"]));
    for (const placement of ["pelvis", "leftThigh"] as const) {
      expect(said(outputs, placement, 30)).toContain("standing good");
    }
  });

  it("keeps what there was where the runner sits or bends, and says why", async () => {
    // From the request on the pelvis leans by 60°, so far that standing is refused.
    const bent = remounted(header, events, { pelvis: turnOverTime(1, 60, askedS, 0.5) });
    const outputs = await pipelineOutputs(
      header,
      asking(bent, askedS, ["pelvis"]).filter((e) => e.arrivalTimeS < 46),
    );
    expect(said(outputs, "pelvis", askedS)).toEqual(["standing renewing", "standing renewing"]);
    const refused = ofKind(outputs, "calibration").at(-1);
    expect(refused?.message).toMatch(/more than 35° off/);
    // The figures of the calibration that holds go with it.
    expect(refused?.mountingTiltDeg).toBeLessThan(35);
    const late = ofKind(outputs, "pelvicAngles").filter((a) => a.timeS > 45);
    expect(late.length).toBeGreaterThan(10);
    for (const one of late) expect(one.pelvicTiltDeg).not.toBeNull();
  });

  it("counts its minute from the last time somebody asks", async () => {
    const running = events.filter((event) => event.arrivalTimeS < 36);
    const tick = (arrivalTimeS: number): TransportEvent => ({ kind: "tick", arrivalTimeS });
    const silence = Array.from({ length: 60 }, (_, i) => tick(36 + i));
    const once = asking([...running, ...silence], 20, ["leftThigh"]);
    const outputs = await pipelineOutputs(header, asking(once, 34, ["leftThigh"]));
    const kept = ofKind(outputs, "calibration").find((c) => c.verdict === "kept");
    expect(kept?.timeS).toBeGreaterThanOrEqual(94);
    expect(kept?.mountingTiltDeg).not.toBeNull();
  });

  it("of a pod that is not part of the session, or still open, changes nothing", async () => {
    const request: TransportEvent = {
      kind: "calibrationRequest",
      arrivalTimeS: 1,
      podIds: ["ffffffffffffffff", ...header.pods.map((pod) => pod.podId)],
    };
    const start = events.filter((event) => event.arrivalTimeS < 12);
    const outputs = await pipelineOutputs(header, [request, ...start]);
    expect(ofKind(outputs, "calibration")).toEqual(
      ofKind(await pipelineOutputs(header, start), "calibration"),
    );
  });
});

describe("pelvis and thigh pods on each other's place", () => {
  it.each(["leftThigh", "rightThigh"] as const)(
    "are found (%s), and nothing that rests on them is shown",
    async (thigh) => {
      const exchanged: Partial<Record<Placement, Placement>> = { pelvis: thigh, [thigh]: "pelvis" };
      const pods = header.pods.map((pod) => ({
        ...pod,
        placement: exchanged[pod.placement] ?? pod.placement,
      }));
      const session = events.filter((event) => event.arrivalTimeS < 29);
      const outputs = await pipelineOutputs({ ...header, pods }, session);
      for (const placement of ["pelvis", thigh] as const) {
        expect(said(outputs, placement, 0).at(-1)).toBe("gait swapped-with-pelvis");
      }
      const foundS = ofKind(outputs, "calibration").at(-1)?.timeS ?? Number.NaN;
      expect(foundS).toBeLessThan(20);
      const after = outputs.filter((o) => o.timeS > foundS + 0.3);
      for (const one of ofKind(after, "pelvicAngles")) {
        expect(one).toMatchObject({ pelvicTiltDeg: null, absent: "calibration-failed" });
      }
      for (const one of ofKind(after, "hipAngles")) expect(one.leftHipFlexionDeg).toBeNull();
      expect(ofKind(after, "stride").filter((s) => s.clean)).toEqual([]);
      expect(ofKind(after, "symmetry").at(-1)?.absent).toBe("calibration-failed");
    },
  );
});
