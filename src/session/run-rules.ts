import * as z from "zod";
import { defaultAlertRules } from "../alerts/default-alert-rules.ts";
import type { CommandContext } from "../config/command-context.ts";
import { CommandLineError } from "../config/user-error.ts";
import { didYouMean, nearest } from "../model/nearest.ts";
import { rulesFileSchema } from "../schema/rules-file-schema.ts";
import { explainRule } from "./explain-rule.ts";
import { rulesDifferences } from "./rules-difference.ts";
import { readRules } from "./rules-file.ts";
import { textTable } from "./text-table.ts";
import { userFacing } from "./user-facing-error.ts";
import { countText } from "./words.ts";

/**
 * Checks a rules file and prints what it changes; returns the process' exit code.
 * @throws UserError where it is no rules file.
 */
export async function checkRules(file: string, { output }: CommandContext): Promise<number> {
  try {
    const rules = await readRules(file);
    const found = rulesDifferences(defaultAlertRules, rules);
    const what = countText(found.length, "difference");
    output.print(`${file}: fine; ${what} from the default rules. Not clinically validated.`);
    if (found.length > 0) {
      for (const line of textTable([["field", "default", "here"], ...found])) output.print(line);
    }
    return 0;
  } catch (error) {
    throw userFacing(error);
  }
}

/**
 * Prints in plain words what a rule does; returns the process' exit code.
 * @param file rules file that it may be of; null = the default rules.
 * @throws UserError where it is no rules file; CommandLineError where there is no such rule.
 */
export async function explainRules(
  id: string,
  file: string | null,
  { output }: CommandContext,
): Promise<number> {
  try {
    const rules = file === null ? defaultAlertRules : await readRules(file);
    const rule = Object.hasOwn(rules.rules, id) ? rules.rules[id] : undefined;
    if (rule === undefined) {
      const ids = Object.keys(rules.rules);
      const meant = didYouMean(nearest(id, ids));
      throw new CommandLineError(
        `no rule is called ${JSON.stringify(id)}; there are ${ids.join(", ")}${meant}`,
      );
    }
    for (const line of explainRule(id, rule, rules)) output.print(line);
    return 0;
  } catch (error) {
    throw userFacing(error);
  }
}

/** The default rules whole, as the content of a rules file that changes nothing. */
export function defaultRulesText(): string {
  return JSON.stringify(defaultAlertRules, null, 2);
}

/** JSON Schema of a rules file, for editors. */
export function rulesSchemaText(): string {
  const schema = z.toJSONSchema(rulesFileSchema(defaultAlertRules), { io: "input" });
  return JSON.stringify({ title: "Hipline alert rules", ...schema }, null, 2);
}
