import { stat } from "node:fs/promises";
import { UserError } from "../config/user-error.ts";
import { openForReading } from "../recording/open-for-reading.ts";
import { defaultScenario, parseScenario } from "../transport/simulated/scenario.ts";
import type { Scenario } from "../transport/simulated/scenario-schema.ts";
import { ShippedFiles } from "./shipped-files.ts";

const shipped = new ShippedFiles("fixtures/scenarios");
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
  const ids = await shipped.names();
  return Promise.all(
    ids.map(async (id) => ({ id, scenario: await readScenario(shipped.path(id)) })),
  );
}

/**
 * @param asked a scenario file, the name of one that comes with Hipline, or null: the usual one.
 * @throws UserError, SessionFileError where there is none; ScenarioError where it cannot be played.
 */
export async function findScenario(asked: string | null): Promise<Scenario> {
  if (asked === null) return defaultScenario({ durationS: usualDurationS });
  const ids = await shipped.names();
  if (ids.includes(asked)) return readScenario(shipped.path(asked));
  if (await isFilePath(asked)) return readScenario(asked);
  throw new UserError(
    `no scenario is called ${JSON.stringify(asked)}; there are ${ids.join(", ")}`,
    {
      hint: "`hipline simulate --list` says what they are. The name of a scenario file ends in .json.",
    },
  );
}

/** @throws UserError, SessionFileError, ScenarioError where it cannot be read or is none. */
async function readScenario(path: string): Promise<Scenario> {
  const handle = await openForReading(path, "scenario file");
  try {
    if (path.endsWith(ending)) return parseScenario(await handle.readFile("utf8"), path);
  } finally {
    await handle.close();
  }
  const problem = `${path}: the name of a scenario file must end in ${ending}`;
  if (!path.endsWith(".mcap")) throw new UserError(problem);
  throw new UserError(problem, {
    hint: `A recorded session is played by \`hipline replay ${path}\`.`,
  });
}

/** Whether this is meant as a file and not as the name of a scenario that comes along. */
async function isFilePath(asked: string): Promise<boolean> {
  if (/[\\/]|\.(json|mcap)$/.test(asked)) return true;
  return stat(asked).then(
    () => true,
    () => false,
  );
}
