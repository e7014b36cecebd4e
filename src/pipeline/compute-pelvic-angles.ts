import { HeadingTracker, wrapAngle } from "../kernels/heading-tracker.ts";
import { motionChannel, motionChannels } from "../kernels/motion-track.ts";
import { type InclinationAngles, inclinationAngles } from "../kernels/segment-angles.ts";
import type { PodDescription } from "../model/pod.ts";
import type { AbsenceReason } from "../model/session-output.ts";
import { degPerRad } from "../model/units.ts";
import { KnownState } from "./known-state.ts";
import { perSubscription } from "./per-subscription.ts";
import type { MotionFrames, PipelineOperator, PipelineValue } from "./pipeline-value.ts";
import { isAngleOutputDue } from "./synchronize-frames.ts";

/** An absent value is repeated this often, s. */
const absentEveryS = 1;

/** Strides after which the mean heading is good enough to show rotation against it. */
const leastStrides = 3;

type Emit = (out: PipelineValue) => void;

/** Whether the pelvis' axes, or the frame they are seen in, are others from here on. */
function turnsPelvis(value: PipelineValue): boolean {
  if (value.kind === "headingLost") return value.placement === "pelvis";
  return value.kind === "calibration" && value.stage === "gait" && value.placement === "pelvis";
}

/** Pelvic angles of one subscription. */
class PelvicAngleComputer {
  readonly #known: KnownState;
  readonly #angles: InclinationAngles = { tiltRad: 0, obliquityRad: 0, headingRad: 0 };
  readonly #heading = new HeadingTracker();
  /** Direction sums of the medio-lateral axis since the stride began, and its contacts so far. */
  #headingX = 0;
  #headingY = 0;
  #contacts = 0;
  #lastOutputS = Number.NEGATIVE_INFINITY;

  constructor(pods: readonly PodDescription[]) {
    this.#known = new KnownState(pods);
  }

  take(value: PipelineValue, emit: Emit): void {
    const changedAtS = this.#known.take(value);
    if (value.kind === "frames") this.#takeFrames(value, emit);
    else if (turnsPelvis(value)) this.#forgetHeading();
    else if (value.kind === "gaitEvent" && value.type === "initialContact") this.#closeStep();
    // What has become unknown is said at once, and repeated while it lasts.
    const absent = this.#known.anglesAbsence("pelvis");
    if (changedAtS !== null && absent !== null) {
      this.#emitAbsent(changedAtS, absent, emit);
    } else if (value.kind === "tick" && value.arrivalTimeS - this.#lastOutputS >= absentEveryS) {
      this.#emitAbsent(value.arrivalTimeS, absent ?? "samples-missing", emit);
    }
  }

  #takeFrames(frames: MotionFrames, emit: Emit): void {
    const { count, timeS, segments } = frames;
    const tiltRad = new Float64Array(count).fill(Number.NaN);
    const obliquityRad = new Float64Array(count).fill(Number.NaN);
    const rotationRad = new Float64Array(count).fill(Number.NaN);
    const angles = this.#angles;
    const absent = this.#known.anglesAbsence("pelvis") !== null;
    for (let i = 0; i < count; i++) {
      if (segments.pelvis.valid[i] !== 1) {
        this.#forgetStride();
        continue;
      }
      const offset = i * motionChannels + motionChannel.orientation;
      inclinationAngles(angles, segments.pelvis.values, offset);
      tiltRad[i] = angles.tiltRad;
      obliquityRad[i] = angles.obliquityRad;
      rotationRad[i] = this.#rotation(angles.headingRad);
      const t = timeS[i] as number;
      if (absent || !isAngleOutputDue(t)) continue;
      const rotation = rotationRad[i] as number;
      emit({
        kind: "pelvicAngles",
        timeS: t,
        pelvicTiltDeg: angles.tiltRad * degPerRad,
        pelvicObliquityDeg: angles.obliquityRad * degPerRad,
        pelvicRotationDeg: Number.isNaN(rotation) ? null : rotation * degPerRad,
        rotationAbsent: Number.isNaN(rotation) ? this.#rotationAbsence() : null,
        absent: null,
      });
      this.#lastOutputS = t;
    }
    const rotationAbsent = this.#rotationAbsence();
    emit({ kind: "pelvicAngleFrames", timeS, tiltRad, obliquityRad, rotationRad, rotationAbsent });
  }

  /** Heading against the mean of the newest strides, rad; NaN before they are known. */
  #rotation(headingRad: number): number {
    if (!this.#known.sagittalFound("pelvis")) return Number.NaN;
    this.#headingX += Math.cos(headingRad);
    this.#headingY += Math.sin(headingRad);
    const mean = this.#heading.headingRad;
    if (mean === null || this.#heading.strides < leastStrides) return Number.NaN;
    return wrapAngle(headingRad - mean);
  }

  /** Every second contact after the first ends a stride; which foot it was does not matter for the mean. */
  #closeStep(): void {
    this.#contacts += 1;
    if (this.#contacts > 2 && (this.#headingX !== 0 || this.#headingY !== 0)) {
      this.#heading.update(Math.atan2(this.#headingY, this.#headingX));
    }
    if (this.#contacts === 2) return;
    this.#forgetStride();
    this.#contacts = 1;
  }

  #rotationAbsence(): AbsenceReason {
    return this.#known.sagittalFound("pelvis") ? "too-few-strides" : "not-calibrated";
  }

  #forgetHeading(): void {
    this.#heading.reset();
    this.#forgetStride();
  }

  #forgetStride(): void {
    this.#headingX = 0;
    this.#headingY = 0;
    this.#contacts = 0;
  }

  #emitAbsent(timeS: number, absent: AbsenceReason, emit: Emit): void {
    this.#lastOutputS = timeS;
    emit({
      kind: "pelvicAngles",
      timeS,
      pelvicTiltDeg: null,
      pelvicObliquityDeg: null,
      pelvicRotationDeg: null,
      rotationAbsent: absent,
      absent,
    });
  }
}

/** Pelvic tilt, obliquity and rotation of every frame, and 50 Hz of them as outputs. */
export function computePelvicAngles(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const computer = new PelvicAngleComputer(pods);
    return (value, emit) => {
      // Angles go before their frames: an event found in the frames may close a stride that needs them.
      computer.take(value, emit);
      emit(value);
    };
  });
}
