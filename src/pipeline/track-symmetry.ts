import { PaceChange } from "../kernels/pace-change.ts";
import { StrideWindow } from "../kernels/stride-window.ts";
import {
  type StanceForces,
  type StanceTiming,
  stanceForces,
  stanceTiming,
} from "../kernels/timing-error.ts";
import type { PodDescription, Side } from "../model/pod.ts";
import type {
  AbsenceReason,
  Activity,
  ActivityOutput,
  ContactMethod,
  GaitEventOutput,
  StrideOutput,
  SymmetryOutput,
} from "../model/session-output.ts";
import { KnownState } from "./known-state.ts";
import { perSubscription } from "./per-subscription.ts";
import type { PipelineOperator, PipelineValue } from "./pipeline-value.ts";

/** Newest clean strides of each side that are compared. */
export const windowStrides = 60;

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

/** Clean strides that were timed by the same forces. They become stale for want of their like, whatever else comes. */
class TimedStrides {
  readonly window = new StrideWindow(windowStrides);
  #lastS = Number.NEGATIVE_INFINITY;

  add({ side, stanceTimeS, timeS }: StrideOutput, { error }: StanceTiming): void {
    this.window.add(side, stanceTimeS, error);
    this.#lastS = timeS;
  }

  forgetStale(nowS: number): void {
    if (nowS - this.#lastS > staleAfterS) this.window.clear();
  }

  get left(): number {
    return this.window.counts("left").kept;
  }

  get right(): number {
    return this.window.counts("right").kept;
  }

  get isEnough(): boolean {
    return Math.min(this.left, this.right) >= leastStrides;
  }
}

/** Windows, pace and reasons of one subscription. */
class SymmetryTracker {
  readonly #known: KnownState;
  readonly #strides: Readonly<Record<StanceForces, TimedStrides>> = {
    thighs: new TimedStrides(),
    pelvis: new TimedStrides(),
  };
  readonly #pace = new PaceChange();
  #beltSpeedMPerS: number | null = null;
  #clocksSinceS = Number.NEGATIVE_INFINITY;
  #activity: Activity | null = null;
  #lastRanS = Number.NEGATIVE_INFINITY;
  #lastCleanS = Number.NEGATIVE_INFINITY;
  #sideKnown = true;
  /** How the newest landing of each side was timed, and its newest stance. */
  readonly #landings: Record<Side, ContactMethod | null> = { left: null, right: null };
  readonly #timings: Record<Side, StanceTiming | null> = { left: null, right: null };
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
        this.#takeEvent(value);
        return null;
      case "thighClock":
        // The strides so far were timed with the wrong clock, or in another way than those to come.
        this.#clocksSinceS = value.timeS;
        this.#clear();
        return this.#answer(value.timeS);
      case "beltSpeed":
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
        this.#forgetStale(value.arrivalTimeS);
        return value.arrivalTimeS - this.#lastOutputS >= repeatS
          ? this.#answer(value.arrivalTimeS)
          : null;
      default:
        return null;
    }
  }

  #takeEvent({ type, side, method }: GaitEventOutput): void {
    this.#sideKnown = side !== null;
    if (side === null) return;
    if (type === "initialContact") {
      this.#landings[side] = method;
      return;
    }
    const landing = this.#landings[side];
    const speedKnown = this.#beltSpeedMPerS !== null;
    this.#timings[side] = landing === null ? null : stanceTiming(landing, method, speedKnown);
  }

  #takeClean(stride: StrideOutput): void {
    const { side, initialContactS, timeS, strideTimeS } = stride;
    if (initialContactS < this.#clocksSinceS) return;
    // The landing that ends the stride has timed no stance yet.
    const timing = this.#timings[side];
    if (timing !== null) this.#strides[timing.forces].add(stride, timing);
    this.#lastCleanS = timeS;
    // Where the treadmill tells its speed, a runner who only steps faster is still compared with himself.
    if (this.#beltSpeedMPerS === null && this.#pace.add(strideTimeS)) this.#clear();
  }

  #forgetStale(nowS: number): void {
    for (const forces of stanceForces) this.#strides[forces].forgetStale(nowS);
    if (nowS - this.#lastCleanS > staleAfterS) this.#pace.reset();
  }

  /** Strides that are compared: the better timed ones where there are enough of them, else those there are enough or more of. */
  get #compared(): StrideWindow {
    const { thighs, pelvis } = this.#strides;
    if (thighs.isEnough) return thighs.window;
    if (pelvis.isEnough) return pelvis.window;
    const isMostlyPelvis = pelvis.left + pelvis.right > thighs.left + thighs.right;
    return isMostlyPelvis ? pelvis.window : thighs.window;
  }

  #takeActivity({ activity, timeS }: ActivityOutput): SymmetryOutput | null {
    const before = this.#activity;
    this.#activity = activity;
    if (before === "running") this.#lastRanS = timeS;
    return activity === before ? null : this.#answer(timeS);
  }

  #clear(): void {
    for (const forces of stanceForces) this.#strides[forces].window.clear();
    this.#pace.reset();
  }

  #answer(timeS: number): SymmetryOutput {
    this.#lastOutputS = timeS;
    const compared = this.#compared;
    const left = compared.counts("left");
    const right = compared.counts("right");
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
    } = compared.symmetry();
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
