import type { Side } from "../model/pod.ts";
import type { SideMethod } from "../model/session-output.ts";

export interface SideDecision {
  readonly side: Side | null;
  /** 0 … 1. */
  readonly confidence: number;
  /** What it rests on; null where nothing can be said. */
  readonly method: SideMethod | null;
}

/** Nothing can be said. */
export const unknownSide: SideDecision = { side: null, confidence: 0, method: null };

/** Difference of thigh flexion at which the decision counts as sure, rad (15°); runners show 25° and more. */
const sureDifferenceRad = (15 * Math.PI) / 180;

/**
 * Which foot touches down, from the flexion of the thighs at initial contact: the landing leg has
 * swung forward, the other trails. With one thigh pod its flexion is compared with its own mean over
 * the stride.
 * @param leftFlexionRad flexion of the left thigh, + forward; NaN where not known. Likewise right.
 * @param leftMeanRad mean flexion over the last stride; NaN where not known. Likewise right.
 */
export function contactSide(
  leftFlexionRad: number,
  rightFlexionRad: number,
  leftMeanRad: number,
  rightMeanRad: number,
): SideDecision {
  const both = leftFlexionRad - rightFlexionRad;
  if (!Number.isNaN(both)) return decide(both, 1, "both-thighs");
  const left = leftFlexionRad - leftMeanRad;
  if (!Number.isNaN(left)) return decide(2 * left, 0.8, "one-thigh");
  const right = rightMeanRad - rightFlexionRad;
  if (!Number.isNaN(right)) return decide(2 * right, 0.8, "one-thigh");
  return unknownSide;
}

function decide(leftLeadRad: number, ceiling: number, method: SideMethod): SideDecision {
  return {
    side: leftLeadRad > 0 ? "left" : "right",
    confidence: ceiling * Math.min(1, Math.abs(leftLeadRad) / sureDifferenceRad),
    method,
  };
}
