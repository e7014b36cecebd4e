import { type AlertRules, alertRulesVersion } from "../model/alert-rules.ts";
import { isRecord } from "../model/is-record.ts";
import { didYouMean, nearest } from "../model/nearest.ts";
import { alertRulesSchema, ruleIdSchema } from "../schema/alert-rules-schema.ts";
import { newerVersionProblem } from "../schema/newer-version.ts";
import { firstProblem } from "../schema/read-json.ts";
import { rulesFileSchema } from "../schema/rules-file-schema.ts";
import { checkedJson, jsonOf } from "./read-checked.ts";
import { UserError } from "./user-error.ts";

/**
 * Reads a rules file (docs/alerts.md): what it holds takes the place of the defaults, field by field.
 * @param text its content, JSON.
 * @param where its name, for messages.
 * @param defaults what holds where the file says nothing.
 * @throws UserError naming the place, what was found there and what is allowed.
 */
export function parseRules(text: string, where: string, defaults: AlertRules): AlertRules {
  const json = jsonOf(text, where);
  const newer = newerVersionProblem(json, alertRulesVersion);
  const names =
    newer === null ? nameProblems(json, defaults) : [`${newer}; update Hipline to read it`];
  if (names.length > 0) {
    const { problem, more } = firstProblem(names);
    throw new UserError(`${where}: ${problem}`, { hint, more });
  }
  const file = checkedJson(json, rulesFileSchema(defaults), where, hint);
  const { $schema: _forEditors, ...changes } = file;
  // What a file changes is no longer what the defaults are called.
  const named = { name: where.split(/[\\/]/).at(-1) ?? where, ...changes };
  return checkedJson(merged(defaults, named), alertRulesSchema, where, hint);
}

const hint =
  "docs/alerts.md says what a rules file holds; `hipline rules show` prints the default rules.";

/** What no rule can be called, or was probably not meant to be. */
function nameProblems(json: unknown, defaults: AlertRules): string[] {
  if (!isRecord(json) || !isRecord(json.rules)) return [];
  const known = Object.keys(defaults.rules);
  return Object.entries(json.rules)
    .map(([id, rule]) => (known.includes(id) ? null : nameProblem(id, rule, known)))
    .filter((problem) => problem !== null);
}

function nameProblem(id: string, rule: unknown, known: readonly string[]): string | null {
  const name = ruleIdSchema.safeParse(id);
  if (!name.success) {
    return `rules: ${JSON.stringify(id)} cannot be a rule's name; ${name.error.issues[0]?.message ?? ""}`;
  }
  if (!isRecord(rule) || Object.hasOwn(rule, "type")) return null;
  const meant = didYouMean(nearest(id, known));
  return `rules.${id}: no default rule is called so (there are ${known.join(", ")}), and a new one needs a "type"${meant}`;
}

/** `changes` in place of what `base` has, down to the fields of its objects; lists are replaced as a whole. */
function merged(base: unknown, changes: unknown): unknown {
  if (!isRecord(base) || !isRecord(changes)) return changes;
  const fields = Object.entries(changes).map(([key, value]) => [
    key,
    Object.hasOwn(base, key) ? merged(base[key], value) : value,
  ]);
  return { ...base, ...Object.fromEntries(fields) };
}
