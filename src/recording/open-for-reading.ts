import { type FileHandle, open, stat } from "node:fs/promises";
import { SessionFileError } from "./session-file-error.ts";

/**
 * @param kind what the file should be, for messages: "session file".
 * @throws SessionFileError where there is no such file, or it cannot be read.
 */
export async function openForReading(path: string, kind: string): Promise<FileHandle> {
  try {
    // Before opening: to open a named pipe would wait for someone to write into it.
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new SessionFileError("is-directory", path, `is a directory, not a ${kind}`);
    }
    if (!found.isFile()) throw new SessionFileError("not-readable", path, "is not a regular file");
    return await open(path, "r");
  } catch (cause) {
    if (cause instanceof SessionFileError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new SessionFileError("not-found", path, "no such file", { cause });
    }
    const denied = code === "EACCES" || code === "EPERM";
    const problem = denied ? `no permission to read it (${code})` : `cannot be opened: ${message}`;
    throw new SessionFileError("not-readable", path, problem, { cause });
  }
}
