import type { AlertRules } from "../model/alert-rules.ts";
import { isRecord } from "../model/is-record.ts";

/** One field that two sets of rules have otherwise, in words: its path, what it was, what it is. */
export type RulesDifference = readonly [path: string, before: string, after: string];

/** Where `rules` differ from `defaults`, in the order of the fields; a new rule is one difference. */
export function rulesDifferences(
  defaults: AlertRules,
  rules: AlertRules,
): readonly RulesDifference[] {
  return differences("", defaults, rules);
}

function differences(path: string, before: unknown, after: unknown): RulesDifference[] {
  if (!isRecord(before) || !isRecord(after)) {
    const [was, is] = [JSON.stringify(before), JSON.stringify(after)];
    return was === is ? [] : [[path, was, is]];
  }
  return Object.entries(after).flatMap(([key, value]) => {
    const here = path === "" ? key : `${path}.${key}`;
    if (Object.hasOwn(before, key)) return differences(here, before[key], value);
    const type = isRecord(value) ? String(value.type) : JSON.stringify(value);
    return [[here, "none", `a new rule, ${type}`]];
  });
}
