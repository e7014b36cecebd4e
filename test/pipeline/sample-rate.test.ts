import { beforeAll, describe, expect, it } from "vitest";
import type { Placement, PodId } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { GaitEventOutput, SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { ofKind, pipelineOutputs, recordedEvents } from "../support/recorded-events.ts";
import { recut, takeApart } from "../support/recut-samples.ts";

/** The recording runs at one speed from 8.5 to 37.5 s. */
const untilS = 36;

/** Its own rate, and every second of its samples alone. */
const rateHz = 200;
const halfRateHz = 100;

let header: SessionHeader;
let whole: TransportEvent[];
let half: TransportEvent[];
let atWhole: SessionOutput[];

beforeAll(async () => {
  const recording = await recordedEvents("runner-18.mcap", untilS);
  header = recording.header;
  const apart = takeApart(recording.events);
  whole = recut(apart, { size: () => 7 });
  half = recut(apart, { size: () => 4, every: 2 });
  atWhole = await pipelineOutputs(header, whole);
});

const podId = (placement: Placement): PodId =>
  header.pods.find((pod) => pod.placement === placement)?.podId as PodId;

/** Whether the event is a packet of samples of one of these pods. */
const isOf = (event: TransportEvent, placements: readonly Placement[]): boolean =>
  event.kind === "notification" &&
  event.channel === "samples" &&
  placements.some((placement) => event.podId === podId(placement));

const byArrival = (a: TransportEvent, b: TransportEvent): number => a.arrivalTimeS - b.arrivalTimeS;

/** Pods at these placements have been configured to half the rate, the others have not. */
function atHalf(placements: readonly Placement[]): Promise<SessionOutput[]> {
  const pods = header.pods.map((pod) =>
    placements.includes(pod.placement) ? { ...pod, sampleRateHz: halfRateHz } : pod,
  );
  const events = [
    ...whole.filter((event) => !isOf(event, placements)),
    ...half.filter((event) => isOf(event, placements)),
  ];
  return pipelineOutputs({ ...header, pods }, events.sort(byArrival));
}

const contacts = (
  outputs: readonly SessionOutput[],
  type: GaitEventOutput["type"],
): GaitEventOutput[] =>
  ofKind(outputs, "gaitEvent").filter(
    (event) => event.type === type && event.timeS > 11 && event.timeS < 35,
  );

describe("the same motion at half the rate", () => {
  it.each([[["pelvis", "leftThigh", "rightThigh"]], [["pelvis"]], [["leftThigh"]]] as const)(
    "of %j: the same contacts, each within 1 ms",
    async (placements) => {
      const outputs = await atHalf(placements);
      expect(ofKind(outputs, "fault")).toEqual([]);
      for (const type of ["initialContact", "toeOff"] as const) {
        const expected = contacts(atWhole, type);
        const found = contacts(outputs, type);
        expect(expected.length).toBeGreaterThan(60);
        expect(found.map(({ side }) => side)).toEqual(expected.map(({ side }) => side));
        const apartMs = found.map(
          ({ timeS }, i) => 1000 * Math.abs(timeS - (expected[i]?.timeS as number)),
        );
        expect(Math.max(...apartMs)).toBeLessThan(1);
      }
    },
  );

  it("gives the same strides, index and cadence", async () => {
    const outputs = await atHalf(["pelvis", "leftThigh", "rightThigh"]);
    const clean = (all: readonly SessionOutput[]) =>
      ofKind(all, "stride").filter((stride) => stride.clean && stride.timeS < 35);
    expect(clean(outputs).length).toBe(clean(atWhole).length);
    expect(clean(outputs).length).toBeGreaterThan(60);
    const known = (all: readonly SessionOutput[]) =>
      ofKind(all, "symmetry").findLast((one) => one.timeS < 35 && one.absent === null);
    const [index, expected] = [known(outputs), known(atWhole)];
    const apart =
      (index?.stanceTimeSymmetryIndexPct ?? Number.NaN) -
      (expected?.stanceTimeSymmetryIndexPct ?? Number.NaN);
    expect(Math.abs(apart)).toBeLessThan(0.2);
    const cadence = (all: readonly SessionOutput[]) =>
      ofKind(all, "cadence").findLast((one) => one.timeS < 35)?.cadenceSpm;
    expect(cadence(outputs)).toBeCloseTo(cadence(atWhole) ?? Number.NaN, 1);
  });
});

describe("a pod that sends at another rate than the session says", () => {
  const changeS = 20;
  const backS = 26;

  const changed = (placement: Placement, toS: number): Promise<SessionOutput[]> => {
    const isChanged = ({ arrivalTimeS }: TransportEvent): boolean =>
      arrivalTimeS >= changeS && arrivalTimeS < toS;
    const events = [
      ...whole.filter((event) => !(isOf(event, [placement]) && isChanged(event))),
      ...half.filter((event) => isOf(event, [placement]) && isChanged(event)),
    ];
    return pipelineOutputs(header, events.sort(byArrival));
  };

  it("is refused packet by packet, and silent: no contact, stride or index is made up", async () => {
    const outputs = await changed("pelvis", untilS);
    const refused = ofKind(outputs, "fault").filter((f) => f.code === "packet-unexpected-format");
    expect(refused.length).toBeGreaterThan(300);
    expect(refused[0]?.message).toContain(`${halfRateHz} Hz`);
    expect(refused[0]?.message).toContain(`configured are ${rateHz} Hz`);
    const states = ofKind(outputs, "podState").filter((s) => s.placement === "pelvis");
    expect(states.find(({ liveness, timeS }) => liveness === "silent" && timeS < 21)).toBeDefined();
    expect(states.at(-1)?.liveness).toBe("silent");
    const after = outputs.filter(({ timeS }) => timeS > changeS + 1);
    expect([...ofKind(after, "gaitEvent"), ...ofKind(after, "stride")]).toEqual([]);
    expect(ofKind(after, "symmetry").length).toBeGreaterThan(10);
    expect(ofKind(after, "symmetry").every(({ absent }) => absent === "pod-silent")).toBe(true);
  });

  it("and goes back to it: no stride spans that time, and strides go on", async () => {
    const strides = ofKind(await changed("pelvis", backS), "stride");
    const during = strides.filter((s) => s.timeS > changeS && s.initialContactS < backS);
    expect(during).toEqual([]);
    expect(strides.filter((s) => s.clean && s.timeS < changeS).length).toBeGreaterThan(20);
    expect(strides.filter((s) => s.clean && s.initialContactS > backS + 3).length).toBeGreaterThan(
      10,
    );
  });

  it("on one thigh leaves the strides to the other pods, without that hip's angles", async () => {
    const outputs = await changed("leftThigh", untilS);
    const after = outputs.filter(({ timeS }) => timeS > changeS + 1 && timeS < 35);
    const strides = ofKind(after, "stride");
    expect(strides.length).toBeGreaterThan(30);
    for (const { side, hipFlexionMaxDeg } of strides.slice(4)) {
      expect(hipFlexionMaxDeg === null).toBe(side === "left");
    }
  });
});
