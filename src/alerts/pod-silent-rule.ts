import type { Placement, PodId } from "../model/pod.ts";
import type { AlertOutput, PodStateOutput } from "../model/session-output.ts";
import { placementNames } from "./placement-names.ts";

const lostValues: Readonly<Record<Placement, string>> = {
  pelvis: "No angles and no stance times until it is back.",
  leftThigh: "Sides are told from the right thigh alone.",
  rightThigh: "Sides are told from the left thigh alone.",
};

/**
 * Raises an alert when a pod that was live falls silent and releases it when data comes again.
 * Depends on the order of pod states alone.
 */
export class PodSilentRule {
  static readonly ruleId = "pod-silent";
  readonly #open = new Map<PodId, AlertOutput>();
  #raised = 0;

  take(state: PodStateOutput): AlertOutput | null {
    const open = this.#open.get(state.podId);
    if (state.liveness === "silent" && open === undefined) {
      this.#raised += 1;
      const alert: AlertOutput = {
        kind: "alert",
        alertId: `${PodSilentRule.ruleId}-${this.#raised}`,
        ruleId: PodSilentRule.ruleId,
        phase: "raised",
        severity: "alert",
        timeS: state.timeS,
        message: `The ${placementNames[state.placement]} pod ${state.receivedSamples > 0 ? "sends nothing any more" : "has not sent anything"}. ${lostValues[state.placement]}`,
        podId: state.podId,
      };
      this.#open.set(state.podId, alert);
      return alert;
    }
    if (state.liveness === "live" && open !== undefined) {
      this.#open.delete(state.podId);
      return {
        ...open,
        phase: "released",
        timeS: state.timeS,
        message: `The ${placementNames[state.placement]} pod sends again.`,
      };
    }
    return null;
  }
}
