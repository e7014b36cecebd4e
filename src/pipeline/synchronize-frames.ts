import { MotionTrack, motionChannels } from "../kernels/motion-track.ts";
import type { Placement } from "../model/pod.ts";
import { perSubscription } from "./per-subscription.ts";
import type {
  MotionFrames,
  PipelineOperator,
  PipelineValue,
  SegmentFrames,
} from "./pipeline-value.ts";

/** Rate of the common grid, Hz. */
export const frameRateHz = 200;

/** Whether the frame's angles become an output: 50 Hz are plenty for a plot; the statistics use every frame. */
export function isAngleOutputDue(timeS: number): boolean {
  return Math.round(timeS * frameRateHz) % (frameRateHz / 50) === 0;
}

/**
 * How long a frame waits for a segment that is behind, s: as long as it takes to call a pod silent. A radio's shadow or a busy host makes samples
 * late by a tenth of a second or two; without them angles would be withheld for seconds.
 */
const maxWaitS = 0.3;

/** Samples of one segment further apart than this leave the frames between them invalid, s. */
const maxGapS = 0.025;

/** Seconds of motion kept per segment. */
const trackS = 2;

/** Frames made at most at once: a silence of hours does not have to be walked through. */
const maxFramesAtOnce = 4 * frameRateHz;

/** What `valid` of a frame of one instant says; nobody writes to it. */
const valid = Uint8Array.of(1);
const invalid = Uint8Array.of(0);

/** The grid of one subscription: a track per segment, and the next frame to make. */
class FrameGrid {
  readonly #tracks = new Map<Placement, MotionTrack>();
  #next: number | null = null;

  push(
    placement: Placement,
    timeS: Float64Array,
    values: Float64Array,
    samplePeriodS: number,
  ): void {
    let track = this.#tracks.get(placement);
    if (track === undefined) {
      track = new MotionTrack(Math.ceil(trackS / samplePeriodS), maxGapS);
      this.#tracks.set(placement, track);
    }
    for (let i = 0; i < timeS.length; i++) {
      track.push(timeS[i] as number, values, i * motionChannels);
    }
    if (this.#next === null && placement === "pelvis") {
      this.#next = Math.ceil((timeS[0] as number) * frameRateHz);
    }
  }

  /**
   * Makes every frame that all living segments have reached, one value for each: what is found in a frame
   * holds from the next one on, however many of them a packet brings.
   */
  advance(nowS: number, emit: (frames: MotionFrames) => void): void {
    if (this.#next === null) return;
    // A segment that is already too far behind is not waited for any more: its pod is dead.
    let reachedS = Number.POSITIVE_INFINITY;
    for (const { newestS } of this.#tracks.values()) {
      if (newestS >= nowS - maxWaitS) reachedS = Math.min(reachedS, newestS);
    }
    const untilS = Number.isFinite(reachedS) ? reachedS : nowS - maxWaitS;
    const last = Math.floor(untilS * frameRateHz);
    const first = Math.max(this.#next, last - maxFramesAtOnce + 1);
    for (let frame = first; frame <= last; frame++) {
      this.#next = frame + 1;
      const atS = frame / frameRateHz;
      const timeS = new Float64Array(1);
      timeS[0] = atS;
      const segments = {
        pelvis: this.#read("pelvis", atS),
        leftThigh: this.#read("leftThigh", atS),
        rightThigh: this.#read("rightThigh", atS),
      };
      emit({ kind: "frames", count: 1, timeS, segments });
    }
  }

  #read(placement: Placement, timeS: number): SegmentFrames {
    const values = new Float64Array(motionChannels);
    const isKnown = this.#tracks.get(placement)?.read(values, timeS) ?? false;
    return { valid: isKnown ? valid : invalid, values };
  }
}

/**
 * Brings the segments, each sampled by its own pod's clock, onto one grid of instants. A frame waits
 * for every segment, but not for a dead pod: after `maxWaitS` it goes on with that segment marked
 * invalid. What arrives later than that is not put in again.
 */
export function synchronizeFrames(): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const grid = new FrameGrid();
    return (value, emit) => {
      if (value.kind === "segmentMotion") {
        grid.push(value.placement, value.timeS, value.values, value.samplePeriodS);
      } else {
        emit(value);
        if (value.kind !== "tick") return;
      }
      grid.advance(value.arrivalTimeS, emit);
    };
  });
}
