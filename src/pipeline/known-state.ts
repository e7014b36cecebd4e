import type { Placement, PodDescription } from "../model/pod.ts";
import type { AbsenceReason, CalibrationVerdict, PodLiveness } from "../model/session-output.ts";
import type { PipelineValue } from "./pipeline-value.ts";

/** What must hold for any value derived from the pelvis pod: it is there, alive and calibrated. */
export class KnownState {
  readonly #liveness = new Map<Placement, PodLiveness>();
  readonly #verdict = new Map<Placement, CalibrationVerdict>();

  constructor(pods: readonly PodDescription[]) {
    for (const pod of pods) this.#liveness.set(pod.placement, "waiting");
  }

  take(value: PipelineValue): void {
    if (value.kind === "podState") this.#liveness.set(value.placement, value.liveness);
    else if (value.kind === "calibration") this.#verdict.set(value.placement, value.verdict);
  }

  /** Why nothing can be derived from the pod at this placement; null where it can. */
  absence(placement: Placement): AbsenceReason | null {
    const liveness = this.#liveness.get(placement);
    if (liveness === undefined || liveness === "waiting") return "no-pod";
    if (liveness === "silent") return "pod-silent";
    const verdict = this.#verdict.get(placement) ?? "waiting";
    if (verdict === "good") return null;
    return verdict === "waiting" || verdict === "moved" ? "not-calibrated" : "calibration-failed";
  }
}
