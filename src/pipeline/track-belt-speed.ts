import type { BeltSpeedOutput } from "../model/session-output.ts";
import { perSubscription } from "./per-subscription.ts";
import type { PipelineOperator, PipelineValue } from "./pipeline-value.ts";

/** Belt speeds closer than this are the same, m/s. */
const speedStepMPerS = 0.05;

/** A treadmill that measures its belt feels every footfall. What it says is a change at once where it is this large, m/s … */
const plainChangeMPerS = 0.15;
/** … and else where so many values on end lie off to the same side by at least half a step: every change makes the comparison of strides begin anew. */
const steadyValues = 5;

/**
 * The speed of the belt from whoever stated it last: the treadmill itself, a person, or the file. Only what changes it goes on;
 * before the first it is not known. Where a treadmill falls silent, the speed that it stated is not known any more; one that somebody
 * has entered stays. Small changes of what a treadmill states count when they last.
 */
export function trackBeltSpeed(): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    let statedMPerS: number | null = null;
    let isTreadmills = false;
    /** By how much the newest values of a treadmill lie off what was stated, to one side. */
    let recentOffMPerS: number[] = [];
    const change = (timeS: number, beltSpeedMPerS: number | null): BeltSpeedOutput | null => {
      // A treadmill states its speed every second; only a change says something new.
      recentOffMPerS = [];
      if (sameSpeed(statedMPerS, beltSpeedMPerS)) return null;
      statedMPerS = beltSpeedMPerS;
      return { kind: "beltSpeed", timeS, beltSpeedMPerS };
    };
    /** The speed that a treadmill's newest value makes known; what was stated before where it tells no other. */
    const steadied = (speedMPerS: number): number | null => {
      if (statedMPerS === null || Math.abs(speedMPerS - statedMPerS) >= plainChangeMPerS) {
        return speedMPerS;
      }
      const offMPerS = speedMPerS - statedMPerS;
      const isOff = Math.abs(offMPerS) >= speedStepMPerS / 2;
      const goesOn = recentOffMPerS.every((one) => one > 0 === offMPerS > 0);
      if (!isOff || !goesOn) recentOffMPerS = [];
      if (isOff) recentOffMPerS.push(offMPerS);
      if (recentOffMPerS.length < steadyValues) return statedMPerS;
      const sumMPerS = recentOffMPerS.reduce((sum, one) => sum + one, 0);
      return statedMPerS + sumMPerS / steadyValues;
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
      const { speedMPerS, timeS } = value;
      if (speedMPerS === null && !isTreadmills) return;
      const speed = speedMPerS === null || !isTreadmills ? speedMPerS : steadied(speedMPerS);
      isTreadmills = true;
      if (speed === statedMPerS) return;
      const changed = change(timeS, speed);
      if (changed !== null) emit(changed);
    };
  });
}

function sameSpeed(before: number | null, now: number | null): boolean {
  if (before === null || now === null) return before === now;
  return Math.abs(now - before) < speedStepMPerS;
}
