import { ContactDetector, type ContactType } from "../kernels/contact-detector.ts";
import { contactSide, type SideDecision, unknownSide } from "../kernels/contact-side.ts";
import { motionChannel, motionChannels } from "../kernels/motion-track.ts";
import { emptyStretch, SampleHistory } from "../kernels/sample-history.ts";
import { type InclinationAngles, inclinationAngles } from "../kernels/segment-angles.ts";
import type { Placement, Side } from "../model/pod.ts";
import type { BeltSpeedOutput } from "../model/session-output.ts";
import { perSubscription } from "./per-subscription.ts";
import type { MotionFrames, PipelineOperator, PipelineValue } from "./pipeline-value.ts";
import { frameRateHz } from "./synchronize-frames.ts";

const method = "pelvis-vertical-crossing";

/** Confidence that is left where the belt speed, on which the timing correction rests, is not known. */
const unknownSpeedConfidence = 0.6;

/** A side that is less sure than this is not stated. */
const leastConfidence = 0.3;

/** The same foot cannot land twice within this, s … */
const shortestStrideS = 0.4;
/** … so a repeated side is stated only when it is at least so sure that the one before was the wrong one. */
const overrulingConfidence = 0.8;

/** Thigh flexion kept for the side decision, s; longer than a slow stride. */
const historyS = 1.5;

/** A stride at easy pace, over which one thigh's mean flexion is taken, s. */
const meanStrideS = 0.75;

/** Detector, thigh history and side of one subscription. */
class GaitEventFinder {
  readonly #detector = new ContactDetector(1 / frameRateHz);
  readonly #flexion = new SampleHistory(Math.ceil(historyS * frameRateHz), 2);
  readonly #sample = new Float64Array(2);
  readonly #angles: InclinationAngles = { tiltRad: 0, obliquityRad: 0, headingRad: 0 };
  readonly #summary = emptyStretch();
  #pelvisKnown = false;
  #stance: SideDecision | null = null;
  #lastLanding: { readonly side: Side | null; readonly timeS: number } | null = null;
  #beltSpeedMPerS: number | null = null;
  /** Belt speeds stated while the frames of that time are still to come. */
  readonly #comingSpeeds: BeltSpeedOutput[] = [];

  takeSpeed(speed: BeltSpeedOutput): void {
    this.#comingSpeeds.push(speed);
  }

  take(frames: MotionFrames, emit: (out: PipelineValue) => void): void {
    for (let i = 0; i < frames.count; i++) {
      const timeS = frames.timeS[i] as number;
      this.#followSpeed(timeS);
      this.#sample[0] = this.#thighFlexion(frames, "leftThigh", i);
      this.#sample[1] = this.#thighFlexion(frames, "rightThigh", i);
      this.#flexion.push(timeS, this.#sample);
      if (frames.segments.pelvis.valid[i] !== 1) {
        if (this.#pelvisKnown) this.#detector.reset();
        this.#pelvisKnown = false;
        this.#stance = null;
        continue;
      }
      this.#pelvisKnown = true;
      const vertical = i * motionChannels + motionChannel.force + 2;
      const force = frames.segments.pelvis.values[vertical] as number;
      const type = this.#detector.update(timeS, force, this.#beltSpeedMPerS);
      if (type !== null) this.#report(type, this.#detector.eventTimeS, timeS, emit);
    }
  }

  #followSpeed(timeS: number): void {
    for (let next = this.#comingSpeeds[0]; next !== undefined; next = this.#comingSpeeds[0]) {
      if (next.timeS > timeS) return;
      this.#beltSpeedMPerS = next.beltSpeedMPerS;
      this.#comingSpeeds.shift();
    }
  }

  #report(
    type: ContactType,
    timeS: number,
    decidedAtS: number,
    emit: (out: PipelineValue) => void,
  ): void {
    if (type === "initialContact") this.#stance = this.#nextSide(timeS);
    const decision = this.#stance ?? unknownSide;
    const ceiling = this.#beltSpeedMPerS === null ? unknownSpeedConfidence : 1;
    emit({
      kind: "gaitEvent",
      type,
      side: decision.side,
      timeS,
      decidedAtS,
      method,
      confidence: Math.min(decision.confidence, ceiling),
    });
  }

  /** Side of a landing; not stated where it is unsure or would be the same foot twice. */
  #nextSide(timeS: number): SideDecision {
    const decision = this.#sideAt(timeS);
    const last = this.#lastLanding;
    this.#lastLanding = { side: decision.side, timeS };
    const twice =
      last !== null && last.side === decision.side && timeS - last.timeS < shortestStrideS;
    const least = twice ? overrulingConfidence : leastConfidence;
    return decision.confidence < least ? unknownSide : decision;
  }

  #sideAt(timeS: number): SideDecision {
    const meanOf = (channel: number): number =>
      this.#flexion.summarize(this.#summary, channel, timeS - meanStrideS, timeS).mean;
    return contactSide(
      this.#flexion.interpolate(timeS, 0),
      this.#flexion.interpolate(timeS, 1),
      meanOf(0),
      meanOf(1),
    );
  }

  #thighFlexion(frames: MotionFrames, placement: Placement, index: number): number {
    const segment = frames.segments[placement];
    if (segment.valid[index] !== 1) return Number.NaN;
    inclinationAngles(this.#angles, segment.values, index * motionChannels);
    return -this.#angles.tiltRad;
  }
}

/** Initial contacts and toe-offs with their sides, from the common frames. */
export function detectGaitEvents(): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const finder = new GaitEventFinder();
    return (value, emit) => {
      emit(value);
      if (value.kind === "beltSpeed") finder.takeSpeed(value);
      else if (value.kind === "frames") finder.take(value, emit);
    };
  });
}
