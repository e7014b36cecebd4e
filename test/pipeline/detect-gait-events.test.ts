import { readFile } from "node:fs/promises";
import { mean } from "simple-statistics";
import { beforeAll, describe, expect, it } from "vitest";
import type { Placement, PodId } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { GaitEventOutput, SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import type { ExpectedResults } from "../golden/expected-results.ts";
import { ofKind, pipelineOutputs, recordedEvents } from "../support/recorded-events.ts";
import { fixturePath } from "../support/run-recording.ts";

/** The part of the recording that is looked at, s: running at 2.5 m/s, after the first strides. */
const fromS = 11;
const toS = 37;

let header: SessionHeader;
let events: TransportEvent[];
let expected: ExpectedResults;
let whole: GaitEventOutput[];

const inside = (outputs: readonly SessionOutput[], from = fromS, to = toS): GaitEventOutput[] =>
  ofKind(outputs, "gaitEvent").filter((event) => event.timeS > from && event.timeS < to);

const methods = (found: readonly GaitEventOutput[]): string[] => [
  ...new Set(found.map((event) => event.method)),
];

beforeAll(async () => {
  ({ header, events } = await recordedEvents("runner-18.mcap", 38));
  expected = JSON.parse(await readFile(fixturePath("runner-18.expected.json"), "utf8"));
  whole = inside(await pipelineOutputs(header, events));
});

const podId = (placement: Placement): PodId =>
  header.pods.find((pod) => pod.placement === placement)?.podId as PodId;

/** The outputs without what some pods send between two times. */
function silent(
  pods: readonly Placement[],
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): Promise<SessionOutput[]> {
  const ids = pods.map(podId);
  const isGone = (event: TransportEvent): boolean =>
    "podId" in event && ids.includes(event.podId) && event.arrivalTimeS > from;
  return pipelineOutputs(
    header,
    events.filter((event) => !isGone(event) || event.arrivalTimeS > to),
  );
}

/** Errors of all events against the plate, ms; NaN where an event of the plate was not found. */
function errorsMs(found: readonly GaitEventOutput[], type: GaitEventOutput["type"]): number[] {
  return expected.contacts
    .map(([_, initialContactS, toeOffS]) => (type === "toeOff" ? toeOffS : initialContactS))
    .filter((timeS) => timeS > fromS + 0.1 && timeS < toS - 0.1)
    .map((timeS) => {
      const event = found.find((e) => e.type === type && Math.abs(e.timeS - timeS) < 0.06);
      return 1000 * ((event?.timeS ?? Number.NaN) - timeS);
    });
}

/** Mean stance time minus the plate's, ms. */
const stanceErrorMs = (found: readonly GaitEventOutput[]): number =>
  mean(errorsMs(found, "toeOff")) - mean(errorsMs(found, "initialContact"));

describe("gait events", () => {
  it("are timed by the forces of pelvis and both thighs, every one of the plate", () => {
    expect(methods(whole)).toEqual(["pelvis-thigh-force"]);
    expect(Math.abs(stanceErrorMs(whole))).toBeLessThan(6);
    for (const type of ["initialContact", "toeOff"] as const) {
      const errors = errorsMs(whole, type);
      expect(errors.length).toBeGreaterThan(60);
      expect(Math.max(...errors.map((error) => Math.abs(error)))).toBeLessThan(18);
    }
    expect(whole.every((event) => event.confidence === 1)).toBe(true);
  });

  it("need no belt speed with thigh pods", async () => {
    const unknown = events.filter((event) => event.kind !== "beltSpeed");
    expect(inside(await pipelineOutputs(header, unknown))).toEqual(whole);
  });

  it.each(["leftThigh", "rightThigh"] as const)(
    "are less sure without the %s, the plate's all the same",
    async (gone) => {
      const found = inside(await silent([gone]));
      expect(methods(found)).toEqual(["pelvis-one-thigh-force"]);
      expect(Math.abs(stanceErrorMs(found))).toBeLessThan(12);
      expect(Math.max(...found.map((event) => event.confidence))).toBeLessThanOrEqual(0.7);
    },
  );

  it("without thighs rest on the pelvis and the belt speed", async () => {
    const found = inside(await silent(["leftThigh", "rightThigh"]));
    expect(methods(found)).toEqual(["pelvis-vertical-crossing"]);
    expect(Math.abs(stanceErrorMs(found))).toBeLessThan(25);
    // Forward is known at 15 s, and six steps are needed.
    const sides = found.filter((event) => event.timeS > 18).map((event) => event.sideMethod);
    expect([...new Set(sides)]).toEqual(["pelvis"]);
  });

  it.each([
    [["leftThigh"], "pelvis-one-thigh-force"],
    [["rightThigh"], "pelvis-one-thigh-force"],
    [["leftThigh", "rightThigh"], "pelvis-vertical-crossing"],
  ] as const)(
    "go on when %j falls silent, by another method, and by the first one when it is back",
    async (gone, method) => {
      const outputs = await silent(gone, 18, 24);
      const found = inside(outputs);
      for (const type of ["initialContact", "toeOff"] as const) {
        expect(errorsMs(found, type).filter(Number.isNaN)).toEqual([]);
      }
      for (let i = 1; i < found.length; i++) expect(found[i]?.type).not.toBe(found[i - 1]?.type);
      expect(methods(inside(outputs, fromS, 17.8))).toEqual(["pelvis-thigh-force"]);
      expect(methods(inside(outputs, 18.2, 24))).toEqual([method]);
      // The vertical is found again within three seconds, and the filters need another half.
      expect(methods(inside(outputs, 28, toS))).toEqual(["pelvis-thigh-force"]);
      const wrong = found.filter(({ type, side, timeS }) => {
        const plate = expected.contacts.find(([, atS]) => Math.abs(atS - timeS) < 0.06);
        return type === "initialContact" && side !== null && side !== plate?.[0];
      });
      expect(wrong).toEqual([]);
    },
  );
});
