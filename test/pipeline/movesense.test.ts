import { mean } from "simple-statistics";
import { beforeAll, describe, expect, it } from "vitest";
import type { SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { type WornMovesense, wornMovesense } from "../support/movesense-worn.ts";
import { ofKind, pipelineOutputs } from "../support/recorded-events.ts";

const scenario = defaultScenario({
  seed: 5,
  durationS: 50,
  stages: [
    { atS: 0, gait: "standing" },
    { atS: 8, gait: "running", speedMPerS: 2.8 },
  ],
});

const all = ["pelvis", "leftThigh", "rightThigh"] as const;
let ownPods: SessionOutput[];

beforeAll(async () => {
  ownPods = await outputsOf(wornMovesense(scenario, [], 104));
});

function outputsOf({ header, events }: WornMovesense): Promise<SessionOutput[]> {
  return pipelineOutputs(header, events);
}

/** Mean of a figure over the strides after 20 s of running. */
function meanOf(outputs: readonly SessionOutput[], key: "strideTimeS" | "stanceTimeS"): number {
  const values = ofKind(outputs, "stride").flatMap((stride) => stride[key] ?? []);
  return mean(values.slice(20));
}

function flexionRangeDeg(outputs: readonly SessionOutput[], side: "left" | "right"): number {
  const angles = ofKind(outputs, "hipAngles")
    .filter(({ timeS }) => timeS > 30)
    .flatMap((hip) => hip[`${side}HipFlexionDeg`] ?? []);
  return Math.max(...angles) - Math.min(...angles);
}

function verdicts(outputs: readonly SessionOutput[], stage: string): string[] {
  return ofKind(outputs, "calibration").flatMap((c) =>
    c.stage === stage ? [`${c.placement} ${c.verdict}`] : [],
  );
}

describe.each([104, 208] as const)("three Movesense sensors at %i Hz", (rateHz) => {
  let worn: WornMovesense;
  let outputs: SessionOutput[];

  beforeAll(async () => {
    worn = wornMovesense(scenario, all, rateHz);
    outputs = await outputsOf(worn);
  });

  it("are live, lose nothing, and run at the rate that they have", () => {
    for (const { podId } of worn.header.pods) {
      const states = ofKind(outputs, "podState").filter((state) => state.podId === podId);
      const last = states[states.length - 1];
      expect(last).toMatchObject({ liveness: "live", lostSamples: 0, batteryPct: 90 });
      expect(last?.receivedSamples).toBeGreaterThan(49 * rateHz);
      expect(last?.measuredRateHz).toBeCloseTo(rateHz, 0);
    }
    const faults = ofKind(outputs, "fault").map(({ message }) => message);
    expect(faults).toEqual([]);
  });

  it("are calibrated as a runner's own pods are", () => {
    for (const stage of ["standing", "gait"]) {
      for (const placement of all) {
        expect(verdicts(outputs, stage)).toContain(`${placement} good`);
      }
    }
  });

  it("find the strides and the hip angles that other pods find", () => {
    const strides = ofKind(outputs, "stride").length;
    expect(Math.abs(strides - ofKind(ownPods, "stride").length)).toBeLessThanOrEqual(3);
    expect(meanOf(outputs, "strideTimeS")).toBeCloseTo(meanOf(ownPods, "strideTimeS"), 2);
    const stanceS = meanOf(outputs, "stanceTimeS") - meanOf(ownPods, "stanceTimeS");
    expect(Math.abs(stanceS)).toBeLessThan(0.012);
    for (const side of ["left", "right"] as const) {
      const differenceDeg = flexionRangeDeg(outputs, side) - flexionRangeDeg(ownPods, side);
      expect(Math.abs(differenceDeg)).toBeLessThan(3);
    }
  });
});

describe("a Movesense sensor on the pelvis beside other pods", () => {
  let worn: WornMovesense;

  beforeAll(() => {
    worn = wornMovesense(scenario, ["pelvis"], 208);
  });

  const idOf = ({ header }: WornMovesense): string =>
    header.pods.find(({ family }) => family === "movesense")?.podId ?? "";

  /** The events without what the pelvis sends and `isLost` takes away. */
  function damaged(isLost: (index: number, timeS: number) => boolean): WornMovesense {
    const podId = idOf(worn);
    let index = 0;
    const events = worn.events.filter((event: TransportEvent) => {
      if (event.kind !== "notification" || event.podId !== podId) return true;
      index += 1;
      return !isLost(index, event.arrivalTimeS);
    });
    return { header: worn.header, events };
  }

  it("measures the same run", async () => {
    const outputs = await outputsOf(worn);
    expect(verdicts(outputs, "gait")).toContain("pelvis good");
    expect(meanOf(outputs, "strideTimeS")).toBeCloseTo(meanOf(ownPods, "strideTimeS"), 2);
    expect(
      Math.abs(flexionRangeDeg(outputs, "left") - flexionRangeDeg(ownPods, "left")),
    ).toBeLessThan(3);
  });

  it("counts the samples that a lost notification costs, whichever part it was", async () => {
    const outputs = await outputsOf(damaged((index) => index === 301 || index === 606));
    const faults = ofKind(outputs, "fault");
    const lost = faults.filter(({ code }) => code === "samples-lost");
    expect(lost.map(({ count }) => count)).toEqual([8, 8]);
    expect(faults.filter(({ code }) => code === "packet-truncated")).toHaveLength(2);
    const state = ofKind(outputs, "podState").findLast(({ podId }) => podId === idOf(worn));
    expect(state).toMatchObject({ liveness: "live", lostSamples: 16 });
  });

  it("is silent while its link is gone, and back afterwards with all that it missed counted", async () => {
    const outputs = await outputsOf(damaged((_, timeS) => timeS > 30 && timeS < 33));
    const states = ofKind(outputs, "podState").filter(({ podId }) => podId === idOf(worn));
    const silent = states.filter(({ liveness }) => liveness === "silent");
    expect(silent[0]?.timeS).toBeLessThan(31);
    expect(silent[silent.length - 1]?.timeS).toBeLessThan(33.2);
    const lost = states[states.length - 1]?.lostSamples ?? 0;
    expect(Math.abs(lost - 3 * 208)).toBeLessThanOrEqual(16);
    expect(states[states.length - 1]).toMatchObject({ liveness: "live" });
  });

  it("is not taken for another family's pod", async () => {
    const event: TransportEvent = {
      kind: "notification",
      arrivalTimeS: 0.5,
      podId: idOf(worn),
      channel: "samples",
      payload: Uint8Array.of(1, 2, 3),
    };
    const outputs = await pipelineOutputs(worn.header, [event]);
    expect(ofKind(outputs, "fault")).toMatchObject([
      { code: "packet-unknown-type", message: expect.stringContaining("no such characteristic") },
    ]);
  });
});
