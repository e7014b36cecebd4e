import type { CommandOutput } from "../config/command-context.ts";
import { windowStrides } from "../pipeline/track-symmetry.ts";
import { type AlertSpan, saidText } from "./alert-tally.ts";
import { podText, silenceText } from "./pod-outcome.ts";
import {
  leastStridesPerSide,
  type PodStatistics,
  type SessionStatistics,
  type SpeedStatistics,
} from "./session-statistics.ts";
import { clockText, knownText, textTable } from "./text-table.ts";
import { countText, entryText } from "./words.ts";

/** One line of what is going on now. @param durationS how long it will take, s; null = until somebody ends it. */
export function progressText(
  timeS: number,
  durationS: number | null,
  statistics: SessionStatistics,
): string {
  const { pods, cadenceSpm } = statistics;
  const live = pods.filter(({ state }) => state?.liveness === "live").length;
  const cadence = cadenceSpm === null ? "" : `  cadence ${cadenceSpm.toFixed(0)}/min`;
  const end = durationS === null ? "" : ` / ${clockText(durationS)}`;
  return `${clockText(timeS)}${end}  ${live} of ${pods.length} pods live${cadence}`;
}

/**
 * What the session came to, as tables.
 * @param endS session time at the end, s.
 */
export function printStatistics(
  output: CommandOutput,
  statistics: SessionStatistics,
  endS: number,
): void {
  for (const line of speedTable(statistics)) output.print(line);
  for (const pod of statistics.pods) {
    output.print(podLine(pod, endS));
    const calibration = calibrationText(pod);
    if (calibration !== null) output.print(`  ${calibration}`);
  }
  for (const { side, driftRemovedDeg, worstUncertaintyDeg } of statistics.headings) {
    // Adding 0 takes the sign from what rounds to -0.0.
    const drift = (Math.round(10 * driftRemovedDeg) / 10 + 0).toFixed(1);
    output.print(
      `${side} hip: ${drift}° of heading drift taken out since it was last found, ` +
        `known to ${worstUncertaintyDeg.toFixed(1)}° or better (1 SD)`,
    );
  }
  for (const entry of statistics.entries) {
    output.print(`entered at ${clockText(entry.timeS)}: ${entryText(entry)}`);
  }
  for (const { timeS, by } of statistics.baselineResets) {
    output.print(`baselines begun anew at ${clockText(timeS)} by ${by}`);
  }
  for (const line of alertLines(statistics.alerts)) output.print(line);
}

/** Of what is only watched, so many are told one by one: a long run may have many. */
const maxWatchLines = 10;

function alertLines(alerts: readonly AlertSpan[]): string[] {
  // What a pattern points to must be there.
  const causesStartS = new Set(alerts.flatMap((alert) => alert.causesStartS));
  const leftOut = new Set(
    alerts
      .filter(({ severity, startS }) => severity !== "alert" && !causesStartS.has(startS))
      .slice(maxWatchLines),
  );
  const lines = alerts.filter((alert) => !leftOut.has(alert)).map(alertText);
  return leftOut.size === 0 ? lines : [...lines, `and ${leftOut.size} more that were only watched`];
}

/** "alert, 0:20 to 1:05 (escalated at 0:40, acknowledged by coach at 0:50): The left …". */
function alertText(alert: AlertSpan): string {
  const { severity, startS, escalatedAtS, acknowledged, clearedBy, endS } = alert;
  const until = endS === null ? "the end" : clockText(endS);
  const steps = [
    ...(escalatedAtS === null ? [] : [`escalated at ${clockText(escalatedAtS)}`]),
    ...(acknowledged === null
      ? []
      : [`acknowledged by ${acknowledged.by} at ${clockText(acknowledged.atS)}`]),
    ...(clearedBy === null ? [] : [`cleared by ${clearedBy}`]),
  ];
  const between = steps.length === 0 ? "" : ` (${steps.join(", ")})`;
  return `${severity}, ${clockText(startS)} to ${until}${between}: ${saidText(alert)}`;
}

/** Which strides the figures are of: below the table, a simulated run is held to the truth over all of them. */
const title =
  `Running: stance times and asymmetry of the newest ${windowStrides} clean strides of a side, ` +
  "the rest of all clean strides";

function speedTable(statistics: SessionStatistics): string[] {
  const speeds = statistics.speeds();
  const leftOut = statistics.stridesLeftOut;
  if (speeds.length === 0 && leftOut === 0) return ["No running was found in the session."];
  const heading = [
    "belt speed",
    "strides L / R",
    "stance left",
    "right",
    "asymmetry (R−L)",
    "cadence",
    "tilt range",
    "obliquity range",
  ];
  const table =
    speeds.length === 0 ? [] : [title, ...textTable([heading, ...speeds.map(speedRow)])];
  const few = `fewer than ${leastStridesPerSide} clean ones of a side at one speed`;
  return leftOut === 0 ? table : [...table, `${countText(leftOut, "stride")} left out: ${few}.`];
}

function speedRow(speed: SpeedStatistics): string[] {
  return [
    knownText(speed.beltSpeedMPerS, 1, " m/s"),
    `${speed.leftStrides} / ${speed.rightStrides}`,
    milliseconds(speed.leftStanceTimeS),
    milliseconds(speed.rightStanceTimeS),
    asymmetry(speed),
    knownText(speed.cadenceSpm, 0, "/min"),
    knownText(speed.pelvicTiltExcursionDeg, 1, "°"),
    knownText(speed.pelvicObliquityExcursionDeg, 1, "°"),
  ];
}

function podLine(pod: PodStatistics, endS: number): string {
  const parts: string[] = [];
  const silence = silenceText(pod, endS);
  if (silence !== null) parts.push(silence);
  if (pod.state !== null && pod.state.receivedSamples > 0) {
    const { receivedSamples, lostSamples, recoveredSamples, faults } = pod.state;
    const lostPct = (100 * lostSamples) / (receivedSamples + lostSamples);
    parts.push(
      countText(receivedSamples, "sample"),
      `${lostPct.toFixed(2)} % lost`,
      // Where nothing was ever asked for again there is nothing to tell.
      ...(recoveredSamples === 0 ? [] : [`${countText(recoveredSamples, "sample")} came late`]),
      countText(faults, "fault"),
    );
  }
  return `${podText(pod)}: ${parts.join(", ")}`;
}

/** How the pod sat, and how sure that is; null where nothing was ever found. */
function calibrationText({ calibrations }: PodStatistics): string | null {
  const parts = calibrations.flatMap((said) => {
    if (said.verdict === "waiting") return [];
    const angle = said.mountingTiltDeg ?? said.mountingTurnDeg ?? said.slipDeg;
    const sigma = said.uncertaintyDeg === null ? "" : ` ± ${said.uncertaintyDeg.toFixed(1)}°`;
    const figure = angle === null ? "" : ` (${angle.toFixed(0)}°${sigma})`;
    return [`${said.stage} ${said.verdict}${figure}`];
  });
  return parts.length === 0 ? null : `calibration: ${parts.join(", ")}`;
}

function milliseconds(timeS: number | null): string {
  return timeS === null ? "not known" : `${(1000 * timeS).toFixed(0)} ms`;
}

function asymmetry({ symmetry }: SpeedStatistics): string {
  const index = symmetry?.stanceTimeSymmetryIndexPct ?? null;
  const interval = symmetry?.symmetryIndexCi95Pct ?? null;
  if (index === null || interval === null) return "not known";
  const sign = index > 0 ? "+" : "";
  const remark = symmetry?.preliminary === true ? " (preliminary)" : "";
  return `${sign}${index.toFixed(1)} ± ${interval.toFixed(1)} %${remark}`;
}
