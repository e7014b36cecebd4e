import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../src/config/user-error.ts";
import { RunnerStore } from "../../src/session/runner-store.ts";
import { pastSession } from "../support/past-session.ts";

let folder: string;
let store: RunnerStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-store-"));
  store = new RunnerStore(join(folder, "state/runner"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const first = pastSession({ sessionId: "a", startedAt: "2026-03-01T08:00:00.000Z" });
const second = pastSession({ sessionId: "b", startedAt: "2026-03-02T08:00:00.000Z" });

async function errorOf(action: Promise<unknown>): Promise<UserError> {
  try {
    await action;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("did not fail");
}

describe("the store of a runner's sessions", () => {
  it("has none before the first one, and makes no folder for that", async () => {
    expect(await store.sessions()).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it("tells them in the order of time, whatever they were kept in", async () => {
    await store.keep(second);
    await store.keep(first);
    expect(await store.sessions()).toEqual([first, second]);
  });

  it("is its owner's alone", async () => {
    const path = await store.keep(first);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(store.folder)).mode & 0o777).toBe(0o700);
  });

  it("puts what is said later in place of what was kept of the same session", async () => {
    await store.keep(first);
    await store.keep({ ...first, painNextMorning: 2 });
    expect(await store.sessions()).toEqual([{ ...first, painNextMorning: 2 }]);
    expect(await readdir(store.folder)).toEqual(["2026-03-01T08-00-00Z-a.json"]);
  });

  it("loses none where many end at once", async () => {
    const sessions = Array.from({ length: 20 }, (_, i) =>
      pastSession({ sessionId: `${i}`.padStart(2, "0"), strides: i }),
    );
    await Promise.all(sessions.map((session) => new RunnerStore(store.folder).keep(session)));
    const kept = await store.sessions();
    expect(kept.map(({ strides }) => strides).toSorted((a, b) => a - b)).toEqual(
      sessions.map(({ strides }) => strides),
    );
  });

  it("gives every id a file name inside the folder", async () => {
    const ids = ["../../up", "a/b\\c", "*?:|<>", "ü", "x".repeat(300)];
    for (const sessionId of ids) await store.keep(pastSession({ sessionId }));
    const kept = await store.sessions();
    expect(kept.map(({ sessionId }) => sessionId).toSorted()).toEqual(ids.toSorted());
    expect(await readdir(join(folder, "state"))).toEqual(["runner"]);
  });

  it("names a damaged file with its line, and leaves it as it is", async () => {
    const path = await store.keep(first);
    const damaged = (await readFile(path, "utf8")).slice(0, 60);
    await writeFile(path, damaged);
    const error = await errorOf(store.sessions());
    expect(error.message).toMatch(/a\.json: line 4, column \d+: not JSON/);
    expect(error.message).toContain(path);
    expect(error.hint).toContain("Nothing of it was changed");
    // The next session is kept beside it all the same.
    await store.keep(second);
    expect(await readFile(path, "utf8")).toBe(damaged);
  });

  it("does not mind what a program left behind that was stopped while it wrote", async () => {
    await store.keep(first);
    await writeFile(join(store.folder, "2026-03-02T08-00-00Z-b.json.0badcafe.tmp"), "{");
    expect(await store.sessions()).toEqual([first]);
  });

  it("says why it cannot keep or read anything", async () => {
    await writeFile(join(folder, "state"), "");
    const error = await errorOf(store.keep(first));
    expect(error.message).toContain("cannot be written: a part of its path is a file");
    expect(error.hint).toContain("--runner-store");
    expect((await errorOf(store.sessions())).message).toBe(
      `${store.folder}: cannot be read: a part of its path is a file (ENOTDIR)`,
    );
  });
});
