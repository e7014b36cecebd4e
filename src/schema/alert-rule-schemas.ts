import * as z from "zod";
import {
  type AlertRule,
  baselineChoices,
  type ChangeLimit,
  changeDirections,
  gaitMetrics,
} from "../model/alert-rules.ts";
import { maxPainLevel } from "../model/transport-event.ts";
import { fields } from "./fields.ts";

/** A rule's cool-down, or the longest time on the legs: a typing error is more likely than a day, s. */
const longestS = 24 * 3600;

const part = z.number().positive().max(1);
const seconds = z.number().nonnegative().max(longestS);
const percent = z.number().nonnegative().max(100);
const painLevel = z.int().min(1).max(maxPainLevel);
const strides = z.int().min(1).max(1000);

const common = { enabled: z.boolean(), cooldownS: seconds };

/** A change that is no change would be told of at once, and for ever. */
const changeLimitShape = { change: z.number().positive(), sd: z.number().nonnegative() };

/** Fields of every type of rule but `type`, without what they must be to each other. */
const ruleShapes = {
  gait: {
    ...common,
    metric: z.enum(gaitMetrics),
    direction: z.enum(changeDirections),
    changeIn: z.enum(["unit", "percent"]),
    leastBaseline: z.number().nullable(),
    baseline: z.enum(baselineChoices),
    watch: fields(changeLimitShape) satisfies z.ZodType<ChangeLimit>,
    alert: fields(changeLimitShape) satisfies z.ZodType<ChangeLimit>,
    // Below, single strides are heard; above, a change is told minutes late.
    windowStrides: z.int().min(10).max(200),
    persistenceStrides: strides,
    releasePart: part,
    releaseStrides: strides,
  },
  pattern: {
    ...common,
    of: z.array(z.string()).min(2).readonly(),
    atLeast: z.int().min(2),
    level: z.enum(["watch", "alert"]),
    withinS: z.number().positive().max(longestS),
  },
  pain: {
    ...common,
    enabled: z.literal(true, {
      error: "expected true: pain outranks all that is measured, and is always told",
    }),
    watchLevel: painLevel,
    alertLevel: painLevel,
  },
  duration: {
    ...common,
    watchPart: part,
    treadmillS: z.number().positive().max(longestS),
    outdoorsS: z.number().positive().max(longestS),
  },
  incline: { ...common, alertPct: z.number().positive().max(100) },
  "pod-silent": common,
  "pod-slip": common,
  "pod-battery": { ...common, watchPct: percent, alertPct: percent },
  "pod-clipping": { ...common, packetsPerMinute: z.int().min(1) },
} as const;

/** The same of a rules file, which may leave out what is as in the default rule. */
export const ruleChangeShapes = {
  ...ruleShapes,
  gait: {
    ...ruleShapes.gait,
    watch: fields(z.object(changeLimitShape).partial().shape),
    alert: fields(z.object(changeLimitShape).partial().shape),
  },
};

type Complain = (path: readonly PropertyKey[], problem: string) => void;

/** What the fields of one rule must be to each other. */
function checkRule(rule: AlertRule, complain: Complain): void {
  switch (rule.type) {
    case "gait":
      for (const field of ["change", "sd"] as const) {
        const least = rule.watch[field];
        if (rule.alert[field] < least) {
          complain(["alert", field], `expected at least watch.${field}, which is ${least}`);
        }
      }
      return;
    case "pattern":
      if (new Set(rule.of).size < rule.of.length) {
        complain(["of"], "a rule stands in it twice; expected each once");
      }
      if (rule.atLeast > rule.of.length) {
        complain(["atLeast"], `expected at most ${rule.of.length}: so many rules are in "of"`);
      }
      return;
    case "pain":
      if (rule.alertLevel < rule.watchLevel) {
        complain(["alertLevel"], `expected at least watchLevel, which is ${rule.watchLevel}`);
      }
      return;
    case "pod-battery":
      if (rule.alertPct > rule.watchPct) {
        complain(["alertPct"], `expected at most watchPct, which is ${rule.watchPct}`);
      }
      return;
    default:
  }
}

const typed = {
  gait: fields({ type: z.literal("gait"), ...ruleShapes.gait }),
  pattern: fields({ type: z.literal("pattern"), ...ruleShapes.pattern }),
  pain: fields({ type: z.literal("pain"), ...ruleShapes.pain }),
  duration: fields({ type: z.literal("duration"), ...ruleShapes.duration }),
  incline: fields({ type: z.literal("incline"), ...ruleShapes.incline }),
  podSilent: fields({ type: z.literal("pod-silent"), ...ruleShapes["pod-silent"] }),
  podSlip: fields({ type: z.literal("pod-slip"), ...ruleShapes["pod-slip"] }),
  podBattery: fields({ type: z.literal("pod-battery"), ...ruleShapes["pod-battery"] }),
  podClipping: fields({ type: z.literal("pod-clipping"), ...ruleShapes["pod-clipping"] }),
};

/** A whole rule, of any type. */
export const alertRuleSchema = z
  .discriminatedUnion(
    "type",
    [
      typed.gait,
      typed.pattern,
      typed.pain,
      typed.duration,
      typed.incline,
      typed.podSilent,
      typed.podSlip,
      typed.podBattery,
      typed.podClipping,
    ],
    {
      error: (issue) =>
        issue.code === "invalid_union"
          ? `expected one of ${Object.keys(ruleShapes).join(", ")}`
          : undefined,
    },
  )
  .superRefine((rule, context) => {
    checkRule(rule, (path, message) => {
      context.addIssue({ code: "custom", path: [...path], message });
    });
  }) satisfies z.ZodType<AlertRule>;
