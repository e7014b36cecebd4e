import * as z from "zod";
import {
  type AlertRules,
  alertRulesVersion,
  type BaselineSettings,
  cueChannels,
  type FeedbackPolicy,
  type PatternRule,
  type QualityGates,
} from "../model/alert-rules.ts";
import { didYouMean, nearest } from "../model/nearest.ts";
import { alertRuleSchema } from "./alert-rule-schemas.ts";
import { fields } from "./fields.ts";

/** Strides below which a centre is mostly chance (design: 60 clean strides at least). */
const leastBaselineStrides = 60;

export const ruleIdSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,63}$/,
    "expected lower-case letters, digits and hyphens, a letter first",
  );

const channels = z
  .array(z.enum(cueChannels))
  .refine((list) => new Set(list).size === list.length, { error: "expected each channel once" })
  .readonly();

export const baselineShape = {
  warmUpS: z.number().nonnegative().max(3600),
  strides: z.int().min(leastBaselineStrides).max(5000),
  speedBinKmH: z.number().min(0.1).max(5),
  personalSessions: z.int().min(1).max(1000),
};

export const qualityShape = {
  cleanPart: z.number().min(0).max(1),
  strideTimePct: z.number().positive().max(100),
};

export const feedbackShape = {
  watch: channels,
  alert: channels,
  minGapS: z.number().nonnegative().max(3600),
  fadeSessions: z.int().min(1).max(1000).nullable(),
};

/** Everything that alerts go by, whole, as session headers hold it. */
export const alertRulesSchema = fields({
  version: z.literal(alertRulesVersion),
  name: z.string().min(1),
  baseline: fields(baselineShape) satisfies z.ZodType<BaselineSettings>,
  quality: fields(qualityShape) satisfies z.ZodType<QualityGates>,
  feedback: fields(feedbackShape) satisfies z.ZodType<FeedbackPolicy>,
  rules: z.record(ruleIdSchema, alertRuleSchema),
}).superRefine(({ rules }, context) => {
  const gaitIds = Object.keys(rules).filter((id) => rules[id]?.type === "gait");
  for (const [id, rule] of Object.entries(rules)) {
    if (rule.type !== "pattern") continue;
    for (const { index, message } of strangersIn(rule, gaitIds)) {
      context.addIssue({ code: "custom", path: ["rules", id, "of", index], message });
    }
  }
}) satisfies z.ZodType<AlertRules>;

/** What a pattern cannot be made of. */
function strangersIn(
  { of }: PatternRule,
  gaitIds: readonly string[],
): readonly { readonly index: number; readonly message: string }[] {
  return of.flatMap((id, index) => {
    if (gaitIds.includes(id)) return [];
    const meant = didYouMean(nearest(id, gaitIds));
    return [{ index, message: `expected a gait rule, one of ${gaitIds.join(", ")}${meant}` }];
  });
}
