import type { AlertFinding } from "../model/alert-output.ts";
import { placementNames } from "../model/placement-names.ts";
import type { Placement, Side } from "../model/pod.ts";
import type { IntervalKind } from "../model/run-plan.ts";
import type { RunnerHistory } from "../model/runner-history.ts";
import type { Catalogue, GaitChange } from "./catalogue.ts";

const withoutPod: Readonly<Record<Placement, string>> = {
  pelvis: "No angles and no stance times until it is back.",
  leftThigh: "Sides are told from the right thigh alone.",
  rightThigh: "Sides are told from the left thigh alone.",
};

const afterSlip: Readonly<Record<Placement, string>> = {
  pelvis: "No angles until it is calibrated anew; stance times go on.",
  leftThigh: "No angles of the left hip until it is calibrated anew; stance times go on.",
  rightThigh: "No angles of the right hip until it is calibrated anew; stance times go on.",
};

/** In English. */
export const english: Catalogue = {
  gaitChanged: (change) => {
    const { finding } = change;
    return `${changeText(change)} than ${baselineText(finding)}, over the newest ${finding.strides} strides.`;
  },
  gaitIsBack: (change) => {
    const { finding } = change;
    return Math.abs(finding.change) < finding.limit
      ? `${subject(finding)} is near ${baselineText(finding)} again.`
      : `${changeText(change)} than ${baselineText(finding)}: no longer what was told.`;
  },
  gaitBaselineReset: (by) => `Over, because the baseline was begun anew (${by}).`,
  pattern: (side, what) =>
    `Several things have changed together${side === null ? "" : ` to spare the ${side} side`}: ${what.join(" ")}`,
  patternOver: () => "No longer several changes at once.",
  pain: (entry, level, severity) => {
    if (entry === "sharp-pain")
      return "Sharp pain: stop running. Walk or stand, whatever the numbers say.";
    if (entry === "catch")
      return "The hip catches or locks: stop running, whatever the numbers say.";
    return severity === "alert"
      ? `Pain ${level} of 10: stop running, whatever the numbers say.`
      : `Pain ${level} of 10: go easier, and say when it changes.`;
  },
  painOver: (level) => (level === 0 ? "No pain any more." : `Pain ${level} of 10.`),
  painCleared: (by) => `Cleared by ${by}.`,
  podSilent: (placement, hasSentBefore) => {
    const what = hasSentBefore ? "sends nothing any more" : "has not sent anything";
    return `The ${placementNames[placement]} pod ${what}. ${withoutPod[placement]}`;
  },
  podSendsAgain: (placement) => `The ${placementNames[placement]} pod sends again.`,
  podSlipped: (placement, slipDeg) => {
    const size = slipDeg === null ? "" : ` by about ${slipDeg.toFixed(0)}°`;
    return `The ${placementNames[placement]} pod has slipped${size}. ${afterSlip[placement]}`;
  },
  podCalibratedAnew: (placement) => `The ${placementNames[placement]} pod is calibrated anew.`,
  podBattery: (placement, batteryPct) =>
    `The battery of the ${placementNames[placement]} pod is at ${batteryPct.toFixed(0)} %. Charge it before the next run.`,
  podCharged: (placement, batteryPct) =>
    `The battery of the ${placementNames[placement]} pod is at ${batteryPct.toFixed(0)} % again.`,
  podClipping: (placement, packets) =>
    `The ${placementNames[placement]} pod measures more than its range holds (${packets} times in a minute): strap it tighter, or give it a larger range.`,
  podClippingOver: (placement) =>
    `The ${placementNames[placement]} pod stays within its range again.`,
  onTheLegs: (elapsedS, longestS, severity) =>
    severity === "alert"
      ? `${durationText(longestS)} on the legs, the longest time for this run: end it here.`
      : `${durationText(Math.floor(elapsedS))} on the legs: at most ${durationText(longestS - Math.floor(elapsedS))} more.`,
  runEnded: () => "The run has ended.",
  incline: (inclinePct) =>
    `The treadmill goes ${inclinePct > 0 ? "uphill" : "downhill"} by ${Math.abs(inclinePct).toFixed(1)} %, and the plan has no inclines: set it level.`,
  inclineOver: (inclinePct) =>
    inclinePct === null
      ? "How the treadmill is tilted is not known any more."
      : "The treadmill is level enough again.",
  planInterval: ({ kind, durationS, speedKmH, cadencePct }, metronomeSpm) => {
    const speed = speedKmH === null ? "" : ` at ${speedKmH.toFixed(1)} km/h`;
    return `${intervalVerbs[kind]} for ${durationText(durationS)}${speed}${cadenceText(cadencePct, metronomeSpm)}.`;
  },
  planDone: () => "The plan is done.",
  loadAdvice: (advice, history) => {
    if (history.sessions === 0) return "No earlier session is known: no advice on load.";
    const because = responseText(history);
    switch (advice) {
      case "progress":
        return `${because} A little more than last time is all right.`;
      case "hold":
        return `${because} No more than last time.`;
      case "step-back":
        return `${because} Do less than last time, or rest.`;
      case null:
        return because;
    }
  },
};

const intervalVerbs: Readonly<Record<IntervalKind, string>> = {
  "warm-up": "Warm up",
  walk: "Walk",
  run: "Run",
  "cool-down": "Cool down",
};

/** ", 172 steps a minute", or what is known of it. */
function cadenceText(cadencePct: number | null, metronomeSpm: number | null): string {
  if (cadencePct === null) return "";
  if (metronomeSpm !== null) return `, ${metronomeSpm.toFixed(0)} steps a minute`;
  return cadencePct === 0
    ? ", with your own steps"
    : `, with ${cadencePct} % more steps than usual`;
}

function unitText(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** "2 minutes", "1 minute 30 seconds", "45 seconds". */
function durationText(durationS: number): string {
  const tenths = Math.round(10 * durationS);
  const minutes = Math.floor(tenths / 600);
  const seconds = (tenths % 600) / 10;
  if (minutes === 0) return unitText(seconds, "second");
  const rest = seconds === 0 ? "" : ` ${unitText(seconds, "second")}`;
  return `${unitText(minutes, "minute")}${rest}`;
}

const opposite: Readonly<Record<Side, Side>> = { left: "right", right: "left" };

/** What load advice rests on. */
function responseText(history: RunnerHistory): string {
  const { lastStartedAt, lastSharpPainOrCatch, lastWorstPain, painNextMorning } = history;
  const pain = lastWorstPain === null ? "no pain was entered" : `pain was ${lastWorstPain} of 10`;
  const during = lastSharpPainOrCatch ? "the hip hurt sharply or caught" : pain;
  if (painNextMorning !== null) {
    return `Last time ${during}, and ${painNextMorning} of 10 on the morning after.`;
  }
  return lastStartedAt === null
    ? `Last time ${during}; no session of an earlier day is known.`
    : `Last time ${during}; nobody has said yet how the morning after was.`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** What has changed, without how. */
function subject({ metric, side }: AlertFinding): string {
  const of = side ?? "affected";
  switch (metric) {
    case "stanceTimeSymmetryIndexPct":
      return `${capital(of)} stance`;
    case "pelvicTiltDeg":
      return "The pelvis' tilt";
    case "contralateralDropDeg":
    case "contralateralDropDifferenceDeg":
      return `The pelvis' drop in ${of} stance`;
    case "hipRotationExcursionDeg":
      return `The ${of} hip's rotation`;
  }
}

/** What has changed and by how much: "Left stance 18 ms (6.0 %) shorter against the right". */
function changeText({ finding, stanceTimeS }: GaitChange): string {
  const { metric, side, change, changePct } = finding;
  const size = Math.abs(change).toFixed(1);
  const of = side ?? "affected";
  const other = side === null ? "other" : opposite[side];
  switch (metric) {
    case "stanceTimeSymmetryIndexPct": {
      const ms =
        stanceTimeS === null
          ? ""
          : `${((Math.abs(change) / 100) * stanceTimeS * 1000).toFixed(0)} ms `;
      const way = change > 0 ? "shorter" : "longer";
      return `${capital(of)} stance ${ms}(${size} %) ${way} against the ${other}`;
    }
    case "pelvicTiltDeg":
      return `The pelvis is tipped ${size}° further ${change > 0 ? "forward" : "backward"}`;
    case "contralateralDropDeg":
      return `The ${other} side of the pelvis drops ${size}° ${change > 0 ? "further" : "less"} in ${of} stance`;
    case "contralateralDropDifferenceDeg":
      return `The pelvis drops ${size}° ${change > 0 ? "further" : "less"} in ${of} stance, against ${other} stance,`;
    case "hipRotationExcursionDeg": {
      const part = changePct === null ? "" : `${Math.abs(changePct).toFixed(0)} % `;
      return `The ${of} hip rotates ${part}(${size}°) ${change > 0 ? "more" : "less"} in stance`;
    }
  }
}

function baselineText({ baseline }: AlertFinding): string {
  const { source, speedKmH, ageDays } = baseline;
  const at = speedKmH === null ? "" : ` at ${speedKmH.toFixed(1)} km/h`;
  if (source === "interpolated") return `your baselines at speeds around${at.replace(" at", "")}`;
  if (ageDays === null) return `your baseline${at}`;
  return `your usual${at} (${ageDays === 0 ? "up to today" : `up to ${ageDays} ${ageDays === 1 ? "day" : "days"} ago`})`;
}
