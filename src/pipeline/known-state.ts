import type { Placement, PodDescription } from "../model/pod.ts";
import type { AbsenceReason, CalibrationVerdict, PodLiveness } from "../model/session-output.ts";
import type { PipelineValue } from "./pipeline-value.ts";

/** What must hold for any value derived from a pod: it is there, alive and calibrated. */
export class KnownState {
  readonly #liveness = new Map<Placement, PodLiveness>();
  readonly #sagittal = new Set<Placement>();
  #swapped = false;
  readonly #verdict = new Map<Placement, CalibrationVerdict>();

  constructor(pods: readonly PodDescription[]) {
    for (const pod of pods) this.#liveness.set(pod.placement, "waiting");
  }

  /** Takes what it knows of; session time of the value, s, where anything that it says has changed by it. */
  take(value: PipelineValue): number | null {
    if (value.kind !== "podState" && value.kind !== "calibration") return null;
    const before = this.#word(value.placement);
    if (value.kind === "podState") this.#liveness.set(value.placement, value.liveness);
    else if (value.stage === "gait") this.#sagittal.add(value.placement);
    else if (value.stage === "sides") this.#swapped = value.verdict === "swapped";
    else this.#verdict.set(value.placement, value.verdict);
    return this.#word(value.placement) === before ? null : value.timeS;
  }

  #word(placement: Placement): string {
    return `${this.absence(placement)} ${this.sagittalFound(placement)} ${this.#swapped}`;
  }

  /** Whether left and right have been found exchanged. */
  get sidesSwapped(): boolean {
    return this.#swapped;
  }

  /** Whether gait has told where forward is for the segment. */
  sagittalFound(placement: Placement): boolean {
    return this.#sagittal.has(placement);
  }

  /** Why nothing can be derived from the pod at this placement; null where it can. */
  absence(placement: Placement): AbsenceReason | null {
    const liveness = this.#liveness.get(placement);
    if (liveness === undefined) return "no-pod";
    if (liveness !== "live") return "pod-silent";
    const verdict = this.#verdict.get(placement) ?? "waiting";
    if (verdict === "good") return null;
    return verdict === "waiting" || verdict === "moved" ? "not-calibrated" : "calibration-failed";
  }
}
