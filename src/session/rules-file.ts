import { dirname, resolve } from "node:path";
import { defaultAlertRules } from "../alerts/default-alert-rules.ts";
import type { Config } from "../config/config.ts";
import { parseRules } from "../config/parse-rules.ts";
import { UserError } from "../config/user-error.ts";
import type { AlertRules } from "../model/alert-rules.ts";
import type { SessionHeader } from "../model/session-header.ts";
import { SessionFileError } from "../recording/session-file-error.ts";
import { readTextFile } from "./read-text-file.ts";

/**
 * The default rules with what a rules file puts in their place.
 * @throws UserError where it is no rules file; SessionFileError where it cannot be read.
 */
export async function readRules(path: string): Promise<AlertRules> {
  return parseRules(await readTextFile(path, "rules file"), path, defaultAlertRules);
}

/**
 * The rules of a live session: those asked for just now, else the config's; null = what ships with Hipline.
 * @throws as `readRules`.
 */
export async function liveRules(
  asked: string | null,
  { rulesFile }: Config,
  configFile: string,
): Promise<AlertRules | null> {
  if (asked !== null) return readRules(asked);
  if (rulesFile === undefined) return null;
  try {
    return await readRules(resolve(dirname(configFile), rulesFile));
  } catch (cause) {
    if (!(cause instanceof SessionFileError)) throw cause;
    throw new UserError(`${configFile}: rulesFile: ${cause.message}`, {
      cause,
      hint: "Its path is relative to the folder of the config file.",
    });
  }
}

/** The header of a session that goes by other rules; null = by those it has. */
export function withRules(header: SessionHeader, rules: AlertRules | null): SessionHeader {
  return rules === null ? header : { ...header, alertRules: rules };
}
