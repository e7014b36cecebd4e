import type { ChildProcess } from "node:child_process";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { repositoryRoot } from "../support/hipline-process.ts";
import { openPage, startSession, text } from "./hipline-page.ts";

let browser: Browser;
const children: ChildProcess[] = [];

beforeAll(async () => {
  await build({ configFile: `${repositoryRoot}/src/dashboard/vite.config.ts`, logLevel: "error" });
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser.close());
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

async function simulate(...args: string[]): Promise<string> {
  const { url, child } = await startSession("simulate", "--port", "0", ...args);
  children.push(child);
  return url;
}

describe("a simulated session in the browser", () => {
  it("shows live numbers, and never passes for a person's run", async () => {
    const url = await simulate("--scenario", "left-hip", "--duration", "90", "--speed", "12");
    const { page, errors } = await openPage(browser, url, 1440, 900);
    await page.getByTestId("session-title").getByText("The left hip begins to hurt").waitFor();
    expect(await text(page, "origin")).toMatch(/^Simulated runner/);
    expect(await text(page, "playback")).toBe("Simulation, 12× speed");
    expect(await text(page, "runner")).toBe("Simulated runner · affected side: left");
    expect(await text(page, "credit")).toBe("Data: Simulated by Hipline");

    await expect.poll(() => text(page, "stance-left"), { timeout: 20_000 }).toMatch(/^\d{3}$/);
    await expect.poll(() => text(page, "cadence"), { timeout: 5_000 }).toMatch(/^1\d\d$/);
    for (const placement of ["pelvis", "leftThigh", "rightThigh"]) {
      expect(await text(page, `pod-${placement}-liveness`)).toBe("Data arriving");
    }
    await page.getByTestId("session-ended").waitFor({ timeout: 40_000 });
    // Also with what is said at the end everything still fits on a laptop's screen.
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(900);
    expect(errors).toEqual([]);
    await page.close();
  }, 90_000);

  it("can be asked to calibrate anew, as a live session can", async () => {
    const url = await simulate("--duration", "endless");
    const { page, errors } = await openPage(browser, url, 1440, 900);
    await page.getByRole("button", { name: "Calibrate anew" }).click();
    await expect
      .poll(() => text(page, "pod-pelvis-calibration"), { timeout: 10_000 })
      .toBe("Waiting");
    expect(await text(page, "session-clock")).toMatch(/^0:\d\d$/);
    expect(errors).toEqual([]);
    await page.close();
  }, 60_000);

  it("keeps its last state and says how it ended", async () => {
    const url = await simulate("--duration", "40", "--speed", "max");
    const { page, errors } = await openPage(browser, url, 390, 844);
    await page.getByTestId("session-ended").waitFor({ timeout: 20_000 });
    expect(await text(page, "session-ended")).toContain("The simulation has ended.");
    expect(await page.getByRole("button", { name: "Calibrate anew" }).count()).toBe(0);
    expect(await text(page, "stance-left")).toMatch(/^\d{3}$/);
    expect(
      await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ),
    ).toBe(0);
    expect(errors).toEqual([]);
    await page.close();
  }, 60_000);
});

describe("a simulated runner whose compensation sets in", () => {
  it("raises alerts with numbers, and stops on a tap", async () => {
    const url = await simulate(
      ...["--speed", "30", "--duration", "900"],
      ...["--affected-side", "left"],
      ...["--compensation", "stance-shortened:10@190,hip-rotation-reduced@190"],
    );
    const { page, errors } = await openPage(browser, url, 1440, 900);
    const item = page.getByTestId("alert").filter({ hasText: /Alert\s*Left stance/ });
    await item.first().waitFor({ timeout: 60_000 });
    const why = item.first().getByTestId("alert-why");
    await expect
      .poll(
        async () => {
          // Another alert may come in between, and move this one away from under the finger.
          if ((await why.getAttribute("open")) === null) await why.getByText("Why").click();
          return why.innerText();
        },
        { timeout: 10_000 },
      )
      .toMatch(/Change\s+\+\d+\.\d % ± \d\.\d 95 % interval/);
    await page.getByTestId("enter-sharp-pain").click();
    const banner = page.getByTestId("stop-banner");
    await banner.waitFor();
    await expect
      .poll(() => text(page, "request-newest"))
      .toMatch(/^✓ Sharp pain: entered \d:\d\d$/);
    await expect.poll(() => text(page, "entries")).toContain("Sharp pain");
    await page.getByTestId("clear-stop").click();
    await page.getByTestId("clear-stop-confirm").click();
    await banner.waitFor({ state: "detached" });
    expect(errors).toEqual([]);
    await page.close();
  }, 120_000);
});
