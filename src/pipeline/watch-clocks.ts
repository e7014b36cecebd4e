import { motionChannels } from "../kernels/motion-track.ts";
import { ThighLag } from "../kernels/thigh-lag.ts";
import { placementNames } from "../model/placement-names.ts";
import { type PodDescription, type Side, sides, thighOf } from "../model/pod.ts";
import { perSubscription } from "./per-subscription.ts";
import type { MotionFrames, PipelineOperator, PipelineValue } from "./pipeline-value.ts";
import { frameRateHz } from "./synchronize-frames.ts";

/** What people's thighs seem to be late where the clocks are right, s; see ThighLag. */
const ordinaryLagS = -0.008;

/**
 * A clock that seems further off than this is off, s: five standard deviations between people. Below, the mixed force is the
 * better way of timing all the same; with left and right off by 20 ms to opposite sides stance times err by 13 ms, the pelvis
 * alone by 10 (`npm run accuracy -- --only robustness`).
 */
const misalignedS = 0.015;
/** Within this it is taken for right again, s. */
const alignedS = 0.01;

/** Watches one thigh pod's clock against the pelvis pod's. */
class ThighWatch {
  readonly #pod: PodDescription;
  readonly side: Side;
  readonly #lag = new ThighLag(1 / frameRateHz);
  #misaligned = false;

  constructor(pod: PodDescription, side: Side) {
    this.#pod = pod;
    this.side = side;
  }

  takeFrames({ count, timeS, segments }: MotionFrames, emit: (out: PipelineValue) => void): void {
    const { pelvis } = segments;
    const thigh = segments[thighOf[this.side]];
    for (let i = 0; i < count; i++) {
      if (pelvis.valid[i] !== 1 || thigh.valid[i] !== 1) continue;
      const offset = i * motionChannels;
      const atS = timeS[i] as number;
      if (this.#lag.update(atS, pelvis.values, offset, thigh.values, offset)) {
        this.#judge(atS, emit);
      }
    }
  }

  /** The segments' axes are others. */
  takeNewAxes(): void {
    this.#lag.reset();
  }

  /** One of the clocks began again: nothing is known of the new one. */
  takeNewClock(timeS: number, emit: (out: PipelineValue) => void): void {
    this.#lag.reset();
    this.#become(false, timeS, emit);
  }

  #judge(timeS: number, emit: (out: PipelineValue) => void): void {
    const offS = this.#lag.lagS - ordinaryLagS;
    if (Number.isNaN(offS)) return;
    const misaligned = Math.abs(offS) > (this.#misaligned ? alignedS : misalignedS);
    if (misaligned && !this.#misaligned) {
      const { podId, placement } = this.#pod;
      const size = `about ${Math.abs(1000 * offS).toFixed(0)} ms ${offS > 0 ? "late" : "early"}`;
      emit({
        kind: "fault",
        code: "clock-misaligned",
        timeS,
        podId,
        message: `${placementNames[placement]} pod: its samples are ${size} against the pelvis pod's; contacts are timed without them, and that hip has no angles`,
        count: 1,
      });
    }
    this.#become(misaligned, timeS, emit);
  }

  #become(misaligned: boolean, timeS: number, emit: (out: PipelineValue) => void): void {
    if (misaligned === this.#misaligned) return;
    this.#misaligned = misaligned;
    emit({ kind: "thighClock", timeS, side: this.side, misaligned });
  }
}

/**
 * Says when a thigh pod's clock is off against the pelvis pod's. What ties a clock to the session's time are arrivals, and a
 * link that always delays alike looks like a clock that is off: the clock's own estimator cannot see it, the motion does.
 */
export function watchClocks(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const watches = sides.flatMap((side) => {
      const pod = pods.find(({ placement }) => placement === thighOf[side]);
      return pod === undefined ? [] : [new ThighWatch(pod, side)];
    });
    return (value, emit) => {
      emit(value);
      for (const watch of watches) {
        if (value.kind === "frames") watch.takeFrames(value, emit);
        if (value.kind !== "calibration" && value.kind !== "samples") continue;
        const isOwn = value.placement === "pelvis" || value.placement === thighOf[watch.side];
        if (!isOwn) continue;
        if (value.kind === "calibration") {
          const turnsAxes = value.stage === "standing" || value.stage === "gait";
          if (turnsAxes) watch.takeNewAxes();
        } else if (value.restarted) watch.takeNewClock(value.arrivalTimeS, emit);
      }
    };
  });
}
