import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { SessionWriter } from "../../src/recording/session-writer.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { wornMovesense } from "../support/movesense-worn.ts";
import { ofKind, pipelineOutputs } from "../support/recorded-events.ts";
import { runRecording } from "../support/run-recording.ts";

let folder: string | null = null;

afterEach(async () => {
  if (folder !== null) await rm(folder, { recursive: true });
  folder = null;
});

it("a session with a Movesense sensor is recorded as it arrived, and replays to the same outputs", async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hipline-movesense-"));
  const file = path.join(folder, "session.mcap");
  const stages = [
    { atS: 0, gait: "standing" as const },
    { atS: 6, gait: "running" as const, speedMPerS: 2.8 },
  ];
  const scenario = defaultScenario({ seed: 8, durationS: 25, stages });
  const { header, events } = wornMovesense(scenario, ["pelvis"], 104);
  const writer = await SessionWriter.create(file, header);
  for (const event of events) await writer.writeEvent(event);
  await writer.close();
  const replayed = await runRecording(file);
  const live = await pipelineOutputs(header, events);
  for (const kind of ["pelvicAngles", "stride", "podState", "calibration", "fault"] as const) {
    expect(ofKind(replayed, kind)).toEqual(ofKind(live, kind));
  }
  expect(ofKind(live, "stride").length).toBeGreaterThan(20);
  const { podId } = header.pods.find(({ family }) => family === "movesense") ?? { podId: "" };
  const state = ofKind(replayed, "podState").findLast((one) => one.podId === podId);
  expect(state).toMatchObject({ liveness: "live", lostSamples: 0 });
});
