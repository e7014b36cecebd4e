import type { AlertOutput, AlertSeverity } from "../model/alert-output.ts";
import type { PodId } from "../model/pod.ts";

/** The alerts of one rule about pods: at most one stands per pod, and keeps its id from raising to release. */
export class PodAlerts {
  readonly #ruleId: string;
  readonly #severity: AlertSeverity;
  readonly #open = new Map<PodId, AlertOutput>();
  #raised = 0;

  constructor(ruleId: string, severity: AlertSeverity) {
    this.#ruleId = ruleId;
    this.#severity = severity;
  }

  /** Raises the pod's alert; null where it stands already. */
  raise(podId: PodId, timeS: number, message: string): AlertOutput | null {
    if (this.#open.has(podId)) return null;
    this.#raised += 1;
    const alert: AlertOutput = {
      kind: "alert",
      alertId: `${this.#ruleId}-${this.#raised}`,
      ruleId: this.#ruleId,
      phase: "raised",
      severity: this.#severity,
      timeS,
      raisedAtS: timeS,
      message,
      podId,
      finding: null,
      causes: [],
      acknowledgedBy: null,
    };
    this.#open.set(podId, alert);
    return alert;
  }

  /** Releases the pod's alert; null where none stands. */
  release(podId: PodId, timeS: number, message: string): AlertOutput | null {
    const open = this.#open.get(podId);
    if (open === undefined) return null;
    this.#open.delete(podId);
    return { ...open, phase: "released", timeS, message };
  }
}
