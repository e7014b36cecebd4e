import type { Page } from "playwright-core";
import { expect } from "vitest";
import { openSession } from "../../src/recording/session-reader.ts";
import { SessionWriter } from "../../src/recording/session-writer.ts";
import { fixturePath } from "../support/run-recording.ts";
import { text } from "./hipline-page.ts";

/** The runner runs, and has for long enough that a stance time is known, when the pelvis pod dies, s. */
const podDiesAtS = 30;
const recordingEndsS = 46;

/** Writes the shipped recording with a pelvis pod that stops sending to a new file. */
export async function recordDeadPod(path: string): Promise<void> {
  const reader = await openSession(fixturePath("runner-18.mcap"));
  const pelvis = reader.header.pods.find(({ placement }) => placement === "pelvis");
  const writer = await SessionWriter.create(path, reader.header);
  for await (const event of reader.events()) {
    if (event.arrivalTimeS > recordingEndsS) break;
    const isDead =
      event.kind === "notification" &&
      event.podId === pelvis?.podId &&
      event.arrivalTimeS > podDiesAtS;
    if (!isDead) await writer.writeEvent(event);
  }
  await writer.close();
  await reader.close();
}

/** Everything that rests on the pelvis pod. */
const derived = [
  "stance-left",
  "stance-right",
  "last-stance-left",
  "last-stance-right",
  "symmetry-index",
  "cadence",
  "tilt",
  "obliquity",
  "tilt-mean",
  "obliquity-excursion",
  "flight-left",
  "flight-right",
  "duty-left",
  "duty-right",
  "tilt-excursion-left",
  "rotation-excursion-right",
  "hip-flexion-range-left",
  "hip-rotation-excursion-right",
];

/** The page shows the pod as silent and nothing of what rests on it. */
export async function expectSilence(page: Page): Promise<void> {
  expect(await text(page, "pods-silent")).toMatch(/^Pod silent.*Pelvis: no data for \d/);
  expect(await text(page, "pod-pelvis-liveness")).toBe("Silent");
  expect(await text(page, "pod-pelvis-link")).toBe("No data");
  for (const testId of derived) expect(await text(page, testId), testId).toBe("—");
  expect(await page.getByTestId("recent-strides-left").count()).toBe(0);
  expect(await page.getByTestId("recent-strides-right").count()).toBe(0);
}
