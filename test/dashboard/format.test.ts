import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  entryText,
  formatAge,
  formatClock,
  formatKmPerH,
  formatMs,
  formatNumber,
  formatPct,
  formatPlayback,
  formatSigned,
  originText,
  runnerText,
} from "../../src/dashboard/format.ts";

describe("numbers", () => {
  it("has fixed decimals and a true minus sign", () => {
    expect(formatNumber(2.71428, 2)).toBe("2.71");
    expect(formatNumber(-2.71428, 1)).toBe("−2.7");
    expect(formatSigned(2.04, 1)).toBe("+2.0");
    expect(formatSigned(-2.04, 1)).toBe("−2.0");
  });

  it("gives what rounds to zero no sign", () => {
    expect(formatNumber(-0.04, 1)).toBe("0.0");
    expect(formatSigned(0.04, 1)).toBe("0.0");
    expect(formatSigned(-0.04, 1)).toBe("0.0");
    expect(formatSigned(0)).toBe("0");
  });

  it("shows a dash for what is not known and never NaN or Infinity", () => {
    for (const value of [null, Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const format of [formatNumber, formatSigned, formatMs, formatPct, formatKmPerH]) {
        expect(format(value)).toBe("—");
      }
    }
  });

  it("can be read back to within half a unit of the last decimal", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.integer({ min: 0, max: 3 }),
        (value, decimals) => {
          const read = Number(formatSigned(value, decimals).replace("−", "-"));
          expect(Math.abs(read - value)).toBeLessThanOrEqual(0.5 * 10 ** -decimals + 1e-9);
        },
      ),
    );
  });

  it("converts units at the edge", () => {
    expect(formatMs(0.2468)).toBe("247");
    expect(formatPct(0.3514)).toBe("35.1");
    expect(formatKmPerH(2.7778)).toBe("10.0");
  });
});

describe("times", () => {
  it("shows a stopwatch that never runs ahead", () => {
    expect(formatClock(0)).toBe("0:00");
    expect(formatClock(59.99)).toBe("0:59");
    expect(formatClock(61)).toBe("1:01");
    expect(formatClock(3600 + 125)).toBe("1:02:05");
    expect(formatClock(-0.2)).toBe("0:00");
  });

  it("shows an age as finely as it matters", () => {
    expect(formatAge(4.24)).toBe("4.2 s");
    expect(formatAge(42.9)).toBe("42 s");
    expect(formatAge(125)).toBe("2:05");
  });
});

describe("session", () => {
  it("names the runner by what is known and the title does not say", () => {
    const runner = {
      label: "Runner 18",
      ageYears: 35,
      sex: "male",
      affectedSide: "right",
    } as const;
    expect(runnerText({ title: "Runner 18 on a treadmill", runner })).toBe(
      "35 years · male · affected side: right",
    );
    expect(runnerText({ title: "Tuesday", runner: { label: "A. B." } })).toBe("A. B.");
    expect(runnerText({ title: "Tuesday", runner: {} })).toBe("");
  });

  it("marks data that was not recorded from pods", () => {
    const description = "how";
    expect(originText({ kind: "imported", description })).toBe("Imported data");
    expect(originText({ kind: "simulated", description })).toBe("Simulated runner");
    expect(originText({ kind: "recorded", description })).toBeNull();
  });
});

describe("what the runner enters", () => {
  it("is named in words", () => {
    expect(entryText({ entry: "pain", painLevel: 0, effortLevel: null })).toBe("Pain 0 of 10");
    expect(entryText({ entry: "sharp-pain", painLevel: null, effortLevel: null })).toBe(
      "Sharp pain",
    );
    expect(entryText({ entry: "catch", painLevel: null, effortLevel: null })).toBe("Catch");
  });
});

describe("playback", () => {
  it("says how time runs", () => {
    const durationS = null;
    expect(formatPlayback({ mode: "live", speed: 1, durationS })).toBe("Live");
    expect(formatPlayback({ mode: "simulated", speed: 1, durationS })).toBe(
      "Simulation, real time",
    );
    expect(formatPlayback({ mode: "replay", speed: 1, durationS })).toBe("Replay, real time");
    expect(formatPlayback({ mode: "replay", speed: 4, durationS })).toBe("Replay, 4× speed");
    expect(formatPlayback({ mode: "replay", speed: null, durationS })).toBe(
      "Replay, as fast as possible",
    );
  });
});
