import { mkdir, open, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { McapWriter } from "@mcap/core";
import { FileHandleWritable } from "@mcap/nodejs";
import { describe, expect, it } from "vitest";
import { SessionFileError } from "../../src/recording/session-file-error.ts";
import { encodeSessionHeader } from "../../src/recording/session-header-record.ts";
import { openSession } from "../../src/recording/session-reader.ts";
import { collect, exampleHeader, startNs, temporaryFolder } from "./example-session.ts";

const inFolder = temporaryFolder();

async function errorOf(path: string): Promise<SessionFileError> {
  const reader = await openSession(path).catch((error: unknown) => error);
  if (!(reader instanceof SessionFileError)) throw new Error(`${path} was opened`);
  return reader;
}

/** An MCAP file by the library's own writer. */
async function writeMcap(
  path: string,
  options: {
    readonly profile?: string;
    readonly metadata?: ReadonlyMap<string, string>;
    readonly message?: {
      readonly topic: string;
      readonly data: Uint8Array;
      readonly logTime?: bigint;
    };
    readonly compression?: string;
  },
): Promise<void> {
  const { compression } = options;
  const handle = await open(path, "w");
  const writer = new McapWriter({
    writable: new FileHandleWritable(handle),
    ...(compression === undefined
      ? {}
      : { compressChunk: (records) => ({ compression, compressedData: records }) }),
  });
  await writer.start({ profile: options.profile ?? "hipline", library: "a test" });
  if (options.metadata !== undefined) {
    await writer.addMetadata({ name: "hipline.session", metadata: new Map(options.metadata) });
  }
  const channelId = await writer.registerChannel({
    topic: options.message?.topic ?? "/other",
    schemaId: 0,
    messageEncoding: "json",
    metadata: new Map(),
  });
  await writer.addMessage({
    channelId,
    sequence: 0,
    logTime: options.message?.logTime ?? startNs,
    publishTime: startNs,
    data: options.message?.data ?? new Uint8Array(),
  });
  await writer.end();
  await handle.close();
}

describe("openSession refuses, in one line, what and where", () => {
  it("a path where nothing is", async () => {
    const error = await errorOf(inFolder("missing.mcap"));
    expect(error).toMatchObject({ code: "not-found", path: inFolder("missing.mcap") });
    expect(error.message).toBe(`${inFolder("missing.mcap")}: no such file`);
  });

  it("a directory", async () => {
    await mkdir(inFolder("folder"));
    expect((await errorOf(inFolder("folder"))).code).toBe("is-directory");
  });

  it("what is no regular file, without opening it", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(inFolder("socket"), resolve));
    expect((await errorOf(inFolder("socket"))).message).toContain("is not a regular file");
    await new Promise((resolve) => server.close(resolve));
  });

  it("an empty file", async () => {
    await writeFile(inFolder("empty.mcap"), "");
    expect((await errorOf(inFolder("empty.mcap"))).code).toBe("empty");
  });

  it.each(["x", "time,acc\n0,1\n", "\x89MCA"])("a file that is no MCAP file: %j", async (text) => {
    await writeFile(inFolder("text.mcap"), Buffer.from(text, "latin1"));
    expect((await errorOf(inFolder("text.mcap"))).code).toBe("not-mcap");
  });

  it("an MCAP file of something else", async () => {
    await writeMcap(inFolder("ros.mcap"), { profile: "ros2" });
    const error = await errorOf(inFolder("ros.mcap"));
    expect(error.code).toBe("other-profile");
    expect(error.message).toContain('"ros2"');
  });

  it("a session without a header", async () => {
    await writeMcap(inFolder("headless.mcap"), {});
    expect((await errorOf(inFolder("headless.mcap"))).code).toBe("header-missing");
  });

  it("a session of a newer format, naming both versions", async () => {
    const metadata = new Map(encodeSessionHeader("", exampleHeader));
    metadata.set("formatVersion", "2");
    await writeMcap(inFolder("newer.mcap"), { metadata });
    const error = await errorOf(inFolder("newer.mcap"));
    expect(error.code).toBe("newer-format");
    expect(error.message).toMatch(/format 2 .*up to format 1$/);
  });

  it("a compressed session, naming the compression", async () => {
    const metadata = encodeSessionHeader("", exampleHeader);
    await writeMcap(inFolder("zstd.mcap"), { metadata, compression: "zstd" });
    const error = await errorOf(inFolder("zstd.mcap"));
    expect(error.code).toBe("unsupported-compression");
    expect(error.message).toContain("zstd");
  });

  it("a message from before the session", async () => {
    const metadata = encodeSessionHeader("", exampleHeader);
    const message = { topic: "/raw/link", data: new Uint8Array(), logTime: startNs - 1n };
    await writeMcap(inFolder("early.mcap"), { metadata, message });
    const error = await errorOf(inFolder("early.mcap"));
    expect(error.code).toBe("corrupt");
    expect(error.message).toContain("/raw/link");
  });
});

describe("reading refuses a message that is none of a session", () => {
  it.each([
    ["/raw/link", '{"podId":"a","state":"asleep"}', "state"],
    ["/raw/link", "no json", "JSON"],
    ["/raw/belt_speed", '{"speed":3}', "speed"],
    ["/raw/entries", '{"entry":"pain","painLevel":11}', "painLevel"],
    ["/raw/entries", '{"entry":"pain"}', "pain has its painLevel"],
    ["/raw/entries", '{"entry":"catch","painLevel":2}', "nothing else has either"],
    ["/raw/notifications/a", "\x03", "podId"],
  ])("%s %j", async (topic, text, reason) => {
    const metadata = encodeSessionHeader("", exampleHeader);
    const message = { topic, data: new TextEncoder().encode(text) };
    await writeMcap(inFolder("bad.mcap"), { metadata, message });
    const reader = await openSession(inFolder("bad.mcap"));
    const error = await collect(reader.events()).catch((caught: unknown) => caught);
    await reader.close();
    expect(error).toBeInstanceOf(SessionFileError);
    expect(error).toMatchObject({ code: "corrupt" });
    expect(String(error)).toContain(topic);
    expect(String(error)).toContain(reason);
    expect(String(error)).not.toContain("\n");
  });

  it("but passes over topics it does not know", async () => {
    const metadata = encodeSessionHeader("", exampleHeader);
    await writeMcap(inFolder("other.mcap"), { metadata });
    const reader = await openSession(inFolder("other.mcap"));
    expect(await collect(reader.events())).toEqual([]);
    expect(await collect(reader.messages())).toHaveLength(1);
    await reader.close();
  });
});
