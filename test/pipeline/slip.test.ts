import { beforeAll, describe, expect, it } from "vitest";
import { type Placement, placements } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { CalibrationOutput, SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { ofKind, pipelineOutputs, recordedEvents } from "../support/recorded-events.ts";
import { remounted, type Turn, turnOverTime } from "../support/remounted.ts";

/** The first speed of the recording lasts from 8 to 38 s. */
const slipS = 22;
let header: SessionHeader;
let events: TransportEvent[];

beforeAll(async () => {
  ({ header, events } = await recordedEvents("runner-18.mcap", 37.9));
});

const outputsWith = (turns: Partial<Record<Placement, Turn>>): Promise<SessionOutput[]> =>
  pipelineOutputs(header, remounted(header, events, turns));

const slips = (outputs: readonly SessionOutput[]): CalibrationOutput[] =>
  ofKind(outputs, "calibration").filter((c) => c.stage === "slip");

describe("slip", () => {
  it.each(
    placements.flatMap((placement) =>
      ([0, 1, 2] as const).map((axis): [Placement, 0 | 1 | 2] => [placement, axis]),
    ),
  )("of 12° of the %s pod about its axis %i is found with its size", async (placement, axis) => {
    const outputs = await outputsWith({ [placement]: turnOverTime(axis, 12, slipS, 0.5) });
    const found = slips(outputs);
    expect(found.map((c) => c.placement)).toEqual([placement]);
    const [slip] = found as [CalibrationOutput];
    expect(slip.verdict).toBe("slipped");
    // A turn of the pelvis about its long axis is only seen against the swing of both thighs, which changes by itself.
    expect(Math.abs((slip.slipDeg ?? 0) - 12)).toBeLessThan(
      placement === "pelvis" && axis === 0 ? 2.5 : 2,
    );
    expect(slip.timeS - slipS).toBeLessThan(12);
  });

  it("that creeps over ten seconds is found as well", async () => {
    const found = slips(await outputsWith({ rightThigh: turnOverTime(1, -12, slipS - 3, 10) }));
    expect(found.map((c) => c.placement)).toEqual(["rightThigh"]);
  });

  it("is not what a steady run, or a hip that turns by 5°, looks like", async () => {
    expect(slips(await pipelineOutputs(header, events))).toEqual([]);
    expect(slips(await outputsWith({ leftThigh: turnOverTime(0, 5, slipS, 1) }))).toEqual([]);
  });

  it("is not what both thighs do alike", async () => {
    // Both thighs lean forward: the left case's z axis points to the left, the right one's to the right.
    const outputs = await outputsWith({
      leftThigh: turnOverTime(2, 8, slipS, 2),
      rightThigh: turnOverTime(2, -8, slipS, 2),
    });
    expect(slips(outputs)).toEqual([]);
  });

  it("of a thigh pod takes that hip's angles away and nothing else", async () => {
    const outputs = await outputsWith({ leftThigh: turnOverTime(1, 15, slipS, 0.5) });
    const slippedS = slips(outputs)[0]?.timeS ?? Number.NaN;
    // Frames are a tenth of a second behind what is decided from them.
    const after = outputs.filter((o) => o.timeS > slippedS + 0.3);
    const hips = ofKind(after, "hipAngles");
    expect(hips.length).toBeGreaterThan(100);
    for (const one of hips) {
      expect(one).toMatchObject({ leftHipFlexionDeg: null, leftAbsent: "pod-slipped" });
      expect(one.rightHipFlexionDeg).not.toBeNull();
    }
    for (const one of ofKind(after, "pelvicAngles")) expect(one.pelvicTiltDeg).not.toBeNull();
    const strides = ofKind(after, "stride").filter((s) => s.initialContactS > slippedS);
    expect(strides.length).toBeGreaterThan(8);
    for (const stride of strides) {
      expect(stride.clean).toBe(true);
      expect(stride.hipFlexionMaxDeg === null).toBe(stride.side === "left");
    }
    expect(ofKind(after, "symmetry").at(-1)?.absent).toBeNull();
  });

  it("of the pelvis pod takes all angles away, but no stance times", async () => {
    const outputs = await outputsWith({ pelvis: turnOverTime(2, 10, slipS, 0.5) });
    const slippedS = slips(outputs)[0]?.timeS ?? Number.NaN;
    const after = outputs.filter((o) => o.timeS > slippedS + 0.3);
    const pelvic = ofKind(after, "pelvicAngles");
    expect(pelvic.length).toBeGreaterThan(2);
    for (const one of pelvic) {
      expect(one).toMatchObject({ pelvicTiltDeg: null, absent: "pod-slipped" });
    }
    for (const one of ofKind(after, "hipAngles")) {
      expect(one).toMatchObject({ leftAbsent: "pod-slipped", rightAbsent: "pod-slipped" });
    }
    const strides = ofKind(after, "stride").filter((s) => s.initialContactS > slippedS);
    expect(strides.length).toBeGreaterThan(8);
    for (const { clean, pelvicTiltMeanDeg } of strides) {
      expect({ clean, pelvicTiltMeanDeg }).toEqual({ clean: true, pelvicTiltMeanDeg: null });
    }
    expect(ofKind(after, "symmetry").at(-1)?.absent).toBeNull();
  });

  it("is found although somebody asks for a calibration before it is", async () => {
    const turned = remounted(header, events, { leftThigh: turnOverTime(1, 14, slipS, 0.5) });
    const podIds = header.pods.map((pod) => pod.podId);
    const request: TransportEvent = { kind: "calibrationRequest", arrivalTimeS: slipS + 3, podIds };
    const at = turned.findIndex((event) => event.arrivalTimeS > slipS + 3);
    const outputs = await pipelineOutputs(header, turned.toSpliced(at, 0, request));
    expect(slips(outputs).map((c) => c.placement)).toEqual(["leftThigh"]);
  });

  it("cannot be told from a lean where there is no neighbour, with one thigh it can", async () => {
    const without = (placements: readonly Placement[]): SessionHeader => ({
      ...header,
      pods: header.pods.filter((pod) => !placements.includes(pod.placement)),
    });
    const only = (kept: SessionHeader, all: readonly TransportEvent[]): TransportEvent[] =>
      all.filter(
        (e) => e.kind !== "notification" || kept.pods.some((pod) => pod.podId === e.podId),
      );
    const turned = remounted(header, events, { pelvis: turnOverTime(2, 12, slipS, 0.5) });
    const alone = without(["leftThigh", "rightThigh"]);
    expect(slips(await pipelineOutputs(alone, only(alone, turned)))).toEqual([]);
    const oneThigh = without(["leftThigh"]);
    const found = slips(await pipelineOutputs(oneThigh, only(oneThigh, turned)));
    expect(found.map((c) => c.placement)).toEqual(["pelvis"]);
  });
});
