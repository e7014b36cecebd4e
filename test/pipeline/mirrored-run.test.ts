import { beforeAll, describe, expect, it } from "vitest";
import type { Placement, Side } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { ofKind, pipelineOutputs, recordedEvents } from "../support/recorded-events.ts";
import { withSamples } from "../support/replaced-samples.ts";

const otherPlacement: Readonly<Record<Placement, Placement>> = {
  pelvis: "pelvis",
  leftThigh: "rightThigh",
  rightThigh: "leftThigh",
};

const otherSide: Readonly<Record<Side, Side>> = { left: "right", right: "left" };

/**
 * What the pods would have read of the run seen in a mirror. Their x and z axes are in their mirror images where they are on the
 * other leg, and y = z × x points the other way; a turn that is mirrored goes the other way about an axis in its place.
 */
function mirroredEvents(
  header: SessionHeader,
  events: readonly TransportEvent[],
): TransportEvent[] {
  const flip = (signs: readonly number[], values: Float64Array): Float64Array =>
    values.map((value, i) => (signs[i % 3] as number) * value);
  return withSamples(header, events, ({ accMPerS2, gyrRadPerS }) => ({
    accMPerS2: flip([1, -1, 1], accMPerS2),
    gyrRadPerS: flip([-1, 1, -1], gyrRadPerS),
  }));
}

/** The same pods, each on the other leg. */
const mirroredHeader = (header: SessionHeader): SessionHeader => ({
  ...header,
  pods: header.pods.map((pod) => ({ ...pod, placement: otherPlacement[pod.placement] })),
});

/** Values that are those of the other direction in the mirror. */
const signedKeys = new Set([
  "pelvicObliquityDeg",
  "pelvicRotationDeg",
  "stanceTimeDifferenceS",
  "stanceTimeSymmetryIndexPct",
  "driftRemovedDeg",
  "driftDegPerMin",
]);

function mirroredKey(key: string): string {
  if (key.startsWith("left")) return key.replace("left", "right");
  return key.startsWith("right") ? key.replace("right", "left") : key;
}

/** What the output says in the mirror. */
function mirrored<Output extends object>(output: Output): Output {
  return Object.fromEntries(
    Object.entries(output).map(([key, value]) => {
      if (key === "side" && value !== null) return [key, otherSide[value as Side]];
      if (key === "placement") return [key, otherPlacement[value as Placement]];
      if (typeof value !== "number") return [mirroredKey(key), value];
      return [mirroredKey(key), signedKeys.has(key) ? -value : value];
    }),
  ) as Output;
}

/** The same but for what rounding does. */
const nearly = (output: object): object =>
  Object.fromEntries(
    Object.entries(output).map(([key, value]) => [
      key,
      typeof value === "number" ? expect.closeTo(value, 6) : value,
    ]),
  );

/** Kinds that are compared whole. Messages name the leg, and curves of the pelvis are upside down. */
const kinds = [
  "gaitEvent",
  "stride",
  "symmetry",
  "cadence",
  "activity",
  "pelvicAngles",
  "hipAngles",
  "heading",
] as const;

const fromS = 9;
const untilS = 32;

let header: SessionHeader;
let events: TransportEvent[];

beforeAll(async () => {
  ({ header, events } = await recordedEvents("runner-18.mcap", untilS));
});

/** What both sides say at the same time comes left first. */
function inOrder<Output extends { readonly timeS: number }>(outputs: readonly Output[]): Output[] {
  const side = (output: Output): string => ("side" in output ? String(output.side) : "");
  return outputs
    .filter(({ timeS }) => timeS > fromS)
    .sort((a, b) => a.timeS - b.timeS || side(a).localeCompare(side(b)));
}

async function bothWays(
  gone: readonly Placement[],
): Promise<readonly [SessionOutput[], SessionOutput[]]> {
  const pods = header.pods.filter(({ placement }) => !gone.includes(placement));
  const ids = new Set(pods.map(({ podId }) => podId));
  const seen = { ...header, pods };
  const kept = events.filter((event) => !("podId" in event) || ids.has(event.podId));
  return Promise.all([
    pipelineOutputs(seen, kept),
    pipelineOutputs(mirroredHeader(seen), mirroredEvents(seen, kept)),
  ]);
}

describe("a run seen in a mirror", () => {
  it.each([
    ["pods everywhere", []],
    ["no pod on one thigh", ["leftThigh"]],
    ["a pod on the pelvis alone", ["leftThigh", "rightThigh"]],
  ] as const)("is the same with left and right exchanged: %s", async (_, gone) => {
    const [run, mirror] = await bothWays(gone);
    for (const kind of kinds) {
      const expected = inOrder(ofKind(run, kind).map(mirrored));
      const outputs = inOrder(ofKind(mirror, kind));
      expect(outputs.length, kind).toBe(expected.length);
      expect(outputs).toEqual(expected.map(nearly));
    }
    expect(ofKind(run, "gaitEvent").length).toBeGreaterThan(110);
  });

  it("has an index of the other sign, beyond its interval, and the same angles of a stride", async () => {
    const [run, mirror] = await bothWays([]);
    const index = (outputs: readonly SessionOutput[]) => ofKind(outputs, "symmetry").at(-1);
    expect(index(run)).toMatchObject({ withinNoise: false, absent: null });
    expect(index(run)?.stanceTimeSymmetryIndexPct).toBeLessThan(-4);
    expect(index(mirror)?.stanceTimeSymmetryIndexPct).toBeGreaterThan(4);
    const curves = (outputs: readonly SessionOutput[], side: Side) =>
      ofKind(outputs, "strideAngle").filter(
        (one) => one.side === side && one.angle.startsWith("hip") && one.curveDeg !== null,
      );
    const ofLeft = curves(run, "left");
    const ofRight = curves(mirror, "right");
    expect(ofLeft.length).toBeGreaterThan(40);
    expect(ofRight.map(({ angle, curveDeg }) => [angle, curveDeg])).toEqual(
      ofLeft.map(({ angle, curveDeg }) => [angle, curveDeg?.map((deg) => expect.closeTo(deg, 2))]),
    );
  });
});
