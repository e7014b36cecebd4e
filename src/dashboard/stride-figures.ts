import type { Side } from "../model/pod.ts";
import type { StrideOutput } from "../model/session-output.ts";
import { type Current, currentStride } from "./current-values.ts";
import type { ViewState } from "./view-state.ts";

/** Strides of each side that the means rest on. */
const strideCount = 10;

/** Newest strides of a side at the present belt speed, oldest first; none where the last one is long ago. */
export function recentStrides(state: ViewState, side: Side): readonly StrideOutput[] {
  if (currentStride(state, side).value === null) return [];
  const sinceS = state.beltSpeed?.timeS ?? Number.NEGATIVE_INFINITY;
  return state.strides[side].filter(({ initialContactS }) => initialContactS >= sinceS);
}

/** Means over the newest clean strides of both sides, degrees. */
export interface StrideMeans {
  readonly strides: number;
  readonly pelvicTiltDeg: number | null;
  readonly pelvicObliquityExcursionDeg: number | null;
}

export function strideMeans(state: ViewState): Current<StrideMeans> {
  const sides: readonly Side[] = ["left", "right"];
  const strides = sides.flatMap((side) =>
    recentStrides(state, side)
      .filter(({ clean }) => clean)
      .slice(-strideCount),
  );
  if (strides.length === 0) {
    const [left, right] = sides.map((side) => currentStride(state, side).why);
    return { value: null, why: left ?? right ?? "no clean stride yet" };
  }
  const value = {
    strides: strides.length,
    pelvicTiltDeg: mean(strides.map(({ pelvicTiltMeanDeg }) => pelvicTiltMeanDeg)),
    pelvicObliquityExcursionDeg: mean(
      strides.map(({ pelvicObliquityExcursionDeg }) => pelvicObliquityExcursionDeg),
    ),
  };
  return { value, why: null };
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
