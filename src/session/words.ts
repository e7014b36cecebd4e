import type { EntryOutput } from "../model/session-output.ts";

/** A count with its noun in singular or plural: "1 fault", "2 faults", "no faults", "2 entries". */
export function countText(count: number, noun: string): string {
  const plural = noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${count === 0 ? "no" : count} ${count === 1 ? noun : plural}`;
}

/** What was entered: "pain 3 of 10", "sharp pain", "catch", "effort 6 of 10", "the run ends here". */
export function entryText({ entry, painLevel, effortLevel }: EntryOutput): string {
  switch (entry) {
    case "pain":
      return `pain ${painLevel} of 10`;
    case "pain-next-morning":
      return `pain ${painLevel} of 10 on the morning after the last session`;
    case "sharp-pain":
      return "sharp pain";
    case "catch":
      return "catch";
    case "effort":
      return `effort ${effortLevel} of 10`;
    case "stop":
      return "the run ends here";
  }
}

/** Size of a file: "2.65 MB", "12.3 kB". */
export function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}
