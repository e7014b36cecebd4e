import type { AlertOutput } from "../model/alert-output.ts";
import { placementNames } from "../model/placement-names.ts";
import type { Placement } from "../model/pod.ts";
import type { CalibrationOutput } from "../model/session-output.ts";
import { PodAlerts } from "./pod-alerts.ts";

const lostAngles: Readonly<Record<Placement, string>> = {
  pelvis: "No angles until it is calibrated anew; stance times go on.",
  leftThigh: "No angles of the left hip until it is calibrated anew; stance times go on.",
  rightThigh: "No angles of the right hip until it is calibrated anew; stance times go on.",
};

/** Raises an alert when a pod has slipped on the body and releases it when it has been calibrated anew. */
export class PodSlipRule {
  readonly #alerts = new PodAlerts("pod-slip", "watch");

  take({
    stage,
    verdict,
    podId,
    placement,
    timeS,
    slipDeg,
  }: CalibrationOutput): AlertOutput | null {
    if (stage !== "slip") return null;
    const pod = `The ${placementNames[placement]} pod`;
    if (verdict === "slipped") {
      const size = slipDeg === null ? "" : ` by about ${slipDeg.toFixed(0)}°`;
      const message = `${pod} has slipped${size}. ${lostAngles[placement]}`;
      return this.#alerts.raise(podId, timeS, message);
    }
    if (verdict !== "good") return null;
    return this.#alerts.release(podId, timeS, `${pod} is calibrated anew.`);
  }
}
