import type { BeltSpeedOutput } from "../model/session-output.ts";
import { perSubscription } from "./per-subscription.ts";
import type { PipelineOperator, PipelineValue } from "./pipeline-value.ts";

/** Belt speeds closer than this are the same, m/s. */
const speedStepMPerS = 0.05;

/**
 * The speed of the belt from whoever stated it last: the treadmill itself, a person, or the file. Only what changes it goes on;
 * before the first it is not known. Where a treadmill falls silent, the speed that it stated is not known any more; one that somebody
 * has entered stays.
 */
export function trackBeltSpeed(): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    let statedMPerS: number | null = null;
    let isTreadmills = false;
    const change = (timeS: number, beltSpeedMPerS: number | null): BeltSpeedOutput | null => {
      // A treadmill states its speed every second; only a change says something new.
      if (sameSpeed(statedMPerS, beltSpeedMPerS)) return null;
      statedMPerS = beltSpeedMPerS;
      return { kind: "beltSpeed", timeS, beltSpeedMPerS };
    };
    return (value, emit) => {
      if (value.kind === "beltSpeed") {
        isTreadmills = false;
        const changed = change(value.timeS, value.beltSpeedMPerS);
        if (changed !== null) emit(changed);
        return;
      }
      emit(value);
      if (value.kind !== "treadmill") return;
      if (value.speedMPerS === null && !isTreadmills) return;
      isTreadmills = true;
      const changed = change(value.timeS, value.speedMPerS);
      if (changed !== null) emit(changed);
    };
  });
}

function sameSpeed(before: number | null, now: number | null): boolean {
  if (before === null || now === null) return before === now;
  return Math.abs(now - before) < speedStepMPerS;
}
