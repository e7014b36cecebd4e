import { stat } from "node:fs/promises";
import { UserError } from "../config/user-error.ts";
import type { SessionHeader } from "../model/session-header.ts";
import { SessionWriter } from "../recording/session-writer.ts";

interface SessionFileOptions {
  /** Replace the file where it exists. */
  readonly overwrite: boolean;
  /** A file that is being read meanwhile and must not be replaced; null = none. */
  readonly source: string | null;
}

/**
 * Creates the session file that a user asked for.
 * @throws UserError where the name does not end in .mcap, by which every other program knows the
 * format, or the file is the one being read; SessionFileError where it cannot be created.
 */
export async function createSessionFile(
  path: string,
  header: SessionHeader,
  { overwrite, source }: SessionFileOptions,
): Promise<SessionWriter> {
  const existing = await stat(path).catch(() => null);
  // Of a directory the writer itself says what is wrong.
  if (!path.endsWith(".mcap") && existing?.isDirectory() !== true) {
    throw new UserError(`${path}: the name of a session file must end in .mcap`, {
      hint: `For example ${path}.mcap`,
    });
  }
  if (existing !== null && source !== null) {
    const { dev, ino } = await stat(source);
    if (dev === existing.dev && ino === existing.ino) {
      throw new UserError(`${path}: is the recording that is being read; it cannot be replaced`);
    }
  }
  return SessionWriter.create(path, header, { overwrite });
}
