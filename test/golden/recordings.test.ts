import { createHash } from "node:crypto";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { McapIndexedReader } from "@mcap/core";
import { FileHandleReadable } from "@mcap/nodejs";
import { mean } from "simple-statistics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sides } from "../../src/model/pod.ts";
import {
  type CadenceOutput,
  type CalibrationOutput,
  type GaitEventOutput,
  type SessionOutput,
  type StrideOutput,
  strideAngles,
} from "../../src/model/session-output.ts";
import {
  curveErrors,
  meanCurve,
  ownCurve,
  plateStrides,
  sameStride,
} from "../support/optical-strides.ts";
import { ofKind } from "../support/recorded-events.ts";
import { fixturePath, runRecording } from "../support/run-recording.ts";
import type { ExpectedAtSpeed, ExpectedResults } from "./expected-results.ts";

const recordings = ["runner-01", "runner-18", "runner-25"] as const;

/** Strides need the pieces of a recording to be running at both ends. */
const edgeS = 0.1;

describe.each(recordings)("%s against force plate and optical markers", (name) => {
  let directory: string;
  let expected: ExpectedResults;
  let outputs: SessionOutput[];
  let initialContacts: GaitEventOutput[];

  const strides = (at: ExpectedAtSpeed): StrideOutput[] =>
    outputs.filter(
      (o): o is StrideOutput =>
        o.kind === "stride" && o.clean && o.initialContactS >= at.startS && o.timeS <= at.endS,
    );

  const nearest = (timeS: number): GaitEventOutput | undefined =>
    initialContacts.find(
      (event) => Math.abs(event.timeS - timeS) <= expected.tolerances.contactWindowS,
    );

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "hipline-golden-"));
    expected = JSON.parse(await readFile(fixturePath(`${name}.expected.json`), "utf8"));
    outputs = await runRecording(fixturePath(`${name}.mcap`), join(directory, "first.mcap"));
    initialContacts = outputs.filter(
      (o): o is GaitEventOutput => o.kind === "gaitEvent" && o.type === "initialContact",
    );
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it("is the recording that the expectations were made for", async () => {
    const bytes = await readFile(fixturePath(`${name}.mcap`));
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(expected.provenance.sha256);
  });

  it("opens in a reader of MCAP that knows nothing of Hipline, and so do its derived channels", async () => {
    for (const path of [fixturePath(`${name}.mcap`), join(directory, "first.mcap")]) {
      const handle = await open(path);
      const reader = await McapIndexedReader.Initialize({
        readable: new FileHandleReadable(handle),
      });
      let messages = 0n;
      for await (const message of reader.readMessages({ validateCrcs: true })) {
        messages += BigInt(Math.sign(message.data.length));
      }
      await handle.close();
      expect(messages).toBe(reader.statistics?.messageCount);
      const topics = [...reader.channelsById.values()].map((channel) => channel.topic);
      expect(topics.filter((topic) => topic.startsWith("/raw/notifications/"))).toHaveLength(3);
      expect(topics.includes("/derived/pelvic_angles")).toBe(path.endsWith("first.mcap"));
    }
  });

  it("gives the same bytes when it is run again", async () => {
    const second = join(directory, "second.mcap");
    await runRecording(fixturePath(`${name}.mcap`), second);
    const [a, b] = await Promise.all([readFile(join(directory, "first.mcap")), readFile(second)]);
    expect(a.length).toBeGreaterThan(1_000_000);
    expect(a.equals(b)).toBe(true);
  });

  it("finds the contacts with the right side", () => {
    const right = expected.contacts.filter(([side, timeS]) => nearest(timeS)?.side === side);
    expect(right.length / expected.contacts.length).toBeGreaterThanOrEqual(
      expected.tolerances.sideRightShare,
    );
  });

  it("finds no contacts that are none", () => {
    const inside = initialContacts.filter((event) =>
      expected.speeds.some((s) => event.timeS > s.startS + edgeS && event.timeS < s.endS - edgeS),
    );
    const wrong = inside.filter(
      (event) =>
        !expected.contacts.some(
          ([, timeS]) => Math.abs(event.timeS - timeS) <= expected.tolerances.contactWindowS,
        ),
    );
    expect(wrong.length / expected.contacts.length).toBeLessThanOrEqual(
      expected.tolerances.falseContactShare,
    );
  });

  it("decides at most 150 ms after the event", () => {
    const latest = Math.max(...initialContacts.map((event) => event.decidedAtS - event.timeS));
    expect(latest).toBeLessThanOrEqual(0.15);
  });

  it("gives stance time, cadence and excursions of every speed", () => {
    expect(expected.speeds).toHaveLength(3);
    for (const at of expected.speeds) {
      const { stanceTimeS, excursionDeg } = expected.tolerances;
      const found = strides(at);
      expect(found.length).toBeGreaterThan(50);
      const stance = (side: string): number =>
        mean(found.filter((s) => s.side === side).map((s) => s.stanceTimeS));
      const where = `${name} at ${at.beltSpeedMPerS} m/s`;
      expect(Math.abs(stance("left") - at.leftStanceTimeS), `${where} left`).toBeLessThan(
        stanceTimeS,
      );
      expect(Math.abs(stance("right") - at.rightStanceTimeS), `${where} right`).toBeLessThan(
        stanceTimeS,
      );
      const cadence = mean(found.map((s) => s.cadenceSpm));
      expect(Math.abs(cadence - at.cadenceSpm), `${where} cadence`).toBeLessThan(1);
      // Each value looks back five seconds: the first of a speed still hold the transition.
      const rhythm = outputs.filter(
        (o): o is CadenceOutput =>
          o.kind === "cadence" && o.timeS > at.startS + 6 && o.timeS < at.endS,
      );
      expect(rhythm.length).toBeGreaterThan(20);
      for (const { cadenceSpm } of rhythm) {
        expect(Math.abs((cadenceSpm ?? 0) - at.cadenceSpm), `${where} spectrum`).toBeLessThan(4);
      }
      const tilt = mean(found.flatMap((s) => s.pelvicTiltExcursionDeg ?? []));
      const obliquity = mean(found.flatMap((s) => s.pelvicObliquityExcursionDeg ?? []));
      expect(Math.abs(tilt - at.pelvicTiltExcursionDeg), `${where} tilt`).toBeLessThan(
        excursionDeg,
      );
      expect(
        Math.abs(obliquity - at.pelvicObliquityExcursionDeg),
        `${where} obliquity`,
      ).toBeLessThan(excursionDeg);
    }
  });

  it("calibrates every pod while the runner stands, and says nothing before", () => {
    const good = outputs.filter(
      (o): o is CalibrationOutput =>
        o.kind === "calibration" && o.stage === "standing" && o.verdict === "good",
    );
    expect(new Set(good.map((o) => o.placement)).size).toBe(3);
    const calibratedS = Math.max(...good.map((o) => o.timeS));
    expect(calibratedS).toBeLessThan(expected.speeds[0]?.startS as number);
    const pelvis = good.find((o) => o.placement === "pelvis");
    const early = outputs.filter(
      (o) =>
        o.kind === "pelvicAngles" &&
        o.timeS < (pelvis?.timeS ?? 0) - 0.2 &&
        o.pelvicTiltDeg !== null,
    );
    expect(early).toEqual([]);
  });

  it("finds forward within the first strides and gives the hips' flexion of every speed", () => {
    const gait = outputs.filter(
      (o): o is CalibrationOutput => o.kind === "calibration" && o.stage === "gait",
    );
    expect(gait.slice(-3).map((o) => o.verdict)).toEqual(["good", "good", "good"]);
    for (const at of expected.speeds) {
      for (const side of ["left", "right"] as const) {
        const ranges = strides(at).flatMap((s) =>
          s.side !== side || s.hipFlexionMaxDeg === null || s.hipFlexionMinDeg === null
            ? []
            : [s.hipFlexionMaxDeg - s.hipFlexionMinDeg],
        );
        expect(ranges.length).toBeGreaterThan(15);
        const reference = at.hipFlexionExcursionDeg[side];
        const { hipExcursionDeg } = expected.tolerances;
        expect(Math.abs(mean(ranges) - reference), `${name} ${side}`).toBeLessThan(hipExcursionDeg);
      }
      const rotation = mean(strides(at).flatMap((s) => s.pelvicRotationExcursionDeg ?? []));
      expect(Math.abs(rotation - at.pelvicRotationExcursionDeg), name).toBeLessThan(
        expected.tolerances.excursionDeg,
      );
    }
  });

  it.each(strideAngles)("gives the curve of %s over the gait cycle as the markers do", (angle) => {
    const own = ofKind(outputs, "strideAngle");
    const tolerance = expected.tolerances.strideAngleDeg[angle];
    const contacts = expected.contacts.map(([side, initialContactS, toeOffS]) => {
      return { side, initialContactS, toeOffS };
    });
    for (const { beltSpeedMPerS, startS, endS, strideAngles: reference } of expected.speeds) {
      const atSpeed = contacts.filter((c) => c.initialContactS >= startS && c.toeOffS < endS);
      for (const side of sides) {
        const { fromS, strides: count, angles } = reference[side];
        const curves = plateStrides(atSpeed, side)
          .filter((stride) => stride.initialContactS >= fromS)
          .flatMap((stride) => sameStride(own, angle, stride) ?? [])
          .flatMap((output) => ownCurve(output) ?? []);
        const where = `${name} ${side} at ${beltSpeedMPerS} m/s`;
        expect(curves.length, where).toBe(count);
        const errors = curveErrors(meanCurve(curves), angles[angle]);
        expect(errors.curveRmseDeg, where).toBeLessThan(tolerance.curve);
        expect(Math.abs(errors.initialContactErrorDeg), where).toBeLessThan(
          tolerance.initialContact,
        );
        expect(Math.abs(errors.toeOffErrorDeg), where).toBeLessThan(tolerance.toeOff);
      }
    }
  });

  it("sees no fault, no lost sample and no alert in an undamaged recording", () => {
    const bad = outputs.filter(
      (o) =>
        o.kind === "fault" || o.kind === "alert" || (o.kind === "podState" && o.lostSamples > 0),
    );
    expect(bad).toEqual([]);
  });
});
