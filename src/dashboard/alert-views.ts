import { type AlertOutput, alertSeverities } from "../model/alert-output.ts";
import type { AlertRules } from "../model/alert-rules.ts";

const keptAlerts = 50;

/** One alert with its way so far. */
export interface AlertView {
  /** The newest word on it while it stood; of one of which only the end is known, that end. */
  readonly alert: AlertOutput;
  /** Session time of its newest escalation, s; null where it has had none that is known. */
  readonly escalatedAtS: number | null;
  /** Session time at which the one who is named in `alert` acknowledged it, s. */
  readonly acknowledgedAtS: number | null;
  /** When and how it ended; null while it stands. */
  readonly over: { readonly atS: number; readonly message: string } | null;
}

/** The alerts after one more word on one of them, newest first. Of too many the oldest that are over leave first. */
export function withAlert(alerts: readonly AlertView[], output: AlertOutput): readonly AlertView[] {
  const known = alerts.find(({ alert }) => alert.alertId === output.alertId);
  if (output.phase === "released") {
    const over = { atS: output.timeS, message: output.message };
    // A release whose raising was never seen (a late page) still tells that there was something.
    const released = { ...(known ?? standingView(output, undefined)), over };
    return known === undefined
      ? bounded([released, ...alerts])
      : alerts.map((view) => (view === known ? released : view));
  }
  const next = standingView(output, known?.over === null ? known : undefined);
  if (known?.over === null) return alerts.map((view) => (view === known ? next : view));
  return bounded([next, ...alerts.filter((view) => view !== known)]);
}

function standingView(alert: AlertOutput, before: AlertView | undefined): AlertView {
  const { phase, timeS, acknowledgedBy } = alert;
  return {
    alert,
    escalatedAtS: phase === "escalated" ? timeS : (before?.escalatedAtS ?? null),
    acknowledgedAtS: acknowledgedBy === null ? null : (before?.acknowledgedAtS ?? timeS),
    over: null,
  };
}

function bounded(alerts: readonly AlertView[]): readonly AlertView[] {
  if (alerts.length <= keptAlerts) return alerts;
  const victim = alerts.findLast(({ over }) => over !== null) ?? alerts.at(-1);
  return alerts.filter((view) => view !== victim);
}

/** Whether an alert is about pain: it outranks what is measured, and only a person clears it. */
export function isPain({ ruleId }: AlertOutput, rules: AlertRules | undefined): boolean {
  const rule = rules?.rules[ruleId];
  return rule === undefined ? ruleId === "pain" : rule.type === "pain";
}

/** In the order in which they are shown: what stands before what is over, pain before all else, then by severity, newest first. */
export function alertFeed(
  alerts: readonly AlertView[],
  rules: AlertRules | undefined,
): readonly AlertView[] {
  const rank = ({ alert }: AlertView) =>
    (isPain(alert, rules) ? alertSeverities.length : 0) + alertSeverities.indexOf(alert.severity);
  const standing = alerts
    .filter(({ over }) => over === null)
    .sort((a, b) => rank(b) - rank(a) || b.alert.raisedAtS - a.alert.raisedAtS);
  const over = alerts
    .filter((view) => view.over !== null)
    .sort((a, b) => (b.over?.atS ?? 0) - (a.over?.atS ?? 0));
  return [...standing, ...over];
}

/** Standing alerts that advise to stop, worst first. */
export function stopAdvices(
  alerts: readonly AlertView[],
  rules: AlertRules | undefined,
): readonly AlertView[] {
  return alertFeed(alerts, rules).filter(
    ({ alert, over }) => over === null && alert.severity === "alert" && isPain(alert, rules),
  );
}
