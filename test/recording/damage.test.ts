import { open, readFile, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
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

async function expectHonest(bytes: Uint8Array): Promise<"error" | "cut" | "whole"> {
  await writeFile(inFolder("damaged.mcap"), bytes);
  return expectHonestFile(inFolder("damaged.mcap"));
}

/** A damaged file gives a SessionFileError, or a faithful beginning of what was written. */
async function expectHonestFile(path: string): Promise<"error" | "cut" | "whole"> {
  try {
    const found = await readSession(path);
    expect(found.header).toEqual(exampleHeader);
    expect(found.events).toEqual(smallEvents.slice(0, found.events.length));
    expect(found.outputs.map(({ output }) => output)).toEqual(
      smallOutputs.slice(0, found.outputs.length),
    );
    if (found.recovery !== null) return "cut";
    expect(found.events).toHaveLength(smallEvents.length);
    expect(found.outputs).toHaveLength(smallOutputs.length);
    return "whole";
  } catch (error) {
    if (!(error instanceof SessionFileError)) throw error;
    expect(error.message).not.toContain("\n");
    return "error";
  }
}

describe("a damaged session file", () => {
  it("is never misread where one bit is wrong, at every single byte", async () => {
    const path = inFolder("one-bit.mcap");
    await writeFile(path, whole);
    const handle = await open(path, "r+");
    const seen = new Set<string>();
    for (const [at, byte] of whole.entries()) {
      await handle.write(Uint8Array.of(byte ^ (1 << (at % 8))), 0, 1, at);
      seen.add(await expectHonestFile(path));
      await handle.write(Uint8Array.of(byte), 0, 1, at);
    }
    await handle.close();
    // In the data a wrong bit is an error, in the closing magic the file looks cut off, and in the
    // summary, which only other programs use, it does no harm.
    expect([...seen].sort()).toEqual(["cut", "error", "whole"]);
  }, 120_000);

  it("is never misread where bytes are wrong and the end is missing", async () => {
    const flips = fc.array(
      fc.record({ at: fc.nat(whole.length - 1), mask: fc.integer({ min: 1, max: 255 }) }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(flips, fc.integer({ min: 1, max: whole.length }), async (wrong, length) => {
        const bytes = Buffer.from(whole.subarray(0, length));
        for (const { at, mask } of wrong) {
          if (at < length) bytes[at] = (bytes[at] ?? 0) ^ mask;
        }
        await expectHonest(bytes);
      }),
      { numRuns: 1500 },
    );
  });

  it("is never misread where any bytes follow the magic", async () => {
    const magic = whole.subarray(0, 8);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (junk) => {
        expect(await expectHonest(Buffer.concat([magic, junk]))).toBe("error");
        expect(await expectHonest(Buffer.concat([magic, junk, magic]))).toBe("error");
      }),
      { numRuns: 200 },
    );
  });

  it("does not hide a chunk whose record type was changed, whole or cut off", async () => {
    const at = firstChunkAt(whole);
    const bytes = Buffer.from(whole);
    // 0x86 is a record type that MCAP readers must skip.
    bytes[at] = 0x86;
    expect(await expectHonest(bytes)).toBe("error");
    expect(await expectHonest(bytes.subarray(0, bytes.length - 20))).toBe("cut");
  });

  it("names the byte of the damage", async () => {
    const at = firstChunkAt(whole);
    const bytes = Buffer.from(whole);
    bytes[at + 200] = (bytes[at + 200] ?? 0) ^ 1;
    const path = inFolder("crc.mcap");
    await writeFile(path, bytes);
    await expect(readSession(path)).rejects.toMatchObject({
      code: "corrupt",
      message: expect.stringMatching(new RegExp(`crc.mcap: is damaged at byte ${at}: .*CRC`)),
    });
  });

  it("does not believe a length field that promises gigabytes", async () => {
    const at = firstChunkAt(whole);
    for (const length of [0x7fffffffn, 0xffffffffffn, 0xffff_ffff_ffff_ffffn]) {
      const bytes = Buffer.from(whole);
      bytes.writeBigUInt64LE(length, at + 1);
      expect(await expectHonest(bytes)).toBe("error");
    }
  });
});

function firstChunkAt(bytes: Buffer): number {
  let offset = 8;
  while (bytes[offset] !== 0x06) offset += 9 + Number(bytes.readBigUInt64LE(offset + 1));
  return offset;
}
