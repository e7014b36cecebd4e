import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ImportError } from "./import-error.ts";

/** The two files of a treadmill-run folder that an import reads. */
export const runnerFileName = "runner.json";
export const samplesFileName = "imu.csv.gz";

/**
 * One file of a treadmill-run folder.
 * @throws ImportError where there is no such folder, the file is not in it, or it cannot be read.
 */
export async function readFolderFile(directory: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(directory, name));
  } catch (cause) {
    throw new ImportError(await problemOf(directory, name, cause as NodeJS.ErrnoException), {
      cause,
    });
  }
}

async function problemOf(
  directory: string,
  name: string,
  { code, message }: NodeJS.ErrnoException,
): Promise<string> {
  const folder = await stat(directory).catch(() => null);
  if (folder === null) return `${directory}: no such folder`;
  if (!folder.isDirectory()) return `${directory}: is not a folder`;
  if (code !== "ENOENT") return `${join(directory, name)}: cannot be read (${message})`;
  const needed = `needs ${samplesFileName} and ${runnerFileName}`;
  return `${directory}: not a treadmill-run folder: ${name} is missing (${needed})`;
}
