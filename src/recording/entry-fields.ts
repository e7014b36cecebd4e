import * as z from "zod";
import { type EntryEvent, entryTypes, maxPainLevel } from "../model/transport-event.ts";

/** What an entry says, raw and derived alike. */
export const entryFields = {
  entry: z.enum(entryTypes).meta({
    description: "Pain with its level, sharp pain, or that the hip catches, clicks or locks.",
  }),
  painLevel: z.int().min(0).max(maxPainLevel).nullable().meta({
    description: "0 (none) to 10 (worst imaginable); only of pain.",
  }),
};

/** Whether a level is there where the entry needs one, and only there. */
export function hasItsPainLevel({
  entry,
  painLevel,
}: Pick<EntryEvent, "entry" | "painLevel">): boolean {
  return (entry === "pain") === (painLevel !== null);
}

export const painLevelIssue = {
  path: ["painLevel"],
  error: "must be there for pain, and for nothing else",
};
