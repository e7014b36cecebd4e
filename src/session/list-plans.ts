import type { CommandContext } from "../config/command-context.ts";
import { shippedPlans } from "./plan-library.ts";
import { textTable } from "./text-table.ts";

/** Prints the plans that come with Hipline; returns the process' exit code. */
export async function listPlans({ output }: CommandContext): Promise<number> {
  const rows = (await shippedPlans()).map(({ id, description }) => [id, description]);
  for (const line of textTable(rows)) output.print(line);
  return 0;
}
