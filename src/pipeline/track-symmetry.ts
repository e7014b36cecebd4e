import type { ContactMethod } from "../kernels/contact-timing.ts";
import { PaceChange } from "../kernels/pace-change.ts";
import type { StanceTiming } from "../kernels/stance-symmetry.ts";
import { StrideWindow } from "../kernels/stride-window.ts";
import { type PodDescription, sides } from "../model/pod.ts";
import type {
  AbsenceReason,
  Activity,
  ActivityOutput,
  GaitEventOutput,
  StrideOutput,
  SymmetryOutput,
} from "../model/session-output.ts";
import { KnownState } from "./known-state.ts";
import { perSubscription } from "./per-subscription.ts";
import type { PipelineOperator, PipelineValue } from "./pipeline-value.ts";

/** Newest clean strides of each side that are compared. */
const windowStrides = 60;

/** Fewer strides of a side than this say nothing: their interval would be wider than any real difference. */
const leastStrides = 15;

/** From so many strides of each side on the comparison is no longer preliminary. */
const settledStrides = 30;

/** A stumble does not withdraw what is known of the strides before it; whoever has not run for this long has stopped, s. */
const stoppedAfterS = 2;

/** Strides are compared with what the runner does now: without a new clean one for this long they are void, s. */
const staleAfterS = 4;

/** An unchanged answer is repeated this often, s. */
const repeatS = 1;

/** Method of contacts that no thigh has timed. */
const pelvisAlone: ContactMethod = "pelvis-vertical-crossing";

/** Window, pace and reasons of one subscription. */
class SymmetryTracker {
  readonly #known: KnownState;
  readonly #window = new StrideWindow(windowStrides);
  readonly #pace = new PaceChange();
  #beltSpeedMPerS: number | null = null;
  #activity: Activity | null = null;
  #lastRanS = Number.NEGATIVE_INFINITY;
  #lastCleanS = Number.NEGATIVE_INFINITY;
  #sideKnown = true;
  /** How the newest contact was timed, and how all those in the window were. */
  #timing: StanceTiming = "thighs";
  #windowTiming: StanceTiming = "thighs";
  #lastOutputS = Number.NEGATIVE_INFINITY;

  constructor(pods: readonly PodDescription[]) {
    this.#known = new KnownState(pods);
  }

  take(value: PipelineValue): SymmetryOutput | null {
    const changedAtS = this.#known.take(value);
    switch (value.kind) {
      case "podState":
      case "calibration":
        // What has become unknown is said at once.
        return changedAtS === null ? null : this.#answer(changedAtS);
      case "gaitEvent":
        this.#sideKnown = value.side !== null;
        this.#timing = this.#timingOf(value);
        return null;
      case "beltSpeed":
        // A treadmill may say the same speed again and again.
        if (value.beltSpeedMPerS === this.#beltSpeedMPerS) return null;
        this.#beltSpeedMPerS = value.beltSpeedMPerS;
        // Stance time depends on speed more than on anything else: strides of two speeds are not mixed.
        this.#clear();
        return this.#answer(value.timeS);
      case "activity":
        return this.#takeActivity(value);
      case "stride":
        if (value.clean) this.#takeClean(value);
        return this.#answer(value.timeS);
      case "tick":
        if (value.arrivalTimeS - this.#lastCleanS > staleAfterS) this.#clear();
        return value.arrivalTimeS - this.#lastOutputS >= repeatS
          ? this.#answer(value.arrivalTimeS)
          : null;
      default:
        return null;
    }
  }

  #timingOf({ method }: GaitEventOutput): StanceTiming {
    if (method !== pelvisAlone) return "thighs";
    return this.#beltSpeedMPerS === null ? "pelvis-unknown-speed" : "pelvis";
  }

  #takeClean({ side, timeS, strideTimeS, stanceTimeS }: StrideOutput): void {
    // Ways of timing differ by more than sides do. For a worse one the window waits until it is void.
    if (this.#timing === "thighs" && this.#windowTiming !== "thighs") this.#clear();
    if (this.#isEmpty) this.#windowTiming = this.#timing;
    if (this.#timing !== this.#windowTiming) return;
    this.#window.add(side, stanceTimeS);
    this.#lastCleanS = timeS;
    // Where the treadmill tells its speed, a runner who only steps faster is still compared with himself.
    if (this.#beltSpeedMPerS === null && this.#pace.add(strideTimeS)) this.#clear();
  }

  get #isEmpty(): boolean {
    return sides.every((side) => {
      const { kept, outliers } = this.#window.counts(side);
      return kept + outliers === 0;
    });
  }

  #takeActivity({ activity, timeS }: ActivityOutput): SymmetryOutput | null {
    const before = this.#activity;
    this.#activity = activity;
    if (before === "running") this.#lastRanS = timeS;
    return activity === before ? null : this.#answer(timeS);
  }

  #clear(): void {
    this.#window.clear();
    this.#pace.reset();
  }

  #answer(timeS: number): SymmetryOutput {
    this.#lastOutputS = timeS;
    const left = this.#window.counts("left");
    const right = this.#window.counts("right");
    const counts = {
      kind: "symmetry",
      timeS,
      leftStrides: left.kept,
      rightStrides: right.kept,
      leftOutliers: left.outliers,
      rightOutliers: right.outliers,
    } as const;
    const fewest = Math.min(left.kept, right.kept);
    const absent = this.#absence(timeS, fewest);
    if (absent !== null) {
      return {
        ...counts,
        leftStanceTimeS: null,
        rightStanceTimeS: null,
        stanceTimeDifferenceS: null,
        stanceTimeCi95S: null,
        preliminary: null,
        stanceTimeSymmetryIndexPct: null,
        symmetryIndexCi95Pct: null,
        symmetryIndexSpread95Pct: null,
        symmetryIndexMdc95Pct: null,
        withinNoise: null,
        leftBalancePct: null,
        rightBalancePct: null,
        absent,
      };
    }
    const {
      leftStanceTimeS,
      rightStanceTimeS,
      differenceS,
      stanceTimeCi95S,
      symmetryIndexPct,
      ci95Pct,
      spread95Pct,
      mdc95Pct,
    } = this.#window.symmetry(this.#windowTiming);
    return {
      ...counts,
      leftStanceTimeS,
      rightStanceTimeS,
      stanceTimeDifferenceS: differenceS,
      stanceTimeCi95S,
      preliminary: fewest < settledStrides,
      stanceTimeSymmetryIndexPct: symmetryIndexPct,
      symmetryIndexCi95Pct: ci95Pct,
      symmetryIndexSpread95Pct: spread95Pct,
      symmetryIndexMdc95Pct: mdc95Pct,
      withinNoise: Math.abs(symmetryIndexPct) <= ci95Pct,
      leftBalancePct: 50 - symmetryIndexPct / 4,
      rightBalancePct: 50 + symmetryIndexPct / 4,
      absent: null,
    };
  }

  #absence(timeS: number, fewest: number): AbsenceReason | null {
    const pelvis = this.#known.absence("pelvis");
    if (pelvis !== null) return pelvis;
    if (this.#known.sidesSwapped) return "calibration-failed";
    // There is no reference that stance times of a walk could be held against.
    if (this.#activity === "walking") return "not-estimated";
    const stopped = this.#activity === "irregular" && timeS - this.#lastRanS > stoppedAfterS;
    if (stopped || this.#activity === "standing") return "not-running";
    if (fewest >= leastStrides) return null;
    return this.#sideKnown ? "too-few-strides" : "side-unknown";
  }
}

/** Left-right comparison of stance time over the newest strides at one speed, after every stride. */
export function trackSymmetry(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const tracker = new SymmetryTracker(pods);
    return (value, emit) => {
      emit(value);
      const answer = tracker.take(value);
      if (answer !== null) emit(answer);
    };
  });
}
