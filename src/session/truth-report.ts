import { type Side, sides } from "../model/pod.ts";
import { type StrideAngle, strideAngles } from "../model/session-output.ts";
import type { ErrorTally } from "./error-tally.ts";
import { textTable } from "./text-table.ts";
import type { TruthComparison } from "./truth-comparison.ts";
import { countText } from "./words.ts";

const angleTexts: Readonly<Record<StrideAngle, string>> = {
  pelvicTilt: "pelvic tilt",
  pelvicObliquity: "pelvic obliquity",
  pelvicRotation: "pelvic rotation",
  hipFlexion: "hip flexion",
  hipAdduction: "hip adduction",
  hipInternalRotation: "hip internal rotation",
};

/** How near the session's numbers are to the truth, as lines. */
export function truthLines(comparison: TruthComparison): string[] {
  const { matched, unmatched } = comparison;
  const none = unmatched === 0 ? "" : `; ${unmatched} more found where that side had none`;
  if (matched === 0) return [`Against the truth: no clean stride of running to compare${none}.`];
  const index = asymmetryPct(comparison, "stanceTimeS");
  const trueIndex = asymmetryPct(comparison, "trueStanceTimeS");
  const stance = [
    ["", "left", "right"],
    ["contact, off by", ...perSide((side) => timing(comparison.sides[side].contactErrorS))],
    ["toe-off, off by", ...perSide((side) => timing(comparison.sides[side].toeOffErrorS))],
    ["stance time", ...perSide((side) => stanceText(comparison, side))],
  ];
  const angles = [
    ["", "off by, left strides", "right strides", "within a stride (RMS)"],
    ...strideAngles.map((angle) => [
      angleTexts[angle],
      ...perSide((side) => degrees(comparison.sides[side].angleOffsetDeg[angle].mean, true)),
      degrees(comparison.shapeErrorDeg[angle].standardDeviation, false),
    ]),
  ];
  return [
    `Against the truth, ${countText(matched, "clean stride")} of running, all that there were${none}:`,
    ...textTable(stance).map(indented),
    `  asymmetry (R−L) ${percent(index)}, truly ${percent(trueIndex)}`,
    ...textTable(angles).map(indented),
    "  The zero of pelvic rotation and of hip internal rotation cannot be known: there a constant offset is no error.",
  ];
}

function perSide(text: (side: Side) => string): string[] {
  return sides.map(text);
}

function stanceText({ sides: both }: TruthComparison, side: Side): string {
  const { stanceTimeS, trueStanceTimeS } = both[side];
  return `${milliseconds(stanceTimeS.mean)}, truly ${milliseconds(trueStanceTimeS.mean)}`;
}

function timing(errorS: ErrorTally): string {
  const { mean, standardDeviation } = errorS;
  if (mean === null || standardDeviation === null) return "not known";
  return `${signed(1000 * mean, 1)} ± ${(1000 * standardDeviation).toFixed(1)} ms`;
}

function milliseconds(timeS: number | null): string {
  return timeS === null ? "not known" : `${(1000 * timeS).toFixed(0)} ms`;
}

/** 200·(R − L)/(R + L) of the mean stance times, percent (Robinson 1987). */
function asymmetryPct(
  { sides: { left, right } }: TruthComparison,
  which: "stanceTimeS" | "trueStanceTimeS",
): number | null {
  const leftS = left[which].mean;
  const rightS = right[which].mean;
  return leftS === null || rightS === null ? null : (200 * (rightS - leftS)) / (rightS + leftS);
}

function percent(value: number | null): string {
  return value === null ? "not known" : `${signed(value, 1)} %`;
}

function degrees(value: number | null, isSigned: boolean): string {
  if (value === null) return "not known";
  return `${isSigned ? signed(value, 1) : value.toFixed(1)}°`;
}

function signed(value: number, decimals: number): string {
  // Adding 0 takes the sign from what rounds to -0.0.
  const rounded = Number(value.toFixed(decimals)) + 0;
  return `${rounded > 0 ? "+" : ""}${rounded.toFixed(decimals)}`;
}

function indented(line: string): string {
  return `  ${line}`;
}
