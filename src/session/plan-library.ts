import { type DescribedPlan, parsePlan } from "../config/parse-plan.ts";
import { UserError } from "../config/user-error.ts";
import type { RunPlan } from "../model/run-plan.ts";
import { readTextFile } from "./read-text-file.ts";
import { ShippedFiles } from "./shipped-files.ts";

const shipped = new ShippedFiles("fixtures/plans");

/** A plan that comes with Hipline, and the name it goes by. */
export interface ShippedPlan extends DescribedPlan {
  readonly id: string;
}

/** Every plan that comes with Hipline, by name. */
export async function shippedPlans(): Promise<readonly ShippedPlan[]> {
  const ids = await shipped.names();
  return Promise.all(ids.map(async (id) => ({ id, ...(await readPlan(shipped.path(id))) })));
}

/**
 * @param asked a plan file, or the name of a plan that comes with Hipline.
 * @throws UserError where there is none or it is not valid; SessionFileError where it cannot be read.
 */
export async function findPlan(asked: string): Promise<RunPlan> {
  const isFile = /[\\/]|\.json$/.test(asked);
  return isFile ? (await readPlan(asked)).plan : findShippedPlan(asked, "");
}

/**
 * The plan that a config asks for.
 * @param configured the plan itself, or the name of one that comes with Hipline.
 * @param configFile where it says so, for messages.
 * @throws UserError where there is no such plan.
 */
export async function configuredPlan(
  configured: RunPlan | string,
  configFile: string,
): Promise<RunPlan> {
  if (typeof configured !== "string") return configured;
  return findShippedPlan(configured, `${configFile}: plan: `);
}

async function findShippedPlan(id: string, where: string): Promise<RunPlan> {
  const ids = await shipped.names();
  if (ids.includes(id)) return (await readPlan(shipped.path(id))).plan;
  throw new UserError(
    `${where}no plan is called ${JSON.stringify(id)}; there are ${ids.join(", ")}`,
    {
      hint: "`hipline plans` says what they are. The name of a plan file, for --plan, ends in .json.",
    },
  );
}

async function readPlan(path: string): Promise<DescribedPlan> {
  return parsePlan(await readTextFile(path, "plan file"), path);
}
