import * as z from "zod";
import {
  type EntryEvent,
  entryTypes,
  levelKind,
  maxEffortLevel,
  maxPainLevel,
} from "../model/transport-event.ts";

/** What an entry says, raw and derived alike. */
export const entryFields = {
  entry: z.enum(entryTypes).meta({
    description:
      "Pain with its level, sharp pain, that the hip catches, clicks or locks, effort with its level, the end of the run, or pain on the morning after the last session.",
  }),
  painLevel: z.int().min(0).max(maxPainLevel).nullable().meta({
    description: "0 (none) to 10 (worst imaginable); only of pain.",
  }),
  effortLevel: z.int().min(0).max(maxEffortLevel).nullable().meta({
    description: "0 (none) to 10 (hardest possible); only of effort.",
  }),
};

/** What it means where a file of before effort was entered has no such field. */
export const beforeEffort = () => ({ effortLevel: null }) as const;

/** Whether a level is there where the entry needs one, and only there. */
export function hasItsLevel({
  entry,
  painLevel,
  effortLevel,
}: Pick<EntryEvent, "entry" | "painLevel" | "effortLevel">): boolean {
  const kind = levelKind(entry);
  return (
    (kind === "pain") === (painLevel !== null) && (kind === "effort") === (effortLevel !== null)
  );
}

export const entryIssue = {
  path: ["painLevel"],
  error: "pain has its painLevel, effort its effortLevel, and nothing else has either",
};
