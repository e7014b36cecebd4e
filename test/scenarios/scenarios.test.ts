import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { FaultCode } from "../../src/model/fault.ts";
import type { Placement } from "../../src/model/pod.ts";
import { Expectation, type PodExpectation } from "./expectation.ts";
import { playScenario } from "./play-scenario.ts";
import type { Change, PodReport } from "./session-report.ts";

const folder = new URL("./", import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".json") && !file.endsWith(".expected.json"))
  .map((file) => file.slice(0, -".json".length));

/** What was reported, with each moment replaced by the window it must lie in where it does. */
function inWindows(
  changes: readonly Change[],
  expected: readonly (readonly [string, number, number])[],
): unknown[] {
  return changes.map(({ to, atS }, i) => {
    const window = expected[i];
    if (window === undefined || atS < window[1] || atS > window[2]) return { to, atS };
    return [to, window[1], window[2]];
  });
}

const anyTime = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

function checkPod(pod: PodReport, expected: PodExpectation, isThigh: boolean): void {
  const link = expected.link.map((entry) =>
    typeof entry === "string" ? ([entry, ...anyTime] as const) : entry,
  );
  expect(inWindows(pod.link, link), "link").toEqual(link);
  expect(inWindows(pod.liveness, expected.liveness), "liveness").toEqual(expected.liveness);

  const codes = new Set([...Object.keys(pod.faults), ...Object.keys(expected.faults)]);
  for (const code of codes as Set<FaultCode>) {
    expectIn(pod.faults[code] ?? 0, expected.faults[code] ?? [0, 0], code);
  }
  expectIn(pod.lostSamples, expected.lostSamples, "lost samples");
  if (expected.batteryPct === null) expect(pod.batteryPct).toBeNull();
  else expectIn(pod.batteryPct ?? -1, expected.batteryPct, "battery");

  if (expected.calibration === null) return;
  const usual = { standing: "good", gait: "good", ...(isThigh ? { sides: "good" } : {}) };
  const verdicts = Object.entries({ ...usual, ...expected.calibration });
  expect(pod.calibration, "calibration").toEqual(
    Object.fromEntries(
      verdicts.filter(([stage, verdict]) => verdict !== null && (isThigh || stage !== "sides")),
    ),
  );
}

function expectIn(value: number, [from, to]: readonly [number, number], what: string): void {
  expect(value, what).toBeGreaterThanOrEqual(from);
  expect(value, what).toBeLessThanOrEqual(to);
}

describe("scenarios through the whole session", () => {
  it("are at least 25, each with what must be reported", () => {
    expect(names.length).toBeGreaterThanOrEqual(25);
    const expectations = readdirSync(folder).filter((file) => file.endsWith(".expected.json"));
    expect(expectations.sort()).toEqual(names.map((name) => `${name}.expected.json`).sort());
  });

  it.each(names)("%s: what must be reported, and nothing else", async (name) => {
    const expected = new Expectation(
      readFileSync(new URL(`${name}.expected.json`, folder), "utf8"),
    );
    const report = await playScenario(new URL(`${name}.json`, folder));
    expect(Object.keys(report.pods)).toEqual(expect.arrayContaining(expected.placements));
    for (const [placement, pod] of Object.entries(report.pods)) {
      checkPod(pod, expected.pod(placement as Placement), placement !== "pelvis");
    }
    const alerts = report.alerts.map(({ phase, rule, pod, atS }, i) => {
      const [, , , fromS, toS] = expected.alerts[i] ?? [];
      const inTime = fromS !== undefined && toS !== undefined && atS >= fromS && atS <= toS;
      return inTime ? [phase, rule, pod, fromS, toS] : [phase, rule, pod, atS];
    });
    expect(alerts).toEqual(expected.alerts);
    expect(report.activities.filter((activity) => activity !== "irregular")).toEqual(
      expected.activities,
    );
    expect(report.strayFaults).toBe(0);
  });
});
