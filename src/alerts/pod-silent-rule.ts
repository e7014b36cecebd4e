import type { AlertOutput } from "../model/alert-output.ts";
import { placementNames } from "../model/placement-names.ts";
import type { Placement } from "../model/pod.ts";
import type { PodStateOutput } from "../model/session-output.ts";
import { PodAlerts } from "./pod-alerts.ts";

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
  readonly #alerts = new PodAlerts("pod-silent", "alert");

  take(state: PodStateOutput): AlertOutput | null {
    const { podId, placement, liveness, receivedSamples, timeS } = state;
    const pod = `The ${placementNames[placement]} pod`;
    if (liveness === "silent") {
      const what = receivedSamples > 0 ? "sends nothing any more" : "has not sent anything";
      return this.#alerts.raise(podId, timeS, `${pod} ${what}. ${lostValues[placement]}`);
    }
    if (liveness !== "live") return null;
    return this.#alerts.release(podId, timeS, `${pod} sends again.`);
  }
}
