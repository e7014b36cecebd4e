import { ActivityClassifier } from "../kernels/activity-classifier.ts";
import { motionChannel, motionChannels } from "../kernels/motion-track.ts";
import type { PodDescription } from "../model/pod.ts";
import type { Activity } from "../model/session-output.ts";
import { KnownState } from "./known-state.ts";
import { perSubscription } from "./per-subscription.ts";
import type { MotionFrames, PipelineOperator, PipelineValue } from "./pipeline-value.ts";
import { frameRateHz } from "./synchronize-frames.ts";

/** An unchanged answer is repeated this often, s. */
const repeatS = 1;

/** Classifier and reasons of one subscription. */
class ActivityTracker {
  readonly #known: KnownState;
  readonly #classifier = new ActivityClassifier(1 / frameRateHz);
  #said: Activity | null | undefined;
  #saidS = Number.NEGATIVE_INFINITY;
  /** Whether the newest frame lacks the pelvis. */
  #isMissing = false;

  constructor(pods: readonly PodDescription[]) {
    this.#known = new KnownState(pods);
  }

  take(value: PipelineValue, emit: (out: PipelineValue) => void): void {
    const changedAtS = this.#known.take(value);
    if (changedAtS !== null) this.#say(changedAtS, emit);
    if (value.kind === "frames") this.#takeFrames(value, emit);
    else if (value.kind === "gaitEvent" && value.type === "initialContact") {
      this.#classifier.land(value.timeS);
      this.#sayChange(value.decidedAtS, emit);
    } else if (value.kind === "tick" && value.arrivalTimeS - this.#saidS >= repeatS) {
      this.#say(value.arrivalTimeS, emit);
    }
  }

  #takeFrames(frames: MotionFrames, emit: (out: PipelineValue) => void): void {
    const { valid, values } = frames.segments.pelvis;
    for (let i = 0; i < frames.count; i++) {
      const timeS = frames.timeS[i] as number;
      this.#isMissing = valid[i] !== 1;
      if (this.#isMissing) this.#classifier.reset();
      else {
        const force = values[i * motionChannels + motionChannel.force + 2] as number;
        this.#classifier.update(timeS, force);
      }
      this.#sayChange(timeS, emit);
    }
  }

  #sayChange(timeS: number, emit: (out: PipelineValue) => void): void {
    if (this.#known.absence("pelvis") === null && this.#classifier.activity !== this.#said) {
      this.#say(timeS, emit);
    }
  }

  #say(timeS: number, emit: (out: PipelineValue) => void): void {
    const { activity, sinceS } = this.#classifier;
    const undecided = this.#isMissing ? "samples-missing" : "gathering";
    const absent = this.#known.absence("pelvis") ?? (activity === null ? undecided : null);
    const isKnown = absent === null;
    this.#said = isKnown ? activity : null;
    this.#saidS = timeS;
    emit({
      kind: "activity",
      timeS,
      activity: this.#said,
      sinceS: isKnown ? sinceS : null,
      absent,
    });
  }
}

/**
 * What the runner does. It is said before the contact that it follows from, so that whoever takes that contact knows
 * already whether it was one of running.
 */
export function trackActivity(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const tracker = new ActivityTracker(pods);
    return (value, emit) => {
      const isContact = value.kind === "gaitEvent";
      if (!isContact) emit(value);
      tracker.take(value, emit);
      if (isContact) emit(value);
    };
  });
}
