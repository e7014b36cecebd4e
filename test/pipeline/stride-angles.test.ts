import { beforeAll, describe, expect, it } from "vitest";
import type { Placement, PodId, Side } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import {
  type SessionOutput,
  type StrideAngle,
  type StrideAngleOutput,
  strideAngles,
} from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { ofKind, pipelineOutputs, recordedEvents } from "../support/recorded-events.ts";
import { unknownAngle } from "../support/sample-stride.ts";

let header: SessionHeader;
let events: TransportEvent[];
let untouched: SessionOutput[];

beforeAll(async () => {
  ({ header, events } = await recordedEvents("runner-18.mcap", 32));
  untouched = await pipelineOutputs(header, events);
});

const hips = ["hipFlexion", "hipAdduction", "hipInternalRotation"] as const;
const pelvic = ["pelvicTilt", "pelvicObliquity", "pelvicRotation"] as const;

const podId = (placement: Placement): PodId =>
  header.pods.find((pod) => pod.placement === placement)?.podId as PodId;

/** The events without the packets of a pod that arrive in a stretch of time. */
function without(placement: Placement, fromS: number, toS: number): TransportEvent[] {
  return events.filter(
    (event) =>
      !(
        event.kind === "notification" &&
        event.channel === "samples" &&
        event.podId === podId(placement) &&
        event.arrivalTimeS >= fromS &&
        event.arrivalTimeS < toS
      ),
  );
}

function curves(
  outputs: readonly SessionOutput[],
  angle: StrideAngle,
  side: Side,
): StrideAngleOutput[] {
  return ofKind(outputs, "strideAngle").filter((o) => o.angle === angle && o.side === side);
}

/** Why an angle was absent, in the order of the reasons; null where it was known. */
function reasons(outputs: readonly StrideAngleOutput[]): (string | null)[] {
  return outputs.map((o) => o.absent).filter((reason, i, all) => i === 0 || reason !== all[i - 1]);
}

describe("stride angles", () => {
  it("follow their stride, one per angle, and agree with what it says", () => {
    const angles = ofKind(untouched, "strideAngle");
    const strides = ofKind(untouched, "stride");
    expect(strides.length).toBeGreaterThan(50);
    expect(angles.length).toBe(strides.length * strideAngles.length);
    for (const [i, stride] of strides.entries()) {
      const own = angles.slice(i * strideAngles.length, (i + 1) * strideAngles.length);
      expect(own.map((o) => o.angle)).toEqual(strideAngles);
      const { side, timeS, initialContactS, toeOffS, clean } = stride;
      for (const one of own) {
        expect(one).toMatchObject({ side, timeS, initialContactS, toeOffS, clean });
        expect(one.toeOffPct).toBeCloseTo((100 * stride.stanceTimeS) / stride.strideTimeS, 9);
      }
      const [tilt, obliquity, rotation, flexion, adduction, internal] = own;
      expect(stride).toMatchObject({
        pelvicTiltMeanDeg: tilt?.meanDeg,
        pelvicTiltExcursionDeg: tilt?.excursionDeg,
        pelvicObliquityExcursionDeg: obliquity?.excursionDeg,
        pelvicRotationExcursionDeg: rotation?.excursionDeg,
        hipFlexionMaxDeg: flexion?.maxDeg,
        hipFlexionMinDeg: flexion?.minDeg,
        hipInternalRotationMeanDeg: internal?.meanDeg,
      });
      if (internal?.absent !== null) continue;
      expect(stride).toMatchObject({
        hipAdductionStanceExcursionDeg: adduction?.stanceExcursionDeg,
        hipInternalRotationStanceExcursionDeg: internal.stanceExcursionDeg,
      });
    }
  });

  it("are the angles of the stream over the gait cycle", () => {
    let compared = 0;
    const compare = (curve: StrideAngleOutput | undefined, timeS: number, deg: number | null) => {
      if (curve === undefined || curve.curveDeg === null || deg === null) return;
      const { initialContactS, timeS: endS } = curve;
      const pct = (100 * (timeS - initialContactS)) / (endS - initialContactS);
      const before = Math.floor(pct);
      const [a, b] = [curve.curveDeg[before] as number, curve.curveDeg[before + 1] as number];
      // Lines between points 7 ms apart cut corners, and a step of the heading between strides lies inside one.
      expect(Math.abs(a + (pct - before) * (b - a) - deg)).toBeLessThan(0.2);
      expect(deg).toBeGreaterThanOrEqual(curve.minDeg as number);
      expect(deg).toBeLessThanOrEqual(curve.maxDeg as number);
      compared += 1;
    };
    const right = (angle: StrideAngle) => curves(untouched, angle, "right");
    const [rotations, flexions] = [right("pelvicRotation"), right("hipFlexion")];
    const around = (all: StrideAngleOutput[], timeS: number): StrideAngleOutput | undefined =>
      all.find((o) => timeS >= o.initialContactS && timeS < o.timeS);
    for (const o of untouched) {
      if (o.kind === "pelvicAngles") {
        compare(around(rotations, o.timeS), o.timeS, o.pelvicRotationDeg);
      } else if (o.kind === "hipAngles") {
        compare(around(flexions, o.timeS), o.timeS, o.rightHipFlexionDeg);
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });

  it("are all there, or none is, with the reason", () => {
    for (const side of ["left", "right"] as const) {
      const early = ["not-calibrated", "too-few-strides", null];
      expect(reasons(curves(untouched, "pelvicTilt", side))).toEqual(["not-calibrated", null]);
      expect(reasons(curves(untouched, "pelvicRotation", side))).toEqual(early);
      for (const angle of hips) expect(reasons(curves(untouched, angle, side))).toEqual(early);
    }
    for (const o of ofKind(untouched, "strideAngle")) {
      const keys = Object.keys(unknownAngle) as (keyof typeof unknownAngle)[];
      const missing = keys.filter((key) => o[key] === null);
      expect(missing).toEqual(o.absent === null ? [] : keys);
      if (o.curveDeg !== null) expect(o.curveDeg).toHaveLength(101);
    }
  });

  it("say of the hip without a pod that there is none", async () => {
    const outputs = await pipelineOutputs(
      { ...header, pods: header.pods.filter((pod) => pod.placement !== "leftThigh") },
      without("leftThigh", 0, Number.POSITIVE_INFINITY),
    );
    for (const angle of hips) {
      expect(reasons(curves(outputs, angle, "left"))).toEqual(["no-pod"]);
      expect(reasons(curves(outputs, angle, "right")).at(-1)).toBeNull();
    }
    for (const angle of pelvic) expect(reasons(curves(outputs, angle, "left")).at(-1)).toBeNull();
  });

  it("say of a silent thigh pod that it is silent, and of the others nothing", async () => {
    const outputs = await pipelineOutputs(header, without("leftThigh", 24, 28));
    const silent = (o: StrideAngleOutput): boolean => o.initialContactS > 24.5 && o.timeS < 27.5;
    for (const angle of hips) {
      const left = curves(outputs, angle, "left").filter(silent);
      expect(left.length).toBeGreaterThan(1);
      expect(reasons(left)).toEqual(["pod-silent"]);
      expect(reasons(curves(outputs, angle, "right").filter(silent))).toEqual([null]);
    }
    for (const angle of pelvic) {
      expect(reasons(curves(outputs, angle, "left").filter(silent))).toEqual([null]);
    }
  });

  it("leave out a stride of which samples are missing, but not its stance where that is whole", async () => {
    const hit = ofKind(untouched, "stride").find((s) => s.side === "left" && s.timeS > 25);
    if (hit === undefined) throw new Error("no stride");
    // A packet holds the 35 ms before it arrives.
    const swingS = (hit.toeOffS + hit.timeS) / 2;
    const outputs = await pipelineOutputs(header, without("leftThigh", swingS, swingS + 0.035));
    expect(ofKind(outputs, "fault").map((fault) => fault.code)).toEqual(["samples-lost"]);
    for (const angle of hips) {
      const unknown = curves(outputs, angle, "left").filter(
        (o) => o.timeS > 22 && o.absent !== null,
      );
      expect(unknown).toMatchObject([
        { initialContactS: hit.initialContactS, absent: "samples-missing" },
      ]);
      expect(unknown[0]).toMatchObject(unknownAngle);
    }
    expect(reasons(curves(outputs, "hipFlexion", "right")).at(-1)).toBeNull();
    // It closes a little elsewhere: behind the gap the other thigh stands in for this one.
    const stride = ofKind(outputs, "stride").find(
      (s) => s.side === "left" && s.initialContactS === hit.initialContactS,
    );
    expect(stride?.timeS).toBeCloseTo(hit.timeS, 2);
    expect(stride?.hipFlexionMaxDeg).toBeNull();
    expect(stride?.hipAdductionStanceExcursionDeg).toBe(hit.hipAdductionStanceExcursionDeg);
  });
});
