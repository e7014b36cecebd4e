import { describe, expect, it } from "vitest";
import { StepRhythm } from "../../src/kernels/step-rhythm.ts";

function rhythmOf(...contactsS: number[]): StepRhythm {
  const rhythm = new StepRhythm();
  for (const timeS of contactsS) rhythm.add(timeS);
  return rhythm;
}

/** Contacts from 1 s on, a step of 0.35 s apart. */
const even = (count: number): number[] => Array.from({ length: count }, (_, i) => 1 + 0.35 * i);

describe("step rhythm", () => {
  it("takes four contacts", () => {
    expect(rhythmOf(...even(3)).isSteady(1.7)).toBe(false);
    expect(rhythmOf(...even(4)).isSteady(2.05)).toBe(true);
  });

  it("is that of strides: a limp has one", () => {
    const limping = [1, 1.3, 1.72, 2.02, 2.44, 2.74];
    expect(rhythmOf(...limping).isSteady(2.8)).toBe(true);
  });

  it("is lost when a contact is overdue", () => {
    const rhythm = rhythmOf(...even(6));
    expect(rhythm.isSteady(2.75 + 0.6)).toBe(true);
    expect(rhythm.isSteady(2.75 + 0.75)).toBe(false);
  });

  it("is lost with a contact that is off the pace, and found again after three more", () => {
    const rhythm = rhythmOf(...even(8));
    const stumbleS = 3.45 + 0.35 + 0.1;
    rhythm.add(stumbleS);
    expect(rhythm.isSteady(stumbleS)).toBe(false);
    for (const steps of [1, 2, 3]) {
      rhythm.add(stumbleS + 0.35 * steps);
      expect(rhythm.isSteady(stumbleS + 0.35 * steps)).toBe(steps === 3);
    }
  });

  it("is lost with a step that is none of running, and follows one that slowly changes", () => {
    expect(rhythmOf(...even(8), 3.5).isSteady(3.5)).toBe(false);
    let timeS = 1;
    const rhythm = rhythmOf(timeS);
    for (let k = 0; k < 60; k++) {
      timeS += 0.4 - 0.002 * k;
      rhythm.add(timeS);
      expect(rhythm.isSteady(timeS)).toBe(k >= 2);
    }
  });
});
