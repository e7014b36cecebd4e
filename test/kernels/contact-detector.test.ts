import { describe, expect, it } from "vitest";
import { ContactDetector, type ContactType } from "../../src/kernels/contact-detector.ts";
import { contactSide } from "../../src/kernels/contact-side.ts";
import { contactBiasS, initialContactBias, toeOffBias } from "../../src/kernels/contact-timing.ts";
import { standardGravityMPerS2 as g, radPerDeg } from "../../src/model/units.ts";
import { verticalForce } from "../support/running-force.ts";

const periodS = 1 / 200;

interface Found {
  readonly type: ContactType;
  readonly timeS: number;
  readonly decidedAtS: number;
}

function detect(
  force: (timeS: number) => number,
  untilS: number,
  detector = new ContactDetector(periodS),
  fromS = 0,
): Found[] {
  const found: Found[] = [];
  for (let k = Math.round(fromS / periodS); k * periodS < untilS; k++) {
    const timeS = k * periodS;
    const type = detector.update(timeS, force(timeS), 3);
    if (type !== null) found.push({ type, timeS: detector.eventTimeS, decidedAtS: timeS });
  }
  return found;
}

describe("contact detector", () => {
  const running = { stepTimeS: 0.36, stanceTimeS: 0.24, firstContactS: 2 };
  const force = (timeS: number): number => verticalForce(running, timeS);

  it("finds every step, contact and toe-off in turn, evenly spaced", () => {
    const found = detect(force, 2 + 20 * running.stepTimeS);
    const contacts = found.filter((event) => event.type === "initialContact");
    const toeOffs = found.filter((event) => event.type === "toeOff");
    // The first step starts from standing: without a flight before it, it is none.
    expect(contacts.length).toBe(19);
    expect(toeOffs.length).toBeGreaterThanOrEqual(18);
    for (let i = 5; i < contacts.length; i++) {
      const step = (contacts[i] as Found).timeS - (contacts[i - 1] as Found).timeS;
      expect(step).toBeCloseTo(running.stepTimeS, 3);
    }
    const types = found.map((event) => event.type);
    for (let i = 1; i < types.length; i++) expect(types[i]).not.toBe(types[i - 1]);
  });

  it("decides within 150 ms of the event", () => {
    for (const event of detect(force, 8)) {
      expect(event.decidedAtS - event.timeS).toBeGreaterThan(0);
      expect(event.decidedAtS - event.timeS).toBeLessThan(0.15);
    }
  });

  it("sees a longer stance as longer, although the low cut-off takes part of the change away", () => {
    const stance = (stanceTimeS: number): number => {
      const found = detect((t) => verticalForce({ ...running, stanceTimeS }, t), 12).slice(-9);
      const contact = found.findIndex((event) => event.type === "initialContact");
      return (found[contact + 1] as Found).timeS - (found[contact] as Found).timeS;
    };
    const change = stance(0.26) - stance(0.22);
    expect(change).toBeGreaterThan(0.012);
    expect(change).toBeLessThan(0.05);
  });

  it("finds nothing in standing and in walking, which has no flight", () => {
    expect(detect(() => g, 10)).toEqual([]);
    expect(detect((t) => g * (1 + 0.35 * Math.sin(2 * Math.PI * 1.9 * t)), 20)).toEqual([]);
  });

  it("concludes nothing across a reset", () => {
    const detector = new ContactDetector(periodS);
    detect(force, 4.1, detector);
    detector.reset();
    const after = detect(force, 6, detector, 4.6);
    expect(after[0]?.type).toBe("initialContact");
    expect(after[0]?.timeS).toBeGreaterThan(4.6);
  });

  it("keeps the correction constant beyond the speeds it is extrapolated to, and has a middle one for unknown speed", () => {
    expect(contactBiasS(initialContactBias, 9)).toBe(contactBiasS(initialContactBias, 5.5));
    expect(contactBiasS(toeOffBias, 0.1)).toBe(contactBiasS(toeOffBias, 2));
    expect(contactBiasS(toeOffBias, null)).toBe(contactBiasS(toeOffBias, 3));
    expect(contactBiasS(toeOffBias, Number.NaN)).toBe(contactBiasS(toeOffBias, null));
    expect(contactBiasS(initialContactBias, 2.5)).toBeGreaterThan(
      contactBiasS(initialContactBias, 4.5),
    );
  });
});

describe("contact side", () => {
  const deg = (value: number): number => value * radPerDeg;

  it("is the side of the thigh that has swung forward", () => {
    expect(contactSide(deg(25), deg(-10), Number.NaN, Number.NaN)).toEqual({
      side: "left",
      confidence: 1,
    });
    expect(contactSide(deg(-10), deg(25), Number.NaN, Number.NaN)).toEqual({
      side: "right",
      confidence: 1,
    });
    expect(contactSide(deg(8), deg(5), Number.NaN, Number.NaN).confidence).toBeCloseTo(0.2, 9);
  });

  it("compares a single thigh with its own mean, with less confidence", () => {
    expect(contactSide(deg(30), Number.NaN, deg(12), Number.NaN)).toEqual({
      side: "left",
      confidence: 0.8,
    });
    expect(contactSide(deg(-5), Number.NaN, deg(12), Number.NaN).side).toBe("right");
    expect(contactSide(Number.NaN, deg(30), Number.NaN, deg(12))).toEqual({
      side: "right",
      confidence: 0.8,
    });
    expect(contactSide(Number.NaN, deg(-5), Number.NaN, deg(12)).side).toBe("left");
  });

  it("is not known without a thigh", () => {
    expect(contactSide(Number.NaN, Number.NaN, Number.NaN, Number.NaN)).toEqual({
      side: null,
      confidence: 0,
    });
  });
});
