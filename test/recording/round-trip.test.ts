import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alertActions } from "../../src/model/alert-output.ts";
import {
  linkStates,
  notificationChannels,
  type TransportEvent,
} from "../../src/model/transport-event.ts";
import { openSession } from "../../src/recording/session-reader.ts";
import { SessionWriter } from "../../src/recording/session-writer.ts";
import {
  collect,
  exampleEvents,
  exampleHeader,
  exampleOutputs,
  readSession,
  temporaryFolder,
  writeSession,
} from "./example-session.ts";

const inFolder = temporaryFolder();

const anyTimeS = fc.integer({ min: 0, max: 7_200_000_000 }).map((us) => (us * 1000) / 1e9);
const anySensorId = fc.constantFrom("c0:ff:ee:00:00:01", "ü 2");
const anyPodId = fc.constantFrom(...exampleHeader.pods.map((pod) => pod.podId), "another pod/ü");
const anyEvent: fc.Arbitrary<TransportEvent> = fc.oneof(
  fc.record({
    kind: fc.constant("notification" as const),
    arrivalTimeS: anyTimeS,
    podId: anyPodId,
    channel: fc.constantFrom(...notificationChannels),
    payload: fc.uint8Array({ maxLength: 244 }),
  }),
  fc.record(
    {
      kind: fc.constant("link" as const),
      arrivalTimeS: anyTimeS,
      podId: anyPodId,
      state: fc.constantFrom(...linkStates),
      reason: fc.string({ unit: "grapheme" }),
    },
    { requiredKeys: ["kind", "arrivalTimeS", "podId", "state"], noNullPrototype: true },
  ),
  fc.record({
    kind: fc.constant("sensorNotification" as const),
    arrivalTimeS: anyTimeS,
    sensorId: anySensorId,
    payload: fc.uint8Array({ maxLength: 40 }),
  }),
  fc.record(
    {
      kind: fc.constant("sensorLink" as const),
      arrivalTimeS: anyTimeS,
      sensorId: anySensorId,
      state: fc.constantFrom(...linkStates),
      reason: fc.string({ unit: "grapheme" }),
    },
    { requiredKeys: ["kind", "arrivalTimeS", "sensorId", "state"], noNullPrototype: true },
  ),
  fc.record({
    kind: fc.constant("beltSpeed" as const),
    arrivalTimeS: anyTimeS,
    beltSpeedMPerS: fc.option(fc.double({ min: 0, max: 6, noNaN: true })),
  }),
  fc.record({
    kind: fc.constant("calibrationRequest" as const),
    arrivalTimeS: anyTimeS,
    podIds: fc.array(anyPodId, { maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant("entry" as const),
    arrivalTimeS: anyTimeS,
    entry: fc.constant("pain" as const),
    painLevel: fc.integer({ min: 0, max: 10 }),
    effortLevel: fc.constant(null),
  }),
  fc.record({
    kind: fc.constant("entry" as const),
    arrivalTimeS: anyTimeS,
    entry: fc.constantFrom("sharp-pain" as const, "catch" as const),
    painLevel: fc.constant(null),
    effortLevel: fc.constant(null),
  }),
  fc.record({
    kind: fc.constant("entry" as const),
    arrivalTimeS: anyTimeS,
    entry: fc.constant("effort" as const),
    painLevel: fc.constant(null),
    effortLevel: fc.integer({ min: 0, max: 10 }),
  }),
  fc.record({
    kind: fc.constant("alertAction" as const),
    arrivalTimeS: anyTimeS,
    action: fc.constantFrom(...alertActions),
    alertId: fc.string({ unit: "grapheme" }),
    by: fc.string({ unit: "grapheme" }),
  }),
  fc.record({
    kind: fc.constant("baselineReset" as const),
    arrivalTimeS: anyTimeS,
    by: fc.string({ unit: "grapheme" }),
  }),
);

describe("a session file", () => {
  it("gives back header, events and outputs as they were written", async () => {
    const path = inFolder("all.mcap");
    await writeSession(path, exampleEvents, exampleOutputs);
    const found = await readSession(path);
    expect(found.header).toEqual(exampleHeader);
    expect(found.events).toEqual(exampleEvents);
    expect(found.outputs).toEqual(
      exampleOutputs.map((output) => ({ logTimeS: output.timeS, output })),
    );
    expect(found.recovery).toBeNull();
    expect(found.durationS).toBe(5);
  });

  it("gives back any events in the order of the calls, arrival times to the last bit", async () => {
    const path = inFolder("any.mcap");
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { maxLength: 40 }), async (events) => {
        await writeSession(path, events);
        const found = await readSession(path);
        expect(found.events).toEqual(events.map(withoutNegativeZero));
      }),
      { numRuns: 60 },
    );
  });

  it("has the same bytes for the same calls, whether the caller waits or not", async () => {
    await writeSession(inFolder("once.mcap"), exampleEvents, exampleOutputs);
    const writer = await SessionWriter.create(inFolder("again.mcap"), exampleHeader);
    const writes = [
      ...exampleEvents.map((event) => writer.writeEvent(event)),
      ...exampleOutputs.map((output) => writer.writeOutput(output, output.timeS)),
      writer.close(),
    ];
    await Promise.all(writes);
    const once = await readFile(inFolder("once.mcap"));
    const again = await readFile(inFolder("again.mcap"));
    expect(again.equals(once)).toBe(true);
  });

  it("copies a payload that is a view into a buffer that is used again", async () => {
    const path = inFolder("view.mcap");
    const shared = Uint8Array.from([0, 0, 7, 8, 9, 0]);
    const writer = await SessionWriter.create(path, exampleHeader);
    const write = writer.writeEvent({
      kind: "notification",
      arrivalTimeS: 0,
      podId: "00000000000000a1",
      channel: "samples",
      payload: shared.subarray(2, 5),
    });
    shared.fill(1);
    await write;
    await writer.close();
    const [event] = (await readSession(path)).events;
    expect(event).toMatchObject({ payload: Uint8Array.from([7, 8, 9]) });
  });

  it("can be read by several iterations at the same time", async () => {
    const path = inFolder("parallel.mcap");
    await writeSession(path, exampleEvents, exampleOutputs);
    const reader = await openSession(path);
    const [first, outputs, second] = await Promise.all([
      collect(reader.events()),
      collect(reader.outputs()),
      collect(reader.events()),
    ]);
    await reader.close();
    expect(first).toEqual(exampleEvents);
    expect(second).toEqual(exampleEvents);
    expect(outputs).toHaveLength(exampleOutputs.length);
  });

  it("counts its time from 0 where the start is not known", async () => {
    const path = inFolder("undated.mcap");
    const header = { ...exampleHeader, startedAt: null };
    const writer = await SessionWriter.create(path, header);
    for (const event of exampleEvents) await writer.writeEvent(event);
    await writer.close();
    const found = await readSession(path);
    expect(found).toMatchObject({ header, durationS: 3.3, recovery: null });
    expect(found.events).toEqual(exampleEvents);
  });

  it("is valid without any event", async () => {
    const path = inFolder("none.mcap");
    await writeSession(path, []);
    expect(await readSession(path)).toEqual({
      header: exampleHeader,
      durationS: 0,
      recovery: null,
      events: [],
      outputs: [],
    });
  });
});

/** JSON knows no −0; a belt at −0 m/s is a belt at 0 m/s. */
function withoutNegativeZero(event: TransportEvent): TransportEvent {
  if (event.kind !== "beltSpeed" || event.beltSpeedMPerS === null) return event;
  return { ...event, beltSpeedMPerS: event.beltSpeedMPerS + 0 };
}
