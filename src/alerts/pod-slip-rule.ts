import type { Placement, PodId } from "../model/pod.ts";
import type { AlertOutput, CalibrationOutput } from "../model/session-output.ts";
import { placementNames } from "./placement-names.ts";

const lostAngles: Readonly<Record<Placement, string>> = {
  pelvis: "No angles until it is calibrated anew; stance times go on.",
  leftThigh: "No angles of the left hip until it is calibrated anew; stance times go on.",
  rightThigh: "No angles of the right hip until it is calibrated anew; stance times go on.",
};

/** Raises an alert when a pod has slipped on the body and releases it when it has been calibrated anew. */
export class PodSlipRule {
  static readonly ruleId = "pod-slip";
  readonly #open = new Map<PodId, AlertOutput>();
  #raised = 0;

  take({
    stage,
    verdict,
    podId,
    placement,
    timeS,
    slipDeg,
  }: CalibrationOutput): AlertOutput | null {
    if (stage !== "slip") return null;
    const open = this.#open.get(podId);
    if (verdict === "slipped" && open === undefined) {
      this.#raised += 1;
      const size = slipDeg === null ? "" : ` by about ${slipDeg.toFixed(0)}°`;
      const alert: AlertOutput = {
        kind: "alert",
        alertId: `${PodSlipRule.ruleId}-${this.#raised}`,
        ruleId: PodSlipRule.ruleId,
        phase: "raised",
        severity: "watch",
        timeS,
        message: `The ${placementNames[placement]} pod has slipped${size}. ${lostAngles[placement]}`,
        podId,
      };
      this.#open.set(podId, alert);
      return alert;
    }
    if (verdict === "good" && open !== undefined) {
      this.#open.delete(podId);
      const message = `The ${placementNames[placement]} pod is calibrated anew.`;
      return { ...open, phase: "released", timeS, message };
    }
    return null;
  }
}
