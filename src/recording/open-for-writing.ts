import { type FileHandle, open, stat } from "node:fs/promises";
import { SessionFileError, type SessionFileErrorCode } from "./session-file-error.ts";

/**
 * Creates a file, or empties the one that is there.
 * @param overwrite false = a file that is there is an error.
 * @throws SessionFileError "already-exists", "is-directory" or "not-writable".
 */
export async function openForWriting(path: string, overwrite: boolean): Promise<FileHandle> {
  try {
    return await open(path, overwrite ? "w" : "wx");
  } catch (cause) {
    const [code, problem] = (await isDirectory(path))
      ? directoryProblem
      : openProblem(cause as NodeJS.ErrnoException);
    throw new SessionFileError(code, path, problem, { cause });
  }
}

type OpenProblem = readonly [code: SessionFileErrorCode, problem: string];

const directoryProblem: OpenProblem = ["is-directory", "is a directory, not a file to write to"];

/** Opening a directory for writing fails as "exists" or "is a directory", depending on how. */
async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}

function openProblem({ code, message }: NodeJS.ErrnoException): OpenProblem {
  switch (code) {
    case "EEXIST":
      return ["already-exists", "already exists; it is not overwritten unless asked for"];
    case "ENOENT":
      return ["not-writable", "cannot be created: its folder does not exist"];
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return ["not-writable", `cannot be written: no permission (${code})`];
    default:
      return ["not-writable", `cannot be created: ${message}`];
  }
}
