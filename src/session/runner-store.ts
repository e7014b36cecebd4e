import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../config/user-error.ts";
import type { PastSession } from "../model/runner-history.ts";
import { parsePastSession, renderPastSession } from "./past-session-file.ts";
import { readTextFile } from "./read-text-file.ts";
import { replaceFile, whyNotWritten } from "./replace-file.ts";

/** It is health data: nobody but its owner reads it. */
const ownerOnlyFile = 0o600;
const ownerOnlyFolder = 0o700;

/** Longest part of a session's id in a file's name. */
const longestId = 60;

/**
 * What is kept of one runner's sessions: a folder with a small JSON file per session. One file each, because then two programs that end
 * at once cannot take a session from each other, and damage to a file costs that session alone.
 */
export class RunnerStore {
  /** The runner's own folder. */
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * All sessions, oldest first; none where there is no folder yet.
   * @throws UserError naming the file where one is damaged; SessionFileError where one cannot be read.
   */
  async sessions(): Promise<readonly PastSession[]> {
    const sessions: PastSession[] = [];
    for (const name of await this.#names()) {
      const path = join(this.folder, name);
      sessions.push(parsePastSession(await readTextFile(path, "kept session"), path));
    }
    return sessions.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  }

  /**
   * Keeps a session, in place of what was kept of the same one. Whatever fails, nothing that was kept is lost.
   * @returns its file.
   * @throws UserError where it cannot be written.
   */
  async keep(session: PastSession): Promise<string> {
    const path = join(this.folder, fileName(session));
    const text = renderPastSession(session, path);
    try {
      await mkdir(this.folder, { recursive: true, mode: ownerOnlyFolder });
      await replaceFile(path, text, ownerOnlyFile);
    } catch (cause) {
      throw new UserError(`${path}: cannot be written: ${whyNotWritten(cause)}`, {
        cause,
        hint: "--runner-store DIR keeps it elsewhere.",
      });
    }
    return path;
  }

  async #names(): Promise<readonly string[]> {
    try {
      const names = await readdir(this.folder);
      return names.filter((name) => name.endsWith(".json")).toSorted();
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === "ENOENT") return [];
      throw new UserError(`${this.folder}: cannot be read: ${whyNotWritten(cause)}`, { cause });
    }
  }
}

/** "2026-03-02T08-30-00Z-<id>.json": in the order of time, for whoever looks into the folder. */
function fileName({ startedAt, sessionId }: PastSession): string {
  const time = startedAt.replace(/\.\d+/, "").replaceAll(":", "-");
  return `${time}-${encodeURIComponent(sessionId).replaceAll("*", "%2A").slice(0, longestId)}.json`;
}
