import { ContactDetector, type ContactType } from "../kernels/contact-detector.ts";
import { contactSide, type SideDecision, unknownSide } from "../kernels/contact-side.ts";
import {
  type ContactTime,
  contactTime,
  initialContactCorrection,
  noMeasurement,
  toeOffCorrection,
} from "../kernels/contact-timing.ts";
import { motionChannel, motionChannels } from "../kernels/motion-track.ts";
import { emptyStretch, SampleHistory } from "../kernels/sample-history.ts";
import { type InclinationAngles, inclinationAngles } from "../kernels/segment-angles.ts";
import { type Placement, placements, type Side, sides, thighOf } from "../model/pod.ts";
import type { BeltSpeedOutput } from "../model/session-output.ts";
import { perSubscription } from "./per-subscription.ts";
import type {
  MotionFrames,
  PipelineOperator,
  PipelineValue,
  SegmentFrames,
  ThighClock,
} from "./pipeline-value.ts";
import { frameRateHz } from "./synchronize-frames.ts";

/** A side that is less sure than this is not stated. */
const leastConfidence = 0.3;

/** The same foot cannot land twice within this, s … */
const shortestStrideS = 0.4;
/** … so a repeated side is stated only when it is at least so sure that the one before was the wrong one. */
const overrulingConfidence = 0.8;

/** Thigh flexion kept for the side decision, s; longer than a slow stride. */
const historyS = 1.5;

/** A landing is decided this long after it, about: then the thighs are looked at for its side, s. */
const landingAgoS = 0.06;

/** A stride at easy pace, over which one thigh's mean flexion is taken, s. */
const meanStrideS = 0.75;

/** Detector, thigh history and side of one subscription. */
class GaitEventFinder {
  readonly #detector = new ContactDetector(1 / frameRateHz);
  readonly #flexion = new SampleHistory(Math.ceil(historyS * frameRateHz), 2);
  readonly #sample = new Float64Array(2);
  readonly #angles: InclinationAngles = { tiltRad: 0, obliquityRad: 0, headingRad: 0 };
  readonly #summary = emptyStretch();
  readonly #forces = new Float64Array(placements.length);
  readonly #measurement = noMeasurement();
  readonly #time: ContactTime = { timeS: 0, method: "pelvis-vertical-crossing", confidence: 0 };
  #stance: SideDecision | null = null;
  #lastLanding: { readonly side: Side | null; readonly timeS: number } | null = null;
  #beltSpeedMPerS: number | null = null;
  /** Thighs whose samples are not of the pelvis' time: their forces are none to mix with it. */
  readonly #misaligned: Record<Side, boolean> = { left: false, right: false };
  /** Belt speeds stated while the frames of that time are still to come. */
  readonly #comingSpeeds: BeltSpeedOutput[] = [];

  takeSpeed(speed: BeltSpeedOutput): void {
    this.#comingSpeeds.push(speed);
  }

  takeClock({ side, misaligned }: ThighClock): void {
    this.#misaligned[side] = misaligned;
  }

  take(frames: MotionFrames, emit: (out: PipelineValue) => void): void {
    for (let i = 0; i < frames.count; i++) {
      const timeS = frames.timeS[i] as number;
      this.#followSpeed(timeS);
      this.#sample[0] = this.#thighFlexion(frames, "leftThigh", i);
      this.#sample[1] = this.#thighFlexion(frames, "rightThigh", i);
      this.#flexion.push(timeS, this.#sample);
      for (let k = 0; k < placements.length; k++) {
        this.#forces[k] = verticalForce(frames.segments[placements[k] as Placement], i);
      }
      for (const side of sides) {
        if (this.#misaligned[side]) this.#forces[placements.indexOf(thighOf[side])] = Number.NaN;
      }
      if (Number.isNaN(this.#forces[0])) this.#stance = null;
      const type = this.#detector.update(timeS, this.#forces);
      if (type !== null) this.#report(type, timeS, emit);
    }
  }

  #followSpeed(timeS: number): void {
    for (let next = this.#comingSpeeds[0]; next !== undefined; next = this.#comingSpeeds[0]) {
      if (next.timeS > timeS) return;
      this.#beltSpeedMPerS = next.beltSpeedMPerS;
      this.#comingSpeeds.shift();
    }
  }

  #report(type: ContactType, decidedAtS: number, emit: (out: PipelineValue) => void): void {
    const isLanding = type === "initialContact";
    if (isLanding) this.#stance = this.#nextSide(decidedAtS - landingAgoS);
    const { side, confidence } = this.#stance ?? unknownSide;
    const measurement = isLanding
      ? this.#detector.measureInitialContact(this.#measurement, side)
      : this.#detector.measureToeOff(this.#measurement);
    const correction = isLanding ? initialContactCorrection : toeOffCorrection;
    const time = contactTime(this.#time, measurement, correction, this.#beltSpeedMPerS);
    emit({
      kind: "gaitEvent",
      type,
      side,
      timeS: time.timeS,
      decidedAtS,
      method: time.method,
      confidence: Math.min(confidence, time.confidence),
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

/** Specific force along the earth's vertical, m/s²; NaN where it is not known. */
function verticalForce({ valid, values }: SegmentFrames, index: number): number {
  if (valid[index] !== 1) return Number.NaN;
  return values[index * motionChannels + motionChannel.force + 2] as number;
}

/** Initial contacts and toe-offs with their sides, from the common frames. */
export function detectGaitEvents(): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const finder = new GaitEventFinder();
    return (value, emit) => {
      emit(value);
      if (value.kind === "beltSpeed") finder.takeSpeed(value);
      else if (value.kind === "thighClock") finder.takeClock(value);
      else if (value.kind === "frames") finder.take(value, emit);
    };
  });
}
