import { motionChannel, motionChannels } from "../kernels/motion-track.ts";
import { type InclinationAngles, inclinationAngles } from "../kernels/segment-angles.ts";
import type { PodDescription } from "../model/pod.ts";
import type { AbsenceReason } from "../model/session-output.ts";
import { degPerRad } from "../model/units.ts";
import { KnownState } from "./known-state.ts";
import { perSubscription } from "./per-subscription.ts";
import type { MotionFrames, PipelineOperator, PipelineValue } from "./pipeline-value.ts";
import { frameRateHz } from "./synchronize-frames.ts";

/** Every n-th frame becomes an output: 50 Hz are plenty for a plot; the statistics use every frame. */
const outputEvery = frameRateHz / 50;

/** An absent value is repeated this often, s. */
const absentEveryS = 1;

/** Pelvic tilt and obliquity of every frame, and 50 Hz of them as outputs. */
export function computePelvicAngles(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const known = new KnownState(pods);
    const angles: InclinationAngles = { tiltRad: 0, obliquityRad: 0 };
    let lastOutputS = Number.NEGATIVE_INFINITY;

    const takeFrames = (frames: MotionFrames, emit: (out: PipelineValue) => void): void => {
      const { count, timeS, segments } = frames;
      const tiltRad = new Float64Array(count).fill(Number.NaN);
      const obliquityRad = new Float64Array(count).fill(Number.NaN);
      for (let i = 0; i < count; i++) {
        if (segments.pelvis.valid[i] !== 1) continue;
        const offset = i * motionChannels + motionChannel.orientation;
        inclinationAngles(angles, segments.pelvis.values, offset);
        tiltRad[i] = angles.tiltRad;
        obliquityRad[i] = angles.obliquityRad;
        const t = timeS[i] as number;
        if (Math.round(t * frameRateHz) % outputEvery !== 0) continue;
        emit({
          kind: "pelvicAngles",
          timeS: t,
          pelvicTiltDeg: angles.tiltRad * degPerRad,
          pelvicObliquityDeg: angles.obliquityRad * degPerRad,
          absent: null,
        });
        lastOutputS = t;
      }
      emit({ kind: "pelvicAngleFrames", timeS, tiltRad, obliquityRad });
    };

    const emitAbsent = (
      timeS: number,
      absent: AbsenceReason,
      emit: (out: PipelineValue) => void,
    ): void => {
      lastOutputS = timeS;
      emit({ kind: "pelvicAngles", timeS, pelvicTiltDeg: null, pelvicObliquityDeg: null, absent });
    };

    return (value, emit) => {
      const changed = known.take(value);
      // Angles go before their frames: an event found in the frames may close a stride that needs them.
      if (value.kind === "frames") takeFrames(value, emit);
      emit(value);
      // What has become unknown is said at once, and repeated while it lasts.
      const absent = known.absence("pelvis");
      if (changed && absent !== null && "timeS" in value && typeof value.timeS === "number") {
        emitAbsent(value.timeS, absent, emit);
      } else if (value.kind === "tick" && value.arrivalTimeS - lastOutputS >= absentEveryS) {
        emitAbsent(value.arrivalTimeS, absent ?? "samples-missing", emit);
      }
    };
  });
}
