import type { EntryOutput } from "../model/session-output.ts";

/** A count with its noun in singular or plural: "1 fault", "2 faults", "no faults", "2 entries". */
export function countText(count: number, noun: string): string {
  const plural = noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${count === 0 ? "no" : count} ${count === 1 ? noun : plural}`;
}

/** What was entered: "pain 3 of 10", "sharp pain", "catch". */
export function entryText({ entry, painLevel, effortLevel }: EntryOutput): string {
  const level = painLevel ?? effortLevel;
  const what = entry.replaceAll("-", " ");
  return level === null ? what : `${what} ${level} of 10`;
}

/** Size of a file: "2.65 MB", "12.3 kB". */
export function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}
