import { createHash } from "node:crypto";

/** Longest readable part of a folder's name: with its check it stays short on every file system. */
const longestReadable = 40;

/**
 * Name of the folder of a runner's sessions: readable, good on every file system, and another one for another label.
 * @param label what the config calls the runner; undefined where it does not.
 */
export function runnerFolderName(label: string | undefined): string {
  if (label === undefined) return "runner";
  const readable = label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, longestReadable);
  const check = createHash("sha256").update(label).digest("hex").slice(0, 8);
  return `${readable}-${check}`.replace(/^-+/, "");
}
