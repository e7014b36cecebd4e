import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../config/user-error.ts";
import { defaultScenario, parseScenario } from "../transport/simulated/scenario.ts";
import type { Scenario } from "../transport/simulated/scenario-schema.ts";
import { packageFile } from "./package-file.ts";

const folder = "fixtures/scenarios";
const ending = ".json";

/** Long enough for a comparison of left and right, s. */
const usualDurationS = 300;

/** A scenario that comes with Hipline, and the name it goes by. */
export interface ShippedScenario {
  readonly id: string;
  readonly scenario: Scenario;
}

/** Every scenario that comes with Hipline, by name. */
export async function shippedScenarios(): Promise<readonly ShippedScenario[]> {
  const ids = await shippedIds();
  return Promise.all(
    ids.map(async (id) => ({ id, scenario: await readScenario(shippedFile(id)) })),
  );
}

/**
 * @param asked a scenario file, the name of one that comes with Hipline, or null: the usual one.
 * @throws UserError where there is none; ScenarioError where it cannot be played.
 */
export async function findScenario(asked: string | null): Promise<Scenario> {
  if (asked === null) return defaultScenario({ durationS: usualDurationS });
  if (asked.endsWith(ending) || /[\\/]/.test(asked)) return readScenario(asked);
  const ids = await shippedIds();
  if (ids.includes(asked)) return readScenario(shippedFile(asked));
  throw new UserError(
    `no scenario is called ${JSON.stringify(asked)}; there are ${ids.join(", ")}`,
    {
      hint: "`hipline simulate --list` says what they are. The name of a scenario file ends in .json.",
    },
  );
}

async function shippedIds(): Promise<string[]> {
  const names = await readdir(packageFile(folder));
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
}

function shippedFile(id: string): string {
  return packageFile(join(folder, id + ending));
}

async function readScenario(path: string): Promise<Scenario> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    const problem = cause.code === "ENOENT" ? "no such file" : `cannot be read: ${cause.message}`;
    throw new UserError(`${path}: ${problem}`, { cause });
  });
  return parseScenario(text, path);
}
