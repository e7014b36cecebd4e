import { defaultAlertRules } from "../../../src/alerts/default-alert-rules.ts";
import type { AlertOutput, AlertSeverity } from "../../../src/model/alert-output.ts";

/** Rules that rest on a measured change of gait: what may be a false alarm here. */
const gaitRuleIds = new Set(
  Object.entries(defaultAlertRules.rules)
    .filter(([, { type }]) => type === "gait" || type === "pattern")
    .map(([ruleId]) => ruleId),
);

/** Gait alerts that came to a severity, each once, when they did. */
export function gaitAlerts(
  alerts: readonly AlertOutput[],
  severity: Extract<AlertSeverity, "watch" | "alert">,
): AlertOutput[] {
  const seen = new Set<string>();
  return alerts.filter((alert) => {
    const isNews = alert.phase === "raised" || alert.phase === "escalated";
    if (!isNews || alert.severity !== severity || !gaitRuleIds.has(alert.ruleId)) return false;
    const isFirst = !seen.has(alert.alertId);
    seen.add(alert.alertId);
    return isFirst;
  });
}

/** Events per 10 h, by rule as well. */
export function per10h(alerts: readonly AlertOutput[], hours: number): Record<string, number> {
  const per: Record<string, number> = {};
  for (const { ruleId } of alerts) per[ruleId] = (per[ruleId] ?? 0) + 10 / hours;
  return per;
}
