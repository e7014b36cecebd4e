import { existsSync } from "node:fs";
import { type FileHandle, mkdir, open, readFile, stat, writeFile } from "node:fs/promises";
import { describe, expect, it, vi } from "vitest";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { SessionWriter } from "../../src/recording/session-writer.ts";
import { sampleStrideAngle } from "../support/sample-stride.ts";
import { exampleHeader, pelvisPodId, readSession, temporaryFolder } from "./example-session.ts";

const inFolder = temporaryFolder();

function samples(arrivalTimeS: number, bytes = 4): TransportEvent {
  return {
    kind: "notification",
    arrivalTimeS,
    podId: pelvisPodId,
    channel: "samples",
    payload: new Uint8Array(bytes),
  };
}

/** Waits until a file being written holds this many events: chunks reach the disk a little later. */
async function eventuallyReadable(path: string, events: number): Promise<void> {
  await vi.waitFor(async () => expect((await readSession(path)).events).toHaveLength(events), 5000);
}

describe("SessionWriter", () => {
  it("has a readable file on disk from the start, and loses at most a second in a crash", async () => {
    const path = inFolder("crash.mcap");
    const writer = await SessionWriter.create(path, exampleHeader);
    expect((await readSession(path)).events).toEqual([]);
    const headerOnly = (await stat(path)).size;
    for (const timeS of [0, 0.4, 0.99]) await writer.writeEvent(samples(timeS));
    expect((await stat(path)).size).toBe(headerOnly);
    await writer.writeEvent(samples(1));
    await eventuallyReadable(path, 3);
    expect((await readSession(path)).recovery).toMatchObject({ readableUntilS: 0.99 });
    await writer.close();
    expect((await readSession(path)).events).toHaveLength(4);
  });

  it("flushes on a tick too, when every pod is silent, and records no tick", async () => {
    const path = inFolder("silence.mcap");
    const writer = await SessionWriter.create(path, exampleHeader);
    await writer.writeEvent(samples(0));
    await writer.writeEvent({ kind: "tick", arrivalTimeS: 1 });
    await eventuallyReadable(path, 1);
    await writer.close();
    expect((await readSession(path)).events).toEqual([samples(0)]);
  });

  it("ends a chunk early when much data comes in one second", async () => {
    const path = inFolder("dense.mcap");
    const writer = await SessionWriter.create(path, exampleHeader);
    for (let index = 0; index < 20; index++) await writer.writeEvent(samples(0, 60_000));
    await eventuallyReadable(path, 20);
    await writer.close();
  });

  it("does not overwrite a file unless asked", async () => {
    const path = inFolder("precious.mcap");
    await writeFile(path, "precious");
    await expect(SessionWriter.create(path, exampleHeader)).rejects.toMatchObject({
      code: "already-exists",
      path,
    });
    expect(await readFile(path, "utf8")).toBe("precious");
    const writer = await SessionWriter.create(path, exampleHeader, { overwrite: true });
    await writer.close();
    expect((await readSession(path)).recovery).toBeNull();
  });

  it("says why a file cannot be created, and leaves none behind a bad header", async () => {
    await expect(
      SessionWriter.create(inFolder("no/such/folder.mcap"), exampleHeader),
    ).rejects.toMatchObject({ code: "not-writable", message: expect.stringContaining("folder") });
    await mkdir(inFolder("directory.mcap"));
    await expect(
      SessionWriter.create(inFolder("directory.mcap"), exampleHeader, { overwrite: true }),
    ).rejects.toMatchObject({ code: "is-directory" });
    await expect(
      SessionWriter.create(inFolder("bad.mcap"), { ...exampleHeader, pods: [] }),
    ).rejects.toMatchObject({ code: "header-invalid" });
    expect(existsSync(inFolder("bad.mcap"))).toBe(false);
  });

  it.runIf(existsSync("/dev/full"))("says so when the disk is full", async () => {
    await expect(
      SessionWriter.create("/dev/full", exampleHeader, { overwrite: true }),
    ).rejects.toMatchObject({
      code: "write-failed",
      message: expect.stringMatching(/^\/dev\/full: .*ENOSPC/),
    });
  });

  it("refuses a time or a number that JSON and MCAP cannot hold, and goes on", async () => {
    const path = inFolder("nan.mcap");
    const writer = await SessionWriter.create(path, exampleHeader);
    for (const timeS of [-0.001, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(writer.writeEvent(samples(timeS))).rejects.toThrow(RangeError);
    }
    await expect(
      writer.writeOutput({ kind: "beltSpeed", timeS: 1, beltSpeedMPerS: Number.NaN }, 1),
    ).rejects.toThrow("hipline.BeltSpeed.beltSpeedMPerS is NaN");
    const curveDeg = Array.from({ length: 101 }, (_, pct) => (pct === 57 ? Number.NaN : pct));
    await expect(writer.writeOutput(sampleStrideAngle("left", 1, { curveDeg }), 1)).rejects.toThrow(
      "hipline.StrideAngle.curveDeg is NaN",
    );
    await writer.writeEvent(samples(2));
    await writer.close();
    const found = await readSession(path);
    expect(found.events).toEqual([samples(2)]);
    expect(found.outputs).toEqual([]);
  });

  it("closes once however often it is asked, and refuses writes after it", async () => {
    const path = inFolder("closed.mcap");
    const writer = await SessionWriter.create(path, exampleHeader);
    await Promise.all([writer.close(), writer.close()]);
    await writer.close();
    await expect(writer.writeEvent(samples(0))).rejects.toThrow("after close");
  });

  it("holds back a caller that waits while the disk is slow, and keeps every event", async () => {
    const path = inFolder("slow.mcap");
    const writer = await SessionWriter.create(path, exampleHeader);
    const prototype = await fileHandlePrototype();
    const appendFile = prototype.appendFile;
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    vi.spyOn(prototype, "appendFile").mockImplementation(async function (this: FileHandle, data) {
      await gate;
      await appendFile.call(this, data);
    });
    const payloadBytes = 50_000;
    let accepted = 0;
    let blocked: Promise<void> | undefined;
    while (blocked === undefined && accepted < 1000) {
      const write = writer.writeEvent(samples(accepted * 0.05, payloadBytes));
      const outcome = await Promise.race([
        write.then(() => "accepted"),
        new Promise<string>((resolve) => setImmediate(resolve, "blocked")),
      ]);
      if (outcome === "accepted") accepted++;
      else blocked = write;
    }
    expect(accepted * payloadBytes).toBeGreaterThan(3_000_000);
    expect(accepted * payloadBytes).toBeLessThan(5_000_000);
    release();
    await blocked;
    await writer.close();
    expect((await readSession(path)).events).toHaveLength(accepted + 1);
  });

  it("reports a disk that fills up, to the next write and to close, and keeps what it had", async () => {
    const path = inFolder("filling.mcap");
    const writer = await SessionWriter.create(path, exampleHeader);
    for (const timeS of [0, 0.5, 1]) await writer.writeEvent(samples(timeS));
    await eventuallyReadable(path, 2);
    const prototype = await fileHandlePrototype();
    vi.spyOn(prototype, "appendFile").mockRejectedValue(new Error("ENOSPC: no space left"));
    const later = async (): Promise<void> => {
      for (let timeS = 2; timeS < 20; timeS++) {
        await writer.writeEvent(samples(timeS));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const failure = {
      code: "write-failed",
      message: `${path}: cannot write: ENOSPC: no space left`,
    };
    await expect(later()).rejects.toMatchObject(failure);
    await expect(writer.close()).rejects.toMatchObject(failure);
    expect((await readSession(path)).events).toEqual([samples(0), samples(0.5)]);
  });
});

/** The class of file handles is not exported by Node; this is its prototype, to be spied on. */
async function fileHandlePrototype(): Promise<FileHandle> {
  const handle = await open(inFolder("any"), "w");
  await handle.close();
  return Object.getPrototypeOf(handle);
}
