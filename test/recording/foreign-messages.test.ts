import { open } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { ChunkedMcapWriter } from "../../src/recording/chunked-mcap-writer.ts";
import { SessionFileError } from "../../src/recording/session-file-error.ts";
import {
  sensorNotificationTopic,
  sessionLibrary,
  sessionMetadataName,
  sessionProfile,
} from "../../src/recording/session-format.ts";
import { encodeSessionHeader } from "../../src/recording/session-header-record.ts";
import { openSession } from "../../src/recording/session-reader.ts";
import { summarizeSession } from "../../src/recording/summarize-session.ts";
import { collect, exampleHeader, startNs, temporaryFolder } from "./example-session.ts";

const inFolder = temporaryFolder();

/** A message under the topic of sensor notifications, at a session time, s. */
type Message = readonly [timeS: number, text: string];

/** A session file as another program might write it: sound by MCAP's rules, whatever its messages are. `isCut` = it never ends. */
async function foreignSession(
  name: string,
  chunks: readonly (readonly Message[])[],
  isCut = false,
): Promise<string> {
  const path = inFolder(name);
  const handle = await open(path, "w");
  const mcap = new ChunkedMcapWriter(handle);
  const metadata = encodeSessionHeader(path, exampleHeader);
  mcap.start(
    { profile: sessionProfile, library: sessionLibrary },
    { name: sessionMetadataName, metadata },
  );
  const channelId = mcap.addChannel({
    topic: sensorNotificationTopic,
    messageEncoding: "json",
    metadata: new Map(),
    schema: { name: "foreign", encoding: "", data: new Uint8Array() },
  });
  let sequence = 0;
  for (const messages of chunks) {
    for (const [timeS, text] of messages) {
      const logTime = startNs + BigInt(Math.round(timeS * 1e9));
      const data = Buffer.from(text);
      mcap.addMessage({ channelId, sequence, logTime, publishTime: logTime, data });
      sequence += 1;
    }
    mcap.endChunk();
  }
  if (isCut) await mcap.drained();
  else await mcap.finish();
  await handle.close();
  return path;
}

describe("messages that are none of a session file", () => {
  it.each([
    ["no-json.mcap", "{"],
    ["other-fields.mcap", '{"sensor":1}'],
  ])("end a summary as they end a replay, with the topic and the time: %s", async (name, text) => {
    const path = await foreignSession(name, [[[2.5, text]]]);
    const reader = await openSession(path);
    const replayed = await collect(reader.events()).catch((error: unknown) => error);
    await reader.close();
    const summarized = await summarizeSession(path).catch((error: unknown) => error);
    for (const error of [replayed, summarized]) {
      expect(error).toBeInstanceOf(SessionFileError);
      expect(error).toMatchObject({ code: "corrupt", path });
      expect(String(error)).toMatch(/\/raw\/sensor_notifications at 2\.5 s cannot be understood/);
    }
  });

  it("are not among what is readable of a file that was cut off", async () => {
    const sound = '{"sensorId":"c0:ff:ee:00:00:01","payloadHex":""}';
    const chunks = [
      [[1, sound]],
      [
        [5, sound],
        [-1, sound],
      ],
    ] as const;
    const reader = await openSession(await foreignSession("before.mcap", chunks, true));
    expect(reader.recovery).toMatchObject({ readableUntilS: 1 });
    expect(reader.durationS).toBe(1);
    expect(await collect(reader.events())).toHaveLength(1);
    await reader.close();
  });
});
