import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Config } from "../config/config.ts";
import { parseConfig, renderConfig } from "../config/parse-config.ts";
import { UserError } from "../config/user-error.ts";
import { placementNames } from "../model/placement-names.ts";
import { SessionFileError } from "../recording/session-file-error.ts";
import { usualConfigPath } from "./config-path.ts";
import { readTextFile } from "./read-text-file.ts";
import { replaceFile, whyNotWritten } from "./replace-file.ts";

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
  try {
    return parseConfig(await readTextFile(path, "config file"), path);
  } catch (error) {
    if (error instanceof SessionFileError && error.code === "not-found") return null;
    throw error;
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
    await replaceFile(path, text);
  } catch (cause) {
    throw new UserError(`${path}: cannot be written: ${whyNotWritten(cause)}`, {
      cause,
      hint: "What the file held before is still there. --config FILE writes another one.",
    });
  }
}
