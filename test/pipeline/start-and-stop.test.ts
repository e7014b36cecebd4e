import { beforeAll, describe, expect, it } from "vitest";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { standardGravityMPerS2 as g } from "../../src/model/units.ts";
import { seededUniform } from "../support/random.ts";
import { ofKind, pipelineOutputs, recordedEvents } from "../support/recorded-events.ts";
import { type GivenPacket, type Samples, withSamples } from "../support/replaced-samples.ts";
import { walkingForce } from "../support/walking-force.ts";

/** The recording stands until 5.5 s and runs at one speed from 8.5 to 37.5 s. */
const endS = 46;

let header: SessionHeader;
let events: TransportEvent[];

beforeAll(async () => {
  ({ header, events } = await recordedEvents("runner-18.mcap", endS));
});

type Motion = (given: GivenPacket) => Samples;

/** What was recorded: running. */
const running: Motion = (given) => given;

/** Samples of the recorded standing, over and over. */
const standing: Motion = ({ timeS, shifted }) => shifted(1 + (timeS % 4) - timeS);

/** Somebody who stands, whose pelvis is pushed up and down: its force over the weight, by the pelvis pod's samples. */
function moving(forceG: (timeS: number) => number): Motion {
  let samples = 0;
  return (given) => {
    const still = standing(given);
    if (given.placement !== "pelvis") return still;
    const accMPerS2 = still.accMPerS2.map(
      (value, i) => value * forceG((samples + Math.floor(i / 3)) / 200),
    );
    samples += accMPerS2.length / 3;
    return { accMPerS2, gyrRadPerS: still.gyrRadPerS };
  };
}

const walk = { cadenceSpm: 112, deviationG: 0.2, pushOff: 0.6 };
const walking = (): Motion => moving((timeS) => walkingForce(walk, timeS) / g);

/** One motion after the other, each from its time on. */
function oneAfterTheOther(
  motions: readonly (readonly [fromS: number, Motion])[],
): TransportEvent[] {
  const lastS = endS - 2;
  const played = withSamples(header, events, (given) => {
    const motion = motions.findLast(([fromS]) => given.timeS >= fromS);
    return given.timeS > lastS || motion === undefined ? given : motion[1](given);
  });
  return played.filter((event) => event.arrivalTimeS < lastS && event.kind !== "beltSpeed");
}

/** Each activity and since when, where it changed. */
function activities(outputs: readonly SessionOutput[]): (readonly [string | null, number])[] {
  return ofKind(outputs, "activity")
    .filter(({ activity }, i, all) => i === 0 || activity !== all[i - 1]?.activity)
    .map(({ activity, timeS }) => [activity, timeS] as const)
    .filter(([activity]) => activity !== null);
}

/** Contacts of either kind between two times. */
const contacts = (outputs: readonly SessionOutput[], fromS: number, toS: number) =>
  ofKind(outputs, "gaitEvent").filter(({ timeS }) => timeS > fromS && timeS < toS);

describe("a treadmill that starts slowly and stops slowly", () => {
  const walksS = 6;
  const runsS = 13;
  const slowsS = 31;
  const stopsS = 38;
  let outputs: SessionOutput[];

  beforeAll(async () => {
    outputs = await pipelineOutputs(
      header,
      oneAfterTheOther([
        [0, standing],
        [walksS, walking()],
        [runsS, running],
        [slowsS, walking()],
        [stopsS, standing],
      ]),
    );
  });

  it("is standing, walking, running, walking and standing, each known within four seconds", () => {
    const found = activities(outputs);
    expect(found.map(([activity]) => activity)).toEqual([
      "standing",
      "irregular",
      "walking",
      "running",
      "irregular",
      "walking",
      "standing",
    ]);
    const since = (index: number): number => found[index]?.[1] as number;
    expect(since(2)).toBeLessThan(walksS + 4);
    expect(since(3)).toBeLessThan(runsS + 2);
    // Running is over at once; that it is a walk takes longer.
    expect(since(4)).toBeLessThan(slowsS + 1);
    expect(since(5)).toBeLessThan(slowsS + 4.5);
    expect(since(6)).toBeLessThan(stopsS + 1.5);
  });

  it("has contacts while running and none before or after", () => {
    // The last step of the run and the first ones of the walk meet in the filters.
    expect(contacts(outputs, 0, runsS - 0.1)).toEqual([]);
    expect(contacts(outputs, slowsS + 0.2, endS)).toEqual([]);
    expect(contacts(outputs, runsS, slowsS).length).toBeGreaterThan(85);
  });

  it("has clean strides of running alone, none over the start or the stop", () => {
    const strides = ofKind(outputs, "stride");
    expect(strides.length).toBeGreaterThan(35);
    for (const { initialContactS, timeS, clean } of strides) {
      expect(initialContactS).toBeGreaterThan(runsS);
      expect(timeS).toBeLessThan(slowsS);
      if (clean) expect(timeS).toBeGreaterThan(runsS + 1);
    }
  });

  it("has an index while there are enough strides of the run, and says why not at other times", () => {
    const reasons = ofKind(outputs, "symmetry").map(
      ({ timeS, absent }) => [timeS, absent] as const,
    );
    const at = (timeS: number) => reasons.findLast(([saidS]) => saidS <= timeS)?.[1];
    expect(at(walksS - 0.5)).toBe("not-running");
    expect(at(runsS - 0.5)).toBe("not-estimated");
    expect(at(runsS + 5)).toBe("too-few-strides");
    expect(at(slowsS - 0.1)).toBeNull();
    expect(at(slowsS + 3)).toBe("not-running");
    expect(at(stopsS - 0.5)).toBe("not-estimated");
    expect(at(endS)).toBe("not-running");
  });
});

describe("a runner who steps off the belt", () => {
  const offS = 30;

  /** Some uneven thumps of uneven weight: onto the rails, sideways, down. */
  const steppingOff = (): Motion => {
    const uniform = seededUniform(3);
    const thumps: { readonly atS: number; readonly heightG: number }[] = [];
    for (let atS = 0.3; atS < 6; atS += 0.35 + 0.9 * uniform()) {
      thumps.push({ atS, heightG: 0.6 + 1.2 * uniform() });
    }
    return moving((timeS) =>
      thumps.reduce(
        (force, { atS, heightG }) => force + heightG * Math.exp(-(((timeS - atS) / 0.06) ** 2)),
        1,
      ),
    );
  };

  it("is irregular, not walking; nothing is compared any more, and no stride is clean", async () => {
    const outputs = await pipelineOutputs(
      header,
      oneAfterTheOther([
        [0, running],
        [offS, steppingOff()],
        [offS + 6, standing],
      ]),
    );
    const after = activities(outputs).filter(([, timeS]) => timeS > offS - 5);
    expect(after.map(([activity]) => activity)).toEqual(["irregular", "standing"]);
    expect(after[0]?.[1]).toBeLessThan(offS + 1);
    const clean = ofKind(outputs, "stride").filter((s) => s.clean && s.timeS > offS + 0.1);
    expect(clean).toEqual([]);
    const symmetry = ofKind(outputs, "symmetry");
    expect(symmetry.findLast(({ timeS }) => timeS < offS)?.absent).toBeNull();
    for (const { timeS, absent } of symmetry) {
      if (timeS > offS + 3) expect(absent).toBe("not-running");
    }
  });
});
