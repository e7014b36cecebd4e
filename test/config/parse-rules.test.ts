import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import { parseRules } from "../../src/config/parse-rules.ts";
import { UserError } from "../../src/config/user-error.ts";
import type { AlertRules } from "../../src/model/alert-rules.ts";

const parse = (content: unknown): AlertRules =>
  parseRules(
    typeof content === "string" ? content : JSON.stringify(content),
    "coach.json",
    defaultAlertRules,
  );

/** What a file of this content is refused with; null = it is not. Any other error is a defect. */
function problemOf(content: unknown): string | null {
  try {
    parse(content);
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

const ruleProblem = (id: string, rule: unknown): string | null =>
  problemOf({ version: 1, rules: { [id]: rule } });

const { "stance-shortened": stance, "pelvic-tilt": tilt } = defaultAlertRules.rules;

describe("a rules file", () => {
  it("that holds nothing is the default rules, under the file's name", () => {
    const rules = parseRules('{"version":1}', "some/where/coach.json", defaultAlertRules);
    expect(rules).toEqual({ ...defaultAlertRules, name: "coach.json" });
  });

  it("may hold the default rules whole", () => {
    expect(parse(defaultAlertRules)).toEqual(defaultAlertRules);
  });

  it("takes the place of the defaults field by field, also within a limit", () => {
    const rules = parse({
      $schema: "alert-rules.schema.json",
      version: 1,
      name: "Coach A",
      baseline: { strides: 200 },
      quality: { cleanPart: 0.7 },
      feedback: { alert: ["haptic"] },
      rules: { "stance-shortened": { alert: { change: 6 }, releaseStrides: 60 } },
    });
    expect(rules).toEqual({
      ...defaultAlertRules,
      name: "Coach A",
      baseline: { ...defaultAlertRules.baseline, strides: 200 },
      quality: { ...defaultAlertRules.quality, cleanPart: 0.7 },
      feedback: { ...defaultAlertRules.feedback, alert: ["haptic"] },
      rules: {
        ...defaultAlertRules.rules,
        "stance-shortened": { ...stance, alert: { change: 6, sd: 3 }, releaseStrides: 60 },
      },
    });
  });

  it("may add whole rules, and have patterns look at them", () => {
    const own = { ...tilt, direction: "increase" };
    const rules = parse({
      version: 1,
      rules: { "my-tilt": own, "compensation-pattern": { of: ["my-tilt", "stance-shortened"] } },
    });
    expect(rules.rules["my-tilt"]).toEqual(own);
    expect(rules.rules["compensation-pattern"]).toMatchObject({
      of: ["my-tilt", "stance-shortened"],
      atLeast: 2,
    });
  });

  it.each<[unknown, string]>([
    [
      '{"version": 1,\n"rules" }',
      'coach.json: line 2, column 9: not JSON: expected ":", found "}"',
    ],
    [[], "coach.json: expected object"],
    [{}, "coach.json: version: missing; expected 1"],
    [
      { version: 2 },
      "coach.json: version 2 is newer than this program, which reads version 1; update Hipline to read it",
    ],
    [
      { version: 1, rule: {} },
      'coach.json: unknown field "rule"; allowed are $schema, version, name, baseline, quality, feedback, rules; did you mean rules?',
    ],
    [
      { version: 1, name: "" },
      'coach.json: name: found ""; expected string to have >=1 characters',
    ],
    [
      { version: 1, baseline: { strides: 30 } },
      "coach.json: baseline.strides: found 30; expected number to be >=60",
    ],
    [
      { version: 1, feedback: { alert: ["sound", "light"] } },
      'coach.json: feedback.alert[1]: found "light"; expected one of "sound"|"spoken"|"haptic"',
    ],
    [
      { version: 1, feedback: { alert: ["sound", "sound"] } },
      "coach.json: feedback.alert: expected each channel once",
    ],
    [{ version: 1, rules: [] }, "coach.json: rules: expected object"],
  ])("%j is refused with the place and what is allowed", (content, problem) => {
    expect(problemOf(content)).toBe(problem);
  });

  it.each<[string, unknown, string]>([
    ["pelvic-tilt", null, "rules.pelvic-tilt: found null; expected object"],
    [
      "pelvic-tilt",
      { watch: { chnage: 4 } },
      'rules.pelvic-tilt.watch: unknown field "chnage"; allowed are change, sd; did you mean change?',
    ],
    [
      "pelvic-tilt",
      { windowStrides: 5 },
      "rules.pelvic-tilt.windowStrides: found 5; expected number to be >=10",
    ],
    [
      "pelvic-tilt",
      { releasePart: 0 },
      "rules.pelvic-tilt.releasePart: found 0; expected number to be >0",
    ],
    [
      "pelvic-tilt",
      { persistenceStrides: 2.5 },
      "rules.pelvic-tilt.persistenceStrides: found 2.5; expected int",
    ],
    [
      "stance-shortened",
      { alert: { change: 2 } },
      "rules.stance-shortened.alert.change: found 2; expected at least watch.change, which is 3",
    ],
    [
      "stance-shortened",
      { watch: { sd: 4 } },
      "rules.stance-shortened.alert.sd: found 3; expected at least watch.sd, which is 4",
    ],
    [
      "stance-shortened",
      { type: "pain" },
      'rules.stance-shortened.type: found "pain"; expected "gait": a default rule keeps its type; call another one by a name of your own',
    ],
    [
      "stance-shorten",
      { enabled: false },
      `rules.stance-shorten: no default rule is called so (there are ${Object.keys(defaultAlertRules.rules).join(", ")}), and a new one needs a "type"; did you mean stance-shortened?`,
    ],
    [
      "My rule",
      tilt,
      'rules: "My rule" cannot be a rule\'s name; expected lower-case letters, digits and hyphens, a letter first',
    ],
    [
      "my-tilt",
      { ...tilt, type: "gate" },
      'rules.my-tilt.type: found "gate"; expected one of gait, pattern, pain, duration, incline, pod-silent, pod-slip, pod-battery, pod-clipping',
    ],
    [
      "my-tilt",
      { ...tilt, cooldownS: undefined },
      "rules.my-tilt.cooldownS: missing; expected number",
    ],
    [
      "compensation-pattern",
      { of: ["pelvic-tilt", "stance-shorter"] },
      'rules.compensation-pattern.of[1]: found "stance-shorter"; expected a gait rule, one of stance-shortened, pelvic-tilt, contralateral-drop, contralateral-drop-difference, hip-rotation-reduced; did you mean stance-shortened?',
    ],
    [
      "compensation-pattern",
      { of: ["pelvic-tilt", "pelvic-tilt"] },
      "rules.compensation-pattern.of: a rule stands in it twice; expected each once",
    ],
    [
      "compensation-pattern",
      { atLeast: 5 },
      'rules.compensation-pattern.atLeast: found 5; expected at most 4: so many rules are in "of"',
    ],
    [
      "pain",
      { enabled: false },
      "rules.pain.enabled: found false; expected true: pain outranks all that is measured, and is always told",
    ],
    [
      "pain",
      { watchLevel: 4 },
      "rules.pain.alertLevel: found 3; expected at least watchLevel, which is 4",
    ],
    [
      "pod-battery",
      { watchPct: 5 },
      "rules.pod-battery.alertPct: found 10; expected at most watchPct, which is 5",
    ],
  ])("rule %s as %j is refused", (id, rule, problem) => {
    expect(ruleProblem(id, rule)).toBe(`coach.json: ${problem}`);
  });

  it.each(["__proto__", "toString"])("has no rule called %s", (id) => {
    const text = `{"version": 1, "rules": {"${id}": ${JSON.stringify(tilt)}}}`;
    expect(problemOf(text)).toMatch(/^coach\.json: rules/);
  });

  it("may call a rule what every object has", () => {
    const { rules } = parse({ version: 1, rules: { constructor: tilt } });
    expect(Object.entries(rules)).toContainEqual(["constructor", tilt]);
  });

  it("holds a pattern of itself to be none", () => {
    expect(
      ruleProblem("compensation-pattern", { of: ["pelvic-tilt", "compensation-pattern"] }),
    ).toContain('of[1]: found "compensation-pattern"; expected a gait rule');
  });

  it("is read or refused with a readable error, whatever it holds", () => {
    const ids = Object.keys(defaultAlertRules.rules);
    const keys = fc.oneof(
      fc.constantFrom(...Object.keys(stance ?? {}), "of", "atLeast", "level", "withinS"),
      fc.string(),
    );
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom("gait", "pattern", "increase", "unit", "session", "pelvicTiltDeg"),
      fc.integer({ min: 0, max: 300 }),
    );
    const rule = fc.oneof(fc.dictionary(keys, value), fc.jsonValue());
    const names = fc.oneof(fc.constantFrom(...ids), fc.string());
    const file = fc.record(
      {
        version: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.jsonValue()),
        name: fc.oneof(fc.constant("Coach"), fc.jsonValue()),
        baseline: fc.oneof(fc.dictionary(fc.constantFrom("strides", "warmUpS"), value), value),
        feedback: value,
        rules: fc.oneof(fc.dictionary(names, rule), value),
      },
      { requiredKeys: ["version"] },
    );
    fc.assert(
      fc.property(fc.oneof(file, fc.jsonValue(), fc.string()), (content) => {
        const problem = problemOf(content);
        expect(problem ?? "coach.json: fine").toMatch(/^coach\.json: \S/);
        expect(problem ?? "").not.toContain("\n");
      }),
      { numRuns: 500 },
    );
  });
});
