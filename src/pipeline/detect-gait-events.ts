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
import { cueStretch, PelvisSide, type StepCues } from "../kernels/pelvis-side.ts";
import { emptyStretch, SampleHistory } from "../kernels/sample-history.ts";
import { type InclinationAngles, inclinationAngles } from "../kernels/segment-angles.ts";
import { type Placement, placements, type Side, sides, thighOf } from "../model/pod.ts";
import type { BeltSpeedOutput, CalibrationOutput } from "../model/session-output.ts";
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

/** Motion kept for the side decision, s; longer than a slow stride. */
const historyS = 1.5;

/** Channels of that motion: flexion of the thighs; obliquity and rate about the long axis of the pelvis. */
const channel = { leftThigh: 0, rightThigh: 1, obliquity: 2, turn: 3 } as const;
const channels = 4;

/** A landing is decided this long after it, about: then thighs and pelvis are looked at for its side, s. */
const landingAgoS = 0.06;

/** A stride at easy pace, over which one thigh's mean flexion is taken, s. */
const meanStrideS = 0.75;

const unknownAngles: InclinationAngles = {
  tiltRad: Number.NaN,
  obliquityRad: Number.NaN,
  headingRad: Number.NaN,
};

/** Detector, motion history and side of one subscription. */
class GaitEventFinder {
  readonly #detector = new ContactDetector(1 / frameRateHz);
  readonly #pelvisSide = new PelvisSide();
  readonly #history = new SampleHistory(Math.ceil(historyS * frameRateHz), channels);
  readonly #sample = new Float64Array(channels);
  readonly #cues: StepCues = { obliquityRad: Number.NaN, turnRadPerS: Number.NaN };
  readonly #angles: InclinationAngles = { tiltRad: 0, obliquityRad: 0, headingRad: 0 };
  readonly #summary = emptyStretch();
  readonly #forces = new Float64Array(placements.length);
  readonly #measurement = noMeasurement();
  readonly #time: ContactTime = { timeS: 0, method: "pelvis-vertical-crossing", confidence: 0 };
  #stance: SideDecision | null = null;
  #lastLanding: { readonly side: Side | null; readonly timeS: number } | null = null;
  /** Where forward of the pelvis is has been found: before, nobody knows which end of its axes is right. */
  #forwardKnown = false;
  #beltSpeedMPerS: number | null = null;
  /** Thighs whose samples are not of the pelvis' time: their forces are none to mix with it. */
  readonly #misaligned: Record<Side, boolean> = { left: false, right: false };
  /** Belt speeds stated while the frames of that time are still to come. */
  readonly #comingSpeeds: BeltSpeedOutput[] = [];

  takeSpeed(speed: BeltSpeedOutput): void {
    this.#comingSpeeds.push(speed);
  }

  takeCalibration({ stage, placement, verdict }: CalibrationOutput): void {
    if (stage !== "gait" || placement !== "pelvis") return;
    this.#forwardKnown = verdict === "good" || verdict === "turned";
    this.#pelvisSide.reset();
  }

  takeClock({ side, misaligned }: ThighClock): void {
    this.#misaligned[side] = misaligned;
  }

  take(frames: MotionFrames, emit: (out: PipelineValue) => void): void {
    for (let i = 0; i < frames.count; i++) {
      const timeS = frames.timeS[i] as number;
      this.#followSpeed(timeS);
      this.#keepMotion(frames, i);
      for (let k = 0; k < placements.length; k++) {
        this.#forces[k] = verticalForce(frames.segments[placements[k] as Placement], i);
      }
      for (const side of sides) {
        if (this.#misaligned[side]) this.#forces[placements.indexOf(thighOf[side])] = Number.NaN;
      }
      if (Number.isNaN(this.#forces[0])) {
        this.#stance = null;
        this.#pelvisSide.interrupt();
      }
      const type = this.#detector.update(timeS, this.#forces);
      if (type !== null) this.#report(type, timeS, emit);
    }
  }

  #keepMotion({ timeS, segments }: MotionFrames, index: number): void {
    this.#sample[channel.leftThigh] = -this.#inclination(segments.leftThigh, index).tiltRad;
    this.#sample[channel.rightThigh] = -this.#inclination(segments.rightThigh, index).tiltRad;
    this.#sample[channel.obliquity] = this.#inclination(segments.pelvis, index).obliquityRad;
    const turn = index * motionChannels + motionChannel.rate + 1;
    // Not known where the obliquity is not.
    this.#sample[channel.turn] = segments.pelvis.values[turn] as number;
    this.#history.push(timeS[index] as number, this.#sample);
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
    const { side, confidence, method: sideMethod } = this.#stance ?? unknownSide;
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
      sideMethod,
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

  /** From the thighs where one is known, else from the pelvis. */
  #sideAt(timeS: number): SideDecision {
    const byPelvis = this.#forwardKnown
      ? this.#pelvisSide.land(timeS, this.#cuesUntil(timeS))
      : unknownSide;
    const meanOf = (which: number): number =>
      this.#history.summarize(this.#summary, which, timeS - meanStrideS, timeS).mean;
    const byThighs = contactSide(
      this.#history.interpolate(timeS, channel.leftThigh),
      this.#history.interpolate(timeS, channel.rightThigh),
      meanOf(channel.leftThigh),
      meanOf(channel.rightThigh),
    );
    return byThighs.side === null ? byPelvis : byThighs;
  }

  /** What the pelvis did in the step that ends now. */
  #cuesUntil(endS: number): StepCues {
    const startS = this.#lastLanding?.timeS ?? Number.NaN;
    const meanOf = (
      which: number,
      { from, to }: { readonly from: number; readonly to: number },
    ) => {
      const stepS = endS - startS;
      const fromS = startS + from * stepS;
      return this.#history.summarize(this.#summary, which, fromS, startS + to * stepS).mean;
    };
    this.#cues.obliquityRad = meanOf(channel.obliquity, cueStretch.obliquity);
    this.#cues.turnRadPerS = meanOf(channel.turn, cueStretch.turn);
    return this.#cues;
  }

  /** Angles of a segment; NaN where they are not known. */
  #inclination({ valid, values }: SegmentFrames, index: number): InclinationAngles {
    if (valid[index] !== 1) return unknownAngles;
    return inclinationAngles(this.#angles, values, index * motionChannels);
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
      else if (value.kind === "calibration") finder.takeCalibration(value);
      else if (value.kind === "thighClock") finder.takeClock(value);
      else if (value.kind === "frames") finder.take(value, emit);
    };
  });
}
