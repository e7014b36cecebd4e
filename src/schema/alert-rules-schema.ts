import * as z from "zod";
import {
  type AlertRule,
  type AlertRules,
  alertRulesVersion,
  baselineChoices,
  changeDirections,
  cueChannels,
  gaitMetrics,
} from "../model/alert-rules.ts";
import { fields } from "./fields.ts";

const ruleIdPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const strides = (least: number, most: number) => z.int().min(least).max(most);
const part = z.number().gt(0).max(1);
const positive = z.number().positive();

const base = { enabled: z.boolean(), cooldownS: z.number().min(0).max(3600) };

/** A limit that is 0 would be a change that is none. */
const limitSchema = fields({ change: positive, sd: z.number().min(0).max(20) });

const ruleSchema = z.discriminatedUnion(
  "type",
  [
    fields({
      ...base,
      type: z.literal("gait"),
      metric: z.enum(gaitMetrics),
      direction: z.enum(changeDirections),
      changeIn: z.enum(["unit", "percent"]),
      leastBaseline: positive.nullable(),
      baseline: z.enum(baselineChoices),
      watch: limitSchema,
      alert: limitSchema,
      windowStrides: strides(10, 200),
      persistenceStrides: strides(1, 200),
      releasePart: part,
      releaseStrides: strides(1, 200),
    }),
    fields({
      ...base,
      type: z.literal("pattern"),
      of: z.array(z.string()).min(2),
      atLeast: z.int().min(2),
      level: z.enum(["watch", "alert"]),
      withinS: z.number().min(1).max(3600),
    }),
    fields({
      ...base,
      type: z.literal("pain"),
      watchLevel: z.int().min(1).max(10),
      alertLevel: z.int().min(1).max(10),
    }),
    fields({
      ...base,
      type: z.literal("duration"),
      watchPart: part,
      treadmillS: z
        .number()
        .min(60)
        .max(24 * 3600),
      outdoorsS: z
        .number()
        .min(60)
        .max(24 * 3600),
    }),
    fields({ ...base, type: z.literal("incline"), alertPct: z.number().min(0).max(40) }),
    fields({ ...base, type: z.literal("pod-silent") }),
    fields({ ...base, type: z.literal("pod-slip") }),
    fields({
      ...base,
      type: z.literal("pod-battery"),
      watchPct: z.number().min(0).max(100),
      alertPct: z.number().min(0).max(100),
    }),
    fields({ ...base, type: z.literal("pod-clipping"), packetsPerMinute: z.int().min(1) }),
  ],
  'expected a rule whose "type" is gait, pattern, pain, duration, incline, pod-silent, pod-slip, pod-battery or pod-clipping',
) satisfies z.ZodType<AlertRule>;

type Complain = (path: readonly PropertyKey[], problem: string) => void;

/** All that alerts go by, as a session file holds it. */
export const alertRulesSchema = fields({
  version: z.literal(alertRulesVersion),
  name: z.string().min(1),
  baseline: fields({
    warmUpS: z.number().min(0).max(3600),
    strides: strides(60, 1000),
    speedBinKmH: z.number().min(0.1).max(5),
    personalSessions: z.int().min(1).max(20),
  }),
  quality: fields({ cleanPart: z.number().min(0).max(1), strideTimePct: z.number().gt(0).max(20) }),
  feedback: fields({
    watch: z.array(z.enum(cueChannels)).readonly(),
    alert: z.array(z.enum(cueChannels)).readonly(),
    minGapS: z.number().min(0).max(3600),
    fadeSessions: z.int().min(1).max(100).nullable(),
  }),
  rules: z.record(
    z.string().regex(ruleIdPattern, "expected lower-case words with hyphens between them"),
    ruleSchema,
  ),
}).superRefine(({ rules }, context) => {
  for (const [ruleId, rule] of Object.entries(rules)) {
    const complain: Complain = (path, message) => {
      context.addIssue({ code: "custom", path: ["rules", ruleId, ...path], message });
    };
    checkRule(rule, rules, complain);
  }
}) satisfies z.ZodType<AlertRules>;

/** What one field cannot tell by itself. */
function checkRule(rule: AlertRule, rules: AlertRules["rules"], complain: Complain): void {
  switch (rule.type) {
    case "gait":
      for (const limit of ["change", "sd"] as const) {
        if (rule.alert[limit] >= rule.watch[limit]) continue;
        complain(["alert", limit], `expected at least ${rule.watch[limit]}, the limit of "watch"`);
      }
      return;
    case "pattern":
      for (const [i, ruleId] of rule.of.entries()) {
        if (rules[ruleId]?.type === "gait") continue;
        const gait = Object.keys(rules).filter((one) => rules[one]?.type === "gait");
        complain(["of", i], `no gait rule is called "${ruleId}"; there are ${gait.join(", ")}`);
      }
      if (new Set(rule.of).size < rule.of.length) complain(["of"], "expected each rule once");
      if (rule.atLeast > rule.of.length) {
        complain(["atLeast"], `expected ${rule.of.length} at most, the number of rules in "of"`);
      }
      return;
    case "pain":
      if (rule.alertLevel >= rule.watchLevel) return;
      complain(["alertLevel"], `expected at least ${rule.watchLevel}, the level of "watchLevel"`);
      return;
    case "pod-battery":
      if (rule.alertPct <= rule.watchPct) return;
      complain(["alertPct"], `expected at most ${rule.watchPct}, that of "watchPct"`);
      return;
    case "duration":
    case "incline":
    case "pod-silent":
    case "pod-slip":
    case "pod-clipping":
      return;
    default:
      rule satisfies never;
  }
}
