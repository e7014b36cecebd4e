import type { Page } from "playwright-core";
import { afterEach, describe, expect, it } from "vitest";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { RunningServer } from "../../src/server/start-server.ts";
import { builtPage } from "./built-page.ts";
import { openPage, text } from "./hipline-page.ts";
import { PaperSession } from "./paper-session.ts";

const built = builtPage();
const servers: RunningServer[] = [];
const pages: Page[] = [];

afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
  for (const server of servers.splice(0)) await server.close();
});

async function open(changes: Partial<SessionHeader> = {}, width = 1440, height = 900) {
  const session = new PaperSession({ alertRules: defaultAlertRules, ...changes });
  const server = await session.serve(built().dashboardDir);
  servers.push(server);
  const { page, errors } = await openPage(built().browser, server.url, width, height);
  pages.push(page);
  await page.getByTestId("entry-bar").waitFor();
  await expect.poll(() => text(page, "connection")).toBe("Connected");
  return { session, server, page, errors };
}

/** With the answer there, the engine has had its say as well. */
const entered = (page: Page) =>
  expect.poll(async () => (await page.getByTestId("request-newest").allTextContents()).join());

describe("alerts on the page", () => {
  it("appear with their numbers, are acknowledged by whoever is named, and are over in time", async () => {
    const { session, page, errors } = await open();
    session.tell(({ run }) => run.belt(9.5).settle());
    await expect.poll(() => text(page, "baseline")).toContain("ready at 9.5 km/h, 120 strides");
    session.tell(({ run }) => run.run({ strides: 120, leftShorterPct: 6 }));
    const item = page.getByTestId("alert").filter({ hasText: "Left stance" });
    await item.waitFor();
    expect(await item.locator(".severity").innerText()).toMatch(/Alert$/);
    await item.getByText("Why").click();
    const why = await item.getByTestId("alert-why").innerText();
    expect(why).toMatch(/Now\s+\+\d\.\d % median of 80 strides/);
    expect(why).toMatch(/Baseline\s+[+−]?0\.\d % this session, 9\.5 km\/h, 120 strides/);
    expect(why).toMatch(/Change\s+\+\d\.\d % ± \d\.\d 95 % interval/);
    expect(why).toMatch(/Limit\s+5\.0 % beyond it since \d:\d\d/);
    expect(why).toContain("not clinically validated");
    expect(await text(page, "rule-stance-shortened")).toMatch(/watch \+3\.0, alert \+5\.0 %/);
    await page.getByLabel("Acknowledging as").selectOption("coach");
    await item.getByTestId("acknowledge").click();
    await expect.poll(() => item.innerText()).toMatch(/acknowledged by coach \d:\d\d/);
    expect(await item.getByTestId("acknowledge").count()).toBe(0);
    expect(await item.getByTestId("clear").count()).toBe(0);
    session.tell(({ run }) => run.run({ strides: 200 }));
    await expect.poll(() => item.innerText()).toMatch(/Was: Left stance.*over since \d:\d\d/s);
    expect(session.actions).toEqual([
      { kind: "alertAction", action: "acknowledge", alertId: "stance-shortened-1", by: "coach" },
    ]);
    expect(errors).toEqual([]);
  }, 60_000);

  it("advise to stop above everything else until a person clears it, on a phone too", async () => {
    const { session, page, errors } = await open({}, 390, 844);
    session.tell(({ run }) => run.run({ strides: 5 }));
    await page.getByTestId("open-pain").click();
    await page.getByTestId("pain-2").click();
    await entered(page).toMatch(/^✓ Pain 2 of 10: entered \d:\d\d$/);
    expect(await page.getByTestId("stop-banner").count()).toBe(0);
    await page.evaluate(() => window.scrollTo(0, 600));
    await page.getByTestId("enter-sharp-pain").click();
    const banner = page.getByTestId("stop-banner");
    await banner.waitFor();
    expect(await banner.innerText()).toMatch(/stop\s+Sharp pain: stop running/i);
    // Wherever the page is scrolled to, both what is advised and what can be entered are in sight.
    for (const part of [banner, page.getByTestId("enter-catch")]) {
      const box = await part.boundingBox();
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect((box?.y ?? 900) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await page.getByTestId("alert").first().innerText()).toContain("Sharp pain");
    await page.getByTestId("clear-stop").click();
    await banner.getByText("Keep it").click();
    expect(session.actions.filter(({ kind }) => kind === "alertAction")).toEqual([]);
    await page.getByTestId("clear-stop").click();
    await page.getByTestId("clear-stop-confirm").click();
    await banner.waitFor({ state: "detached" });
    expect(session.actions.at(-1)).toMatchObject({ action: "clear", by: "runner" });
    await expect.poll(() => text(page, "alert")).toContain("Cleared by runner.");
    expect(errors).toEqual([]);
  }, 60_000);
});

describe("entering with one tap", () => {
  it.each([
    [390, 844],
    [820, 1180],
  ])(
    "has targets for a finger, all in sight, on a screen of %d × %d",
    async (width, height) => {
      const { page } = await open({}, width, height);
      if (width < 700) await page.getByTestId("open-pain").click();
      const levels = Array.from({ length: 11 }, (_, level) => `pain-${level}`);
      const others = ["enter-sharp-pain", "enter-catch", "enter-stop", "open-effort"];
      for (const testId of [...levels, ...others]) {
        const box = await page.getByTestId(testId).boundingBox();
        expect(Math.min(box?.width ?? 0, box?.height ?? 0), testId).toBeGreaterThanOrEqual(44);
        expect((box?.y ?? height) + (box?.height ?? 0), testId).toBeLessThanOrEqual(height);
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    },
    60_000,
  );

  it("enters once what is tapped twice, effort as well", async () => {
    const { session, page } = await open();
    await page.getByTestId("enter-catch").dblclick();
    await entered(page).toMatch(/^✓ Catch: entered/);
    await page.getByTestId("open-effort").click();
    await page.getByTestId("effort-7").click();
    await entered(page).toMatch(/^✓ Effort 7 of 10: entered/);
    const said = { kind: "entry", painLevel: null, effortLevel: null };
    expect(session.actions).toEqual([
      { ...said, entry: "catch" },
      { ...said, entry: "effort", effortLevel: 7 },
    ]);
  }, 60_000);

  it("says that nothing was entered where the connection is down, and tries again", async () => {
    const { session, server, page } = await open();
    const port = Number(new URL(server.url).port);
    await server.close();
    servers.length = 0;
    await page.getByTestId("connection-lost").waitFor();
    await page.getByTestId("enter-sharp-pain").click();
    await expect
      .poll(() => text(page, "request-failed"))
      .toContain("Sharp pain: not entered, there is no connection.");
    expect(session.actions).toEqual([]);
    const again = new PaperSession();
    servers.push(await again.serve(built().dashboardDir, port));
    await page.getByTestId("connection-lost").waitFor({ state: "detached", timeout: 20_000 });
    await page.getByRole("button", { name: "Try again" }).click();
    await entered(page).toMatch(/^✓ Sharp pain: entered/);
    expect(again.actions).toHaveLength(1);
  }, 60_000);

  it("is over with the session, and says so", async () => {
    const { session, page } = await open();
    session.end();
    await page.getByTestId("session-ended").waitFor();
    expect(await text(page, "entry-why")).toBe(
      "The session has ended: nothing can be entered any more.",
    );
    expect(await page.getByTestId("enter-sharp-pain").isDisabled()).toBe(true);
    expect(await page.getByTestId("pain-0").isDisabled()).toBe(true);
  }, 60_000);
});

describe("what the gait is compared with", () => {
  it("is told in plain words while it is gathered, on hold and begun anew", async () => {
    const { session, page } = await open();
    session.tell(({ run }) => run.belt(9.5).run({ strides: 150 }));
    await expect
      .poll(() => text(page, "baseline"))
      .toMatch(/gathering \d+ of 120 strides at 9\.5 km\/h/);
    session.tell(({ run }) => run.run({ strides: 100 }));
    await expect.poll(() => text(page, "baseline")).toContain("ready at 9.5 km/h");
    session.tell(({ run }) => run.pod("pelvis", "silent").stand(3));
    await expect.poll(() => text(page, "gait-suspended")).toMatch(/not watched now: /);
    await page.getByTestId("reset-baseline").click();
    await page.getByTestId("reset-baseline-confirm").click();
    await entered(page).toMatch(/Baseline begun anew/);
    expect(session.actions).toEqual([{ kind: "baselineReset", by: "runner" }]);
  }, 60_000);
});

describe("load", () => {
  it("is advised on once somebody has said how the morning after was", async () => {
    const { session, page } = await open({
      history: {
        sessions: 4,
        personalBaseline: null,
        lastStartedAt: "2026-01-01T17:00:00Z",
        painNextMorning: null,
        lastWorstPain: 1,
        lastSharpPainOrCatch: false,
      },
    });
    session.tell(({ run }) => run.stand(1));
    const banner = page.getByTestId("load-advice");
    await expect
      .poll(() => banner.innerText())
      .toContain("How was the pain on the morning after Thursday 1 January?");
    await page.getByTestId("morning-0").click();
    await expect.poll(() => banner.innerText()).toContain("a little more is all right");
    expect(await banner.innerText()).toContain("Not clinically validated.");
    expect(session.actions).toMatchObject([{ entry: "pain-next-morning", painLevel: 0 }]);
    await page.getByTestId("load-advice-dismiss").click();
    expect(await banner.count()).toBe(0);
  }, 60_000);
});

describe("a plan with sound", () => {
  it("is followed, beaten and spoken only once somebody wants to hear it", async () => {
    const { session, page, errors } = await open({
      plan: {
        name: "Run and walk",
        surface: "treadmill",
        longestS: 900,
        inclines: false,
        intervals: [
          { kind: "run", durationS: 300, speedKmH: 9.5, cadencePct: null },
          { kind: "walk", durationS: 60, speedKmH: null, cadencePct: null },
        ],
      },
    });
    const cue = {
      kind: "cue",
      channels: ["sound", "spoken"],
      severity: "alert",
      alertId: null,
    } as const;
    await page.addInitScript(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
        heard.push(`${this.frequency.value} Hz`);
        start.call(this, when);
      };
      speechSynthesis.speak = ({ text: said }) => void heard.push(said);
    });
    session.tell(({ run }) => run.run({ strides: 100 }));
    session.say({ ...cue, timeS: 1, text: "Old words." });
    await page.reload();
    await expect.poll(() => text(page, "plan-headline")).toBe("Run");
    expect(await text(page, "plan-left")).toMatch(/^3:\d\d$/);
    expect(await text(page, "plan-next")).toContain("Next: Walk 1:00.");
    expect(await text(page, "plan-elapsed")).toMatch(/^1:1\d$/);
    const heard = () => page.evaluate("heard") as Promise<string[]>;
    session.say({ ...cue, timeS: 2, text: "Not wanted yet." });
    await page.getByTestId("sound-switch").click();
    expect(await text(page, "sound-switch")).toBe("Sound on");
    session.say({ ...cue, timeS: 3, text: "Walk for 1 minute." });
    // A tone that the switch works, then the cue.
    await expect
      .poll(heard)
      .toEqual(["660 Hz", "880 Hz", "660 Hz", "880 Hz", "Walk for 1 minute."]);
    const { plan } = session.run.header;
    session.say({
      kind: "plan",
      timeS: 80,
      name: plan?.name ?? "",
      status: "active",
      index: 0,
      interval: { kind: "run", durationS: 300, speedKmH: 9.5, cadencePct: 5 },
      intervalElapsedS: 80,
      next: null,
      elapsedS: 80,
      plannedS: 360,
      longestS: 900,
      metronomeSpm: 178,
    });
    await expect.poll(() => text(page, "metronome")).toBe("178");
    expect(await heard()).not.toContain("1400 Hz");
    await page.getByTestId("metronome-switch").click();
    await expect.poll(heard).toContain("1400 Hz");
    await page.getByTestId("metronome-switch").click();
    const count = (await heard()).length;
    await page.waitForTimeout(700);
    expect(await heard()).toHaveLength(count);
    expect(errors).toEqual([]);
  }, 60_000);
});
