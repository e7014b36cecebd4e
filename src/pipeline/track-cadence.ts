import { type Cadence, CadenceSpectrum } from "../kernels/cadence-spectrum.ts";
import { motionChannel, motionChannels } from "../kernels/motion-track.ts";
import type { PodDescription } from "../model/pod.ts";
import type { AbsenceReason, CadenceOutput } from "../model/session-output.ts";
import { KnownState } from "./known-state.ts";
import { perSubscription } from "./per-subscription.ts";
import type { MotionFrames, PipelineOperator, PipelineValue } from "./pipeline-value.ts";
import { frameRateHz } from "./synchronize-frames.ts";

/** Window of the spectrum: 5.1 s at 200 Hz. */
const windowFrames = 1024;

/** A new value this often, s. */
const everyS = 1;

/** Spectrum and reasons of one subscription. */
class CadenceTracker {
  readonly #known: KnownState;
  readonly #spectrum = new CadenceSpectrum(windowFrames, 1 / frameRateHz);
  readonly #cadence: Cadence = { cadenceSpm: 0, stepRegularity: 0, strideRegularity: 0 };
  #lastOutputS = Number.NEGATIVE_INFINITY;
  #timeS = 0;
  /** Whether the newest frame lacks the pelvis. */
  #isMissing = false;

  constructor(pods: readonly PodDescription[]) {
    this.#known = new KnownState(pods);
  }

  take(value: PipelineValue): CadenceOutput | null {
    if (value.kind === "tick") this.#timeS = value.arrivalTimeS;
    const changedAtS = this.#known.take(value);
    if (value.kind === "frames") this.#add(value);
    const due = value.kind === "tick" && value.arrivalTimeS - this.#lastOutputS >= everyS;
    if (!due && changedAtS === null) return null;
    const timeS = value.kind === "tick" ? value.arrivalTimeS : this.#timeS;
    this.#lastOutputS = timeS;
    return this.#answer(timeS);
  }

  #add(frames: MotionFrames): void {
    const { valid, values } = frames.segments.pelvis;
    for (let i = 0; i < frames.count; i++) {
      this.#isMissing = valid[i] !== 1;
      if (this.#isMissing) this.#spectrum.reset();
      else this.#spectrum.add(values[i * motionChannels + motionChannel.force + 2] as number);
    }
  }

  #answer(timeS: number): CadenceOutput {
    const absent = this.#known.absence("pelvis");
    if (absent === null && this.#spectrum.measure(this.#cadence)) {
      return { kind: "cadence", timeS, ...this.#cadence, absent: null };
    }
    return {
      kind: "cadence",
      timeS,
      cadenceSpm: null,
      stepRegularity: null,
      strideRegularity: null,
      absent: absent ?? this.#absence(),
    };
  }

  #absence(): AbsenceReason {
    if (this.#isMissing) return "samples-missing";
    return this.#spectrum.isFull ? "not-running" : "gathering";
  }
}

/** Cadence and regularity of the steps once a second. */
export function trackCadence(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const tracker = new CadenceTracker(pods);
    return (value, emit) => {
      emit(value);
      const answer = tracker.take(value);
      if (answer !== null) emit(answer);
    };
  });
}
