import { type Placement, type PodDescription, type Side, thighOf } from "../model/pod.ts";
import type {
  AbsenceReason,
  CalibrationOutput,
  CalibrationVerdict,
  PodLiveness,
} from "../model/session-output.ts";
import type { PipelineValue } from "./pipeline-value.ts";

/** Why the pods of a side cannot give the heading between them; null where they can. */
export function headingAbsence(known: KnownState, side: Side): AbsenceReason | null {
  const thigh = thighOf[side];
  const pod = known.absence("pelvis") ?? known.absence(thigh);
  if (pod !== null) return pod;
  const forward = known.sagittalFound("pelvis") && known.sagittalFound(thigh);
  return forward ? null : "not-calibrated";
}

/** Why they cannot give hip angles; null where they can. */
export function hipAbsence(known: KnownState, side: Side): AbsenceReason | null {
  const heading = headingAbsence(known, side);
  if (heading !== null) return heading;
  if (known.sidesSwapped) return "calibration-failed";
  // A hip's angle would be that of the pelvis now and of the thigh some moments ago.
  if (known.isClockOff(thighOf[side])) return "clock-misaligned";
  return known.anglesAbsence("pelvis") ?? known.anglesAbsence(thighOf[side]);
}

/** What must hold for any value derived from a pod: it is there, alive and calibrated. */
export class KnownState {
  readonly #liveness = new Map<Placement, PodLiveness>();
  readonly #verdict = new Map<Placement, CalibrationVerdict>();
  readonly #sagittal = new Set<Placement>();
  readonly #misplaced = new Set<Placement>();
  readonly #slipped = new Set<Placement>();
  readonly #clockOff = new Set<Placement>();
  #swapped = false;

  constructor(pods: readonly PodDescription[]) {
    for (const pod of pods) this.#liveness.set(pod.placement, "waiting");
  }

  /** Takes what it knows of; session time of the value, s, where anything that it says has changed by it. */
  take(value: PipelineValue): number | null {
    if (value.kind === "thighClock") {
      set(this.#clockOff, thighOf[value.side], value.misaligned);
      return value.timeS;
    }
    if (value.kind !== "podState" && value.kind !== "calibration") return null;
    const before = this.#word(value.placement);
    if (value.kind === "podState") this.#liveness.set(value.placement, value.liveness);
    else this.#takeCalibration(value);
    return this.#word(value.placement) === before ? null : value.timeS;
  }

  #takeCalibration({ placement, stage, verdict }: CalibrationOutput): void {
    switch (stage) {
      case "standing":
        // What is renewed stays in use until it has been.
        if (verdict === "renewing" || verdict === "kept") return;
        this.#verdict.set(placement, verdict);
        return;
      case "gait":
        set(this.#sagittal, placement, verdict === "good" || verdict === "turned");
        set(this.#misplaced, placement, verdict === "swapped-with-pelvis");
        return;
      case "sides":
        this.#swapped = verdict === "swapped";
        return;
      case "slip":
        set(this.#slipped, placement, verdict === "slipped");
        return;
      default:
        stage satisfies never;
    }
  }

  #word(placement: Placement): string {
    return `${this.anglesAbsence(placement)} ${this.sagittalFound(placement)} ${this.#swapped}`;
  }

  /** Whether left and right have been found exchanged. */
  get sidesSwapped(): boolean {
    return this.#swapped;
  }

  /** Whether the pod's clock has been found off against the pelvis pod's. */
  isClockOff(placement: Placement): boolean {
    return this.#clockOff.has(placement);
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
    if (this.#misplaced.has(placement)) return "calibration-failed";
    if (verdict === "good") return null;
    return verdict === "waiting" || verdict === "moved" ? "not-calibrated" : "calibration-failed";
  }

  /** The same for its segment's angles, which a pod that has slipped cannot give any more. */
  anglesAbsence(placement: Placement): AbsenceReason | null {
    return this.absence(placement) ?? (this.#slipped.has(placement) ? "pod-slipped" : null);
  }
}

function set(placements: Set<Placement>, placement: Placement, isIn: boolean): void {
  if (isIn) placements.add(placement);
  else placements.delete(placement);
}
