import { openForReading } from "../recording/open-for-reading.ts";

/**
 * The whole text of a file.
 * @param kind what the file should be, for messages: "config file".
 * @throws SessionFileError where there is no such file, or it cannot be read.
 */
export async function readTextFile(path: string, kind: string): Promise<string> {
  const handle = await openForReading(path, kind);
  try {
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}
