import { randomBytes } from "node:crypto";
import { open, realpath, rename, rm, stat } from "node:fs/promises";

/**
 * Writes a file in place of what is there, or anew, at one stroke: whenever the machine stops, it holds the one or the other. A link stays
 * a link: what it points to is what is replaced.
 * @param newMode who may read and write it where there is none yet; left out = whoever the system lets. A file that is there keeps its own.
 * @throws what the file system says; then the old content stays, and nothing else is left behind.
 */
export async function replaceFile(link: string, text: string, newMode?: number): Promise<void> {
  const path = await realpath(link).catch(() => link);
  // Beside it, because a file can be moved into place at one stroke only within one file system.
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    const found = await stat(path).catch(() => null);
    const handle = await open(temporary, "wx", found?.mode ?? newMode);
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

const whyNot: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EISDIR: "is a directory",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "a part of its path is a file",
};

/** Why the file system refused, in plain words with its code. */
export function whyNotWritten(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : `${whyNot[code] ?? message} (${code})`;
}
