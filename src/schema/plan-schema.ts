import * as z from "zod";
import { intervalKinds, type PlanInterval, type RunPlan, surfaces } from "../model/run-plan.ts";
import { fields } from "./fields.ts";

/** Longest interval, and longest time on the legs, s: a typing error is more likely than a run of a day. */
const longestRunS = 24 * 3600;

/** Steps are asked for in the range that was tried: +5 % and +10 % by Heiderscheit et al. 2011 (Med Sci Sports Exerc 43:296), and a little more. */
const mostCadencePct = 15;

const duration = z.number().positive().max(longestRunS);

const intervalSchema = fields({
  kind: z.enum(intervalKinds),
  durationS: duration,
  speedKmH: z.number().min(1).max(30).nullable().default(null),
  cadencePct: z.number().min(0).max(mostCadencePct).nullable().default(null),
}).refine(({ kind, cadencePct }) => cadencePct === null || kind === "run", {
  path: ["cadencePct"],
  error: 'only an interval of kind "run" has a cadence; expected null, or to be left out',
}) satisfies z.ZodType<PlanInterval>;

/** The fields of a plan wherever it is written down. Left out, it has no incline, and the duration rule's longest time. */
export const planFields = {
  name: z.string().min(1),
  surface: z.enum(surfaces),
  intervals: z.array(intervalSchema).min(1).max(200),
  longestS: duration.nullable().default(null),
  inclines: z.boolean().default(false),
};

/** Complains of a plan that takes longer than it may. */
export function checkPlanLength(
  { intervals, longestS }: Pick<RunPlan, "intervals" | "longestS">,
  context: z.core.$RefinementCtx,
): void {
  const plannedS = intervals.reduce((sum, { durationS }) => sum + durationS, 0);
  if (longestS === null || plannedS <= longestS) return;
  const message = `the intervals take ${plannedS} s, which is longer; expected at least that, or shorter intervals`;
  context.addIssue({ code: "custom", path: ["longestS"], message });
}

/** What a runner means to do, as configs and session headers hold it. */
export const planSchema = fields(planFields).superRefine(
  checkPlanLength,
) satisfies z.ZodType<RunPlan>;
