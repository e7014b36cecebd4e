import { beforeAll, describe, expect, it } from "vitest";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { ActivityOutput, SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { standardGravityMPerS2 as g } from "../../src/model/units.ts";
import { ofKind, pipelineOutputs, recordedEvents } from "../support/recorded-events.ts";
import { type GivenPacket, type Samples, withSamples } from "../support/replaced-samples.ts";
import { walkingForce } from "../support/walking-force.ts";

/** The recording stands until 5.5 s; the first speed lasts from 8.5 to 37.5 s, the second from 41.5 to 70.5 s. */
let header: SessionHeader;
let events: TransportEvent[];
let recorded: SessionOutput[];

beforeAll(async () => {
  ({ header, events } = await recordedEvents("runner-18.mcap", 70));
  recorded = await pipelineOutputs(header, events);
});

const until = (timeS: number): TransportEvent[] => events.filter((e) => e.arrivalTimeS < timeS);

const outputsWith = (
  untilS: number,
  replace: (given: GivenPacket) => Samples,
): Promise<SessionOutput[]> => {
  // What is put in may come from later than the session lasts.
  const changed = withSamples(header, events, (given) =>
    given.timeS < untilS ? replace(given) : given,
  );
  return pipelineOutputs(
    header,
    changed.filter((e) => e.arrivalTimeS < untilS),
  );
};

/** Samples of the recorded standing, over and over. */
const standing = ({ timeS, shifted }: GivenPacket): Samples => shifted(1 + (timeS % 4) - timeS);

/** Every change of what is said. */
function changes(outputs: readonly SessionOutput[]): ActivityOutput[] {
  const said = ofKind(outputs, "activity");
  return said.filter((one, i) => {
    const before = said[i - 1];
    return one.activity !== before?.activity || one.absent !== before.absent;
  });
}

const strides = (outputs: readonly SessionOutput[], clean: boolean) =>
  ofKind(outputs, "stride").filter((stride) => stride.clean === clean);

describe("activity", () => {
  it("is not known before calibration, then standing, then running", () => {
    const said = changes(recorded.filter((o) => o.timeS < 37.5));
    expect(said.map(({ activity, absent }) => activity ?? absent)).toEqual([
      "pod-silent",
      "not-calibrated",
      "gathering",
      "standing",
      "irregular",
      "running",
    ]);
    const ran = said.at(-1)?.timeS ?? 0;
    expect(ran).toBeLessThan(9.5);
    for (const { timeS, clean } of ofKind(recorded, "stride")) {
      if (timeS < ran) expect(clean).toBe(false);
    }
  });

  it("and cadence are still gathered after a hole in the data, and missing inside it", async () => {
    const pelvis = header.pods.find(({ placement }) => placement === "pelvis")?.podId;
    const holed = until(34).filter(
      (e) => !("podId" in e && e.podId === pelvis && e.arrivalTimeS > 20 && e.arrivalTimeS < 20.3),
    );
    const outputs = await pipelineOutputs(header, holed);
    const after = changes(outputs).filter((one) => one.timeS > 15);
    expect(after.map(({ activity, absent }) => activity ?? absent)).toEqual([
      "samples-missing",
      "pod-silent",
      // The orientation needs three seconds to find the vertical again.
      "samples-missing",
      "gathering",
      "running",
    ]);
    const cadence = ofKind(outputs, "cadence").map(({ absent }) => absent);
    expect(cadence.filter((absent, i) => absent !== cadence[i - 1])).toEqual([
      "pod-silent",
      "not-calibrated",
      "gathering",
      null,
      "pod-silent",
      "samples-missing",
      "gathering",
      null,
    ]);
  });

  it("is said once a second, with the time since which it has been so", () => {
    const said = ofKind(recorded, "activity").filter((one) => one.timeS > 10 && one.timeS < 37);
    expect(said.length).toBeGreaterThanOrEqual(26);
    expect(new Set(said.map(({ sinceS }) => sinceS)).size).toBe(1);
    expect(said[0]?.sinceS).toBeLessThan(9.5);
  });

  it("is not running any more when the treadmill stops, and the comparison goes with it", async () => {
    const stopS = 28;
    const outputs = await outputsWith(36, (given) =>
      given.timeS < stopS ? given : standing(given),
    );
    const after = changes(outputs).filter((one) => one.timeS > stopS - 1);
    expect(after.map(({ activity }) => activity)).toEqual(["irregular", "standing"]);
    expect(after[0]?.timeS).toBeLessThan(stopS + 0.8);
    expect(after[1]?.timeS).toBeLessThan(stopS + 1.5);
    expect(strides(outputs, true).filter((s) => s.timeS > stopS + 0.1)).toEqual([]);
    const symmetry = ofKind(outputs, "symmetry");
    expect(symmetry.findLast((s) => s.timeS < stopS)?.absent).toBeNull();
    for (const { timeS, absent } of symmetry) {
      if (timeS > stopS + 1.5) expect(absent).toBe("not-running");
    }
    expect(symmetry.at(-1)).toMatchObject({ leftStrides: 0, rightStrides: 0 });
  });

  it("is irregular while the runner stumbles; those strides are not clean, and the comparison stays", async () => {
    // For four packets he hangs in the air, and goes on from there: a step is 0.14 s longer.
    const stumbleS = 28.2;
    const outputs = await outputsWith(36, (given) => {
      if (given.timeS < stumbleS) return given;
      return given.shifted(-Math.min(0.14, 0.035 * Math.ceil((given.timeS - stumbleS) / 0.035)));
    });
    const after = changes(outputs).filter((one) => one.timeS > 20);
    expect(after.map(({ activity }) => activity)).toEqual(["irregular", "running"]);
    const [broke, back] = after.map(({ timeS }) => timeS) as [number, number];
    expect(broke).toBeLessThan(stumbleS + 0.8);
    expect(back).toBeLessThan(broke + 1.6);
    const over = (s: { initialContactS: number; timeS: number }): boolean =>
      s.initialContactS < stumbleS && s.timeS > stumbleS;
    expect(strides(outputs, true).filter(over)).toEqual([]);
    expect(strides(outputs, false).filter(over).length).toBeGreaterThan(0);
    expect(strides(outputs, true).filter((s) => s.timeS > back + 0.8).length).toBeGreaterThan(8);
    const symmetry = ofKind(outputs, "symmetry").filter((s) => s.timeS > 26);
    expect(symmetry.every((s) => s.absent === null)).toBe(true);
  });

  it("is walking in a walk: with a cadence, and without stance times", async () => {
    const walk = { cadenceSpm: 112, deviationG: 0.2, pushOff: 0.6 };
    let samples = 0;
    // Thighs that do not swing pass for a pelvis in the long run.
    const outputs = await outputsWith(16.5, (given) => {
      const still = standing(given);
      if (given.placement !== "pelvis" || given.timeS < 8) return still;
      const force = still.accMPerS2.map((value, i) => {
        const timeS = (samples + Math.floor(i / 3)) / 200;
        return (value * walkingForce(walk, timeS)) / g;
      });
      samples += force.length / 3;
      return { accMPerS2: force, gyrRadPerS: still.gyrRadPerS };
    });
    const after = changes(outputs).filter((one) => one.timeS > 7);
    expect(after.map(({ activity }) => activity)).toEqual(["irregular", "walking"]);
    expect(after[1]?.timeS).toBeLessThan(12);
    const later = outputs.filter((o) => o.timeS > 13.5);
    expect(ofKind(later, "cadence").length).toBeGreaterThan(1);
    for (const { cadenceSpm } of ofKind(later, "cadence")) expect(cadenceSpm).toBeCloseTo(112, 0);
    for (const { absent } of ofKind(later, "symmetry")) expect(absent).toBe("not-estimated");
    expect(strides(outputs, true)).toEqual([]);
  });

  it("goes away with the pelvis pod", async () => {
    const pelvis = header.pods.find(({ placement }) => placement === "pelvis")?.podId;
    const silent = until(30).filter(
      (e) => !("podId" in e && e.podId === pelvis && e.arrivalTimeS > 20),
    );
    const last = ofKind(await pipelineOutputs(header, silent), "activity").at(-1);
    expect(last).toMatchObject({ activity: null, sinceS: null, absent: "pod-silent" });
  });
});

describe("a comparison without a belt speed", () => {
  /** At 30 s the runner goes on as he ran at the second speed, 45 s into the recording. */
  const changeS = 30;
  const faster = (given: GivenPacket): Samples =>
    given.timeS < changeS ? given : given.shifted(15);

  it("begins anew with strides that show another speed", async () => {
    const [speed] = events.filter((e) => e.kind === "beltSpeed");
    const changed = withSamples(header, events, (given) =>
      given.timeS < 52 ? faster(given) : given,
    ).filter((e) => e.arrivalTimeS < 52);
    const unknown = changed.filter((e) => e.kind !== "beltSpeed");
    const symmetry = ofKind(await pipelineOutputs(header, unknown), "symmetry");
    const before = symmetry.findLast((s) => s.timeS < changeS);
    expect(before?.leftStrides).toBeGreaterThan(20);
    const begun = symmetry.find((s) => s.timeS > changeS && s.leftStrides + s.rightStrides <= 1);
    expect(begun?.timeS).toBeLessThan(changeS + 8);
    const last = symmetry.at(-1);
    expect(last?.leftStrides).toBeGreaterThan(15);
    // The faster stance, without a stride of the slower one, whose stance is 40 ms longer.
    const clean = ofKind(await pipelineOutputs(header, unknown), "stride").filter(
      (s) => s.clean && s.side === "left" && s.timeS > changeS + 8,
    );
    const mean = clean.reduce((sum, s) => sum + s.stanceTimeS, 0) / clean.length;
    expect(Math.abs((last?.leftStanceTimeS ?? 0) - mean)).toBeLessThan(0.003);

    // A treadmill that says that its speed is the same is believed.
    const stated = changed.filter((e) => e.kind !== "beltSpeed" || e === speed);
    const all = ofKind(await pipelineOutputs(header, stated), "symmetry");
    expect(all.find((s) => s.timeS > changeS && s.leftStrides <= 1)).toBeUndefined();
  });

  it("goes on at a steady speed", async () => {
    const unknown = until(37.5).filter((e) => e.kind !== "beltSpeed");
    const symmetry = ofKind(await pipelineOutputs(header, unknown), "symmetry");
    const known = symmetry.filter((s) => s.timeS > 24);
    expect(known.every((s) => s.leftStrides >= 15)).toBe(true);
    expect(known.at(-1)?.leftStrides).toBeGreaterThan(30);
  });
});
