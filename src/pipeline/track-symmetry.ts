import { StrideWindow } from "../kernels/stride-window.ts";
import type { PodDescription } from "../model/pod.ts";
import type { AbsenceReason, SymmetryOutput } from "../model/session-output.ts";
import { KnownState } from "./known-state.ts";
import { perSubscription } from "./per-subscription.ts";
import type { PipelineOperator, PipelineValue } from "./pipeline-value.ts";

/** Newest clean strides of each side that are compared. */
const windowStrides = 60;

/** Fewer strides of a side than this say nothing: their interval would be wider than any real difference. */
const leastStrides = 15;

/** From so many strides of each side on the comparison is no longer preliminary. */
const settledStrides = 30;

/** The runner has stopped where no foot has touched down for this long, s. */
const stoppedAfterS = 2;

/** Strides are compared with what the runner does now: without a new clean one for this long they are void, s. */
const staleAfterS = 4;

/** An unchanged answer is repeated this often, s. */
const repeatS = 1;

/** Window, cadence and reasons of one subscription. */
class SymmetryTracker {
  readonly #known: KnownState;
  readonly #window = new StrideWindow(windowStrides);
  #lastContactS = Number.NEGATIVE_INFINITY;
  #lastCleanS = Number.NEGATIVE_INFINITY;
  #sideKnown = true;
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
        this.#lastContactS = Math.max(this.#lastContactS, value.timeS);
        this.#sideKnown = value.side !== null;
        return null;
      case "beltSpeed":
        // Stance time depends on speed more than on anything else: strides of two speeds are not mixed.
        this.#window.clear();
        return this.#answer(value.timeS);
      case "stride":
        if (value.clean) {
          this.#window.add(value.side, value.stanceTimeS);
          this.#lastCleanS = value.timeS;
        }
        return this.#answer(value.timeS);
      case "tick":
        if (value.arrivalTimeS - this.#lastCleanS > staleAfterS) this.#window.clear();
        return value.arrivalTimeS - this.#lastOutputS >= repeatS
          ? this.#answer(value.arrivalTimeS)
          : null;
      default:
        return null;
    }
  }

  #answer(timeS: number): SymmetryOutput {
    this.#lastOutputS = timeS;
    const leftStrides = this.#window.count("left");
    const rightStrides = this.#window.count("right");
    const counts = {
      kind: "symmetry",
      timeS,
      leftStrides,
      rightStrides,
    } as const;
    const absent = this.#absence(timeS);
    if (absent !== null) {
      return {
        ...counts,
        leftStanceTimeS: null,
        rightStanceTimeS: null,
        stanceTimeCi95S: null,
        preliminary: null,
        stanceTimeSymmetryIndexPct: null,
        symmetryIndexCi95Pct: null,
        symmetryIndexSpread95Pct: null,
        withinNoise: null,
        leftBalancePct: null,
        rightBalancePct: null,
        absent,
      };
    }
    const {
      leftStanceTimeS,
      rightStanceTimeS,
      stanceTimeCi95S,
      symmetryIndexPct,
      ci95Pct,
      spread95Pct,
    } = this.#window.symmetry();
    return {
      ...counts,
      leftStanceTimeS,
      rightStanceTimeS,
      stanceTimeCi95S,
      preliminary: Math.min(leftStrides, rightStrides) < settledStrides,
      stanceTimeSymmetryIndexPct: symmetryIndexPct,
      symmetryIndexCi95Pct: ci95Pct,
      symmetryIndexSpread95Pct: spread95Pct,
      withinNoise: Math.abs(symmetryIndexPct) <= ci95Pct,
      leftBalancePct: 50 - symmetryIndexPct / 4,
      rightBalancePct: 50 + symmetryIndexPct / 4,
      absent: null,
    };
  }

  #absence(timeS: number): AbsenceReason | null {
    const pelvis = this.#known.absence("pelvis");
    if (pelvis !== null) return pelvis;
    if (this.#known.sidesSwapped) return "calibration-failed";
    if (timeS - this.#lastContactS > stoppedAfterS) return "not-running";
    const fewest = Math.min(this.#window.count("left"), this.#window.count("right"));
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
