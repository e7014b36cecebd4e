import type { CommandOutput } from "../config/command-context.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { SessionStatistics } from "./session-statistics.ts";
import { clockText, knownText, textTable } from "./text-table.ts";

/** One line of what is going on now. */
export function progressText(
  timeS: number,
  durationS: number,
  newest: SessionOutput,
  statistics: SessionStatistics,
): string {
  const live = statistics.pods.filter((pod) => pod.liveness === "live").length;
  const pods = `${live} of ${statistics.pods.length} pods live`;
  const cadence =
    newest.kind === "cadence" && newest.cadenceSpm !== null
      ? `  cadence ${newest.cadenceSpm.toFixed(0)}/min`
      : "";
  return `${clockText(timeS)} / ${clockText(durationS)}  ${pods}${cadence}`;
}

/** What the session came to, as tables. */
export function printStatistics(output: CommandOutput, statistics: SessionStatistics): void {
  const speeds = statistics.speeds();
  if (speeds.length === 0) output.print("No running was found in the session.");
  else {
    const heading = ["belt speed", "strides", "stance left", "right", "asymmetry (R−L)", "cadence"];
    const rows = speeds.map((speed) => [
      knownText(speed.beltSpeedMPerS, 1, " m/s"),
      `${speed.strides}`,
      milliseconds(speed.leftStanceTimeS),
      milliseconds(speed.rightStanceTimeS),
      asymmetry(speed.symmetry),
      knownText(speed.cadenceSpm, 0, "/min"),
      knownText(speed.pelvicTiltExcursionDeg, 1, "°"),
      knownText(speed.pelvicObliquityExcursionDeg, 1, "°"),
    ]);
    for (const line of textTable([[...heading, "tilt range", "obliquity range"], ...rows])) {
      output.print(line);
    }
  }
  for (const pod of statistics.pods) {
    const total = pod.receivedSamples + pod.lostSamples;
    const lost = total === 0 ? "" : `, ${((100 * pod.lostSamples) / total).toFixed(2)} % lost`;
    output.print(`${pod.placement}: ${pod.receivedSamples} samples${lost}, ${pod.faults} faults`);
  }
  if (statistics.alerts > 0) output.print(`${statistics.alerts} alerts were raised.`);
}

function milliseconds(timeS: number | null): string {
  return timeS === null ? "not known" : `${(1000 * timeS).toFixed(0)} ms`;
}

function asymmetry(symmetry: Extract<SessionOutput, { kind: "symmetry" }> | null): string {
  const index = symmetry?.stanceTimeSymmetryIndexPct ?? null;
  const interval = symmetry?.symmetryIndexCi95Pct ?? null;
  if (index === null || interval === null) return "not known";
  const sign = index > 0 ? "+" : "";
  return `${sign}${index.toFixed(1)} ± ${interval.toFixed(1)} %`;
}
