import type { AlertSpan } from "./alert-tally.ts";
import { clockText } from "./text-table.ts";

/** What an alert said when it was at its worst; of a pattern, when its causes were told instead of telling them twice. */
export function saidText({ message, causesStartS }: AlertSpan): string {
  const toldAt = [...new Set(causesStartS.map(clockText))].join(" and ");
  return toldAt === "" ? message : `${message} told at ${toldAt}`;
}
