import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { from, Subject } from "rxjs";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { openSession } from "../../src/recording/session-reader.ts";
import { SessionWriter } from "../../src/recording/session-writer.ts";
import { Session } from "../../src/session/session.ts";
import { SessionRecorder } from "../../src/session/session-recorder.ts";
import { recordedEvents } from "../support/recorded-events.ts";
import { runRecording } from "../support/run-recording.ts";
import { testHeader } from "../support/test-header.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-recorder-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

const packet = (arrivalTimeS: number, bytes = 8): TransportEvent => ({
  kind: "notification",
  arrivalTimeS,
  podId: "00000000000000a1",
  channel: "samples",
  payload: new Uint8Array(bytes),
});

async function recorded(path: string): Promise<TransportEvent[]> {
  const reader = await openSession(path);
  const events: TransportEvent[] = [];
  for await (const event of reader.events()) events.push(event);
  await reader.close();
  return events;
}

/** What happens where a file of this machine is written; the class is not exported by Node. */
async function onWrite(): Promise<{ mockImplementation(write: () => Promise<void>): unknown }> {
  const handle = await open(join(folder, "any"), "w");
  await handle.close();
  return vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, "appendFile");
}

const people: ReadonlySet<SessionOutput["kind"]> = new Set([
  ...(["alert", "alertAction", "baselineReset", "beltSpeed", "cue", "entry"] as const),
]);

describe("a session that is recorded", () => {
  it("tells the same in replay, with what people did meanwhile", async () => {
    const path = join(folder, "people.mcap");
    const events = new Subject<TransportEvent>();
    const session = new Session({ header: testHeader, events });
    const recorder = new SessionRecorder(await SessionWriter.create(path, session.header), vi.fn());
    session.recordTo(recorder);
    const live: SessionOutput[] = [];
    session.outputs.subscribe((output) => live.push(output));
    session.start();
    const passSecond = (arrivalTimeS: number) => events.next({ kind: "tick", arrivalTimeS });
    const none = { painLevel: null, effortLevel: null };
    const alertId = "pain-1";
    passSecond(1);
    session.act({ kind: "beltSpeed", beltSpeedMPerS: 2.5 });
    session.act({ kind: "entry", entry: "pain", painLevel: 3, effortLevel: null });
    passSecond(2);
    session.act({ kind: "alertAction", action: "acknowledge", alertId, by: "runner" });
    session.act({ kind: "entry", entry: "sharp-pain", ...none });
    session.act({ kind: "baselineReset", by: "coach" });
    passSecond(3);
    session.act({ kind: "alertAction", action: "clear", alertId, by: "physio" });
    session.act({ kind: "entry", entry: "stop", ...none });
    events.complete();
    await recorder.close();
    expect(
      live.flatMap((one) => (one.kind === "alert" && one.alertId === alertId ? one.phase : [])),
    ).toEqual(["raised", "acknowledged", "escalated", "released"]);
    // Where nothing is recorded, time passes in finer steps than here; states are told more often then.
    const said = (outputs: readonly SessionOutput[]) =>
      outputs.filter((one) => people.has(one.kind));
    expect(said(await runRecording(path))).toEqual(said(live));
  });

  it("leaves out a raw NaN and what follows from it, and keeps everything else", async () => {
    const { header, events } = await recordedEvents("runner-18.mcap", 3);
    const nan: TransportEvent = {
      kind: "beltSpeed",
      arrivalTimeS: (events[100] as TransportEvent).arrivalTimeS,
      beltSpeedMPerS: Number.NaN,
    };
    const path = join(folder, "nan.mcap");
    const stopped = vi.fn();
    const recorder = new SessionRecorder(await SessionWriter.create(path, header), stopped);
    const damaged = [...events.slice(0, 100), nan, ...events.slice(100)];
    const session = new Session({ header, events: from(damaged) });
    session.recordTo(recorder);
    const outputs: SessionOutput[] = [];
    session.outputs.subscribe((output) => outputs.push(output));
    session.start();
    await recorder.close();

    expect(await recorded(path)).toEqual(events);
    expect(stopped).not.toHaveBeenCalled();
    expect(recorder.skipped?.count).toBeGreaterThanOrEqual(1);
    expect(recorder.skipped?.first.message).toContain("beltSpeedMPerS is NaN");
    const reader = await openSession(path);
    let derived = 0;
    for await (const _output of reader.outputs()) derived += 1;
    await reader.close();
    expect(derived).toBe(outputs.length + 1 - (recorder.skipped?.count ?? 0));
  });

  it("stops, and says so once, where the file can no longer be written", async () => {
    const stopped = vi.fn();
    const writer = await SessionWriter.create(join(folder, "full.mcap"), testHeader);
    const recorder = new SessionRecorder(writer, stopped);
    (await onWrite()).mockImplementation(async () => {
      throw new Error("ENOSPC: no space left");
    });
    for (let timeS = 0; timeS < 10; timeS++) {
      recorder.takeEvent(packet(timeS));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await recorder.close();
    expect(recorder).toMatchObject({ stopped: true, skipped: null });
    expect(stopped.mock.calls).toEqual([[expect.objectContaining({ code: "write-failed" })]]);
  });

  it("asks to be waited for while the disk lags behind, and only then", async () => {
    const writer = await SessionWriter.create(join(folder, "slow.mcap"), testHeader);
    const recorder = new SessionRecorder(writer, vi.fn());
    const session = new Session({ header: testHeader, events: from([]) });
    session.recordTo(recorder);
    recorder.takeEvent(packet(0));
    expect(session.recorded()).toBeNull();
    for (let i = 0; i < 10; i++) recorder.takeEvent(packet(i, 1_000_000));
    const caughtUp = session.recorded();
    expect(caughtUp).not.toBeNull();
    await caughtUp;
    expect(session.recorded()).toBeNull();
    await recorder.close();
  });
});
