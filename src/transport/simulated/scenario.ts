import * as z from "zod";
import { findContradiction } from "./check-scenario.ts";
import { findJsonError } from "./json-error.ts";
import { ScenarioError } from "./scenario-error.ts";
import { type Scenario, type ScenarioInput, scenarioSchema } from "./scenario-schema.ts";

/**
 * Reads a scenario file (docs/scenario.md).
 * @param text its content, JSON.
 * @param where its name, for messages.
 * @throws ScenarioError naming the place, what was found there and what is allowed.
 */
export function parseScenario(text: string, where: string): Scenario {
  // Editors on Windows put a byte order mark before the first character.
  return parseJson(text.replace(/^\uFEFF/, ""), where);
}

function parseJson(text: string, where: string): Scenario {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const { line, column, problem } = findJsonError(text);
    throw new ScenarioError(`${where}: line ${line}, column ${column}: ${problem}`, { cause });
  }
  return checked(json, where);
}

/** What is played where no file is named: standing, walking, running. */
const usualStages: ScenarioInput["stages"] = [
  { atS: 0, gait: "standing" },
  { atS: 8, gait: "walking", speedMPerS: 1.4 },
  { atS: 20, gait: "running", speedMPerS: 2.8 },
];

/**
 * The usual scenario: a person who stands, walks and runs with three pods that nothing is wrong with.
 * @param changes fields to have otherwise; a short one has fewer of the usual stages.
 * @throws ScenarioError where they do not make a scenario.
 */
export function defaultScenario(changes: Partial<ScenarioInput> = {}): Scenario {
  const endS = changes.durationS ?? Number.POSITIVE_INFINITY;
  const stages = usualStages.filter((stage) => stage.atS === 0 || stage.atS < endS);
  return checked({ stages, ...changes }, "scenario");
}

function checked(json: unknown, where: string): Scenario {
  const result = scenarioSchema.safeParse(json);
  if (!result.success) throw new ScenarioError(`${where}: ${issueText(result.error, json)}`);
  const contradiction = findContradiction(result.data);
  if (contradiction !== null) throw new ScenarioError(`${where}: ${contradiction}`);
  return result.data;
}

/** The first problem in one line, with the value found. */
function issueText({ issues }: z.ZodError, json: unknown): string {
  const [first] = issues;
  if (first === undefined) return "not valid";
  const path = first.path.length === 0 ? "" : `${z.core.toDotPath(first.path)}: `;
  const found = first.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
  const isLong = typeof found === "object" && found !== null;
  const foundText = found === undefined ? "missing; " : `found ${JSON.stringify(found)}; `;
  // What was found is said already, and better.
  const problem = first.message.replace(/^(?:Invalid|Too) \w+: /, "").replace(/, received .*$/, "");
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  return `${path}${isLong ? "" : foundText}${problem}${more}`;
}
