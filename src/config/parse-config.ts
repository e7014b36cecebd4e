import { newerVersionProblem } from "../schema/newer-version.ts";
import { type Config, configVersion } from "./config.ts";
import { configSchema } from "./config-schema.ts";
import { checkedJson, jsonOf } from "./read-checked.ts";
import { UserError } from "./user-error.ts";

/**
 * Reads a config file (docs/config.md).
 * @param text its content, JSON.
 * @param where its name, for messages.
 * @throws UserError naming the place, what was found there and what is allowed.
 */
export function parseConfig(text: string, where: string): Config {
  const json = jsonOf(text, where);
  const newer = newerVersionProblem(json, configVersion);
  if (newer !== null) {
    throw new UserError(`${where}: ${newer}`, { hint: "Update Hipline to read it." });
  }
  return checkedJson(json, configSchema, where, hint);
}

/** The content of a config's file, which `parseConfig` reads back. @throws UserError where it would not. */
export function renderConfig(config: Config, where: string): string {
  const text = `${JSON.stringify(config, null, 2)}\n`;
  parseConfig(text, where);
  return text;
}

const hint = "docs/config.md says what a config file holds; `hipline pair` writes one.";
