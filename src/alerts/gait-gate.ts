import type { Suspension } from "../model/alert-output.ts";
import type { GaitMetric } from "../model/alert-rules.ts";
import { type Placement, type PodDescription, type Side, thighOf } from "../model/pod.ts";
import type {
  Activity,
  CalibrationOutput,
  HipAnglesOutput,
  SessionOutput,
} from "../model/session-output.ts";

/** An activity is told once a second; a longer gap is none that was told. */
const longestActivityGapS = 2;

/** A belt that is set to 1 % instead of level, as many are, makes no other gait; a steeper one tips the pelvis by itself, percentage points. */
const sameInclinePct = 1;

/**
 * Whether what is measured can be trusted now, from what the session says of itself. Nothing here looks at a gait value: a rule that is
 * suspended has not even been asked.
 */
export class GaitGate {
  readonly #placements: ReadonlySet<Placement>;
  readonly #affected: Side | null;
  readonly #warmUpS: number;
  readonly #silent = new Set<Placement>();
  readonly #slipped = new Set<Placement>();
  readonly #misplaced = new Set<Placement>();
  readonly #clockOff = new Set<Side>();
  #swapped = false;
  #activity: Activity | null = null;
  #activityS = 0;
  #ranS = 0;
  /** As the treadmill says; null where none does. */
  #inclinePct: number | null = null;
  /** At which the session's baselines are gathered; null while there is none that is known. */
  #baselineInclinePct: number | null = null;

  constructor(pods: readonly PodDescription[], affected: Side | null, warmUpS: number) {
    this.#placements = new Set(pods.map(({ placement }) => placement));
    this.#affected = affected;
    this.#warmUpS = warmUpS;
  }

  /** Where a metric's value comes from. */
  placementsOf(metric: GaitMetric): readonly Placement[] {
    const thighs = [thighOf.left, thighOf.right].filter((placement) =>
      this.#placements.has(placement),
    );
    switch (metric) {
      case "stanceTimeSymmetryIndexPct":
        return ["pelvis", ...thighs];
      case "hipRotationExcursionDeg":
        return this.#affected === null ? ["pelvis"] : ["pelvis", thighOf[this.#affected]];
      default:
        return ["pelvis"];
    }
  }

  take(output: SessionOutput): void {
    switch (output.kind) {
      case "activity": {
        const gapS = output.timeS - this.#activityS;
        if (this.#activity === "running" && gapS <= longestActivityGapS) this.#ranS += gapS;
        this.#activity = output.activity;
        this.#activityS = output.timeS;
        return;
      }
      case "podState":
        set(this.#silent, output.placement, output.liveness !== "live");
        return;
      case "calibration":
        this.#takeCalibration(output);
        return;
      case "treadmill":
        this.#inclinePct = output.inclinePct;
        return;
      case "baselineReset":
        this.#baselineInclinePct = null;
        return;
      case "hipAngles":
        this.#takeHips(output);
        return;
      default:
    }
  }

  /** A baseline is gathered now: from here on only this incline compares. */
  holdIncline(): void {
    this.#baselineInclinePct ??= this.#inclinePct;
  }

  /** Why nothing at all can be said. */
  get suspension(): Suspension | null {
    if (this.#activity !== "running") return "not-running";
    if (this.#swapped || this.#misplaced.size > 0) return "sides-swapped";
    if (this.#isOtherIncline) return "incline-differs";
    return this.#ranS < this.#warmUpS ? "warming-up" : null;
  }

  get #isOtherIncline(): boolean {
    const now = this.#inclinePct;
    const before = this.#baselineInclinePct;
    return now !== null && before !== null && Math.abs(now - before) > sameInclinePct;
  }

  /** Why nothing can be said of a metric; null where something can, as far as this knows. */
  suspensionOf(metric: GaitMetric): Suspension | null {
    if (metric !== "pelvicTiltDeg" && this.#affected === null) return "affected-side-unknown";
    const placements = this.placementsOf(metric);
    if (placements.some((placement) => !this.#placements.has(placement))) return "no-pod";
    if (placements.some((placement) => this.#silent.has(placement))) return "pod-silent";
    const isTiming = metric === "stanceTimeSymmetryIndexPct";
    // Stance times need no angles: a pod that has turned on the segment still feels the contact.
    if (!isTiming && placements.some((placement) => this.#slipped.has(placement))) {
      return "pod-slipped";
    }
    const clocks = isTiming ? this.#clockOff.size > 0 : this.#isClockOff(metric);
    return clocks ? "clock-misaligned" : this.suspension;
  }

  #isClockOff(metric: GaitMetric): boolean {
    const side = this.#affected;
    return metric === "hipRotationExcursionDeg" && side !== null && this.#clockOff.has(side);
  }

  #takeCalibration({ stage, verdict, placement }: CalibrationOutput): void {
    if (stage === "slip") set(this.#slipped, placement, verdict === "slipped");
    if (stage === "sides") this.#swapped = verdict === "swapped";
    if (stage === "gait") set(this.#misplaced, placement, verdict === "swapped-with-pelvis");
  }

  #takeHips({ leftAbsent, rightAbsent }: HipAnglesOutput): void {
    set(this.#clockOff, "left", leftAbsent === "clock-misaligned");
    set(this.#clockOff, "right", rightAbsent === "clock-misaligned");
  }
}

function set<T>(values: Set<T>, value: T, isIn: boolean): void {
  if (isIn) values.add(value);
  else values.delete(value);
}
