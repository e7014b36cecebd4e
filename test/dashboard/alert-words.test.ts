import { describe, expect, it } from "vitest";
import {
  ageText,
  baselineText,
  findingRows,
  suspensionText,
} from "../../src/dashboard/alert-words.ts";
import { suspensions } from "../../src/model/alert-output.ts";
import { finding } from "./sample-alerts.ts";

describe("the numbers behind an alert", () => {
  it("are value, baseline, change with its interval, and limit, each with what it rests on", () => {
    expect(findingRows(finding).map(({ name, text, note }) => `${name}|${text}|${note}`)).toEqual([
      "Stance shorter, left||symmetry index of stance times, + = affected side shorter",
      "Now|+7.2 %|median of 80 strides, 3:10–4:11",
      "Baseline|+1.0 %|your earlier sessions, 9.5 km/h, 600 strides, newest 3 days old",
      "Change|+6.2 % ± 0.9|95 % interval",
      "Limit|5.0 %|beyond it since 4:02",
    ]);
  });

  it("say percent of the baseline where the rule goes by it, in degrees where they are degrees", () => {
    const rotation = {
      ...finding,
      metric: "hipRotationExcursionDeg",
      change: -4,
      changePct: -38,
    } as const;
    expect(findingRows(rotation)[3]).toMatchObject({
      text: "\u22124.0 ° ± 0.9",
      note: "95 % interval (\u221238 % of the baseline)",
    });
  });

  it("name where a baseline is from, and what is not known of it", () => {
    const session = {
      ...finding.baseline,
      source: "session",
      speedKmH: null,
      ageDays: null,
    } as const;
    expect(baselineText(session)).toBe("this session, speed not known, 600 strides");
    expect(baselineText({ ...finding.baseline, source: "interpolated" })).toMatch(/^between your/);
    expect([ageText(null), ageText(0), ageText(1), ageText(2)]).toEqual([
      null,
      "newest of today",
      "newest 1 day old",
      "newest 2 days old",
    ]);
  });
});

describe("suspensionText", () => {
  it("says something else for every reason", () => {
    const texts = suspensions.map(suspensionText);
    expect(new Set(texts).size).toBe(suspensions.length);
    expect(texts.filter((text) => /abnormal|undefined/.test(text))).toEqual([]);
  });
});
