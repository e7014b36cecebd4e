import type { AlertFinding, AlertOutput } from "../model/alert-output.ts";
import type { PodId } from "../model/pod.ts";

/** What an alert of a rule is about beside the rule itself; most rules have one alert at a time. */
export interface AlertDetails {
  readonly podId?: PodId | null;
  readonly finding?: AlertFinding | null;
  readonly causes?: readonly string[];
}

type Raised = "watch" | "alert";

/**
 * Every alert of a session, from raising to release under one id. Of one rule and pod at most one stands. What it returns is to
 * be told; the newest word on an id is its state.
 */
export class AlertBook {
  readonly #standing = new Map<string, AlertOutput>();
  readonly #released = new Map<string, AlertOutput>();
  readonly #raised = new Map<string, number>();

  /** The standing alert of a rule and pod. */
  standing(ruleId: string, podId: PodId | null = null): AlertOutput | null {
    return this.#standing.get(key(ruleId, podId)) ?? null;
  }

  /** Standing alerts, in the order in which they were raised. */
  get all(): readonly AlertOutput[] {
    return [...this.#standing.values()];
  }

  /** Whether the rule was released less than so long ago, s, from this severity or a higher one: what is worse than before does not wait. */
  isCooling(
    ruleId: string,
    severity: Raised,
    timeS: number,
    cooldownS: number,
    podId: PodId | null = null,
  ): boolean {
    const released = this.#released.get(key(ruleId, podId));
    if (released === undefined || timeS - released.timeS >= cooldownS) return false;
    return severity === "watch" || released.severity === "alert";
  }

  /** Raises the rule's alert, or escalates the one that stands to a higher severity; null where it stands at this one or above. */
  raise(
    ruleId: string,
    severity: Raised,
    timeS: number,
    message: string,
    { podId = null, finding = null, causes = [] }: AlertDetails = {},
  ): AlertOutput | null {
    const open = this.standing(ruleId, podId);
    if (open !== null) {
      if (open.severity === "alert" || severity === "watch") return null;
      return this.escalate(open, severity, timeS, message, { finding, causes });
    }
    const number = (this.#raised.get(ruleId) ?? 0) + 1;
    this.#raised.set(ruleId, number);
    return this.#keep({
      kind: "alert",
      alertId: `${ruleId}-${number}`,
      ruleId,
      phase: "raised",
      severity,
      timeS,
      raisedAtS: timeS,
      message,
      podId,
      finding,
      causes,
      acknowledgedBy: null,
    });
  }

  /** Worse than before, or come again: whoever had acknowledged it has not acknowledged this. */
  escalate(
    open: AlertOutput,
    severity: Raised,
    timeS: number,
    message: string,
    { finding = null, causes = [] }: AlertDetails = {},
  ): AlertOutput {
    const phase = "escalated";
    return this.#keep({
      ...open,
      phase,
      severity,
      timeS,
      message,
      finding,
      causes,
      acknowledgedBy: null,
    });
  }

  /** Null where no such alert stands, or somebody has acknowledged it already. */
  acknowledge(alertId: string, by: string, timeS: number): AlertOutput | null {
    const open = this.all.find((alert) => alert.alertId === alertId);
    if (open === undefined || open.acknowledgedBy !== null) return null;
    return this.#keep({ ...open, phase: "acknowledged", timeS, acknowledgedBy: by });
  }

  /** Releases the alert of a rule and pod; null where none stands. */
  release(
    ruleId: string,
    timeS: number,
    message: string,
    { podId = null, finding }: AlertDetails = {},
  ): AlertOutput | null {
    const open = this.standing(ruleId, podId);
    if (open === null) return null;
    this.#standing.delete(key(ruleId, podId));
    const over: AlertOutput = {
      ...open,
      phase: "released",
      timeS,
      message,
      finding: finding ?? open.finding,
    };
    this.#released.set(key(ruleId, podId), over);
    return over;
  }

  #keep(alert: AlertOutput): AlertOutput {
    this.#standing.set(key(alert.ruleId, alert.podId), alert);
    return alert;
  }
}

function key(ruleId: string, podId: PodId | null): string {
  return `${ruleId}\n${podId ?? ""}`;
}
