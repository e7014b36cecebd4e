import { mean } from "simple-statistics";
import { beforeAll, describe, expect, it } from "vitest";
import { type Placement, placements } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { HipAnglesOutput, SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { ofKind, pipelineOutputs, recordedEvents } from "../support/recorded-events.ts";
import { fixedTurn as fixed, remounted, turnOverTime } from "../support/remounted.ts";

let header: SessionHeader;
let events: TransportEvent[];
let untouched: SessionOutput[];

beforeAll(async () => {
  ({ header, events } = await recordedEvents("runner-18.mcap", 36));
  untouched = await pipelineOutputs(header, events);
});

const hipKeys = [
  "leftHipFlexionDeg",
  "leftHipAdductionDeg",
  "leftHipInternalRotationDeg",
  "rightHipFlexionDeg",
  "rightHipAdductionDeg",
  "rightHipInternalRotationDeg",
] as const satisfies readonly (keyof HipAnglesOutput)[];

/** Largest difference of any angle at the same instant after 25 s, degrees. */
function largestDifferenceDeg(outputs: readonly SessionOutput[]): number {
  const differences: number[] = [];
  const compare = (a: number | null | undefined, b: number | null): void => {
    if (a != null && b !== null) differences.push(Math.abs(a - b));
  };
  const pelvis = new Map(ofKind(untouched, "pelvicAngles").map((o) => [o.timeS, o]));
  for (const output of ofKind(outputs, "pelvicAngles").filter((o) => o.timeS > 25)) {
    const reference = pelvis.get(output.timeS);
    compare(reference?.pelvicTiltDeg, output.pelvicTiltDeg);
    compare(reference?.pelvicObliquityDeg, output.pelvicObliquityDeg);
    compare(reference?.pelvicRotationDeg, output.pelvicRotationDeg);
  }
  const hips = new Map(ofKind(untouched, "hipAngles").map((o) => [o.timeS, o]));
  for (const output of ofKind(outputs, "hipAngles").filter((o) => o.timeS > 25)) {
    for (const key of hipKeys) compare(hips.get(output.timeS)?.[key], output[key]);
  }
  expect(differences.length).toBeGreaterThan(4000);
  return Math.max(...differences);
}

const verdicts = (outputs: readonly SessionOutput[], placement: Placement): string[] =>
  ofKind(outputs, "calibration")
    .filter((c) => c.placement === placement)
    .map((c) => `${c.stage} ${c.verdict}`);

/** The same without the word on left and right. */
const mountingVerdicts = (outputs: readonly SessionOutput[], placement: Placement): string[] =>
  verdicts(outputs, placement).filter((verdict) => !verdict.startsWith("sides"));

describe("calibration", () => {
  it("finds standing, then forward, within the first strides", () => {
    for (const placement of placements) {
      const sides = placement === "pelvis" ? [] : ["sides good"];
      expect(verdicts(untouched, placement)).toEqual([
        "standing waiting",
        "standing good",
        "gait too-few-strides",
        "gait good",
        ...sides,
      ]);
    }
    const gait = ofKind(untouched, "calibration").filter((c) => c.stage === "gait");
    expect(Math.max(...gait.map((c) => c.timeS))).toBeLessThan(16);
    const hips = ofKind(untouched, "hipAngles");
    const first = hips.find((h) => h.leftHipFlexionDeg !== null && h.rightHipFlexionDeg !== null);
    expect(first?.timeS).toBeLessThan(21);
    expect(hips.find((h) => h.timeS > 5)).toMatchObject({ leftAbsent: "not-calibrated" });
  });

  it.each([
    // About the case's long axis (a strap turned round the body), and tilted forward or sideways.
    { pelvis: [0, 20], leftThigh: [0, -25], rightThigh: [0, 30] },
    { pelvis: [1, 12], leftThigh: [2, 15], rightThigh: [1, -15] },
    { pelvis: [2, -12], leftThigh: [1, 10], rightThigh: [2, 12] },
  ] as const)("gives the same angles from pods strapped on otherwise (%j)", async (turns) => {
    const mounted = Object.entries(turns).map(([placement, [axis, deg]]) => [
      placement,
      fixed(axis, deg),
    ]);
    const outputs = await pipelineOutputs(
      header,
      remounted(header, events, Object.fromEntries(mounted)),
    );
    expect(largestDifferenceDeg(outputs)).toBeLessThan(1.5);
  });

  it.each([
    ["pelvis", 0, 90, ["standing waiting", "standing good", "gait too-few-strides", "gait turned"]],
    [
      "pelvis",
      0,
      180,
      ["standing waiting", "standing good", "gait too-few-strides", "gait turned"],
    ],
    [
      "leftThigh",
      0,
      180,
      ["standing waiting", "standing good", "gait too-few-strides", "gait turned"],
    ],
    [
      "rightThigh",
      0,
      180,
      ["standing waiting", "standing good", "gait too-few-strides", "gait turned"],
    ],
    ["leftThigh", 1, 90, ["standing waiting", "standing crooked"]],
    ["rightThigh", 2, -90, ["standing waiting", "standing crooked"]],
    ["pelvis", 1, 180, ["standing waiting", "standing upside-down"]],
    ["rightThigh", 2, 180, ["standing waiting", "standing upside-down"]],
  ] as const)(
    "judges the %s pod turned about axis %d by %d°",
    async (placement, axis, deg, expected) => {
      const outputs = await pipelineOutputs(
        header,
        remounted(header, events, { [placement]: fixed(axis, deg) }),
      );
      expect(mountingVerdicts(outputs, placement)).toEqual(expected);
    },
  );

  it("does not say of a pod that came after the declared standing that it moved", async () => {
    const thigh = header.pods.find(({ placement }) => placement === "leftThigh")?.podId;
    const late = events.filter(
      (event) => !("podId" in event && event.podId === thigh && event.arrivalTimeS < 8),
    );
    const outputs = await pipelineOutputs(header, late);
    expect(mountingVerdicts(outputs, "leftThigh")).toEqual(["standing waiting"]);
  });

  it("is right about forward even where a pod is worn back to front", async () => {
    const outputs = await pipelineOutputs(
      header,
      remounted(header, events, { pelvis: fixed(0, 180), leftThigh: fixed(0, 180) }),
    );
    expect(largestDifferenceDeg(outputs)).toBeLessThan(1.5);
  });
});

describe("left and right", () => {
  it("are found exchanged within twenty strides, and their comparison goes", async () => {
    const exchanged: Partial<Record<Placement, Placement>> = {
      leftThigh: "rightThigh",
      rightThigh: "leftThigh",
    };
    const pods = header.pods.map((pod) => ({
      ...pod,
      placement: exchanged[pod.placement] ?? pod.placement,
    }));
    const outputs = await pipelineOutputs({ ...header, pods }, events);
    const swapped = ofKind(outputs, "calibration").filter((c) => c.verdict === "swapped");
    expect(swapped.map((c) => c.placement).sort()).toEqual(["leftThigh", "rightThigh"]);
    const gaitS = Math.max(
      ...ofKind(outputs, "calibration")
        .filter((c) => c.stage === "gait")
        .map((c) => c.timeS),
    );
    const foundS = swapped[0]?.timeS ?? 0;
    const strides = ofKind(outputs, "stride").filter(
      (s) => s.side === "left" && s.initialContactS > gaitS && s.timeS < foundS,
    );
    expect(strides.length).toBeLessThanOrEqual(20);
    expect(ofKind(outputs, "stride").some((s) => s.clean && s.timeS > foundS)).toBe(false);
    const hips = ofKind(outputs, "hipAngles").filter((h) => h.timeS > foundS + 0.1);
    expect(hips.length).toBeGreaterThan(0);
    for (const one of hips) {
      expect(one).toMatchObject({ leftHipFlexionDeg: null, leftAbsent: "calibration-failed" });
    }
    const after = ofKind(outputs, "symmetry").filter((s) => s.timeS > foundS + 1);
    expect(after.length).toBeGreaterThan(2);
    for (const one of after) {
      expect(one).toMatchObject({ stanceTimeSymmetryIndexPct: null, absent: "calibration-failed" });
    }
  });
});

describe("hip rotation", () => {
  it("shows a lasting turn of one thigh about its long axis, and leaves the other hip alone", async () => {
    // Within a second the left thigh, and its pod with it, turns inward by 5°: on the left, clockwise
    // from above, against the pod's x axis.
    const turn = turnOverTime(0, -5, 23, 1);
    const outputs = await pipelineOutputs(header, remounted(header, events, { leftThigh: turn }));
    const meanOf = (key: (typeof hipKeys)[number]): number => {
      const values = (from: readonly SessionOutput[]): number[] =>
        ofKind(from, "hipAngles")
          .filter((o) => o.timeS > 32 && o.timeS < 36)
          .map((o) => o[key] as number);
      return mean(values(outputs)) - mean(values(untouched));
    };
    expect(meanOf("leftHipInternalRotationDeg")).toBeGreaterThan(4);
    expect(meanOf("leftHipInternalRotationDeg")).toBeLessThan(6);
    expect(Math.abs(meanOf("leftHipFlexionDeg"))).toBeLessThan(1);
    expect(Math.abs(meanOf("rightHipInternalRotationDeg"))).toBeLessThan(0.3);
  });
});
