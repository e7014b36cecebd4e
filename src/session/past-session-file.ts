import * as z from "zod";
import { UserError } from "../config/user-error.ts";
import type { PastSession } from "../model/runner-history.ts";
import { fields } from "../schema/fields.ts";
import { newerVersionProblem } from "../schema/newer-version.ts";
import { checkJson, readJson } from "../schema/read-json.ts";
import { pastSessionSchema } from "../schema/runner-history-schema.ts";

/** Version of the layout of what is kept of a session; docs/history.md. */
const layoutVersion = 1;

const fileSchema = fields({ version: z.literal(layoutVersion), ...pastSessionSchema.shape });

const hint =
  "Nothing of it was changed. Mend it, or move or delete the file: only what it says of that one session is lost. --no-history runs without.";

/**
 * Reads what is kept of a session (docs/history.md).
 * @param text content of its file, JSON.
 * @param where the file's name, for messages.
 * @throws UserError naming the place, what was found there and what is allowed.
 */
export function parsePastSession(text: string, where: string): PastSession {
  const json = readJson(text);
  if (!("value" in json)) {
    throw new UserError(`${where}: ${json.problem}`, { cause: json.cause, hint });
  }
  const newer = newerVersionProblem(json.value, layoutVersion);
  if (newer !== null) {
    throw new UserError(`${where}: ${newer}`, {
      hint: "Update Hipline to read it. --no-history runs without.",
    });
  }
  const checked = checkJson(json.value, fileSchema);
  if (!("value" in checked)) throw new UserError(`${where}: ${checked.problem}`, { hint });
  const { version: _, ...session } = checked.value;
  return session;
}

/** The content of the file, which `parsePastSession` reads back. @throws UserError where it would not. */
export function renderPastSession(session: PastSession, where: string): string {
  const text = `${JSON.stringify({ version: layoutVersion, ...session }, null, 2)}\n`;
  parsePastSession(text, where);
  return text;
}
