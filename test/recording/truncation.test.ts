import { readFile, truncate, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { SessionFileError } from "../../src/recording/session-file-error.ts";
import {
  exampleHeader,
  readSession,
  smallEvents,
  smallOutputs,
  temporaryFolder,
  writeSession,
} from "./example-session.ts";

const inFolder = temporaryFolder();

let whole: Buffer;
beforeAll(async () => {
  await writeSession(inFolder("whole.mcap"), smallEvents, smallOutputs);
  whole = await readFile(inFolder("whole.mcap"));
});

/** What the file gives, or the code of the error. */
async function tryToRead(path: string): Promise<Awaited<ReturnType<typeof readSession>> | string> {
  try {
    return await readSession(path);
  } catch (error) {
    if (!(error instanceof SessionFileError)) throw error;
    expect(error.message).not.toContain("\n");
    expect(error.message.startsWith(`${path}: `)).toBe(true);
    return error.code;
  }
}

async function readBytes(bytes: Uint8Array): ReturnType<typeof tryToRead> {
  await writeFile(inFolder("bytes.mcap"), bytes);
  return tryToRead(inFolder("bytes.mcap"));
}

describe("a session file that was cut off", () => {
  it("is readable to its last whole chunk, at every single byte", async () => {
    const path = inFolder("shrinking.mcap");
    await writeFile(path, whole);
    const counts = new Set<string>();
    let newestCount = smallEvents.length + smallOutputs.length;
    let headerLost = false;
    for (let length = whole.length - 1; length >= 0; length--) {
      await truncate(path, length);
      const found = await tryToRead(path);
      if (typeof found === "string") {
        headerLost = true;
        expect(["empty", "not-mcap", "header-missing"]).toContain(found);
        continue;
      }
      // A file that is longer is never less readable.
      expect(headerLost).toBe(false);
      const { events, outputs } = found;
      expect(events.length + outputs.length).toBeLessThanOrEqual(newestCount);
      newestCount = events.length + outputs.length;
      counts.add(`${events.length}+${outputs.length}`);
      expect(found.header).toEqual(exampleHeader);
      expect(events).toEqual(smallEvents.slice(0, events.length));
      expect(outputs.map(({ output }) => output)).toEqual(smallOutputs.slice(0, outputs.length));
      expect(found.recovery?.truncatedAtByte).toBeLessThanOrEqual(length);
      expect(found.recovery?.readableUntilS).toBe(found.durationS);
    }
    expect(headerLost).toBe(true);
    // A chunk ends with the last message less than a second after its first.
    expect([...counts]).toEqual(["7+3", "7+2", "7+1", "5+0", "3+0", "0+0"]);
  }, 120_000);

  it("is readable at any cut of a longer recording", async () => {
    const events: TransportEvent[] = Array.from({ length: 600 }, (_, index) => ({
      kind: "notification",
      arrivalTimeS: (index * 125) / 10_000,
      podId: exampleHeader.pods[index % 3]?.podId ?? "",
      channel: "samples",
      payload: new Uint8Array(126).fill(index),
    }));
    await writeSession(inFolder("long.mcap"), events);
    const long = await readFile(inFolder("long.mcap"));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2000, max: long.length - 1 }), async (length) => {
        const found = await readBytes(long.subarray(0, length));
        if (typeof found === "string") throw new Error(`cut at ${length}: ${found}`);
        expect(found.events).toEqual(events.slice(0, found.events.length));
        expect(found.events.length % 80).toBe(found.events.length === 600 ? 40 : 0);
        // Nothing that lies whole before the cut is given away: 80 events take less than 16 KiB.
        const share = (length - 2000) / 16_384;
        expect(found.events.length).toBeGreaterThanOrEqual(
          Math.min(600, 80 * Math.floor(share)) - 40,
        );
        expect(found.recovery).not.toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  it("is readable where the disk left zeros at the end", async () => {
    const found = await readBytes(
      Buffer.concat([whole.subarray(0, whole.length - 3000), Buffer.alloc(5000)]),
    );
    if (typeof found === "string") throw new Error(found);
    expect(found.events).toEqual(smallEvents.slice(0, found.events.length));
    expect(found.events.length).toBeGreaterThan(0);
    expect(found.recovery).not.toBeNull();
  });
});
