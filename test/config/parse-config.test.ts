import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfig, renderConfig } from "../../src/config/parse-config.ts";
import { UserError } from "../../src/config/user-error.ts";
import { sampleConfig } from "../support/sample-config.ts";

/** What a file of this content is refused with; null = it is not. Any other error is a defect. */
function errorOf(text: string): UserError | null {
  try {
    parseConfig(text, "hip.json");
    return null;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function problemOf(content: unknown): string | undefined {
  return errorOf(typeof content === "string" ? content : JSON.stringify(content))?.message;
}

const anyText = fc.oneof(fc.string(), fc.json());

const [pelvis, leftThigh] = sampleConfig.pods;
const [belt] = sampleConfig.sensors;

/** The sample's pelvis pod with other fields. */
function withPod(changes: object): object {
  return { ...sampleConfig, pods: [{ ...pelvis, ...changes }] };
}

describe("a config file", () => {
  it("is read back as it was written", () => {
    const text = renderConfig(sampleConfig, "hip.json");
    expect(parseConfig(text, "hip.json")).toEqual(sampleConfig);
    expect(text.endsWith("}\n")).toBe(true);
    expect(text.split("\n").length).toBeGreaterThan(20);
  });

  it("needs nothing but its version", () => {
    expect(parseConfig('\uFEFF{ "version": 1 }', "hip.json")).toEqual({
      version: 1,
      runner: {},
      pods: [],
      sensors: [],
    });
  });

  it.each([
    [
      '{ "version": 1,\n  "pods" [] }',
      'hip.json: line 2, column 10: not JSON: expected ":", found "["',
    ],
    ["", "hip.json: line 1, column 1: not JSON: expected a value, the file ends"],
    [[], "hip.json: expected object"],
    [{ pods: [] }, "hip.json: version: missing; expected 1"],
    [{ version: "1" }, 'hip.json: version: found "1"; expected 1'],
    [
      { version: 2, somethingNew: true },
      "hip.json: version 2 is newer than this program, which reads version 1",
    ],
    [
      { version: 1, pod: [] },
      'hip.json: unknown field "pod"; allowed are version, runner, pods, sensors, plan, rulesFile; did you mean pods?',
    ],
    [
      { version: 1, runner: { afectedSide: "left" } },
      'hip.json: runner: unknown field "afectedSide"; allowed are label, affectedSide, ageYears, heightCm, massKg, sex; did you mean affectedSide?',
    ],
    [
      withPod({ podId: "00A1B2C3D4E5F601" }),
      'hip.json: pods[0].podId: found "00A1B2C3D4E5F601"; expected 16 lower-case hexadecimal digits',
    ],
    [
      withPod({ placement: "left" }),
      'hip.json: pods[0].placement: found "left"; expected one of "pelvis"|"leftThigh"|"rightThigh"',
    ],
    [
      withPod({ sampleRateHz: 250 }),
      "hip.json: pods[0].sampleRateHz: found 250; expected 100, 104, 200, 208 Hz",
    ],
    [withPod({ accRangeG: 4 }), "hip.json: pods[0].accRangeG: found 4; expected 8, 16, 32 g"],
    [
      withPod({ gyrRangeDegPerS: 500 }),
      "hip.json: pods[0].gyrRangeDegPerS: found 500; expected 1000, 2000, 4000 °/s",
    ],
    [
      withPod({ batchSamples: 11 }),
      "hip.json: pods[0].batchSamples: found 11; expected 5 to 10 at 208 Hz: a packet lasts 20 to 50 ms",
    ],
    [
      { ...sampleConfig, pods: [pelvis, { ...leftThigh, placement: "pelvis" }] },
      'hip.json: pods[1].placement: found "pelvis"; pods[0] has it already; expected another one',
    ],
    [
      { ...sampleConfig, pods: [pelvis, { ...leftThigh, podId: pelvis?.podId }] },
      'hip.json: pods[1].podId: found "00a1b2c3d4e5f601"; pods[0] has it already; expected another one',
    ],
    [
      { ...sampleConfig, sensors: [belt, belt] },
      'hip.json: sensors[1].sensorId: found "c0ffee000001"; sensors[0] has it already; expected another one',
    ],
    [
      { ...sampleConfig, sensors: [{ ...belt, kind: "power" }] },
      'hip.json: sensors[0].kind: found "power"; expected one of "heart-rate"|"treadmill"|"running-speed-cadence"',
    ],
    [
      { version: 1, plan: "" },
      'hip.json: plan: found ""; expected a plan, or the name of one that comes with Hipline',
    ],
    [
      { version: 1, plan: ["fai-treadmill-20"] },
      "hip.json: plan: expected a plan, or the name of one that comes with Hipline",
    ],
    [
      { version: 1, plan: { name: "Mine", surface: "treadmill", intervals: [{ kind: "jog" }] } },
      'hip.json: plan.intervals[0].kind: found "jog"; expected one of "warm-up"|"walk"|"run"|"cool-down" (and 1 more)',
    ],
    [
      { version: 1, plan: { name: "Mine", laps: 1 } },
      'hip.json: plan.surface: missing; expected one of "treadmill"|"outdoors" (and 2 more)',
    ],
  ])("%j is refused by name of the place, and what is allowed", (content, message) => {
    expect(problemOf(content)).toBe(message);
  });

  it("may have a plan by name, or all of it", () => {
    const planOf = (plan: unknown) =>
      parseConfig(JSON.stringify({ version: 1, plan }), "hip.json").plan;
    expect(planOf("fai-treadmill-20")).toBe("fai-treadmill-20");
    const mine = { name: "Mine", surface: "outdoors", intervals: [{ kind: "run", durationS: 60 }] };
    expect(planOf(mine)).toEqual({
      ...mine,
      intervals: [{ kind: "run", durationS: 60, speedKmH: null, cadencePct: null }],
      longestS: null,
      inclines: false,
    });
  });

  it("leaves the limits of another family to that family's driver", () => {
    const text = JSON.stringify(
      withPod({ family: "movesense", gyrRangeDegPerS: 500, batchSamples: 1 }),
    );
    expect(parseConfig(text, "hip.json").pods[0]?.gyrRangeDegPerS).toBe(500);
  });

  it("is a config or a UserError of one line, whatever the text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(errorOf(text)?.message ?? "hip.json: none").toMatch(/^hip\.json: .+$/);
      }),
    );
  });

  it("is not written where it could not be read", () => {
    const twice = { ...sampleConfig, sensors: [...sampleConfig.sensors, ...sampleConfig.sensors] };
    expect(() => renderConfig(twice, "hip.json")).toThrow("has it already");
  });
});
