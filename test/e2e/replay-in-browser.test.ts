import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { formatMs, formatNumber, formatSigned } from "../../src/dashboard/format.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import {
  type HelloMessage,
  type ServerMessage,
  wirePath,
  wireVersion,
} from "../../src/server/wire.ts";
import { launchBrowser } from "../support/browser.ts";
import { repositoryRoot, startHipline } from "../support/hipline-process.ts";
import { ofKind } from "../support/recorded-events.ts";
import { fixturePath } from "../support/run-recording.ts";
import { expectSilence, recordDeadPod } from "./dead-pod.ts";
import { openPage, startReplay as startReplayOf, text } from "./hipline-page.ts";

let browser: Browser;
let folder: string;
const children: ChildProcess[] = [];
const sockets: WebSocket[] = [];

beforeAll(async () => {
  await build({ configFile: `${repositoryRoot}/src/dashboard/vite.config.ts`, logLevel: "error" });
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), "hipline-e2e-"));
}, 60_000);
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

async function startFile(file: string, ...args: string[]) {
  const running = await startReplayOf(file, ...args);
  children.push(running.child);
  return running;
}

const startReplay = (...args: string[]) => startFile(fixturePath("runner-18.mcap"), ...args);

interface Stream {
  readonly hello: HelloMessage;
  readonly outputs: SessionOutput[];
  readonly ended: Promise<void>;
}

/** A client of the stream beside the page. */
function listen(url: string): Promise<Stream> {
  const socket = new WebSocket(new URL(wirePath, url.replace("http", "ws")));
  sockets.push(socket);
  const outputs: SessionOutput[] = [];
  return new Promise((resolve, reject) => {
    let end = (): void => {};
    const ended = new Promise<void>((done) => {
      end = done;
    });
    socket.on("error", reject);
    socket.on("message", (data) => {
      const message = JSON.parse(data.toString()) as ServerMessage;
      if (message.type === "hello") resolve({ hello: message, outputs, ended });
      else if (message.type === "outputs") outputs.push(...message.outputs);
      else if (message.type === "sessionEnd") end();
    });
  });
}

describe("a replay in the browser", () => {
  it("shows the numbers of the stream, to the end", async () => {
    const { url } = await startReplay("--speed", "16");
    const [stream, { page, errors }] = await Promise.all([
      listen(url),
      openPage(browser, url, 1440, 900),
    ]);
    expect(stream.hello).toMatchObject({
      type: "hello",
      wireVersion,
      playback: { mode: "replay", speed: 16 },
    });

    await page.getByTestId("session-ended").waitFor({ timeout: 30_000 });
    await stream.ended;
    const symmetry = ofKind(stream.outputs, "symmetry").at(-1);
    expect(symmetry?.absent).toBeNull();
    expect(await text(page, "stance-left")).toBe(formatMs(symmetry?.leftStanceTimeS ?? null));
    expect(await text(page, "stance-right")).toBe(formatMs(symmetry?.rightStanceTimeS ?? null));
    expect(await text(page, "symmetry-index")).toBe(
      formatSigned(symmetry?.stanceTimeSymmetryIndexPct ?? null, 1),
    );
    expect(await text(page, "symmetry-ci")).toBe(
      formatNumber(symmetry?.symmetryIndexCi95Pct ?? null, 1),
    );
    const cadence = ofKind(stream.outputs, "cadence").at(-1);
    expect(await text(page, "cadence")).toBe(formatNumber(cadence?.cadenceSpm ?? null));
    expect(Number(await text(page, "cadence"))).toBeGreaterThan(150);
    const angles = ofKind(stream.outputs, "pelvicAngles").at(-1);
    expect(await text(page, "tilt")).toBe(formatSigned(angles?.pelvicTiltDeg ?? null, 1));
    expect(await text(page, "obliquity")).toBe(formatSigned(angles?.pelvicObliquityDeg ?? null, 1));
    for (const placement of ["pelvis", "leftThigh", "rightThigh"]) {
      expect(await text(page, `pod-${placement}-liveness`)).toMatch(/ended/i);
      expect(await text(page, `pod-${placement}-calibration`)).toMatch(/good/i);
    }
    expect(await text(page, "credit")).toContain("10.7717/peerj.3298");
    expect(await text(page, "origin")).toMatch(/^imported data.*emulated pods/i);
    expect(await text(page, "runner")).toBe("35 years · male");
    // With the banner of the end everything still fits on a laptop's screen.
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(900);
    expect(errors).toEqual([]);
    await page.close();
  }, 60_000);

  it("draws the angles and their contacts while the runner runs", async () => {
    const { url } = await startReplay("--speed", "8");
    const { page, errors } = await openPage(browser, url, 1440, 900);
    await expect.poll(() => text(page, "stance-left"), { timeout: 20_000 }).toMatch(/^\d{3}$/);
    for (const placement of ["pelvis", "leftThigh", "rightThigh"]) {
      expect(await text(page, `pod-${placement}-liveness`)).toMatch(/^data arriving$/i);
    }
    const inkOf = (): Promise<number> =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>(
          '[data-testid="angle-plot"] canvas',
        );
        const context = canvas?.getContext("2d");
        if (canvas == null || context == null) return 0;
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        let drawn = 0;
        for (let i = 3; i < data.length; i += 4) if ((data[i] ?? 0) > 0) drawn += 1;
        return drawn;
      });
    expect(await inkOf()).toBeGreaterThan(2000);
    expect(errors).toEqual([]);
    await page.close();
  }, 60_000);

  it("is complete at once when it is opened late", async () => {
    const { url } = await startReplay("--speed", "30");
    const stream = await listen(url);
    await stream.ended;
    const { page } = await openPage(browser, url, 1440, 900);
    await page.getByTestId("session-ended").waitFor();
    const symmetry = ofKind(stream.outputs, "symmetry").at(-1);
    expect(await text(page, "stance-left")).toBe(formatMs(symmetry?.leftStanceTimeS ?? null));
    await page.close();
  }, 60_000);

  it("says unmistakably that the connection is gone, and comes back by itself", async () => {
    const { url, child } = await startReplay("--speed", "8");
    const { page } = await openPage(browser, url, 1440, 900);
    await expect.poll(() => text(page, "stance-left"), { timeout: 20_000 }).toMatch(/^\d{3}$/);
    expect(await page.locator(".stale").count()).toBe(0);
    child.kill("SIGKILL");
    await page.getByTestId("connection-lost").waitFor({ timeout: 5_000 });
    expect(await text(page, "connection-lost")).toContain("What you see is old.");
    expect(await page.locator(".page.stale").count()).toBe(1);
    for (const placement of ["pelvis", "leftThigh", "rightThigh"]) {
      expect(await text(page, `pod-${placement}-liveness`)).toBe("Not known");
    }
    const port = new URL(url).port;
    const again = startHipline(["replay", fixturePath("runner-18.mcap"), "--port", port]);
    children.push(again);
    await page.getByTestId("connection-lost").waitFor({ state: "detached", timeout: 20_000 });
    expect(await page.locator(".stale").count()).toBe(0);
    await page.close();
  }, 60_000);

  it.each([
    [1440, 900],
    [390, 844],
  ])(
    "fits a screen of %d × %d without scrolling sideways",
    async (width, height) => {
      const { url } = await startReplay("--speed", "10");
      const { page } = await openPage(browser, url, width, height);
      await expect.poll(() => text(page, "stance-left"), { timeout: 20_000 }).toMatch(/^\d{3}$/);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
      await page.close();
    },
    60_000,
  );
});

describe("a pelvis pod that dies in the middle of a run", () => {
  it("is shown as silent and takes its values with it, also after the end", async () => {
    const file = join(folder, "dead-pod.mcap");
    await recordDeadPod(file);
    const { url } = await startFile(file, "--speed", "5");
    const { page, errors } = await openPage(browser, url, 1440, 900);
    await expect.poll(() => text(page, "stance-left"), { timeout: 20_000 }).toMatch(/^\d{3}$/);
    expect(await text(page, "pod-pelvis-liveness")).toBe("Data arriving");
    expect(await page.getByTestId("pods-silent").count()).toBe(0);
    expect(await page.getByTestId("recent-strides-left").count()).toBe(1);

    await page.getByTestId("pods-silent").waitFor({ timeout: 20_000 });
    // Values age out within some seconds of session time.
    // Each side's newest stride has its own age.
    await expect.poll(() => text(page, "last-stance-left"), { timeout: 5_000 }).toBe("—");
    await expect.poll(() => text(page, "last-stance-right"), { timeout: 5_000 }).toBe("—");
    await expect.poll(() => text(page, "cadence"), { timeout: 5_000 }).toBe("—");
    expect(await page.getByTestId("session-ended").count()).toBe(0);
    await expectSilence(page);
    expect(await text(page, "pod-leftThigh-liveness")).toBe("Data arriving");

    await page.getByTestId("session-ended").waitFor({ timeout: 10_000 });
    await expectSilence(page);
    expect(await text(page, "pod-leftThigh-liveness")).toBe("Ended");
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(900);

    await page.reload();
    await page.getByTestId("session-ended").waitFor({ timeout: 10_000 });
    await expectSilence(page);
    expect(errors).toEqual([]);
    await page.close();
  }, 60_000);
});
