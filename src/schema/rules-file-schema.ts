import * as z from "zod";
import { type AlertRules, alertRulesVersion } from "../model/alert-rules.ts";
import { alertRuleSchema, ruleChangeShapes } from "./alert-rule-schemas.ts";
import { baselineShape, feedbackShape, qualityShape } from "./alert-rules-schema.ts";
import { fields } from "./fields.ts";

/** What a rules file may hold (docs/alerts.md): only what differs from the defaults, and whole rules beside them. */
export function rulesFileSchema(defaults: AlertRules) {
  const changes = Object.entries(defaults.rules).map(([id, { type }]) => {
    const keepsType = z.literal(type, {
      error: `expected "${type}": a default rule keeps its type; call another one by a name of your own`,
    });
    return [id, changed({ type: keepsType, ...ruleChangeShapes[type] }).exactOptional()] as const;
  });
  return fields({
    /** For editors. */
    $schema: z.string().exactOptional(),
    version: z.literal(alertRulesVersion),
    name: z.string().min(1).exactOptional(),
    baseline: changed(baselineShape).exactOptional(),
    quality: changed(qualityShape).exactOptional(),
    feedback: changed(feedbackShape).exactOptional(),
    rules: z.object(Object.fromEntries(changes)).catchall(alertRuleSchema).exactOptional(),
  });
}

/** The fields of an object, each of which may be left out. */
function changed<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return fields(z.object(shape).partial().shape);
}
