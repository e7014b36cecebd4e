import { describe, expect, it } from "vitest";
import { ActivityClassifier } from "../../src/kernels/activity-classifier.ts";
import { ContactDetector } from "../../src/kernels/contact-detector.ts";
import { noMeasurement } from "../../src/kernels/contact-timing.ts";
import type { Activity } from "../../src/model/session-output.ts";
import { standardGravityMPerS2 as g } from "../../src/model/units.ts";
import { seededUniform } from "../support/random.ts";
import { verticalForce } from "../support/running-force.ts";
import { walkingForce } from "../support/walking-force.ts";

const periodS = 1 / 200;

/** What was said from when on. */
type Said = readonly [fromS: number, activity: Activity | null];

/** Feeds one sample, with the contact that the detector finds in the same force. */
function feed(
  classifier: ActivityClassifier,
  contacts: ContactDetector,
  timeS: number,
  force: number,
): void {
  classifier.update(timeS, force);
  const event = contacts.update(timeS, Float64Array.of(force, Number.NaN, Number.NaN));
  if (event !== "initialContact") return;
  classifier.land(contacts.measureInitialContact(noMeasurement(), null).pelvisS);
}

/** Every change of what the classifier says. */
function changes(force: (timeS: number) => number, untilS: number): Said[] {
  const classifier = new ActivityClassifier(periodS);
  const contacts = new ContactDetector(periodS);
  const said: Said[] = [];
  for (let k = 0; k * periodS < untilS; k++) {
    const timeS = k * periodS;
    feed(classifier, contacts, timeS, force(timeS));
    if (said.at(-1)?.[1] !== classifier.activity || k === 0) {
      said.push([timeS, classifier.activity]);
      if (classifier.activity !== null) expect(classifier.sinceS).toBe(timeS);
    }
  }
  return said;
}

const names = (said: readonly Said[]) => said.map(([, activity]) => activity);

const running = { stepTimeS: 0.36, stanceTimeS: 0.24, firstContactS: 2 };
const run = (timeS: number): number => verticalForce(running, timeS);

/** The run, with everything after 20 steps later by this, s; meanwhile the runner flies on. */
function hesitating(byS: number): (timeS: number) => number {
  const flightS = 2 + 20 * 0.36 + 0.3;
  return (timeS) => {
    if (timeS < flightS) return run(timeS);
    return run(timeS < flightS + byS ? flightS : timeS - byS);
  };
}

describe("activity classifier", () => {
  it("knows standing after a second, and running after four contacts", () => {
    const said = changes(run, 20);
    expect(names(said)).toEqual([null, "standing", "irregular", "running"]);
    expect(said[1]?.[0]).toBeCloseTo(1.1, 1);
    // The first step starts from standing and is none; the fifth contact comes at 3.8 s.
    expect(said[3]?.[0]).toBeLessThan(3.8);
  });

  it.each([
    [0.34, 0.24],
    [0.38, 0.34],
    [0.4, 0.37],
  ])("knows a run with steps of %f s and stances of %f s", (stepTimeS, stanceTimeS) => {
    const said = changes((t) => verticalForce({ stepTimeS, stanceTimeS, firstContactS: 0 }, t), 30);
    expect(names(said).at(-1)).toBe("running");
    expect(said.at(-1)?.[0]).toBeLessThan(2.5);
  });

  it.each(
    [90, 105, 120, 140].flatMap((cadenceSpm) =>
      [0.12, 0.2, 0.3].flatMap((deviationG) =>
        [0, 0.5, 1].map((pushOff) => [cadenceSpm, deviationG, pushOff] as const),
      ),
    ),
  )("knows a walk of %d steps/min, %f g, push-off %f, without flicker", (...of) => {
    const [cadenceSpm, deviationG, pushOff] = of;
    const uniform = seededUniform(1);
    const walk = (t: number) =>
      walkingForce({ cadenceSpm, deviationG, pushOff }, t) + 0.5 * (uniform() - 0.5);
    const noise = () => g + 0.5 * (uniform() - 0.5);
    const said = changes((t) => (t < 3 ? noise() : walk(t)), 60);
    expect(names(said)).toEqual([null, "standing", "irregular", "walking"]);
    expect(said.at(-1)?.[0]).toBeLessThan(3 + 4);
  });

  it("tells walking from running and back", () => {
    const walk = { cadenceSpm: 115, deviationG: 0.2, pushOff: 0.5 };
    const said = changes((t) => (t < 10 || t >= 20 ? walkingForce(walk, t) : run(t - 8)), 30);
    expect(names(said)).toEqual([null, "walking", "running", "irregular", "walking"]);
    const [, , ran, broke, walked] = said.map(([fromS]) => fromS) as number[];
    expect(ran).toBeLessThan(12.5);
    expect(broke).toBeLessThan(20.8);
    expect(walked).toBeLessThan(25);
  });

  it("says within a second that the runner has stopped, and that he stands as soon as he does", () => {
    const said = changes((t) => (t < 2 + 22 * 0.36 ? run(t) : g), 14);
    expect(names(said).slice(-3)).toEqual(["running", "irregular", "standing"]);
    const [stopped, stood] = said.slice(-2).map(([fromS]) => fromS) as number[];
    expect(stopped).toBeLessThan(2 + 22 * 0.36 + 0.8);
    expect(stood).toBeLessThan(2 + 22 * 0.36 + 1.5);
  });

  it.each([0.1, 0.15, 0.25])("takes a step that comes %f s late for a stumble", (byS) => {
    const said = changes(hesitating(byS), 20);
    expect(names(said).slice(-3)).toEqual(["running", "irregular", "running"]);
    const [stumbled, recovered] = said.slice(-2).map(([fromS]) => fromS) as number[];
    const landedS = 2 + 21 * 0.36 + byS;
    expect(stumbled).toBeLessThan(landedS + 0.16);
    expect(recovered).toBeLessThan(landedS + 4 * 0.36 + 0.1);
  });

  it("does not take the unevenness of steady running for one", () => {
    const said = changes(hesitating(0.03), 20);
    expect(names(said)).toEqual([null, "standing", "irregular", "running"]);
  });

  it("finds no walk in somebody who fidgets", () => {
    const uniform = seededUniform(8);
    let level = 0;
    const said = changes(() => {
      level += 0.03 * (36 * (uniform() - 0.5) - level);
      return g + level;
    }, 300);
    const walking = said.reduce((sum, [fromS, activity], i) => {
      return activity === "walking" ? sum + (said[i + 1]?.[0] ?? 300) - fromS : sum;
    }, 0);
    expect(names(said)).not.toContain("running");
    expect(walking).toBeLessThan(6);
  });

  it("knows nothing for a second after missing samples, and needs new contacts", () => {
    const classifier = new ActivityClassifier(periodS);
    let contacts = new ContactDetector(periodS);
    const feedRun = (fromS: number, untilS: number): void => {
      for (let k = Math.round(fromS / periodS); k * periodS < untilS; k++) {
        feed(classifier, contacts, k * periodS, run(k * periodS));
      }
    };
    feedRun(0, 10);
    expect(classifier.activity).toBe("running");
    classifier.reset();
    contacts = new ContactDetector(periodS);
    expect(classifier.activity).toBeNull();
    feedRun(10.1, 11);
    expect(classifier.activity).toBeNull();
    feedRun(11, 12.5);
    expect(classifier.activity).toBe("running");
    expect(classifier.sinceS).toBeGreaterThan(11.1);
  });
});
