import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePlan } from "../../src/config/parse-plan.ts";
import { UserError } from "../../src/config/user-error.ts";

/** What a file of this content is refused with; null = it is not. Any other error is a defect. */
function problemOf(text: string): string | null {
  try {
    parsePlan(text, "plan.json");
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

const run = { kind: "run", durationS: 60 };
const plan = { name: "Mine", surface: "treadmill", intervals: [run] };

describe("a plan file", () => {
  it("may say what it is, which is no part of the plan", () => {
    const text = JSON.stringify({ description: "for me", ...plan, inclines: true, longestS: 60 });
    expect(parsePlan(text, "plan.json")).toEqual({
      description: "for me",
      plan: {
        ...plan,
        intervals: [{ ...run, speedKmH: null, cadencePct: null }],
        longestS: 60,
        inclines: true,
      },
    });
  });

  it.each([
    [
      "{",
      'plan.json: line 1, column 2: not JSON: expected a name in "double quotes", the file ends',
    ],
    [{ ...plan, name: "" }, 'plan.json: name: found ""; expected string to have >=1 characters'],
    [
      { ...plan, laps: 3 },
      'plan.json: unknown field "laps"; allowed are description, name, surface, intervals, longestS, inclines',
    ],
    [{ ...plan, intervals: [] }, "plan.json: intervals: expected array to have >=1 items"],
    [
      { ...plan, intervals: [{ ...run, kind: "sprint" }] },
      'plan.json: intervals[0].kind: found "sprint"; expected one of "warm-up"|"walk"|"run"|"cool-down"',
    ],
    [
      { ...plan, intervals: [run, { ...run, durationS: 0 }] },
      "plan.json: intervals[1].durationS: found 0; expected number to be >0",
    ],
    [
      { ...plan, intervals: [{ ...run, cadencePct: 50 }] },
      "plan.json: intervals[0].cadencePct: found 50; expected number to be <=15",
    ],
    [
      { ...plan, intervals: [{ ...run, kind: "walk", cadencePct: 5 }] },
      'plan.json: intervals[0].cadencePct: found 5; only an interval of kind "run" has a cadence; expected null, or to be left out',
    ],
    [
      { ...plan, intervals: [run, run], longestS: 100 },
      "plan.json: longestS: found 100; the intervals take 120 s, which is longer; expected at least that, or shorter intervals",
    ],
  ])("%j is refused by name of the place, and what is allowed", (content, message) => {
    expect(problemOf(typeof content === "string" ? content : JSON.stringify(content))).toBe(
      message,
    );
  });

  it("is a plan or a UserError of one line, whatever the text", () => {
    const anyInterval = fc.record({ kind: fc.string(), durationS: fc.anything() });
    const almost = fc.record(
      {
        name: fc.anything(),
        surface: fc.constantFrom("treadmill", "outdoors", 1),
        intervals: fc.oneof(fc.anything(), fc.array(anyInterval)),
        longestS: fc.anything(),
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      almost.map((value) => JSON.stringify(value) ?? ""),
    );
    fc.assert(
      fc.property(text, (content) => {
        expect(problemOf(content) ?? "plan.json: none").toMatch(/^plan\.json: .+$/);
      }),
    );
  });
});
