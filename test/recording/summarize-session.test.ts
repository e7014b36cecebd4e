import { readFile, stat, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { summarizeSession } from "../../src/recording/summarize-session.ts";
import {
  beltId,
  exampleEvents,
  exampleHeader,
  exampleOutputs,
  leftPodId,
  pelvisPodId,
  rightPodId,
  temporaryFolder,
  treadmillId,
  writeSession,
} from "./example-session.ts";

const inFolder = temporaryFolder();

const none = {
  identity: 0,
  configuration: 0,
  control: 0,
  samples: 0,
  backfill: 0,
  status: 0,
  timeExchange: 0,
  movesense: 0,
};

describe("summarizeSession", () => {
  it("counts what each pod sent and what lies under each topic", async () => {
    const path = inFolder("all.mcap");
    await writeSession(path, exampleEvents, exampleOutputs);
    const summary = await summarizeSession(path);
    expect(summary).toMatchObject({
      path,
      sizeBytes: (await stat(path)).size,
      header: exampleHeader,
      durationS: 5,
      recovery: null,
    });
    expect(summary.pods).toEqual([
      {
        podId: pelvisPodId,
        placement: "pelvis",
        notifications: 3,
        payloadBytes: 5,
        firstS: 0.25,
        lastS: 2.5,
        notificationsByChannel: { ...none, identity: 1, samples: 1, backfill: 1 },
      },
      {
        podId: leftPodId,
        placement: "leftThigh",
        notifications: 1,
        payloadBytes: 2,
        firstS: 0.301,
        lastS: 0.301,
        notificationsByChannel: { ...none, samples: 1 },
      },
      {
        podId: rightPodId,
        placement: "rightThigh",
        notifications: 2,
        payloadBytes: 7,
        firstS: 1.25,
        lastS: 1.25,
        notificationsByChannel: { ...none, status: 1, timeExchange: 1 },
      },
      {
        podId: "00000000000000ff",
        placement: null,
        notifications: 1,
        payloadBytes: 1,
        firstS: 3.3,
        lastS: 3.3,
        notificationsByChannel: { ...none, control: 1 },
      },
    ]);
    expect(summary.sensors).toEqual([
      {
        sensorId: beltId,
        kind: "heart-rate",
        name: "Chest belt",
        notifications: 1,
        firstS: 2.52,
        lastS: 2.52,
      },
      {
        sensorId: treadmillId,
        kind: "treadmill",
        name: "Treadmill",
        notifications: 1,
        firstS: 2.53,
        lastS: 2.53,
      },
      {
        sensorId: "not in the header",
        kind: null,
        name: null,
        notifications: 1,
        firstS: 2.54,
        lastS: 2.54,
      },
    ]);
    expect(summary.topics.map(({ topic, messages }) => [topic, messages])).toEqual([
      ["/derived/activity", 2],
      ["/derived/alert_actions", 1],
      ["/derived/alerts", 4],
      ["/derived/baseline_resets", 1],
      ["/derived/baselines", 2],
      ["/derived/belt_speed", 2],
      ["/derived/cadence", 2],
      ["/derived/calibration/leftThigh", 2],
      ["/derived/cues", 2],
      ["/derived/entries", 2],
      ["/derived/faults", 3],
      ["/derived/gait_events", 2],
      ["/derived/gait_watch", 2],
      ["/derived/heading/right", 2],
      ["/derived/heart_rate/c0:ff:ee:00:00:01", 2],
      ["/derived/hip_angles", 1],
      ["/derived/load_advice", 2],
      ["/derived/pelvic_angles", 3],
      ["/derived/plan", 2],
      ["/derived/pod_states/pelvis", 2],
      ["/derived/running_speed_cadence/foot", 2],
      ["/derived/sensor_states/c0:ff:ee:00:00:01", 2],
      ["/derived/stride_angles/left/hipFlexion", 1],
      ["/derived/stride_angles/right/pelvicRotation", 1],
      ["/derived/strides/left", 1],
      ["/derived/strides/right", 1],
      ["/derived/symmetry", 2],
      ["/derived/treadmill/TM-77.1", 2],
      ["/raw/alert_actions", 1],
      ["/raw/baseline_resets", 1],
      ["/raw/belt_speed", 2],
      ["/raw/calibration_requests", 1],
      ["/raw/entries", 3],
      ["/raw/link", 3],
      [`/raw/notifications/${pelvisPodId}`, 3],
      [`/raw/notifications/${leftPodId}`, 1],
      [`/raw/notifications/${rightPodId}`, 2],
      ["/raw/notifications/00000000000000ff", 1],
      ["/raw/rssi", 1],
      ["/raw/sensor_links", 2],
      ["/raw/sensor_notifications", 3],
    ]);
    expect(summary.topics.find(({ topic }) => topic.endsWith("ff"))).toMatchObject({
      schemaName: "hipline.Notification",
      bytes: 2,
    });
  });

  it("says where a file was cut off, and lists a pod that sent nothing", async () => {
    await writeSession(inFolder("whole.mcap"), exampleEvents);
    const whole = await readFile(inFolder("whole.mcap"));
    const cut = whole.indexOf(Buffer.from("no answer (0x08)"));
    await writeFile(inFolder("cut.mcap"), whole.subarray(0, cut));
    const summary = await summarizeSession(inFolder("cut.mcap"));
    expect(summary.durationS).toBe(2.2);
    expect(summary.recovery?.readableUntilS).toBe(2.2);
    expect(summary.recovery?.truncatedAtByte).toBeLessThan(cut);
    await writeSession(inFolder("quiet.mcap"), []);
    const quiet = await summarizeSession(inFolder("quiet.mcap"));
    expect(quiet.pods.map((pod) => [pod.placement, pod.notifications, pod.firstS])).toEqual([
      ["pelvis", 0, null],
      ["leftThigh", 0, null],
      ["rightThigh", 0, null],
    ]);
  });
});
