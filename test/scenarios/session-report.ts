import type { Placement } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";

/** Something that changed, and when. */
export interface Change {
  readonly to: string;
  readonly atS: number;
}

/** What a session said about one pod. */
export interface PodReport {
  readonly link: Change[];
  readonly liveness: Change[];
  /** Faults by code: how many. */
  readonly faults: Record<string, number>;
  /** Newest verdict of each stage of the calibration. */
  readonly calibration: Record<string, string>;
  lostSamples: number;
  batteryPct: number | null;
}

/** What a session reported, without the numbers of the runner's movement. */
export interface SessionReport {
  readonly pods: Partial<Record<Placement, PodReport>>;
  readonly alerts: {
    readonly rule: string;
    readonly phase: string;
    readonly pod: Placement | null;
    readonly atS: number;
  }[];
  readonly activities: string[];
  /** Faults of no pod of the session. */
  strayFaults: number;
}

/** Sums up a session's outputs. */
export function reportOf(header: SessionHeader, outputs: Iterable<SessionOutput>): SessionReport {
  const placementOf = new Map(header.pods.map((pod) => [pod.podId, pod.placement]));
  const report: SessionReport = { pods: {}, alerts: [], activities: [], strayFaults: 0 };
  for (const { placement } of header.pods) {
    report.pods[placement] = {
      link: [],
      liveness: [],
      faults: {},
      calibration: {},
      lostSamples: 0,
      batteryPct: null,
    };
  }
  for (const output of outputs) {
    if (output.kind === "alert") {
      const pod = output.podId === null ? null : (placementOf.get(output.podId) ?? null);
      report.alerts.push({ rule: output.ruleId, phase: output.phase, pod, atS: output.timeS });
    } else if (output.kind === "activity") {
      const { activity } = output;
      if (activity !== null && activity !== report.activities.at(-1))
        report.activities.push(activity);
    } else if (
      output.kind === "podState" ||
      output.kind === "fault" ||
      output.kind === "calibration"
    ) {
      const placement = output.podId === null ? undefined : placementOf.get(output.podId);
      const pod = placement === undefined ? undefined : report.pods[placement];
      if (pod === undefined) report.strayFaults += 1;
      else takeOutput(pod, output);
    }
  }
  return report;
}

function takeOutput(
  pod: PodReport,
  output: Extract<SessionOutput, { kind: "podState" | "fault" | "calibration" }>,
): void {
  if (output.kind === "fault") {
    pod.faults[output.code] = (pod.faults[output.code] ?? 0) + 1;
    return;
  }
  if (output.kind === "calibration") {
    pod.calibration[output.stage] = output.verdict;
    return;
  }
  const { link, liveness, timeS } = output;
  if (pod.link.at(-1)?.to !== link) pod.link.push({ to: link, atS: timeS });
  if (pod.liveness.at(-1)?.to !== liveness) pod.liveness.push({ to: liveness, atS: timeS });
  pod.lostSamples = output.lostSamples;
  pod.batteryPct = output.batteryPct;
}
