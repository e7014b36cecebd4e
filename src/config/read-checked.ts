import type * as z from "zod";
import { checkJson, readJson } from "../schema/read-json.ts";
import { UserError } from "./user-error.ts";

/**
 * Reads the JSON of a file.
 * @param where the file's name, for messages.
 * @throws UserError naming line and column where it is none.
 */
export function jsonOf(text: string, where: string): unknown {
  const json = readJson(text);
  if ("value" in json) return json.value;
  throw new UserError(`${where}: ${json.problem}`, { cause: json.cause });
}

/**
 * What a file's JSON says.
 * @param hint what to do where it is not valid.
 * @throws UserError naming the place, what was found there and what is allowed, of everything that is wrong.
 */
export function checkedJson<T>(
  json: unknown,
  schema: z.ZodType<T>,
  where: string,
  hint: string,
): T {
  const checked = checkJson(json, schema);
  if ("value" in checked) return checked.value;
  throw new UserError(`${where}: ${checked.problem}`, { hint, more: checked.more });
}
