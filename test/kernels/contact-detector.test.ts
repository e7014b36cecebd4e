import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ContactDetector, type ContactType } from "../../src/kernels/contact-detector.ts";
import { contactSide } from "../../src/kernels/contact-side.ts";
import { type ContactMeasurement, noMeasurement } from "../../src/kernels/contact-timing.ts";
import { standardGravityMPerS2 as g, radPerDeg } from "../../src/model/units.ts";
import { verticalForce } from "../support/running-force.ts";

const periodS = 1 / 200;

interface Found extends Readonly<ContactMeasurement> {
  readonly type: ContactType;
  readonly decidedAtS: number;
}

type Forces = (timeS: number) => readonly [pelvis: number, left: number, right: number];

/** The same force everywhere. */
const everywhere =
  (force: (timeS: number) => number): Forces =>
  (timeS) => [force(timeS), force(timeS), force(timeS)];

const pelvisAlone =
  (force: (timeS: number) => number): Forces =>
  (timeS) => [force(timeS), Number.NaN, Number.NaN];

function detect(
  forces: Forces,
  untilS: number,
  samplePeriodS = periodS,
  detector = new ContactDetector(samplePeriodS),
  fromS = 0,
): Found[] {
  const found: Found[] = [];
  for (let k = Math.round(fromS / samplePeriodS); k * samplePeriodS < untilS; k++) {
    const timeS = k * samplePeriodS;
    const type = detector.update(timeS, Float64Array.from(forces(timeS)));
    if (type === null) continue;
    const measurement =
      type === "toeOff"
        ? detector.measureToeOff(noMeasurement())
        : detector.measureInitialContact(noMeasurement(), "left");
    found.push({ type, decidedAtS: timeS, ...measurement });
  }
  return found;
}

const ofType = (found: readonly Found[], type: ContactType): Found[] =>
  found.filter((event) => event.type === type);

/** Trapezoids of force: 2.4 g with linear flanks, whose crossings are known. */
function trapezoid(timeS: number, fallGPerS: number): number {
  const phase = timeS % 0.5;
  return g * Math.max(0, Math.min(2.4, 20 * phase, 0.2 * fallGPerS - fallGPerS * (phase - 0.1)));
}

describe("contact detector", () => {
  const running = { stepTimeS: 0.36, stanceTimeS: 0.24, firstContactS: 2 };
  const force = (timeS: number): number => verticalForce(running, timeS);

  it.each([
    ["both thighs", everywhere, 2],
    ["the pelvis alone", pelvisAlone, 0],
  ] as const)(
    "finds every step from %s, contact and toe-off in turn, evenly spaced",
    (_, forces, thighs) => {
      const found = detect(forces(force), 2 + 20 * running.stepTimeS);
      const contacts = ofType(found, "initialContact");
      // The first step starts from standing: without a flight before it, it is none.
      expect(contacts.length).toBe(19);
      expect(ofType(found, "toeOff").length).toBeGreaterThanOrEqual(18);
      for (let i = 5; i < contacts.length; i++) {
        const [before, event] = [contacts[i - 1] as Found, contacts[i] as Found];
        expect(event.pelvisS - before.pelvisS).toBeCloseTo(running.stepTimeS, 3);
        if (thighs > 0) expect(event.forceS - before.forceS).toBeCloseTo(running.stepTimeS, 3);
        else expect(event.forceS).toBeNaN();
      }
      expect(new Set(found.map((event) => event.thighs))).toEqual(new Set([thighs]));
      const types = found.map((event) => event.type);
      for (let i = 1; i < types.length; i++) expect(types[i]).not.toBe(types[i - 1]);
    },
  );

  it.each([200, 100])(
    "loses no toe-off at %d Hz of a force that falls through both levels within 10 ms",
    (rateHz) => {
      const abrupt = (timeS: number): number => (timeS % 0.4037 < 0.12 ? 4 * g : -0.3 * g);
      const found = detect(everywhere(abrupt), 60 * 0.4037, 1 / rateHz);
      expect(ofType(found, "initialContact")).toHaveLength(59);
      expect(ofType(found, "toeOff")).toHaveLength(59);
    },
  );

  it("decides within 150 ms of the force's crossings", () => {
    for (const event of detect(everywhere(force), 8)) {
      expect(event.decidedAtS - event.forceS).toBeGreaterThan(0);
      expect(event.decidedAtS - event.forceS).toBeLessThan(0.12);
    }
  });

  it("tells steps that take so much longer where all of the motion does", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.85, max: 1.3, noNaN: true }), (factor) => {
        const slower = { stepTimeS: factor * 0.36, stanceTimeS: factor * 0.24, firstContactS: 2 };
        const found = detect(
          everywhere((timeS) => verticalForce(slower, timeS)),
          2 + 20 * slower.stepTimeS,
        );
        const contacts = ofType(found, "initialContact");
        expect(contacts).toHaveLength(19);
        for (const type of ["initialContact", "toeOff"] as const) {
          const times = ofType(found, type).slice(5);
          for (const key of ["pelvisS", "forceS"] as const) {
            const first = times[0]?.[key] as number;
            times.forEach((event, i) => {
              expect(Math.abs(event[key] - first - i * slower.stepTimeS)).toBeLessThan(5e-4);
            });
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it("puts the same contacts within 1 ms of each other at 100 and at 200 Hz", () => {
    const at200 = detect(everywhere(force), 9);
    const at100 = detect(everywhere(force), 9, 1 / 100);
    expect(at100.map(({ type }) => type)).toEqual(at200.map(({ type }) => type));
    expect(at200.length).toBeGreaterThan(30);
    at100.forEach(({ forceS, pelvisS }, i) => {
      expect(Math.abs(forceS - (at200[i]?.forceS as number))).toBeLessThan(1e-3);
      expect(Math.abs(pelvisS - (at200[i]?.pelvisS as number))).toBeLessThan(1e-3);
    });
  });

  it("measures how long the force takes to fall, over six steps", () => {
    const fallTimeS = (fallGPerS: number): number => {
      const found = detect(
        everywhere((timeS) => trapezoid(timeS, fallGPerS)),
        6,
      );
      return found.at(-1)?.fallTimeS ?? 0;
    };
    // The low-pass rounds the flank's end, which is the flatter the slower it is.
    expect(fallTimeS(12)).toBeCloseTo(0.5 / 12, 2);
    expect(fallTimeS(10) - fallTimeS(12)).toBeCloseTo(0.5 / 10 - 0.5 / 12, 2);
    expect(fallTimeS(10)).toBeGreaterThan(fallTimeS(12) + 0.002);
    const changing = everywhere((timeS) => trapezoid(timeS, timeS < 5 ? 10 : 12));
    const toeOffs = ofType(detect(changing, 10), "toeOff");
    const means = toeOffs.map((event) => event.fallTimeS);
    const change = toeOffs.findIndex((event) => event.decidedAtS > 5);
    const share = (index: number): number =>
      ((means[index] as number) - fallTimeS(12)) / (fallTimeS(10) - fallTimeS(12));
    for (const [steps, left] of [
      [0, 6],
      [1, 5],
      [3, 3],
      [6, 0],
    ] as const) {
      expect(share(change - 1 + steps)).toBeCloseTo(left / 6, 3);
    }
  });

  it("weighs the landing side's thigh less than the other one's at initial contact", () => {
    const late = (timeS: number): number => force(timeS - 0.02);
    const forces = (left: (t: number) => number, right: (t: number) => number): Forces => {
      return (timeS) => [force(timeS), left(timeS), right(timeS)];
    };
    const at = (found: Found[]): number => ofType(found, "initialContact").at(-1)?.forceS ?? 0;
    const bothEarly = at(detect(everywhere(force), 6));
    const leftLate = at(detect(forces(late, force), 6)) - bothEarly;
    const rightLate = at(detect(forces(force, late), 6)) - bothEarly;
    expect(leftLate).toBeGreaterThan(0.002);
    expect(rightLate).toBeGreaterThan(leftLate + 0.001);
  });

  it("goes on with the thigh that is left, then without, and starts the fall time anew", () => {
    const losing: Forces = (timeS) => {
      const value = force(timeS);
      return [value, timeS > 4.5 ? Number.NaN : value, timeS > 7 && timeS < 9 ? Number.NaN : value];
    };
    const found = detect(losing, 11);
    const within = (fromS: number, toS: number): Found[] =>
      found.filter((event) => event.decidedAtS > fromS && event.decidedAtS < toS);
    const used = (events: readonly Found[]): number[] => [...new Set(events.map((e) => e.thighs))];
    expect(used(within(2.5, 4.5))).toEqual([2]);
    expect(used(within(4.5, 7))).toEqual([1]);
    expect(used(within(7, 9.4))).toEqual([0]);
    expect(used(within(10, 11))).toEqual([1]);
    expect(within(7.3, 9.4).every((event) => Number.isNaN(event.fallTimeS))).toBe(true);
    expect(within(10.4, 11).every((event) => event.fallTimeS > 0)).toBe(true);
    // Both legs do the same here, so that a thigh half a stride ago is as good as the other one.
    const contacts = ofType(within(3, 7), "initialContact").map((event) => event.forceS);
    for (let i = 1; i < contacts.length; i++) {
      const stepS = (contacts[i] as number) - (contacts[i - 1] as number);
      expect(stepS).toBeCloseTo(running.stepTimeS, 3);
    }
  });

  it("states a toe-off before the next landing, however long the thighs keep it waiting", () => {
    const bouncing: Forces = (timeS) => {
      const value = verticalForce({ stepTimeS: 0.24, stanceTimeS: 0.18, firstContactS: 1 }, timeS);
      return [value, 3 * g, 3 * g];
    };
    const found = detect(bouncing, 5);
    expect(found.length).toBeGreaterThan(20);
    for (let i = 1; i < found.length; i++) {
      expect(found[i]?.type).not.toBe(found[i - 1]?.type);
      expect(found[i]?.pelvisS).toBeGreaterThan(found[i - 1]?.pelvisS as number);
    }
  });

  it("finds nothing in standing and in walking, which has no flight", () => {
    expect(
      detect(
        everywhere(() => g),
        10,
      ),
    ).toEqual([]);
    const walking = (t: number): number => g * (1 + 0.35 * Math.sin(2 * Math.PI * 1.9 * t));
    expect(detect(everywhere(walking), 20)).toEqual([]);
  });

  it("concludes nothing across a gap of the pelvis, and needs a flight behind it", () => {
    // Missing from one stance into the next.
    const gap: Forces = (timeS) => {
      const value = force(timeS);
      return [timeS > 4.3 && timeS < 4.7 ? Number.NaN : value, value, value];
    };
    const found = detect(gap, 8);
    const before = found.filter((event) => event.decidedAtS < 4.7);
    const [first, second, ...others] = found.slice(before.length);
    expect(before.at(-1)).toMatchObject({ type: "initialContact" });
    expect(first).toMatchObject({ type: "initialContact", thighs: 2 });
    // The stance that the gap ended in is none: the next one begins at 4.88 s.
    expect(first?.decidedAtS).toBeGreaterThan(4.88);
    expect([first?.fallTimeS, first?.pelvisContactS]).toEqual([Number.NaN, Number.NaN]);
    expect(second).toMatchObject({ type: "toeOff" });
    expect(second?.fallTimeS).toBeGreaterThan(0);
    expect(others.every((event) => event.fallTimeS > 0 && event.pelvisContactS > 0)).toBe(true);
  });
});

describe("contact side", () => {
  const deg = (value: number): number => value * radPerDeg;

  it("is the side of the thigh that has swung forward", () => {
    expect(contactSide(deg(25), deg(-10), Number.NaN, Number.NaN)).toEqual({
      side: "left",
      confidence: 1,
      method: "both-thighs",
    });
    expect(contactSide(deg(-10), deg(25), Number.NaN, Number.NaN)).toEqual({
      side: "right",
      confidence: 1,
      method: "both-thighs",
    });
    expect(contactSide(deg(8), deg(5), Number.NaN, Number.NaN).confidence).toBeCloseTo(0.2, 9);
  });

  it("compares a single thigh with its own mean, with less confidence", () => {
    expect(contactSide(deg(30), Number.NaN, deg(12), Number.NaN)).toEqual({
      side: "left",
      confidence: 0.8,
      method: "one-thigh",
    });
    expect(contactSide(deg(-5), Number.NaN, deg(12), Number.NaN).side).toBe("right");
    expect(contactSide(Number.NaN, deg(30), Number.NaN, deg(12))).toEqual({
      side: "right",
      confidence: 0.8,
      method: "one-thigh",
    });
    expect(contactSide(Number.NaN, deg(-5), Number.NaN, deg(12)).side).toBe("left");
  });

  it("is not known without a thigh", () => {
    expect(contactSide(Number.NaN, Number.NaN, Number.NaN, Number.NaN)).toEqual({
      side: null,
      confidence: 0,
      method: null,
    });
  });
});
