import { from, lastValueFrom, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import type { SensorDescription } from "../../src/model/sensor.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { sessionPipeline } from "../../src/pipeline/session-pipeline.ts";
import { ofKind } from "../support/recorded-events.ts";
import { testHeader } from "../support/test-header.ts";

const belt: SensorDescription = { sensorId: "belt", kind: "heart-rate", name: "Chest belt" };
const treadmill: SensorDescription = { sensorId: "mill", kind: "treadmill", name: "Treadmill" };
const foot: SensorDescription = {
  sensorId: "foot",
  kind: "running-speed-cadence",
  name: "Foot pod",
};
const sensors = [belt, treadmill, foot];
const header = { ...testHeader, sensors };

/** What the session makes of the events, with ticks as a transport adds them. */
function play(events: readonly TransportEvent[], endS: number): Promise<SessionOutput[]> {
  const ticks = Array.from({ length: Math.floor(endS * 20) + 1 }, (_, number) => ({
    kind: "tick" as const,
    arrivalTimeS: number / 20,
  }));
  const all = [...ticks, ...events].sort((a, b) => a.arrivalTimeS - b.arrivalTimeS);
  return lastValueFrom(from(all).pipe(sessionPipeline(header), toArray()));
}

function notification(
  arrivalTimeS: number,
  { sensorId }: SensorDescription,
  bytes: readonly number[],
): TransportEvent {
  return {
    kind: "sensorNotification",
    arrivalTimeS,
    sensorId,
    payload: Uint8Array.from(bytes),
  };
}

const heartRate = (arrivalTimeS: number, bpm: number) =>
  notification(arrivalTimeS, belt, [0x16, bpm, 0x00, 0x02]);

/** Speed in 0.01 km/h, incline in 0.1 %. */
function belts(arrivalTimeS: number, speed: number, incline?: number): TransportEvent {
  const speedBytes = [speed & 0xff, speed >> 8];
  const bytes =
    incline === undefined
      ? [0x00, 0x00, ...speedBytes]
      : [0x08, 0x00, ...speedBytes, incline & 0xff, (incline >> 8) & 0xff, 0xff, 0x7f];
  return notification(arrivalTimeS, treadmill, bytes);
}

const statesOf = (outputs: readonly SessionOutput[], { sensorId }: SensorDescription) =>
  ofKind(outputs, "sensorState").filter((state) => state.sensorId === sensorId);

describe("sensors beside the pods", () => {
  it("give their values at the time of arrival", async () => {
    const outputs = await play([heartRate(1.02, 150), belts(1.5, 900, -15)], 2);
    expect(ofKind(outputs, "heartRate")).toEqual([
      {
        kind: "heartRate",
        timeS: 1.02,
        sensorId: "belt",
        heartRateBpm: 150,
        rrIntervalsS: [0.5],
        contact: true,
      },
    ]);
    expect(ofKind(outputs, "treadmill")).toEqual([
      {
        kind: "treadmill",
        timeS: 1.5,
        sensorId: "mill",
        speedMPerS: 2.5,
        inclinePct: -1.5,
        rampAngleDeg: null,
        distanceM: null,
      },
    ]);
  });

  it("are live while values come, silent 3 s after the last one, and then nothing of them is known", async () => {
    const outputs = await play([heartRate(1, 150), heartRate(2, 151), heartRate(7, 152)], 8);
    expect(ofKind(outputs, "heartRate").map((one) => [one.timeS, one.heartRateBpm])).toEqual([
      [1, 150],
      [2, 151],
      [5.05, null],
      [7, 152],
    ]);
    const changes = statesOf(outputs, belt)
      .filter((state, i, all) => state.liveness !== all[i - 1]?.liveness)
      .map(({ timeS, liveness, lastValueS }) => [timeS, liveness, lastValueS]);
    expect(changes).toEqual([
      [0, "waiting", null],
      [1, "live", 1],
      [5.05, "silent", 2],
      [7, "live", 7],
    ]);
  });

  it("that never say anything are silent after 5 s, and their state comes once a second", async () => {
    const outputs = await play([], 8);
    expect(statesOf(outputs, foot).map(({ timeS, liveness }) => [timeS, liveness])).toEqual([
      ...[0, 1, 2, 3, 4].map((timeS) => [timeS, "waiting"]),
      ...[5, 6, 7, 8].map((timeS) => [timeS, "silent"]),
    ]);
    expect(ofKind(outputs, "runningSpeedCadence")).toEqual([
      {
        kind: "runningSpeedCadence",
        timeS: 5,
        sensorId: "foot",
        speedMPerS: null,
        cadenceSpm: null,
        strideLengthM: null,
        isRunning: null,
      },
    ]);
  });

  it("have a link of their own, which does not make them live", async () => {
    const link = (arrivalTimeS: number, state: "connecting" | "streaming" | "lost") =>
      ({ kind: "sensorLink", arrivalTimeS, sensorId: "belt", state }) as const;
    const outputs = await play(
      [
        link(0.12, "connecting"),
        link(0.32, "streaming"),
        link(0.42, "streaming"),
        { ...link(0.52, "lost"), reason: "out of range" },
      ],
      0.6,
    );
    expect(
      statesOf(outputs, belt).map(({ timeS, link, linkReason, linkSinceS, liveness }) => [
        timeS,
        link,
        linkReason,
        linkSinceS,
        liveness,
      ]),
    ).toEqual([
      [0, "searching", null, null, "waiting"],
      [0.12, "connecting", null, 0.12, "waiting"],
      [0.32, "streaming", null, 0.32, "waiting"],
      [0.52, "lost", "out of range", 0.52, "waiting"],
    ]);
  });

  it("make faults of bytes that mean nothing, which keep nobody alive", async () => {
    const outputs = await play(
      [
        heartRate(1, 150),
        notification(2, belt, [0x00]),
        heartRate(3, 255),
        notification(3.5, { ...belt, sensorId: "stranger" }, [0x00, 70]),
      ],
      4.5,
    );
    expect(ofKind(outputs, "fault")).toEqual([
      {
        kind: "fault",
        code: "packet-truncated",
        timeS: 2,
        podId: null,
        sensorId: "belt",
        message: expect.stringMatching(/^Chest belt: Heart Rate Measurement ends after 1 bytes/),
        count: 1,
      },
      expect.objectContaining({ code: "packet-invalid-field", timeS: 3, sensorId: "belt" }),
      expect.objectContaining({ code: "packet-unknown-sensor", sensorId: "stranger" }),
    ]);
    expect(statesOf(outputs, belt).at(-1)).toMatchObject({ faults: 2, liveness: "silent" });
    expect(statesOf(outputs, treadmill).at(-1)).toMatchObject({ faults: 0 });
  });

  it("have no state that two subscriptions share", async () => {
    const pipeline = sessionPipeline(header);
    const events = from([heartRate(1, 150), belts(1.5, 900, 20), belts(2, 900)]);
    const once = await lastValueFrom(events.pipe(pipeline, toArray()));
    expect(await lastValueFrom(events.pipe(pipeline, toArray()))).toEqual(once);
  });
});

describe("a treadmill", () => {
  const speeds = async (events: readonly TransportEvent[]) =>
    ofKind(await play(events, 0), "beltSpeed").map((one) => [one.timeS, one.beltSpeedMPerS]);

  it("whose record comes in several notifications gives one value, with all of it", async () => {
    const outputs = await play(
      [
        notification(1, treadmill, [0x0d, 0x00, 0x10, 0x27, 0x00, 0x14, 0x00, 0x0b, 0x00]),
        belts(1.01, 1080),
      ],
      2,
    );
    expect(ofKind(outputs, "treadmill")).toEqual([
      expect.objectContaining({
        timeS: 1.01,
        speedMPerS: expect.closeTo(3, 12),
        inclinePct: 2,
        rampAngleDeg: 1.1,
        distanceM: 10_000,
      }),
    ]);
  });

  it("that states its incline now and then keeps it for 3 s", async () => {
    const events = [belts(1, 900, 20), belts(2, 900), belts(3.9, 900), belts(4.1, 900)];
    const inclines = ofKind(await play(events, 5), "treadmill").map((one) => one.inclinePct);
    expect(inclines).toEqual([2, 2, 2, null]);
  });

  it("says the speed of the belt where it changes, until it falls silent", async () => {
    const events = [belts(1, 900), belts(2, 905), belts(3, 960), belts(4, 960)];
    expect(ofKind(await play(events, 8), "beltSpeed")).toEqual([
      { kind: "beltSpeed", timeS: 1, beltSpeedMPerS: 2.5 },
      { kind: "beltSpeed", timeS: 3, beltSpeedMPerS: expect.closeTo(960 / 360, 12) },
      { kind: "beltSpeed", timeS: 7.05, beltSpeedMPerS: null },
    ]);
  });

  it("whose belt is slowed by every footfall goes at one speed, and at another where that lasts", async () => {
    const measured = Array.from({ length: 60 }, (_, i) => belts(i + 1, 900 + 25 * (i % 3) - 25));
    expect(await speeds(measured)).toEqual([[1, expect.closeTo(875 / 360, 12)]]);
    const changed = Array.from({ length: 40 }, (_, i) => belts(i + 1, i < 20 ? 900 : 930));
    expect(await speeds(changed)).toEqual([
      [1, 2.5],
      [25, expect.closeTo(930 / 360, 12)],
    ]);
    // A tenth of a km/h is no other speed.
    const tenth = Array.from({ length: 40 }, (_, i) => belts(i + 1, i < 20 ? 900 : 910));
    expect(await speeds(tenth)).toEqual([[1, 2.5]]);
  });

  it("and a person state the speed in turn: the newest counts, and a person's stays in silence", async () => {
    const person = (arrivalTimeS: number, beltSpeedMPerS: number): TransportEvent => ({
      kind: "beltSpeed",
      arrivalTimeS,
      beltSpeedMPerS,
    });
    const outputs = await play(
      [person(0.5, 3), belts(1, 900), person(2, 3), belts(2.5, 900), person(3, 3)],
      8,
    );
    expect(ofKind(outputs, "treadmill").at(-1)).toMatchObject({ speedMPerS: null });
    expect(
      ofKind(outputs, "beltSpeed").map(({ timeS, beltSpeedMPerS }) => [timeS, beltSpeedMPerS]),
    ).toEqual([
      [0.5, 3],
      [1, 2.5],
      [2, 3],
      [2.5, 2.5],
      [3, 3],
    ]);
  });
});

describe("a running sensor", () => {
  /** Speed in 1/256 m/s, contacts per minute, status bit. */
  const steps = (arrivalTimeS: number, speed: number, contacts: number, isRunning = false) =>
    notification(arrivalTimeS, foot, [isRunning ? 0x04 : 0x00, speed & 0xff, speed >> 8, contacts]);
  const cadences = async (events: readonly TransportEvent[]) =>
    ofKind(await play(events, 0), "runningSpeedCadence").map((one) => one.cadenceSpm);
  const series = (values: readonly (readonly [speed: number, contacts: number])[]) =>
    values.map(([speed, contacts], i) => steps(i + 1, speed, contacts));

  it("that counts one foot, as the service says, has its cadence doubled once that is sure", async () => {
    const run = [704, 84] as const;
    expect(await cadences(series([run, run, run, run]))).toEqual([null, null, 168, 168]);
  });

  it("that counts both feet has not", async () => {
    const run = [704, 168] as const;
    expect(await cadences(series([run, run, run, run]))).toEqual([null, null, 168, 168]);
  });

  it("is told from walking as well, and keeps what was found where a count may be either", async () => {
    const walk = [320, 110] as const;
    expect(await cadences(series([walk, walk, walk, [704, 120], [0, 0]]))).toEqual([
      null,
      null,
      110,
      120,
      0,
    ]);
  });

  it("learns nothing from counts that may be either, or that are none", async () => {
    const unsure = [704, 122] as const;
    // Some foot pods can be set to send power in place of cadence.
    const power = [704, 25] as const;
    expect(await cadences(series([unsure, unsure, unsure, power, power, power]))).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it("is asked anew where three counts in a row say otherwise", async () => {
    const one = [704, 84] as const;
    const both = [704, 168] as const;
    // 336 steps a minute are none that anybody takes.
    expect(await cadences(series([one, one, one, both, both, both]))).toEqual([
      null,
      null,
      168,
      null,
      null,
      168,
    ]);
  });

  it("tells walking from running only where it has ever said running", async () => {
    const events = [steps(1, 320, 55), steps(2, 704, 84, true), steps(3, 320, 55)];
    const running = ofKind(await play(events, 0), "runningSpeedCadence");
    expect(running.map((one) => one.isRunning)).toEqual([null, true, false]);
  });
});
