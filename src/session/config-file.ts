import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Config } from "../config/config.ts";
import { parseConfig, renderConfig } from "../config/parse-config.ts";
import { UserError } from "../config/user-error.ts";
import { placementNames } from "../model/placement-names.ts";
import { openForReading } from "../recording/open-for-reading.ts";
import { SessionFileError } from "../recording/session-file-error.ts";
import { usualConfigPath } from "./config-path.ts";

/** A config and the file that it is of. */
export interface ConfigFile {
  readonly path: string;
  readonly config: Config;
}

/** @param asked the file that --config or HIPLINE_CONFIG names; null = the one in the person's config folder. */
export function configPath(asked: string | null): string {
  return asked ?? usualConfigPath();
}

/**
 * Reads the config that a live session needs.
 * @param asked as for `configPath`.
 * @throws UserError where there is none, it cannot be read, or it has no pelvis pod; SessionFileError where reading itself fails.
 */
export async function readLiveConfig(asked: string | null): Promise<ConfigFile> {
  const path = configPath(asked);
  const config = await readConfig(path);
  if (config === null) {
    throw new UserError(`${path}: no such file`, {
      hint: "`hipline pair` writes it: it says which pods are yours and where each is worn.",
    });
  }
  if (!config.pods.some(({ placement }) => placement === "pelvis")) {
    const found = config.pods.map(({ placement }) => placementNames[placement]).join(", ");
    throw new UserError(
      `${path}: pods: no pelvis pod, ${found === "" ? "nor any other" : `only ${found}`}; angles and stance times rest on it`,
      { hint: "`hipline pair` adds one." },
    );
  }
  return { path, config };
}

/**
 * @returns null where there is no such file yet.
 * @throws UserError where it is no config; SessionFileError where it cannot be read.
 */
export async function readConfig(path: string): Promise<Config | null> {
  let handle: FileHandle;
  try {
    handle = await openForReading(path, "config file");
  } catch (error) {
    if (error instanceof SessionFileError && error.code === "not-found") return null;
    throw error;
  }
  try {
    return parseConfig(await handle.readFile("utf8"), path);
  } finally {
    await handle.close();
  }
}

/**
 * Writes a config in place of what is there. Whatever fails, and whenever the machine stops, the file holds the one or the other:
 * the new content is on the disk under another name before it takes the place of the old.
 * @throws UserError where it cannot be written; then the old content stays.
 */
export async function writeConfig(path: string, config: Config): Promise<void> {
  const text = renderConfig(config, path);
  try {
    await mkdir(dirname(path), { recursive: true });
    // A link stays a link: what it points to is what is replaced.
    await replaceFile(await realpath(path).catch(() => path), text);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === undefined ? message : `${whyNot[code] ?? message} (${code})`;
    throw new UserError(`${path}: cannot be written: ${why}`, {
      cause,
      hint: "What the file held before is still there. --config FILE writes another one.",
    });
  }
}

const whyNot: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EISDIR: "is a directory",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "a part of its path is a file",
};

async function replaceFile(path: string, text: string): Promise<void> {
  // Beside it, because a file can be moved into place at one stroke only within one file system.
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    const handle = await open(temporary, "wx", await modeOf(path));
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Who may read and write the file that is there; undefined where there is none. */
async function modeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => null);
  return found?.mode;
}
