import * as z from "zod";
import type { RunPlan } from "../model/run-plan.ts";
import { fields } from "../schema/fields.ts";
import { checkPlanLength, planFields } from "../schema/plan-schema.ts";
import { checkedJson, jsonOf } from "./read-checked.ts";

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
  const hint = "docs/plans.md says what a plan file holds.";
  const { description, ...plan } = checkedJson(jsonOf(text, where), planFileSchema, where, hint);
  return { plan, description };
}
