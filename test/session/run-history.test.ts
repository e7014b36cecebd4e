import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CommandLineError, UserError } from "../../src/config/user-error.ts";
import { writeConfig } from "../../src/session/config-file.ts";
import { runHistory } from "../../src/session/run-history.ts";
import { runnerFolderName } from "../../src/session/runner-folder.ts";
import { RunnerStore } from "../../src/session/runner-store.ts";
import { capturedContext } from "../support/captured-context.ts";
import { pastSession } from "../support/past-session.ts";
import { sampleConfig } from "../support/sample-config.ts";

let folder: string;
let store: RunnerStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-history-"));
  await writeConfig(join(folder, "config.json"), sampleConfig);
  store = new RunnerStore(join(folder, runnerFolderName(sampleConfig.runner.label)));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function shown(changes: Partial<Parameters<typeof runHistory>[0]> = {}) {
  const context = capturedContext();
  const code = await runHistory(
    {
      configFile: join(folder, "config.json"),
      radio: { virtual: null },
      folder,
      json: false,
      ...changes,
    },
    context,
  );
  return { code, printed: context.printed };
}

const daysAgo = (days: number): string => {
  const date = new Date();
  date.setDate(date.getDate() - days);
  date.setHours(8, 30, 0, 0);
  return date.toISOString();
};

describe("hipline history", () => {
  it("says where it looked where there is nothing", async () => {
    expect(await shown()).toEqual({ code: 0, printed: [`No session is kept in ${store.folder}`] });
  });

  it("has a line for each session, with what the morning after says", async () => {
    const kept = [
      pastSession({ startedAt: daysAgo(8), worstPain: 2, painNextMorning: 1, strides: 900 }),
      pastSession({ startedAt: daysAgo(6), sharpPainOrCatch: true, painNextMorning: null }),
      pastSession({ startedAt: daysAgo(4), worstPain: null, painNextMorning: 0 }),
      pastSession({ startedAt: daysAgo(2), worstPain: 1, painNextMorning: null }),
    ];
    for (const [i, session] of kept.entries()) await store.keep({ ...session, sessionId: `${i}` });
    const { code, printed } = await shown();
    expect(code).toBe(0);
    expect(printed.slice(0, 5).map((line) => line.split(/ {2,}/).slice(1))).toEqual([
      ["affected", "strides", "pain", "next morning", "advice"],
      ["left", "900", "2 of 10", "1 of 10", "hold"],
      ["left", "1800", "0 of 10, sharp or catch", "not answered", "step back"],
      ["left", "1800", "not entered", "0 of 10", "progress"],
      ["left", "1800", "1 of 10", "not answered", "not known"],
    ]);
    expect(printed[1]).toMatch(/^\d{4}-\d\d-\d\d 08:30 /);
    expect(printed.join("\n")).toContain("No personal baseline yet");
    expect(printed.join("\n")).toContain("not clinically validated");
    expect(printed.at(-1)).toBe(`Kept in ${store.folder}`);
  });

  it("says what the personal baseline is made of", async () => {
    for (const days of [1, 3, 5]) {
      await store.keep(pastSession({ sessionId: `${days}`, startedAt: daysAgo(days) }));
    }
    const { printed } = await shown();
    expect(printed.find((line) => line.startsWith("Personal baseline"))).toMatch(
      /^Personal baseline of 3 pain-free sessions, the newest (of today|1 day old): 9\.5 km\/h\.$/,
    );
  });

  it("gives all of it as JSON", async () => {
    const session = pastSession({ startedAt: daysAgo(2) });
    await store.keep(session);
    const { printed } = await shown({ json: true });
    expect(JSON.parse(printed.join("\n"))).toEqual({
      folder: store.folder,
      sessions: [session],
      history: {
        sessions: 1,
        personalBaseline: null,
        lastStartedAt: session.startedAt,
        painNextMorning: 0,
        lastWorstPain: 0,
        lastSharpPainOrCatch: false,
      },
    });
  });

  it("shows the sessions of an emulated runner where they were kept", async () => {
    const virtual = { radio: { virtual: { scenario: null } } };
    expect((await shown(virtual)).printed[0]).toContain("simulated-");
    await expect(shown({ ...virtual, folder: null })).rejects.toThrow(CommandLineError);
  });

  it("names a damaged file", async () => {
    const path = await store.keep(pastSession());
    await writeFile(path, '{\n  "version": 1,\n  "oops\n');
    const failed = shown();
    await expect(failed).rejects.toThrow(UserError);
    await expect(failed).rejects.toThrow(`${path}: line 3, column 3: not JSON`);
  });
});
