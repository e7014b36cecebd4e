import { describe, expect, it } from "vitest";
import { sides } from "../../src/model/pod.ts";
import { type ComparedTrial, compareMethods, type DetectedEvent } from "./contact-comparison.ts";

const stanceS = { left: 0.24, right: 0.26 } as const;

/** Ten contacts, 0.35 s apart, and a method whose stances are longer by so much on either side, s. */
function trial(longerS: { left: number; right: number }, lateS: number): ComparedTrial {
  const contacts = Array.from({ length: 10 }, (_, i) => {
    const side = sides[i % 2] as "left" | "right";
    const initialContactS = 1 + 0.35 * i;
    return { side, initialContactS, toeOffS: initialContactS + stanceS[side] };
  });
  const events = contacts.flatMap(({ side, initialContactS, toeOffS }): DetectedEvent[] => {
    const beginS = initialContactS + lateS;
    const endS = toeOffS + lateS + longerS[side];
    return [
      { type: "initialContact", timeS: beginS, decidedAtS: beginS + 0.1 },
      { type: "toeOff", timeS: endS, decidedAtS: endS + 0.1 },
    ];
  });
  return { contacts, detected: new Map([["method", events]]) };
}

function figuresOf(trials: readonly ComparedTrial[]): Map<string, number> {
  const { figures } = compareMethods("", "on", ["method"], trials);
  return new Map(figures.map(({ id, value }) => [id.replace("on method ", ""), value]));
}

describe("comparison of contact methods", () => {
  it("takes a method's own mean out of its stance times, not out of its index", () => {
    const figures = figuresOf([
      trial({ left: 0.03, right: 0.03 }, 0.02),
      trial({ left: 0.05, right: 0.05 }, 0.04),
    ]);
    expect(figures.get("found")).toBe(100);
    expect(figures.get("false")).toBe(0);
    expect(figures.get("ic-bias")).toBeCloseTo(30, 6);
    expect(figures.get("ic-sd")).toBeCloseTo(0, 6);
    expect(figures.get("to-bias")).toBeCloseTo(70, 6);
    expect(figures.get("stance-bias")).toBeCloseTo(40, 6);
    expect(figures.get("stance-rms")).toBeCloseTo(10, 6);
    expect(figures.get("decision-delay-p95")).toBeCloseTo(100, 6);
    // Plate 8 %; with 30 and 50 ms more on both sides 4/0.56 and 4/0.6 %.
    const errors = [(200 * 0.02) / 0.56 - 8, (200 * 0.02) / 0.6 - 8];
    expect(figures.get("si-rms")).toBeCloseTo(Math.hypot(...errors) / Math.SQRT2, 6);
  });

  it("counts what is missing and what is too much", () => {
    const { contacts, detected } = trial({ left: 0, right: 0 }, 0);
    const events = detected.get("method") as DetectedEvent[];
    const withGap = events.filter(({ timeS }) => Math.abs(timeS - 1.7) > 0.05);
    withGap.push({ type: "initialContact", timeS: 2.22, decidedAtS: 2.3 });
    // The step after the last one is neither.
    withGap.push({ type: "initialContact", timeS: 4.51, decidedAtS: 4.6 });
    const figures = figuresOf([{ contacts, detected: new Map([["method", withGap]]) }]);
    expect(figures.get("found")).toBe(90);
    expect(figures.get("false")).toBe(10);
    expect(figures.get("stance-bias")).toBeCloseTo(0, 6);
  });

  it("leaves out what a method does not say", () => {
    const { contacts, detected } = trial({ left: 0, right: 0 }, 0);
    const initial = (detected.get("method") ?? []).filter((e) => e.type === "initialContact");
    const figures = figuresOf([{ contacts, detected: new Map([["method", initial]]) }]);
    expect(figures.has("ic-sd")).toBe(true);
    for (const id of ["to-bias", "to-sd", "stance-rms", "si-rms"])
      expect(figures.has(id)).toBe(false);
  });
});
