import * as z from "zod";
import type { RunPlan } from "../model/run-plan.ts";
import { fields } from "../schema/fields.ts";
import { checkPlanLength, planFields } from "../schema/plan-schema.ts";
import { checkJson, readJson } from "../schema/read-json.ts";
import { UserError } from "./user-error.ts";

/** A plan, and what its file says of it. */
export interface DescribedPlan {
  readonly plan: RunPlan;
  readonly description: string;
}

const planFileSchema = fields({
  description: z.string().default(""),
  ...planFields,
}).superRefine(checkPlanLength);

/**
 * Reads a plan file (docs/plans.md).
 * @param text its content, JSON.
 * @param where its name, for messages.
 * @throws UserError naming the place, what was found there and what is allowed.
 */
export function parsePlan(text: string, where: string): DescribedPlan {
  const json = readJson(text);
  if (!("value" in json)) throw new UserError(`${where}: ${json.problem}`, { cause: json.cause });
  const file = checkJson(json.value, planFileSchema);
  if (!("value" in file)) {
    throw new UserError(`${where}: ${file.problem}`, {
      hint: "docs/plans.md says what a plan file holds.",
      more: file.more,
    });
  }
  const { description, ...plan } = file.value;
  return { plan, description };
}
