import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { angleRange } from "../../src/dashboard/angle-range.ts";
import { AngleTrace } from "../../src/dashboard/angle-trace.ts";
import { stanceSpans } from "../../src/dashboard/stance-spans.ts";
import { angles, gaitEvent } from "./sample-stream.ts";

describe("AngleTrace", () => {
  it("keeps the last 12 s of angles and events in step", () => {
    const trace = new AngleTrace();
    for (let i = 0; i <= 1500; i += 1) {
      trace.addAngles(angles(i / 50, { pelvicTiltDeg: i }));
      if (i % 25 === 0) trace.addEvent(gaitEvent("initialContact", "left", i / 50));
    }
    expect(trace.timeS.at(-1)).toBe(30);
    expect(trace.timeS[0]).toBeCloseTo(18, 9);
    expect(trace.pelvicTiltDeg).toHaveLength(trace.timeS.length);
    expect(trace.pelvicObliquityDeg).toHaveLength(trace.timeS.length);
    expect(trace.pelvicTiltDeg.at(-1)).toBe(1500);
    expect(trace.events[0]?.timeS).toBe(18);
    expect(trace.events.at(-1)?.timeS).toBe(30);
  });

  it("breaks the line where angles are missing instead of drawing across", () => {
    const trace = new AngleTrace();
    trace.addAngles(angles(1));
    trace.addAngles(angles(1.1));
    trace.addAngles(angles(3));
    expect(trace.timeS).toEqual([1, 1.1, 1.35, 3]);
    expect(trace.pelvicTiltDeg).toEqual([12, 12, null, 12]);
  });

  it("has strictly rising times whatever order angles come in", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 20, noNaN: true })), (times) => {
        const trace = new AngleTrace();
        for (const timeS of times) trace.addAngles(angles(timeS));
        for (let i = 1; i < trace.timeS.length; i += 1) {
          expect(trace.timeS[i]).toBeGreaterThan(trace.timeS[i - 1] as number);
        }
      }),
    );
  });

  it("is empty after clear", () => {
    const trace = new AngleTrace();
    trace.addAngles(angles(5));
    trace.addEvent(gaitEvent("toeOff", "left", 5));
    trace.clear();
    expect(trace.newestS).toBeNull();
    trace.addAngles(angles(1));
    expect(trace.timeS).toEqual([1]);
  });
});

describe("stanceSpans", () => {
  it("pairs contact and toe-off of the same foot, also where the feet overlap", () => {
    const events = [
      gaitEvent("initialContact", "left", 1),
      gaitEvent("initialContact", "right", 1.5),
      gaitEvent("toeOff", "left", 1.6),
      gaitEvent("toeOff", "right", 2.1),
    ];
    expect(stanceSpans(events)).toEqual([
      { side: "left", fromS: 1, toS: 1.6 },
      { side: "right", fromS: 1.5, toS: 2.1 },
    ]);
  });

  it("does not care about the order of arrival", () => {
    const events = [gaitEvent("toeOff", "left", 1.3), gaitEvent("initialContact", "left", 1)];
    expect(stanceSpans(events)).toEqual([{ side: "left", fromS: 1, toS: 1.3 }]);
  });

  it("makes no stance around an event of unknown side", () => {
    expect(
      stanceSpans([
        gaitEvent("initialContact", "left", 1),
        gaitEvent("toeOff", null, 1.25),
        gaitEvent("initialContact", null, 1.6),
        gaitEvent("toeOff", "left", 2.3),
      ]),
    ).toEqual([]);
  });

  it("makes no stance of events that do not belong together", () => {
    expect(
      stanceSpans([
        gaitEvent("toeOff", "left", 0.5),
        gaitEvent("initialContact", "left", 1),
        gaitEvent("toeOff", "left", 3),
        gaitEvent("initialContact", null, 4),
        gaitEvent("toeOff", null, 4.2),
        gaitEvent("initialContact", "right", 5),
      ]),
    ).toEqual([]);
  });
});

describe("angleRange", () => {
  it("contains the values, ends on multiples of 5 and is at least 10 wide", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -80, max: 80, noNaN: true }),
        fc.double({ min: 0, max: 60, noNaN: true }),
        (min, span) => {
          const [low, high] = angleRange(min, min + span);
          expect(low).toBeLessThan(min);
          expect(high).toBeGreaterThan(min + span);
          expect(high - low).toBeGreaterThanOrEqual(10);
          expect(Math.abs(low % 5)).toBe(0);
          expect(Math.abs(high % 5)).toBe(0);
        },
      ),
    );
  });

  it("rests while the values move a little", () => {
    expect(angleRange(9.1, 15.2)).toEqual(angleRange(8.8, 16));
  });

  it("has a range without values", () => {
    expect(angleRange(null, null)).toEqual([-5, 5]);
  });
});
