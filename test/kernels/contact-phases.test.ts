import { describe, expect, it } from "vitest";
import { ContactPhases, type PhaseChange } from "../../src/kernels/contact-phases.ts";

const periodS = 0.01;

interface Change {
  readonly change: PhaseChange;
  readonly atS: number;
  readonly crossingS: number;
}

/** Feeds forces at 100 Hz from 0 on. */
function changes(forcesG: readonly number[], phases = new ContactPhases(), fromS = 0): Change[] {
  return forcesG.flatMap((forceG, i) => {
    const atS = fromS + i * periodS;
    const change = phases.update(atS, forceG);
    if (change === null) return [];
    return [{ change, atS, crossingS: change === "landing" ? phases.landingS : phases.takeOffS }];
  });
}

const kinds = (found: readonly Change[]): PhaseChange[] => found.map(({ change }) => change);

describe("contact phases", () => {
  it("puts landing and take-off between the samples, where the force is 0.8 g", () => {
    const found = changes([0.2, 0.6, 1, 1.4, 0.9, 0.7, 0.4]);
    expect(kinds(found)).toEqual(["landing", "takeOff"]);
    // 0.6 → 1 crosses half way, 0.9 → 0.7 too.
    expect(found[0]?.crossingS).toBeCloseTo(0.015, 12);
    expect(found[1]?.crossingS).toBeCloseTo(0.045, 12);
    expect(found.map(({ atS }) => atS)).toEqual([0.02, 0.06]);
  });

  it("sees a take-off whose force falls through both levels from one sample to the next", () => {
    const found = changes([0, 2, 2, 0, 0, 2, 2, 0.3]);
    expect(kinds(found)).toEqual(["landing", "takeOff", "landing", "takeOff"]);
    expect(found[1]?.crossingS).toBeCloseTo(0.026, 12);
    expect(found[3]?.crossingS).toBeCloseTo(0.06 + 0.01 * (1.2 / 1.7), 12);
  });

  it("takes the last crossing before the flight, whatever dips there were before", () => {
    const found = changes([0, 1, 0.7, 0.7, 1.2, 1.1, 0.5, 0.4]);
    expect(kinds(found)).toEqual(["landing", "takeOff"]);
    expect(found[1]?.crossingS).toBeCloseTo(0.055, 12);
  });

  it("calls it no step when the foot stays down, and waits for the next flight", () => {
    const standing = Array<number>(100).fill(1);
    const found = changes([0, ...standing, 0.2, 1]);
    expect(kinds(found)).toEqual(["landing", "stopped", "landing"]);
    expect(found[1]?.atS).toBeCloseTo(0.62, 9);
  });

  it("finds nothing without a flight", () => {
    const walking = Array.from({ length: 400 }, (_, i) => 1 + 0.45 * Math.sin(i / 8));
    expect(changes(walking)).toEqual([]);
  });

  it("concludes nothing across a reset", () => {
    const phases = new ContactPhases();
    expect(kinds(changes([0, 1, 1], phases))).toEqual(["landing"]);
    phases.reset();
    expect(phases.landingS).toBeNaN();
    expect(kinds(changes([0.2, 1, 1, 0.4], phases, 1))).toEqual(["landing", "takeOff"]);
    phases.reset();
    // A first sample above the level is no crossing of it.
    expect(changes([1, 1, 0.4], phases, 2)).toEqual([]);
  });
});
