import { open, readFile } from "node:fs/promises";
import { McapIndexedReader, McapStreamReader, type McapTypes } from "@mcap/core";
import { FileHandleReadable } from "@mcap/nodejs";
import { describe, expect, it } from "vitest";
import {
  exampleEvents,
  exampleOutputs,
  startNs,
  temporaryFolder,
  writeSession,
} from "./example-session.ts";

const inFolder = temporaryFolder();

async function withIndexedReader<T>(
  name: string,
  use: (reader: McapIndexedReader) => T | Promise<T>,
): Promise<T> {
  const path = inFolder(name);
  await writeSession(path, exampleEvents, exampleOutputs);
  const handle = await open(path);
  try {
    return await use(
      await McapIndexedReader.Initialize({ readable: new FileHandleReadable(handle) }),
    );
  } finally {
    await handle.close();
  }
}

describe("the file as any MCAP reader sees it", () => {
  it("has the profile, an index, and statistics that fit", async () => {
    await withIndexedReader("indexed.mcap", (reader) => {
      expect(reader.header).toMatchObject({ profile: "hipline", library: "hipline" });
      expect(reader.metadataIndexes.map((index) => index.name)).toEqual(["hipline.session"]);
      expect(reader.chunkIndexes.length).toBeGreaterThanOrEqual(4);
      const messages = exampleEvents.length + exampleOutputs.length;
      expect(reader.statistics).toMatchObject({
        messageCount: BigInt(messages),
        schemaCount: reader.schemasById.size,
        channelCount: reader.channelsById.size,
        metadataCount: 1,
        attachmentCount: 0,
        chunkCount: reader.chunkIndexes.length,
        messageStartTime: startNs,
        messageEndTime: startNs + 5_000_000_000n,
      });
      const counts = [...(reader.statistics?.channelMessageCounts.values() ?? [])];
      expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(messages);
      expect(reader.dataSectionCrc).not.toBe(0);
    });
  });

  it("has a topic per pod, per side and per kind, each with its schema and encoding", async () => {
    const rows = await withIndexedReader("topics.mcap", (reader) =>
      [...reader.channelsById.values()]
        .map((channel) => {
          const schema = reader.schemasById.get(channel.schemaId);
          return [channel.topic, channel.messageEncoding, schema?.name, schema?.encoding].join(" ");
        })
        .sort(),
    );
    expect(rows).toEqual([
      "/derived/activity json hipline.Activity jsonschema",
      "/derived/alert_actions json hipline.AlertAction jsonschema",
      "/derived/alerts json hipline.Alert jsonschema",
      "/derived/baseline_resets json hipline.BaselineReset jsonschema",
      "/derived/baselines json hipline.Baseline jsonschema",
      "/derived/belt_speed json hipline.BeltSpeed jsonschema",
      "/derived/cadence json hipline.Cadence jsonschema",
      "/derived/calibration/leftThigh json hipline.Calibration jsonschema",
      "/derived/cues json hipline.Cue jsonschema",
      "/derived/entries json hipline.Entry jsonschema",
      "/derived/faults json hipline.Fault jsonschema",
      "/derived/gait_events json hipline.GaitEvent jsonschema",
      "/derived/gait_watch json hipline.GaitWatch jsonschema",
      "/derived/heading/right json hipline.Heading jsonschema",
      "/derived/heart_rate/c0:ff:ee:00:00:01 json hipline.HeartRate jsonschema",
      "/derived/hip_angles json hipline.HipAngles jsonschema",
      "/derived/load_advice json hipline.LoadAdvice jsonschema",
      "/derived/pelvic_angles json hipline.PelvicAngles jsonschema",
      "/derived/plan json hipline.Plan jsonschema",
      "/derived/pod_states/pelvis json hipline.PodState jsonschema",
      "/derived/running_speed_cadence/foot json hipline.RunningSpeedCadence jsonschema",
      "/derived/sensor_states/c0:ff:ee:00:00:01 json hipline.SensorState jsonschema",
      "/derived/stride_angles/left/hipFlexion json hipline.StrideAngle jsonschema",
      "/derived/stride_angles/right/pelvicRotation json hipline.StrideAngle jsonschema",
      "/derived/strides/left json hipline.Stride jsonschema",
      "/derived/strides/right json hipline.Stride jsonschema",
      "/derived/symmetry json hipline.Symmetry jsonschema",
      "/derived/treadmill/TM-77.1 json hipline.Treadmill jsonschema",
      "/raw/alert_actions json hipline.RawAlertAction jsonschema",
      "/raw/baseline_resets json hipline.RawBaselineReset jsonschema",
      "/raw/belt_speed json hipline.RawBeltSpeed jsonschema",
      "/raw/calibration_requests json hipline.RawCalibrationRequest jsonschema",
      "/raw/entries json hipline.RawEntry jsonschema",
      "/raw/link json hipline.RawLink jsonschema",
      "/raw/notifications/00000000000000a1 x-hipline-notification hipline.Notification x-hipline-text",
      "/raw/notifications/00000000000000b2 x-hipline-notification hipline.Notification x-hipline-text",
      "/raw/notifications/00000000000000c3 x-hipline-notification hipline.Notification x-hipline-text",
      "/raw/notifications/00000000000000ff x-hipline-notification hipline.Notification x-hipline-text",
      "/raw/rssi json hipline.RawRssi jsonschema",
      "/raw/sensor_links json hipline.RawSensorLink jsonschema",
      "/raw/sensor_notifications json hipline.RawSensorNotification jsonschema",
    ]);
  });

  it("gives every message by its index, at the real date", async () => {
    const found = await withIndexedReader("seek.mcap", async (reader) => {
      const messages: McapTypes.TypedMcapRecords["Message"][] = [];
      for await (const message of reader.readMessages({
        topics: ["/raw/belt_speed"],
        startTime: startNs + 1_000_000_000n,
      })) {
        messages.push(message);
      }
      return messages;
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      logTime: startNs + 1_900_000_000n,
      publishTime: startNs + 1_900_000_000n,
    });
    expect(new TextDecoder().decode(found[0]?.data)).toBe("{}");
  });

  it("passes the strict stream reader from the first magic to the last, CRCs included", async () => {
    const path = inFolder("stream.mcap");
    await writeSession(path, exampleEvents, exampleOutputs);
    const reader = new McapStreamReader({ validateCrcs: true, includeChunks: true });
    reader.append(await readFile(path));
    const chunks: McapTypes.Chunk[] = [];
    for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
      if (record.type === "Chunk") chunks.push(record);
    }
    expect(reader.done()).toBe(true);
    expect(chunks.length).toBeGreaterThan(0);
    expect(chunks.every((chunk) => chunk.uncompressedCrc !== 0)).toBe(true);
  });
});
