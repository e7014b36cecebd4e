import type { AlertOutput } from "../model/alert-output.ts";
import type { AlertRule } from "../model/alert-rules.ts";
import type { RunPlan } from "../model/run-plan.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { AlertBook } from "./alert-book.ts";
import type { Catalogue } from "./catalogue.ts";
import { DurationAlerts } from "./duration-alerts.ts";
import { InclineAlerts } from "./incline-alerts.ts";
import { PainRuleWatch } from "./pain-rule-watch.ts";
import { PodBatteryAlerts } from "./pod-battery-alerts.ts";
import { PodClippingAlerts } from "./pod-clipping-alerts.ts";
import { PodSilentRule } from "./pod-silent-rule.ts";
import { PodSlipRule } from "./pod-slip-rule.ts";

/** A rule at work that looks at session outputs by itself. */
export interface RuleWatch {
  /** What follows from an output; null where nothing does. */
  take(output: SessionOutput): AlertOutput | null;
}

/** Puts a rule to work that needs nothing but session outputs; null of a gait or pattern rule (GaitWatch, PatternRuleWatch). */
export function ruleWatch(
  ruleId: string,
  rule: AlertRule,
  plan: RunPlan | undefined,
  book: AlertBook,
  catalogue: Catalogue,
): RuleWatch | null {
  switch (rule.type) {
    case "pain":
      return new PainRuleWatch(ruleId, rule, book, catalogue);
    case "duration":
      return new DurationAlerts(ruleId, rule, plan, book, catalogue);
    case "incline":
      return new InclineAlerts(ruleId, rule, plan, book, catalogue);
    case "pod-silent":
      return new PodSilentRule(ruleId, book, catalogue);
    case "pod-slip":
      return new PodSlipRule(ruleId, book, catalogue);
    case "pod-battery":
      return new PodBatteryAlerts(ruleId, rule, book, catalogue);
    case "pod-clipping":
      return new PodClippingAlerts(ruleId, rule, book, catalogue);
    case "gait":
    case "pattern":
      return null;
  }
}
