import { checkJson, readJson } from "../../schema/read-json.ts";
import { findContradiction } from "./check-scenario.ts";
import { ScenarioError } from "./scenario-error.ts";
import { type Scenario, type ScenarioInput, scenarioSchema } from "./scenario-schema.ts";

/**
 * Reads a scenario file (docs/scenario.md).
 * @param text its content, JSON.
 * @param where its name, for messages.
 * @throws ScenarioError naming the place, what was found there and what is allowed.
 */
export function parseScenario(text: string, where: string): Scenario {
  const read = readJson(text);
  if ("value" in read) return checked(read.value, where);
  throw new ScenarioError(`${where}: ${read.problem}`, { cause: read.cause });
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
  const read = checkJson(json, scenarioSchema);
  if (!("value" in read)) throw new ScenarioError(`${where}: ${read.problem}`);
  const contradiction = findContradiction(read.value);
  if (contradiction !== null) throw new ScenarioError(`${where}: ${contradiction}`);
  return read.value;
}
