import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import { SessionFileError } from "../../src/recording/session-file-error.ts";
import {
  decodeSessionHeader,
  encodeSessionHeader,
} from "../../src/recording/session-header-record.ts";
import { speedBaseline } from "../support/past-session.ts";
import { exampleHeader } from "./example-session.ts";

/** The metadata of a header that never passed the writer's checks. */
function metadataOf(header: unknown): Map<string, string> {
  const json = JSON.stringify(header);
  return new Map([
    ["formatVersion", "1"],
    ["header", json],
    ["headerCrc32", crc32(json).toString(16).padStart(8, "0")],
  ]);
}

function problemOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SessionFileError && error.code === "header-invalid") return error.message;
    throw error;
  }
  throw new Error("no error");
}

const [pelvis, left] = exampleHeader.pods;

describe("the session header", () => {
  it("comes back with every optional field", () => {
    const full: SessionHeader = {
      ...exampleHeader,
      pods: exampleHeader.pods.map((pod) => ({
        ...pod,
        modelName: "Hipline pod",
        firmwareRevision: "1.2.3",
      })),
      runner: { ...exampleHeader.runner, ageYears: 34, massKg: 70, sex: "other" },
      plan: {
        name: "Mine",
        surface: "outdoors",
        intervals: [{ kind: "run", durationS: 60, speedKmH: 9.5, cadencePct: 7.5 }],
        longestS: 60,
        inclines: true,
      },
      history: {
        sessions: 3,
        personalBaseline: {
          affectedSide: "left",
          sessions: 3,
          ageDays: 2,
          speeds: [speedBaseline(9.5, 1), speedBaseline(null, 2)],
        },
        lastStartedAt: "2026-03-02T08:00:00.000Z",
        painNextMorning: 1,
        lastWorstPain: 2,
        lastSharpPainOrCatch: false,
      },
      alertRules: { ...defaultAlertRules, name: "Coach A" },
      origin: {
        kind: "imported",
        description: "from a lab",
        credit: "someone",
        licence: "CC BY 4.0",
        doi: "10.1000/1",
        seed: 1,
      },
    };
    expect(decodeSessionHeader("f", encodeSessionHeader("f", full))).toEqual(full);
  });

  it("has the same bytes whatever the order of its keys", () => {
    const reversed = Object.fromEntries(Object.entries(exampleHeader).reverse());
    expect(encodeSessionHeader("f", reversed as unknown as SessionHeader)).toEqual(
      encodeSessionHeader("f", exampleHeader),
    );
  });

  it.each([
    ["sessionId", { ...exampleHeader, sessionId: "" }],
    ["title", { ...exampleHeader, title: undefined }],
    ["startedAt", { ...exampleHeader, startedAt: "yesterday" }],
    ["startedAt", { ...exampleHeader, startedAt: "2024-02-30T00:00:00Z" }],
    ["startedAt", { ...exampleHeader, startedAt: "2024-05-01T08:30:00+02:00" }],
    ["startedAt", { ...exampleHeader, startedAt: "1969-12-31T23:59:59Z" }],
    ["startedAt", { ...exampleHeader, startedAt: "2900-01-01T00:00:00Z" }],
    ["protocolVersion", { ...exampleHeader, protocolVersion: "1" }],
    ["pods", { ...exampleHeader, pods: [] }],
    ["pods[0].podId", { ...exampleHeader, pods: [{ ...pelvis, podId: "AA" }] }],
    ["pods[1].sampleRateHz", { ...exampleHeader, pods: [pelvis, { ...left, sampleRateHz: 0 }] }],
    ["pods[0].batchSamples", { ...exampleHeader, pods: [{ ...pelvis, batchSamples: 2.5 }] }],
    [
      "plan.longestS: the intervals take 90 s, which is longer",
      {
        ...exampleHeader,
        plan: {
          name: "Mine",
          surface: "outdoors",
          intervals: [{ kind: "run", durationS: 90 }],
          longestS: 60,
        },
      },
    ],
    ["pods[0].placement", { ...exampleHeader, pods: [{ ...pelvis, placement: "shin" }] }],
    [
      "pods: two pods have the same placement",
      { ...exampleHeader, pods: [pelvis, { ...left, placement: "pelvis" }] },
    ],
    [
      "pods: two pods have the same podId",
      { ...exampleHeader, pods: [pelvis, { ...left, podId: pelvis?.podId }] },
    ],
    ["runner.affectedSide", { ...exampleHeader, runner: { affectedSide: "both" } }],
    ["runner: ", { ...exampleHeader, runner: { afectedSide: "left" } }],
    [
      "calibrationSpans[0].endS",
      { ...exampleHeader, calibrationSpans: [{ kind: "standing", startS: 3, endS: 3 }] },
    ],
    [
      "sensors[0].sensorId",
      { ...exampleHeader, sensors: [{ sensorId: "", kind: "treadmill", name: "T" }] },
    ],
    [
      "sensors[0].kind",
      { ...exampleHeader, sensors: [{ sensorId: "a", kind: "bicycle", name: "B" }] },
    ],
    [
      "sensors: two sensors have the same sensorId",
      {
        ...exampleHeader,
        sensors: [
          { sensorId: "a", kind: "treadmill", name: "T" },
          { sensorId: "a", kind: "heart-rate", name: "H" },
        ],
      },
    ],
    ["origin.kind", { ...exampleHeader, origin: { kind: "found", description: "" } }],
  ])("is refused with the name of the field: %s", (field, header) => {
    expect(problemOf(() => encodeSessionHeader("run.mcap", header as SessionHeader))).toContain(
      `run.mcap: cannot write session header: ${field}`,
    );
    expect(problemOf(() => decodeSessionHeader("run.mcap", metadataOf(header)))).toContain(
      `run.mcap: session header: ${field}`,
    );
  });

  it("is refused where its CRC, its JSON or its version is wrong", () => {
    const metadata = encodeSessionHeader("f", exampleHeader);
    const changed = new Map(metadata).set("header", "{}");
    expect(problemOf(() => decodeSessionHeader("f", changed))).toContain("CRC");
    const missing = new Map(metadata);
    missing.delete("header");
    expect(problemOf(() => decodeSessionHeader("f", missing))).toContain("header: missing");
    const version = new Map(metadata).set("formatVersion", "one");
    expect(problemOf(() => decodeSessionHeader("f", version))).toContain("formatVersion");
    const noJson = new Map([
      ["formatVersion", "1"],
      ["header", "{"],
      ["headerCrc32", crc32("{").toString(16).padStart(8, "0")],
    ]);
    expect(problemOf(() => decodeSessionHeader("f", noJson))).toContain("not JSON");
  });

  it("is a header or a SessionFileError for any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(problemOf(() => decodeSessionHeader("f", metadataOf(value)))).not.toContain("\n");
      }),
    );
  });
});
