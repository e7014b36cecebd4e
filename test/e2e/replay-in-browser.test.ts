import type { ChildProcess } from "node:child_process";
import type { Browser, Page } from "playwright-core";
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

let browser: Browser;
const children: ChildProcess[] = [];
const sockets: WebSocket[] = [];

beforeAll(async () => {
  await build({ configFile: `${repositoryRoot}/src/dashboard/vite.config.ts`, logLevel: "error" });
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser.close());
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Starts a replay as a user would and returns the address that it prints. */
async function startReplay(...args: string[]): Promise<{ url: string; child: ChildProcess }> {
  const child = startHipline(["replay", fixturePath("runner-18.mcap"), "--port", "0", ...args]);
  children.push(child);
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const match = /Dashboard: (\S+)/.exec(text);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.on("close", () => reject(new Error(`hipline ended: ${text}`)));
  });
  return { url, child };
}

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

/** A page whose console errors and failed requests are collected. */
async function openPage(
  url: string,
  width: number,
  height: number,
): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage({ viewport: { width, height } });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(url);
  return { page, errors };
}

const text = async (page: Page, testId: string): Promise<string> =>
  (await page.getByTestId(testId).textContent()) ?? "";

describe("a replay in the browser", () => {
  it("shows the numbers of the stream, to the end", async () => {
    const { url } = await startReplay("--speed", "10");
    const [stream, { page, errors }] = await Promise.all([listen(url), openPage(url, 1440, 900)]);
    expect(stream.hello).toMatchObject({
      type: "hello",
      wireVersion,
      playback: { mode: "replay", speed: 10 },
    });

    // Standing: nothing is known yet, and the page says so.
    expect(await text(page, "stance-left")).toBe("—");
    expect(await text(page, "symmetry-index")).toBe("—");

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
    expect(errors).toEqual([]);
    await page.close();
  }, 60_000);

  it("draws the angles and their contacts while the runner runs", async () => {
    const { url } = await startReplay("--speed", "8");
    const { page, errors } = await openPage(url, 1440, 900);
    await expect.poll(() => text(page, "stance-left"), { timeout: 20_000 }).toMatch(/^\d{3}$/);
    for (const placement of ["pelvis", "leftThigh", "rightThigh"]) {
      expect(await text(page, `pod-${placement}-liveness`)).toMatch(/live/i);
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
    const { page } = await openPage(url, 1440, 900);
    await page.getByTestId("session-ended").waitFor();
    const symmetry = ofKind(stream.outputs, "symmetry").at(-1);
    expect(await text(page, "stance-left")).toBe(formatMs(symmetry?.leftStanceTimeS ?? null));
    await page.close();
  }, 60_000);

  it("says unmistakably that the connection is gone, and comes back by itself", async () => {
    const { url, child } = await startReplay();
    const { page } = await openPage(url, 1440, 900);
    await page.getByTestId("session-title").getByText("Runner 18").waitFor();
    child.kill("SIGKILL");
    await page.getByTestId("connection-lost").waitFor({ timeout: 5_000 });
    const port = new URL(url).port;
    const again = startHipline(["replay", fixturePath("runner-18.mcap"), "--port", port]);
    children.push(again);
    await page.getByTestId("connection-lost").waitFor({ state: "detached", timeout: 20_000 });
    await page.close();
  }, 60_000);

  it.each([
    [1440, 900],
    [390, 844],
  ])(
    "fits a screen of %d × %d without scrolling sideways",
    async (width, height) => {
      const { url } = await startReplay("--speed", "10");
      const { page } = await openPage(url, width, height);
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
