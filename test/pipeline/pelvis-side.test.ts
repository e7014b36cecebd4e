import { beforeAll, describe, expect, it } from "vitest";
import type { PodId } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { GaitEventOutput, SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { pelvisOnly } from "../support/pelvis-only.ts";
import { ofKind, pipelineOutputs, recordedEvents } from "../support/recorded-events.ts";
import { fixedTurn, remounted, type Turn } from "../support/remounted.ts";
import { withSamples } from "../support/replaced-samples.ts";

/** Running at 2.5 m/s, some steps after forward has been found, s. */
const fromS = 18;
const untilS = 37.5;

/** What joins the pieces of the recordings is no real motion, and lasts until about these times, s. */
const isJoint = (timeS: number): boolean =>
  (timeS > 37.5 && timeS < 41) || (timeS > 70.5 && timeS < 74);

let header: SessionHeader;
let events: TransportEvent[];
let withThighs: GaitEventOutput[];
let alone: SessionOutput[];

const landings = (outputs: readonly SessionOutput[]): GaitEventOutput[] =>
  ofKind(outputs, "gaitEvent").filter((event) => event.type === "initialContact");

const between = (found: readonly GaitEventOutput[], from = fromS, to = untilS): GaitEventOutput[] =>
  found.filter((event) => event.timeS > from && event.timeS < to);

function runAlone(given: readonly TransportEvent[]): Promise<SessionOutput[]> {
  const session = pelvisOnly(header, given);
  return pipelineOutputs(session.header, session.events);
}

/** Those whose side is not the one that the thighs tell. */
function wrong(found: readonly GaitEventOutput[]): GaitEventOutput[] {
  return found.filter(({ side, timeS }) => {
    const same = withThighs.find((event) => Math.abs(event.timeS - timeS) < 0.06);
    return side !== null && side !== same?.side;
  });
}

const forwardKnownS = (outputs: readonly SessionOutput[]): number =>
  ofKind(outputs, "calibration").find(
    ({ stage, verdict }) => stage === "gait" && (verdict === "good" || verdict === "turned"),
  )?.timeS ?? Number.POSITIVE_INFINITY;

beforeAll(async () => {
  ({ header, events } = await recordedEvents("runner-18.mcap", 38));
  withThighs = landings(await pipelineOutputs(header, events));
  alone = await runAlone(events);
});

describe.each([
  ["runner-01.mcap", 104],
  ["runner-18.mcap", 104],
  ["runner-25.mcap", 104],
] as const)("sides of %s without its thigh pods", (name, endS) => {
  it("are those that the thighs tell, wherever they are told", async () => {
    const recording = await recordedEvents(name, endS);
    const thighs = landings(await pipelineOutputs(recording.header, recording.events));
    const session = pelvisOnly(recording.header, recording.events);
    const told = landings(await pipelineOutputs(session.header, session.events)).filter(
      (event) => event.side !== null,
    );
    // Of some 240 after forward is known. The pieces between the speeds are no running: a foot may land there twice.
    expect(told.length).toBeGreaterThan(205);
    const differing = told.filter((event) => {
      const same = thighs.find((other) => Math.abs(other.timeS - event.timeS) < 0.06);
      return same !== undefined && same.side !== null && same.side !== event.side;
    });
    expect(differing.filter(({ timeS }) => !isJoint(timeS))).toEqual([]);
  });
});

describe("the side without a thigh pod", () => {
  it("is told of every contact from six steps after forward is known on, never before", () => {
    const knownS = forwardKnownS(alone);
    expect(knownS).toBeLessThan(15);
    const found = landings(alone);
    expect(between(found, 0, knownS).length).toBeGreaterThan(10);
    expect(between(found, 0, knownS).every((event) => event.side === null)).toBe(true);
    expect(found.find((event) => event.side !== null)?.timeS).toBeLessThan(knownS + 3);
    expect(between(found).length).toBeGreaterThan(45);
    expect(between(found).every((event) => event.side !== null)).toBe(true);
    expect(wrong(found)).toEqual([]);
  });

  it("says what it rests on, how sure it is, and comes as soon as any event", () => {
    const known = ofKind(alone, "gaitEvent").filter(({ timeS }) => timeS > fromS);
    for (const event of known) {
      expect(event.sideMethod).toBe("pelvis");
      expect(event.confidence).toBeGreaterThanOrEqual(0.5);
      expect(event.confidence).toBeLessThanOrEqual(0.75);
      expect(event.decidedAtS - event.timeS).toBeLessThan(0.15);
    }
    expect(between(withThighs).every((event) => event.sideMethod === "both-thighs")).toBe(true);
    expect(
      landings(alone)
        .filter((event) => event.side === null)
        .every((event) => event.sideMethod === null && event.confidence === 0),
    ).toBe(true);
  });

  it("gives strides and a comparison, with an interval that is wider than with thigh pods", async () => {
    const strides = ofKind(alone, "stride").filter((stride) => stride.clean);
    expect(strides.filter((stride) => stride.side === "left").length).toBeGreaterThan(20);
    expect(strides.filter((stride) => stride.side === "right").length).toBeGreaterThan(20);
    const symmetry = ofKind(alone, "symmetry").filter((one) => one.absent === null);
    expect(symmetry.length).toBeGreaterThan(10);
    for (const one of symmetry) {
      expect(one.symmetryIndexCi95Pct).toBeGreaterThan(1.96 * 3.5);
      expect(one.stanceTimeCi95S).toBeCloseTo(1.96 * 0.015, 9);
    }
    const unknown = await runAlone(events.filter((event) => event.kind !== "beltSpeed"));
    const last = ofKind(unknown, "symmetry").at(-1);
    expect(last?.stanceTimeCi95S).toBeCloseTo(1.96 * 0.027, 9);
  });

  it.each([
    ["back to front", fixedTurn(0, 180), "turned"],
    ["turned to the left hip", fixedTurn(0, 90), "turned"],
    ["turned to the right hip", fixedTurn(0, -90), "turned"],
    ["a little crooked", fixedTurn(2, 25), "good"],
  ] as const)("is the same from a pod that is %s", async (_, turn: Turn, verdict) => {
    const outputs = await runAlone(remounted(header, events, { pelvis: turn }));
    const forward = ofKind(outputs, "calibration").filter(({ stage }) => stage === "gait");
    expect(forward.at(-1)?.verdict).toBe(verdict);
    const found = landings(outputs);
    expect(between(found).every((event) => event.side !== null)).toBe(true);
    expect(wrong(found)).toEqual([]);
  });

  it("is the other one in the mirror image of the run", async () => {
    // Through the plane of the case that faces sideways: a turn changes its sense about the axes that lie in the plane.
    const reflected = (values: Float64Array, signs: readonly number[]): Float64Array =>
      values.map((value, i) => value * (signs[i % 3] as number));
    const mirrored = withSamples(header, events, ({ accMPerS2, gyrRadPerS }) => ({
      accMPerS2: reflected(accMPerS2, [1, -1, 1]),
      gyrRadPerS: reflected(gyrRadPerS, [-1, 1, -1]),
    }));
    const found = between(landings(await runAlone(mirrored)));
    expect(found.length).toBeGreaterThan(45);
    expect(wrong(found).length).toBe(found.length);
  });

  it("is not told from a pod that is upside down: nothing is", async () => {
    const outputs = await runAlone(remounted(header, events, { pelvis: fixedTurn(2, 180) }));
    expect(landings(outputs).filter((event) => event.side !== null)).toEqual([]);
  });

  it("is not told across missing samples, and right again after them", async () => {
    const outputs = await runAlone(
      events.filter((event) => event.arrivalTimeS < 22 || event.arrivalTimeS > 22.4),
    );
    const found = landings(outputs);
    const after = between(found, 22.4);
    expect(after[0]?.side).toBeNull();
    expect(between(found, 30).every((event) => event.side !== null)).toBe(true);
    expect(wrong(found)).toEqual([]);
  });

  it("takes over from the thighs in the step in which they fall silent, and back again", async () => {
    const thighs = header.pods
      .filter((pod) => pod.placement !== "pelvis")
      .map((pod): PodId => pod.podId);
    const outputs = await pipelineOutputs(
      header,
      events.filter(
        (event) =>
          !("podId" in event && thighs.includes(event.podId)) ||
          event.arrivalTimeS < 22 ||
          event.arrivalTimeS > 26,
      ),
    );
    const found = between(landings(outputs));
    expect(found.every((event) => event.side !== null)).toBe(true);
    expect(wrong(found)).toEqual([]);
    const methods = (from: number, to: number): unknown[] => [
      ...new Set(between(found, from, to).map((event) => event.sideMethod)),
    ];
    expect(methods(fromS, 21.9)).toEqual(["both-thighs"]);
    expect(methods(22.1, 26)).toEqual(["pelvis"]);
    expect(methods(31, untilS)).toEqual(["both-thighs"]);
    // The pelvis cannot bear witness to what it has said itself.
    const words = ofKind(outputs, "calibration").filter(({ stage }) => stage === "sides");
    expect(new Set(words.map(({ verdict }) => verdict))).toEqual(new Set(["good"]));
  });
});
