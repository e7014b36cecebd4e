import { readFile } from "node:fs/promises";
import { of } from "rxjs";
import { beforeAll, describe, expect, it } from "vitest";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import type { SamplesPacket } from "../../src/codec/packet.ts";
import type { Placement, PodId } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import type { NotificationEvent, TransportEvent } from "../../src/model/transport-event.ts";
import { radPerDeg } from "../../src/model/units.ts";
import { perSubscription } from "../../src/pipeline/per-subscription.ts";
import type { ExpectedResults } from "../golden/expected-results.ts";
import { seededUniform } from "../support/random.ts";
import {
  ofKind,
  pipelineOutputs,
  recordedEvents,
  timedOutputs,
} from "../support/recorded-events.ts";
import { fixturePath } from "../support/run-recording.ts";

let header: SessionHeader;
let events: TransportEvent[];
let undamaged: SessionOutput[];
let expected: ExpectedResults;

beforeAll(async () => {
  ({ header, events } = await recordedEvents("runner-18.mcap", 36));
  undamaged = await pipelineOutputs(header, events);
  expected = JSON.parse(await readFile(fixturePath("runner-18.expected.json"), "utf8"));
});

const podId = (placement: Placement): PodId =>
  header.pods.find((pod) => pod.placement === placement)?.podId as PodId;

const isSamples = (event: TransportEvent, placement: Placement): event is NotificationEvent =>
  event.kind === "notification" && event.channel === "samples" && event.podId === podId(placement);

function tamper(
  event: NotificationEvent,
  change: (packet: SamplesPacket) => Partial<SamplesPacket>,
): NotificationEvent {
  const packet = decodePacket("samples", event.payload) as SamplesPacket;
  return { ...event, payload: encodePacket({ ...packet, ...change(packet) }) };
}

/** The events without a pod's packets from one time on, `count` of them. */
function drop(placement: Placement, fromS: number, count: number): TransportEvent[] {
  let dropped = 0;
  return events.filter((event) => {
    if (!isSamples(event, placement) || event.arrivalTimeS < fromS || dropped >= count) return true;
    dropped += 1;
    return false;
  });
}

/** Why an output is absent, whatever its kind. */
function absence(output: SessionOutput): string | null {
  if (output.kind === "hipAngles") return output.leftAbsent;
  return "absent" in output ? output.absent : null;
}

/** Contacts of the plate between two times that were found with a wrong side, and with the right one. */
function sides(outputs: readonly SessionOutput[], fromS: number): { wrong: number; right: number } {
  const found = ofKind(outputs, "gaitEvent").filter((e) => e.type === "initialContact");
  let wrong = 0;
  let right = 0;
  for (const [side, timeS] of expected.contacts) {
    if (timeS < fromS || timeS > 35) continue;
    const event = found.find((e) => Math.abs(e.timeS - timeS) < 0.06);
    if (event?.side === side) right += 1;
    else if (event !== undefined && event.side !== null) wrong += 1;
  }
  return { wrong, right };
}

describe("a pod that restarts", () => {
  const isStatus = (event: TransportEvent): event is NotificationEvent =>
    event.kind === "notification" && event.channel === "status" && event.podId === podId("pelvis");

  const withNextBootId = (event: NotificationEvent): NotificationEvent => {
    const packet = decodePacket("status", event.payload);
    if (packet.kind !== "status") throw new Error("not a status packet");
    return { ...event, payload: encodePacket({ ...packet, bootId: (packet.bootId + 1) & 0xffff }) };
  };

  const reboot = (announced: boolean): TransportEvent[] => {
    // Up for 12 s when it stops at 20 s, away for half a second, then counting from 0 again.
    let before = 0;
    let after = 0;
    return events.flatMap((event): TransportEvent[] => {
      if (announced && event.arrivalTimeS >= 20.5 && isStatus(event))
        return [withNextBootId(event)];
      if (!isSamples(event, "pelvis")) return [event];
      if (event.arrivalTimeS > 20 && event.arrivalTimeS < 20.5) return [];
      const isAfter = event.arrivalTimeS >= 20.5;
      const sequence = isAfter ? after++ : before++;
      const ticks = Math.round(sequence * 0.035 * 32768);
      return [tamper(event, () => ({ sequence, ticks }))];
    });
  };

  it.each([false, true])(
    "is noticed soon after power-up too (boot id announced: %s)",
    async (announced) => {
      const outputs = await pipelineOutputs(header, reboot(announced));
      const steps = ofKind(outputs, "fault").filter((fault) => fault.code === "clock-step");
      expect(steps).toHaveLength(1);
      const late = ofKind(outputs, "pelvicAngles").filter((angles) => angles.timeS > 27);
      expect(late.length).toBeGreaterThan(100);
      expect(late.every((angles) => angles.pelvicTiltDeg !== null)).toBe(true);
    },
  );
});

describe("a link that stalls or loses", () => {
  it.each([0.08, 0.3, 0.45, 0.8, 1.6])(
    "at the start, for %d s: no side is wrong afterwards",
    async (heldS) => {
      const late = events.map((event) =>
        isSamples(event, "pelvis")
          ? { ...event, arrivalTimeS: Math.max(event.arrivalTimeS, heldS) }
          : event,
      );
      late.sort((a, b) => a.arrivalTimeS - b.arrivalTimeS);
      const { wrong, right } = sides(await pipelineOutputs(header, late), 9);
      expect(wrong).toBe(0);
      expect(right).toBeGreaterThan(60);
    },
  );

  it.each([1, 2, 3, 5, 7, 40])(
    "%d packets: angles afterwards are right or not there",
    async (count) => {
      for (const phaseS of [20, 20.13, 20.31, 20.52]) {
        const outputs = await pipelineOutputs(header, drop("pelvis", phaseS, count));
        const truth = new Map(ofKind(undamaged, "pelvicAngles").map((a) => [a.timeS, a]));
        let compared = 0;
        let worst = 0;
        for (const angles of ofKind(outputs, "pelvicAngles")) {
          const reference = truth.get(angles.timeS)?.pelvicTiltDeg ?? null;
          if (angles.timeS < 20 || angles.pelvicTiltDeg === null || reference === null) continue;
          compared += 1;
          worst = Math.max(worst, Math.abs(angles.pelvicTiltDeg - reference));
        }
        expect(compared).toBeGreaterThan(400);
        expect(worst).toBeLessThan(count <= 2 ? 6 : 2);
      }
    },
  );

  it("a thigh's packets: no wrong side that counts", async () => {
    for (const fromS of [15, 15.2, 15.4, 15.6]) {
      for (const count of [6, 15, 50]) {
        const outputs = await pipelineOutputs(header, drop("leftThigh", fromS, count));
        expect(sides(outputs, 9).wrong).toBe(0);
      }
    }
  });

  it("what the pod itself lost is seen by its clock", async () => {
    const shifted = events.map((event) =>
      isSamples(event, "pelvis") && event.arrivalTimeS > 20
        ? tamper(event, ({ ticks }) => ({ ticks: (ticks + Math.round(0.315 * 32768)) >>> 0 }))
        : event,
    );
    const faults = ofKind(await pipelineOutputs(header, shifted), "fault");
    expect(faults[0]).toMatchObject({ code: "samples-lost", count: 63 });
  });

  it("a silence longer than the sequence numbers last is counted to the sample", async () => {
    const silentS = 1200;
    const shifted = events.map((event): TransportEvent => {
      if (event.arrivalTimeS <= 20) return event;
      const later = { ...event, arrivalTimeS: event.arrivalTimeS + silentS };
      if (!isSamples(event, "pelvis")) return later;
      const packets = Math.round(silentS / 0.035);
      return tamper(later as NotificationEvent, ({ ticks, sequence }) => ({
        ticks: (ticks + Math.round(packets * 0.035 * 32768)) >>> 0,
        sequence: (sequence + packets) & 0xffff,
      }));
    });
    const lost = ofKind(await pipelineOutputs(header, shifted), "fault").filter(
      (fault) => fault.code === "samples-lost" && fault.podId === podId("pelvis"),
    );
    expect(lost).toHaveLength(1);
    expect(Math.abs((lost[0]?.count ?? 0) - 240_000)).toBeLessThan(20);
  });
});

describe("hip angles and rotation after a pod has turned unseen", () => {
  const keys = [
    "leftHipFlexionDeg",
    "leftHipAdductionDeg",
    "leftHipInternalRotationDeg",
    "rightHipFlexionDeg",
    "rightHipAdductionDeg",
    "rightHipInternalRotationDeg",
  ] as const;

  /** Largest difference of a known value from the undamaged run, and how many were compared after `fromS`. */
  function compare(
    outputs: readonly SessionOutput[],
    fromS: number,
  ): { worst: number; late: number } {
    const hips = new Map(ofKind(undamaged, "hipAngles").map((h) => [h.timeS, h]));
    const pelvis = new Map(ofKind(undamaged, "pelvicAngles").map((a) => [a.timeS, a]));
    let worst = 0;
    let late = 0;
    const add = (
      timeS: number,
      ours: number | null,
      reference: number | null | undefined,
    ): void => {
      if (timeS < fromS || ours === null || reference == null) return;
      worst = Math.max(worst, Math.abs(ours - reference));
      if (timeS > fromS + 8) late += 1;
    };
    for (const h of ofKind(outputs, "hipAngles")) {
      for (const key of keys) add(h.timeS, h[key], hips.get(h.timeS)?.[key]);
    }
    for (const a of ofKind(outputs, "pelvicAngles")) {
      add(a.timeS, a.pelvicRotationDeg, pelvis.get(a.timeS)?.pelvicRotationDeg);
    }
    return { worst, late };
  }

  it.each([
    ["rightThigh", 3, 1000],
    ["leftThigh", 5, 1000],
    ["rightThigh", 26, 1000],
    // Five seconds: angles of that hip are only just back when the piece ends.
    ["leftThigh", 143, 400],
    ["pelvis", 5, 1000],
    ["pelvis", 40, 1000],
  ] as const)(
    "the %s pod, %d packets: right or not there, and back soon",
    async (placement, count, least) => {
      const outputs = await pipelineOutputs(header, drop(placement, 22, count));
      const { worst, late } = compare(outputs, 22);
      // Headings of few strides are a few degrees off, as they are at the start of a session.
      expect(worst).toBeLessThan(6);
      expect(late).toBeGreaterThan(least);
    },
  );

  /** The left thigh's gyroscope at the end of its range for a while, as it turned faster than it can say. */
  const pinned = (forS: number): TransportEvent[] =>
    events.map((event) => {
      if (!isSamples(event, "leftThigh")) return event;
      if (event.arrivalTimeS < 22 || event.arrivalTimeS >= 22 + forS) return event;
      return tamper(event, ({ gyrRadPerS, gyrRangeDegPerS }) => ({
        gyrRadPerS: gyrRadPerS.map(() => gyrRangeDegPerS * radPerDeg),
        clipped: true,
      }));
    });

  it("a gyroscope at the end of its range for 0.3 s: right or not there, and back soon", async () => {
    const outputs = await pipelineOutputs(header, pinned(0.3));
    const faults = ofKind(outputs, "fault").filter((f) => f.code === "sample-saturated");
    expect(faults.length).toBeGreaterThan(5);
    const { worst, late } = compare(outputs, 22.35);
    expect(worst).toBeLessThan(6);
    expect(late).toBeGreaterThan(1000);
  });

  it("a pod that restarts is treated like a gap", async () => {
    let sequence = 0;
    const rebooted = events.flatMap((event): TransportEvent[] => {
      if (!isSamples(event, "leftThigh") || event.arrivalTimeS < 20) return [event];
      if (event.arrivalTimeS < 21.2) return [];
      const counted = sequence++;
      const ticks = Math.round(counted * 0.035 * 32768);
      return [tamper(event, () => ({ sequence: counted, ticks }))];
    });
    const { worst, late } = compare(await pipelineOutputs(header, rebooted), 20);
    expect(worst).toBeLessThan(6);
    expect(late).toBeGreaterThan(1000);
  });
});

describe("what is not there", () => {
  it("a pod that never sends is silent after five seconds, with all that it owes", async () => {
    const without = events.filter(
      (event) => !("podId" in event && event.podId === podId("leftThigh")),
    );
    const states = ofKind(await pipelineOutputs(header, without), "podState").filter(
      (state) => state.placement === "leftThigh",
    );
    const silent = states.find((state) => state.liveness === "silent");
    expect(silent?.timeS).toBeCloseTo(5, 1);
    expect(states.at(-1)).toMatchObject({ liveness: "silent", receivedSamples: 0 });
    expect(states.at(-1)?.lostSamples).toBeGreaterThan(6000);
  });

  it("is said as soon as the pelvis pod is known to be silent", async () => {
    const cut = events.filter((event) => !(isSamples(event, "pelvis") && event.arrivalTimeS > 20));
    const timed = await timedOutputs(header, cut);
    for (const kind of ["pelvicAngles", "hipAngles", "symmetry", "cadence"] as const) {
      const first = timed.find(
        ({ output, emittedAtS }) =>
          emittedAtS > 20 && output.kind === kind && absence(output) === "pod-silent",
      );
      expect(first?.emittedAtS, kind).toBeLessThan(20.45);
    }
    const pelvis = ofKind(
      timed.map((t) => t.output),
      "podState",
    ).filter((s) => s.placement === "pelvis");
    // 15.9 s at 200 Hz are owed by the end.
    expect(pelvis.at(-1)?.lostSamples).toBeGreaterThan(2800);
  });

  it("both thigh pods: the pelvis goes on telling sides, and the comparison begins anew with its stance times", async () => {
    const cut = events.filter(
      (event) =>
        !(
          (isSamples(event, "leftThigh") || isSamples(event, "rightThigh")) &&
          event.arrivalTimeS > 25
        ),
    );
    const outputs = await pipelineOutputs(header, cut);
    const symmetry = ofKind(outputs, "symmetry").filter((s) => s.timeS > 26);
    // Until its stances are void, then until there are enough of the other kind.
    const absences = symmetry.map((s) => s.absent);
    expect([...new Set(absences)]).toEqual([null, "too-few-strides"]);
    expect(symmetry.find((s) => s.absent !== null)?.timeS).toBeLessThan(30.5);
    const before = symmetry.filter((s) => s.absent === null);
    expect(new Set(before.map((s) => s.leftStrides)).size).toBe(1);
    // Those are the ones since then, and nothing of what the thighs have timed is mixed in.
    const since = ofKind(outputs, "stride").filter((s) => s.clean && s.initialContactS > 24.9);
    const afterwards = symmetry.filter((s) => s.absent !== null);
    expect(afterwards.at(-1)?.leftStrides).toBeGreaterThan(8);
    for (const one of afterwards) {
      const left = since.filter((s) => s.side === "left" && s.timeS <= one.timeS);
      expect(one.leftStrides + one.leftOutliers).toBeLessThanOrEqual(left.length);
    }
  });

  it("quiet standing inside the declared stretch: a later one is taken", async () => {
    const spans = [{ kind: "standing", startS: 0.1, endS: 0.4 }] as const;
    const outputs = await pipelineOutputs({ ...header, calibrationSpans: spans }, events);
    const verdicts = ofKind(outputs, "calibration").filter((c) => c.placement === "pelvis");
    const standing = verdicts.filter((c) => c.stage === "standing");
    expect(standing.map((c) => c.verdict)).toEqual(["waiting", "moved", "good"]);
  });

  it("a packet in a hundred: who stands is calibrated all the same", async () => {
    for (const seed of [1, 2, 3]) {
      const uniform = seededUniform(seed);
      const lossy = events.filter(
        (e) => e.kind !== "notification" || e.arrivalTimeS > 6 || uniform() > 0.01,
      );
      const outputs = await pipelineOutputs(
        header,
        lossy.filter((e) => e.arrivalTimeS < 6),
      );
      const good = ofKind(outputs, "calibration").filter((c) => c.verdict === "good");
      expect(good.map((c) => c.stage)).toEqual(["standing", "standing", "standing"]);
    }
  });

  it("nothing but an accelerometer: one that reads zero calibrates nothing and ends nothing", async () => {
    const dead = events
      .filter((event) => event.arrivalTimeS < 6)
      .map((event) =>
        isSamples(event, "leftThigh")
          ? tamper(event, ({ accMPerS2 }) => ({ accMPerS2: accMPerS2.map(() => 0) }))
          : event,
      );
    const outputs = await pipelineOutputs(header, dead);
    expect(ofKind(outputs, "calibration").some((c) => c.verdict === "good")).toBe(false);
  });

  it("a runner who stands: one pod at rest while the others move is not calibrated", async () => {
    const moving = events.filter(
      (event) => isSamples(event, "leftThigh") && event.arrivalTimeS > 15,
    );
    let next = 0;
    const busy = events.map((event) => {
      const source = moving[next] as NotificationEvent | undefined;
      if (!isSamples(event, "leftThigh") || event.arrivalTimeS > 8 || source === undefined)
        return event;
      next += 1;
      const { accMPerS2, gyrRadPerS } = decodePacket("samples", source.payload) as SamplesPacket;
      return tamper(event, () => ({ accMPerS2, gyrRadPerS }));
    });
    const outputs = await pipelineOutputs({ ...header, calibrationSpans: [] }, busy);
    expect(ofKind(outputs, "calibration").some((c) => c.verdict === "good")).toBe(false);
  });
});

describe("what goes on as if nothing had happened", () => {
  it("a treadmill that states the same speed every second", async () => {
    const stated: TransportEvent[] = events.filter((event) => event.kind !== "beltSpeed");
    for (let timeS = 8; timeS < 36; timeS++) {
      stated.push({ kind: "beltSpeed", arrivalTimeS: timeS, beltSpeedMPerS: 2.5 });
    }
    stated.sort((a, b) => a.arrivalTimeS - b.arrivalTimeS);
    const outputs = await pipelineOutputs(header, stated);
    expect(ofKind(outputs, "beltSpeed")).toHaveLength(1);
    expect(ofKind(outputs, "symmetry").at(-1)).toMatchObject({ absent: null });
  });

  it("an entry of the runner: it comes out at its time and changes nothing else", async () => {
    const entered = { entry: "pain", painLevel: 4, effortLevel: null } as const;
    const at = events.findIndex((event) => event.arrivalTimeS > 20);
    const withEntry: TransportEvent[] = [...events];
    withEntry.splice(at, 0, { kind: "entry", arrivalTimeS: 20, ...entered });
    const outputs = await pipelineOutputs(header, withEntry);
    expect(ofKind(outputs, "entry")).toEqual([{ kind: "entry", timeS: 20, ...entered }]);
    const others = outputs.filter((output) => output.kind !== "entry");
    expect(others).toEqual(undamaged);
  });

  it.each([[[]], [["leftThigh"]]] as const)(
    "events are known within 160 ms, without waiting for a dead pod (%s)",
    async (dead) => {
      const ids = (dead as readonly Placement[]).map(podId);
      const alive = events.filter(
        (event) => !("podId" in event && ids.includes(event.podId) && event.arrivalTimeS > 12),
      );
      const delays = (await timedOutputs(header, alive))
        .filter(({ output, emittedAtS }) => output.kind === "gaitEvent" && emittedAtS > 13)
        .map(({ output, emittedAtS }) => emittedAtS - output.timeS)
        .sort((a, b) => a - b);
      expect(delays.length).toBeGreaterThan(90);
      expect(delays[Math.floor(delays.length / 2)]).toBeLessThan(0.13);
      expect(delays.at(-1)).toBeLessThan(0.16);
    },
  );

  it("nothing: a defect in a step ends the stream through its error channel", () => {
    const seen: number[] = [];
    let failure: unknown = null;
    const operator = perSubscription<number, number>(() => (value, emit) => {
      if (value === 2) throw new Error("defect");
      emit(value);
    });
    of(1, 2, 3)
      .pipe(operator)
      .subscribe({
        next: (value) => seen.push(value),
        error: (error: unknown) => (failure = error),
      });
    expect(seen).toEqual([1]);
    expect(failure).toEqual(new Error("defect"));
  });
});
