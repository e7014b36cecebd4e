import type { Page } from "playwright-core";
import { Subject } from "rxjs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SensorDescription, SensorKind } from "../../src/model/sensor.ts";
import type { SensorLiveness } from "../../src/model/sensor-output.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { type RunningServer, startServer } from "../../src/server/start-server.ts";
import { alert, gaitEvent, hello, podState, symmetry } from "../dashboard/sample-stream.ts";
import { builtPage } from "./built-page.ts";
import { openPage, text } from "./hipline-page.ts";

const built = builtPage();
let server: RunningServer;
let outputs: Subject<SessionOutput>;
let page: Page;
const requested: (readonly string[])[] = [];

async function serve(host: string, sensors?: readonly SensorDescription[]): Promise<RunningServer> {
  outputs = new Subject<SessionOutput>();
  const { session, playback } = hello({
    playback: { mode: "live", speed: 1, durationS: null },
  });
  return startServer({
    host,
    port: 0,
    portIsExplicit: true,
    dashboardDir: built().dashboardDir,
    version: "0",
    session: {
      header: sensors === undefined ? session : { ...session, sensors },
      playback,
      outputs,
      sessionTimeS: () => 10,
      act: (action) => {
        if (action.kind === "calibrationRequest") requested.push(action.podIds);
        return true;
      },
    },
  });
}

beforeEach(async () => {
  server = await serve("127.0.0.1");
  ({ page } = await openPage(built().browser, server.url, 1440, 900));
  await page.getByTestId("session-title").getByText("A run").waitFor();
});
afterEach(async () => {
  await page.close();
  await server.close();
});

describe("what the page says of a session", () => {
  it.each([
    [4.1, "right stance is longer"],
    [-4.1, "left stance is longer"],
  ])("names the side with the longer stance of %s %%", async (indexPct, words) => {
    outputs.next(symmetry(10, { stanceTimeSymmetryIndexPct: indexPct, symmetryIndexCi95Pct: 1.2 }));
    await expect.poll(() => text(page, "symmetry-verdict")).toBe(words);
    expect(await text(page, "stance-ci-left")).toBe("23");
    expect(await text(page, "stance-difference")).toBe("\u221210");
  });

  it.each([
    [14.2, "right", "R longer, beyond 10 % →", "← L longer, 10 %"],
    [-14.2, "left", "← L longer, beyond 10 %", "R longer, 10 % →"],
  ])("points out of the scale where the index is %s %%", async (indexPct, end, words, other) => {
    const scale = page.locator(".symmetry-scale");
    outputs.next(symmetry(10, { stanceTimeSymmetryIndexPct: indexPct, symmetryIndexCi95Pct: 6 }));
    await scale.locator(`.beyond-${end}`).waitFor();
    expect(await scale.locator(`.ci.open-${end}`).count()).toBe(1);
    expect(await scale.innerText()).toContain(words);
    expect(await scale.innerText()).toContain(other);
    const [axis, arrow] = await Promise.all(
      [".axis", `.beyond-${end}`].map((part) => scale.locator(part).boundingBox()),
    );
    const edge = (box: typeof axis) => (box?.x ?? 0) + (end === "right" ? (box?.width ?? 0) : 0);
    expect(edge(arrow)).toBeCloseTo(edge(axis), 0);
    outputs.next(symmetry(11));
    await expect.poll(() => scale.innerText()).not.toContain("beyond");
  });

  it("names no side within noise, nor before there are enough strides", async () => {
    outputs.next(symmetry(10, { withinNoise: true }));
    await expect.poll(() => text(page, "symmetry-verdict")).toMatch(/^within noise/);
    outputs.next(symmetry(10, { preliminary: true, leftStrides: 17, rightStrides: 16 }));
    await expect
      .poll(() => text(page, "symmetry-verdict"))
      .toBe("preliminary: 16 of 30 strides per side");
  });

  it("calls a pod live where it is, and tells nobody to stand still for one that never sent", async () => {
    outputs.next(podState(10));
    await expect.poll(() => text(page, "pod-pelvis-liveness")).toBe("Live");
    outputs.next({
      kind: "calibration",
      timeS: 10,
      podId: podState(10).podId,
      placement: "pelvis",
      stage: "standing",
      verdict: "moved",
      mountingTiltDeg: null,
      mountingTurnDeg: null,
      uncertaintyDeg: null,
      slipDeg: null,
      message: "Stand still.",
    });
    await expect.poll(() => text(page, "pod-pelvis-calibration")).toBe("Moved");
    outputs.next(
      podState(10, { liveness: "silent", receivedSamples: 0, lostSamples: 0, lastSampleS: null }),
    );
    await expect.poll(() => text(page, "pod-pelvis-liveness")).toBe("Silent");
    expect(await text(page, "pod-pelvis-calibration")).toBe("Not yet");
    expect(await text(page, "pod-pelvis")).not.toContain("Stand still");
    expect(await text(page, "pods-silent")).toContain("Pelvis: no data yet");
  });

  it("says what to do about a pod that has slipped, and asks for a new calibration", async () => {
    const pod = podState(10);
    const slip: SessionOutput = {
      kind: "calibration",
      timeS: 10,
      podId: pod.podId,
      placement: "pelvis",
      stage: "slip",
      verdict: "slipped",
      mountingTiltDeg: null,
      mountingTurnDeg: null,
      uncertaintyDeg: null,
      slipDeg: 12,
      message: "The pod has slipped by about 12°.",
    };
    outputs.next(pod);
    outputs.next(slip);
    await expect.poll(() => text(page, "pod-pelvis-calibration")).toBe("Slipped");
    expect(await text(page, "pod-pelvis")).toContain("slipped by about 12°");
    await page.getByRole("button", { name: "Calibrate anew" }).click();
    const pods = hello().session.pods.map(({ podId }) => podId);
    await expect.poll(() => requested).toEqual([pods]);
    outputs.next({ ...slip, stage: "standing", verdict: "renewing", message: "Stand still." });
    await expect.poll(() => text(page, "pod-pelvis-calibration")).toBe("Waiting");
    outputs.next({ ...slip, stage: "standing", verdict: "good", message: "Calibrated." });
    outputs.next({ ...slip, stage: "gait", verdict: "too-few-strides", message: "Run." });
    outputs.next({ ...slip, verdict: "good" });
    await expect.poll(() => text(page, "pod-pelvis-calibration")).toBe("Waiting");
    await expect.poll(() => text(page, "pod-pelvis")).toContain("Run.");
    outputs.next({ ...slip, stage: "gait", verdict: "good", message: "Found." });
    await expect.poll(() => text(page, "pod-pelvis-calibration")).toBe("Good");
  });

  it("lists what the runner enters, and tells a late page of it", async () => {
    expect(await page.getByTestId("entries").count()).toBe(0);
    outputs.next({ kind: "entry", timeS: 80, entry: "pain", painLevel: 3, effortLevel: null });
    outputs.next({ kind: "entry", timeS: 95, entry: "catch", painLevel: null, effortLevel: null });
    const listed = "Entered by the runner1:35Catch1:20Pain 3 of 10";
    await expect.poll(() => text(page, "entries")).toBe(listed);
    await page.reload();
    await expect.poll(() => text(page, "entries")).toBe(listed);
  });

  it("tells a late page when an alert began and ended", async () => {
    outputs.next(alert("a", "raised", 20));
    outputs.next(alert("a", "released", 30));
    outputs.next(gaitEvent("initialContact", null, 9));
    await page.reload();
    await expect.poll(() => text(page, "alert")).toContain("over since 0:30");
  });
});

describe("a session with sensors beside the pods", () => {
  it("shows what they say while they say it, on one screen, and nothing of them in a session without", async () => {
    expect(await page.locator(".sensors").count()).toBe(0);
    const beside = await serve("127.0.0.1", [
      { sensorId: "b", kind: "heart-rate", name: "Chest belt" },
      { sensorId: "t", kind: "treadmill", name: "Treadmill 3" },
    ]);
    const { page: shown } = await openPage(built().browser, beside.url, 1440, 900);
    await shown.getByTestId("sensor-treadmill").waitFor();
    const state = (
      sensorId: string,
      sensorKind: SensorKind,
      liveness: SensorLiveness,
    ): SessionOutput => ({
      kind: "sensorState",
      timeS: 10,
      sensorId,
      sensorKind,
      link: "streaming",
      linkReason: null,
      linkSinceS: 1,
      liveness,
      lastValueS: 9,
      faults: 0,
    });
    const treadmill = {
      kind: "treadmill",
      timeS: 10,
      sensorId: "t",
      speedMPerS: 2.5,
      inclinePct: 1.5,
      rampAngleDeg: null,
      distanceM: null,
    } as const;
    outputs.next({
      kind: "heartRate",
      timeS: 10,
      sensorId: "b",
      heartRateBpm: 152,
      rrIntervalsS: [],
      contact: null,
    });
    outputs.next(state("b", "heart-rate", "live"));
    outputs.next(treadmill);
    outputs.next(state("t", "treadmill", "live"));
    await expect
      .poll(() => text(shown, "sensor-heart-rate"))
      .toBe("Heart rate152bpmChest beltLive");
    await expect
      .poll(() => text(shown, "sensor-treadmill"))
      .toBe("Treadmill9.0km/hincline +1.5%Treadmill 3Live");
    const heightOf = () => shown.evaluate(() => document.documentElement.scrollHeight);
    expect(await heightOf()).toBeLessThanOrEqual(900);
    outputs.next({ ...treadmill, speedMPerS: null, inclinePct: null });
    outputs.next(state("t", "treadmill", "silent"));
    await expect
      .poll(() => text(shown, "sensor-treadmill"))
      .toBe("Treadmill—No value for 1.0 s; link: streamingSilent");
    await shown.setViewportSize({ width: 390, height: 844 });
    expect(await shown.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await shown.close();
    await beside.close();
  });
});

describe("a page on the network", () => {
  it("works with the address that carries the token, and again by its cookie", async () => {
    const open = await serve("0.0.0.0");
    const address = new URL(open.url);
    address.hostname = "127.0.0.1";
    const tablet = await openPage(built().browser, address.href, 820, 1180);
    await tablet.page.getByTestId("session-title").getByText("A run").waitFor();
    address.search = "";
    await tablet.page.goto(address.href);
    await tablet.page.getByTestId("session-title").getByText("A run").waitFor();
    expect(tablet.errors).toEqual([]);
    await tablet.page.close();
    await open.close();
  });
});
