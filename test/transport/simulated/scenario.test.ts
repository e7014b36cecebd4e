import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defaultScenario, parseScenario } from "../../../src/transport/simulated/scenario.ts";
import { ScenarioError } from "../../../src/transport/simulated/scenario-error.ts";
import { scenarioSchema } from "../../../src/transport/simulated/scenario-schema.ts";

const stages = [{ atS: 0, gait: "standing" }];

function messageOf(scenario: object): string {
  try {
    parseScenario(JSON.stringify({ stages, ...scenario }), "run.json");
  } catch (error) {
    expect(error).toBeInstanceOf(ScenarioError);
    return (error as Error).message;
  }
  return "no error";
}

describe("scenario file", () => {
  it("needs nothing but its stages", () => {
    const scenario = parseScenario(JSON.stringify({ stages }), "run.json");
    expect(scenario).toEqual(defaultScenario({ stages: [{ atS: 0, gait: "standing" }] }));
    expect(scenario).toMatchObject({
      seed: 1,
      durationS: 120,
      beltSpeed: "stated",
      faults: [],
      pods: { pelvis: { sampleRateHz: 200, batchSamples: 7 } },
    });
  });

  it("may begin with a byte order mark", () => {
    expect(parseScenario(`\uFEFF${JSON.stringify({ stages, seed: 8 })}`, "run.json").seed).toBe(8);
    expect(() => parseScenario("\uFEFF{,", "run.json")).toThrow("run.json: line 1, column 2:");
  });

  it("names line and column where it is no JSON", () => {
    expect(() => parseScenario('{\n  "seed": ,\n}', "run.json")).toThrow(
      'run.json: line 2, column 11: not JSON: expected a value, found ","',
    );
  });

  it.each([
    [{ stages: undefined }, "stages: missing; expected array"],
    [
      { stages: [{ atS: 0, gait: "hop" }] },
      'stages[0].gait: found "hop"; expected "standing", "walking" or "running"',
    ],
    [{ stages: [{ atS: 0, gait: "running" }] }, "stages[0].speedMPerS: missing; expected number"],
    [
      { stages: [{ atS: 0, gait: "walking", speedMPerS: 3 }] },
      "stages[0].speedMPerS: found 3; expected number to be <=2",
    ],
    [{ seeed: 3 }, 'unknown field "seeed"; allowed are name, description, seed'],
    [
      { pods: { pelvis: { clock: { drift: 1 } } } },
      'pods.pelvis.clock: unknown field "drift"; allowed are offsetTicks, ppm',
    ],
    [
      { pods: { pelvis: { sensor: "ideal" } } },
      'pods.pelvis.sensor: found "ideal"; expected "perfect" or an object',
    ],
    [
      { pods: { pelvis: { sensor: { gyr: { biasDegPerS: "2" } } } } },
      'pods.pelvis.sensor.gyr.biasDegPerS: found "2"; expected a standard deviation',
    ],
    [
      { pods: { pelvis: { sampleRateHz: 150 } } },
      "pods.pelvis.sampleRateHz: found 150; expected one of 100|104|200|208",
    ],
    [
      { faults: [{ kind: "explodes" }] },
      'faults[0].kind: found "explodes"; expected one of "dropout", "burst-loss"',
    ],
    [
      { faults: [{ kind: "dropout", pod: "leftTigh", atS: 1, forS: 1 }] },
      'faults[0].pod: found "leftTigh"; expected one of "pelvis"|"leftThigh"|"rightThigh"',
    ],
    [
      { compensations: [{ kind: "pelvic-tilt", side: "left", atS: 9, amount: 1000 }] },
      "compensations[0].amount: found 1000; the amount of pelvic-tilt must be from -15 to 15 °, but not 0",
    ],
    [
      { compensations: [{ kind: "stance-shortened", side: "left", atS: 9, amount: -6 }] },
      "compensations[0].amount: found -6; the amount of stance-shortened must be from 0.5 to 20 %",
    ],
    [
      { entries: [{ atS: 9, kind: "ouch" }] },
      'entries[0].kind: found "ouch"; expected "pain", "sharp-pain", "catch", "effort" or "stop"',
    ],
    [
      { entries: [{ atS: 9, kind: "effort", level: 11 }] },
      "entries[0].level: found 11; expected number to be <=10",
    ],
    [
      { entries: [{ atS: 9, kind: "stop", level: 3 }] },
      'entries[0]: unknown field "level"; allowed are atS, kind',
    ],
    [{ seed: -1, durationS: 0 }, "seed: found -1; expected number to be >=0 (and 1 more)"],
  ])("%j: path, what was found, what is allowed", (scenario, expected) => {
    expect(messageOf(scenario)).toContain(`run.json: ${expected}`);
  });

  const slip = { kind: "slip", pod: "pelvis", atS: 5 };
  it.each([
    [
      { stages: [{ atS: 1, gait: "standing" }] },
      "stages[0].atS: 1, but the first stage must begin at 0",
    ],
    [
      {
        stages: [
          ...stages,
          { atS: 9, gait: "walking", speedMPerS: 1 },
          { atS: 9, gait: "standing" },
        ],
      },
      "stages[2].atS: 9 s, but the stage before begins at 9 s; stages must come in the order of time",
    ],
    [
      { durationS: 5, entries: [{ atS: 5, kind: "catch" }] },
      "entries[0].atS: 5 s, but the scenario ends at 5 s",
    ],
    [
      {
        compensations: [
          { kind: "pelvic-tilt", side: "left", atS: 9, amount: 4 },
          { kind: "pelvic-tilt", side: "left", atS: 9, amount: 6 },
        ],
      },
      "compensations[1]: pelvic-tilt of the left side at 9 s, which compensations[0] is already",
    ],
    [{ faults: [slip] }, "faults[0]: a slip needs an angle other than 0"],
    [
      { pods: { leftThigh: null }, faults: [{ ...slip, pod: "leftThigh", tiltDeg: 9 }] },
      'faults[0].pod: "leftThigh", but the scenario has no such pod (pods.leftThigh is null)',
    ],
    [
      { pods: { pelvis: null } },
      "pods.pelvis: null, but angles and stance times rest on the pelvis pod",
    ],
    [
      { pods: { pelvis: null, leftThigh: null, rightThigh: null } },
      "pods: every pod is null; expected at least one",
    ],
    [
      { pods: { leftThigh: { batchSamples: 3 } } },
      "pods.leftThigh.batchSamples: 3, but a packet lasts 20 to 50 ms: expected 4 to 10 at 200 Hz",
    ],
    [
      { radio: { connectionIntervalMs: 40 } },
      "radio.connectionIntervalMs: 40, but it can be at most the 35 ms of a packet of pods.pelvis",
    ],
    [
      { faults: [{ kind: "swapped", pods: ["leftThigh", "leftThigh"] }] },
      'faults[0].pods: "leftThigh" twice; expected two different pods',
    ],
    [
      {
        faults: [
          { kind: "swapped", pods: ["leftThigh", "pelvis"] },
          { kind: "swapped", pods: ["rightThigh", "pelvis"] },
        ],
      },
      'faults[1].pods: "pelvis" is swapped already',
    ],
    [
      {
        faults: [
          { kind: "never-appears", pod: "leftThigh" },
          { kind: "upside-down", pod: "leftThigh" },
        ],
      },
      'faults[1].pod: "leftThigh", but faults[0] says that this pod never appears',
    ],
    [
      { faults: [{ kind: "wrong-rate", pod: "leftThigh", sampleRateHz: 200 }] },
      "faults[0].sampleRateHz: 200, which is the rate the pod should have",
    ],
    [
      {
        faults: [
          { kind: "reboot", pod: "pelvis", atS: 5 },
          { kind: "dropout", pod: "pelvis", atS: 7, forS: 2 },
        ],
      },
      "faults[1]: 7 to 9 s overlaps faults[0]; one pod's losses of the link must come one after the other",
    ],
  ])("%j: what does not fit together", (scenario, expected) => {
    expect(messageOf(scenario)).toContain(`run.json: ${expected}`);
  });

  it("with a short duration has fewer of the usual stages", () => {
    expect(defaultScenario({ durationS: 10 }).stages.map((stage) => stage.gait)).toEqual([
      "standing",
      "walking",
    ]);
    expect(defaultScenario({ durationS: null }).stages).toHaveLength(3);
  });
});

interface JsonSchema {
  readonly default?: unknown;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema | false;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly required?: readonly string[];
}

/** Every field that a person can write, with its default. Of a list of several kinds, the kind stands in the path. */
function fieldsOf(schema: JsonSchema, path: string): Map<string, string> {
  const out = new Map<string, string>();
  const take = (inside: Map<string, string>) => {
    for (const [key, value] of inside) out.set(key, value);
  };
  for (const option of schema.anyOf ?? []) take(fieldsOf(option, path));
  for (const option of schema.oneOf ?? []) {
    const kind = option.properties?.kind?.const ?? option.properties?.gait?.const;
    take(fieldsOf(option, `${path}.${kind}`));
  }
  if (schema.items) take(fieldsOf(schema.items, path));
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if ((name === "kind" || name === "gait") && field.const !== undefined) continue;
    const fieldPath = path === "" ? name : `${path}.${name}`;
    const inside = fieldsOf(field, fieldPath);
    take(inside);
    if (inside.size > 0) continue;
    out.set(fieldPath, schema.required?.includes(name) ? "needed" : JSON.stringify(field.default));
  }
  return out;
}

describe("docs/scenario.md", () => {
  const text = readFileSync(new URL("../../../docs/scenario.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `([^`]+)` \|[^|\n]*\| ([^|\n]*?) \|[^|\n]*\|$/gm)];
  const documented = rows.map((row) => [row[1] as string, row[2]?.replaceAll("`", "")] as const);

  it("has every field with its default, and no others", () => {
    const schema = z.toJSONSchema(scenarioSchema, { io: "input" }) as JsonSchema;
    const actual = new Map<string, string[]>();
    for (const [path, value] of fieldsOf(schema, "")) {
      // The three pods have the same fields, described once.
      const shared = path.replace(/^pods\.\w+\./, "pods.*.");
      actual.set(shared, [...(actual.get(shared) ?? []), value]);
    }
    const expected = [...actual].map(([path, values]) => {
      const isSame = new Set(values).size === 1;
      return [path, isSame ? values[0] : values.join(", ")] as const;
    });
    expect(documented.map((row) => row.join(": ")).sort()).toEqual(
      expected.map((row) => row.join(": ")).sort(),
    );
  });

  it("has examples that can be played", () => {
    const examples = [...text.matchAll(/```json\n(.*?)```/gs)];
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) parseScenario(example[1] as string, "docs/scenario.md");
  });
});
