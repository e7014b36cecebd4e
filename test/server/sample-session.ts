import { Subject } from "rxjs";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import type { AlertOutput } from "../../src/model/alert-output.ts";
import type { PodId } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type {
  EntryOutput,
  GaitEventOutput,
  PelvicAnglesOutput,
  PodStateOutput,
  SessionOutput,
} from "../../src/model/session-output.ts";
import type { PersonAction } from "../../src/model/transport-event.ts";
import type { DeliveryLimits } from "../../src/server/delivery-limits.ts";
import type { ServedSession } from "../../src/server/served-session.ts";
import { startServer } from "../../src/server/start-server.ts";
import { alertDetails } from "../support/alert-details.ts";
import { podStateDetails } from "../support/pod-state-details.ts";

const sampleHeader: SessionHeader = {
  sessionId: "session-0001",
  title: "Sample run",
  startedAt: "2026-01-02T03:04:05.000Z",
  protocolVersion: "1.0",
  pods: (["pelvis", "leftThigh"] as const).map((placement, i) => ({
    podId: `00000000000000${"ab"[i]?.repeat(2)}`,
    placement,
    sampleRateHz: 104,
    accRangeG: 16,
    gyrRangeDegPerS: 2000,
    batchSamples: 5,
  })),
  runner: {},
  alertRules: defaultAlertRules,
  calibrationSpans: [],
  origin: { kind: "simulated", description: "made for a test" },
};

export function angles(timeS: number): PelvicAnglesOutput {
  return {
    kind: "pelvicAngles",
    timeS,
    pelvicTiltDeg: timeS,
    pelvicObliquityDeg: -timeS,
    pelvicRotationDeg: 4,
    rotationAbsent: null,
    absent: null,
  };
}

export function gaitEvent(timeS: number, side: GaitEventOutput["side"] = "left"): GaitEventOutput {
  return {
    kind: "gaitEvent",
    type: "initialContact",
    side,
    timeS,
    decidedAtS: timeS + 0.1,
    method: "pelvis-thigh-force",
    sideMethod: side === null ? null : "both-thighs",
    confidence: 1,
  };
}

export function entry(timeS: number): EntryOutput {
  return { kind: "entry", timeS, entry: "pain", painLevel: 3, effortLevel: null };
}

export function podState(timeS: number, podId = "00000000000000aa"): PodStateOutput {
  return {
    ...podStateDetails,
    kind: "podState",
    timeS,
    podId,
    placement: "pelvis",
    link: "streaming",
    linkReason: null,
    liveness: "live",
    lastSampleS: timeS,
    receivedSamples: 100,
    lostSamples: 0,
    measuredRateHz: 104,
    batteryPct: 90,
    temperatureC: null,
    clippedPackets: 0,
    faults: 0,
    clockDriftPpm: null,
  };
}

export function alert(
  timeS: number,
  alertId: string,
  phase: AlertOutput["phase"],
  ruleId = "pod-silent",
): AlertOutput {
  return {
    kind: "alert",
    alertId,
    ruleId,
    phase,
    severity: "alert",
    timeS,
    message: `alert ${alertId}`,
    podId: null,
    ...alertDetails,
  };
}

/** A session whose outputs the test pushes by hand; its time is that of the newest output. */
export function sampleSession(): ServedSession & {
  readonly outputs: Subject<SessionOutput>;
  /** Pods that were to be calibrated, request by request. */
  readonly requests: readonly (readonly PodId[])[];
  /** Everything that was done. */
  readonly actions: readonly PersonAction[];
} {
  const outputs = new Subject<SessionOutput>();
  const requests: (readonly PodId[])[] = [];
  const actions: PersonAction[] = [];
  let newestS = 0;
  outputs.subscribe({
    next: (output) => {
      newestS = Math.max(newestS, output.timeS);
    },
    error: () => undefined,
  });
  return {
    header: sampleHeader,
    playback: { mode: "replay", speed: 1, durationS: 60 },
    outputs,
    sessionTimeS: () => newestS,
    requests,
    actions,
    act: (action) => {
      actions.push(action);
      if (action.kind === "calibrationRequest") requests.push(action.podIds);
      return true;
    },
  };
}

/** A real server on a free port for a sample session; the caller closes it. */
export async function serveSample(limits: Partial<DeliveryLimits>, session = sampleSession()) {
  const server = await startServer({
    host: "127.0.0.1",
    port: 0,
    portIsExplicit: false,
    dashboardDir: "does-not-exist",
    version: "9.8.7",
    session,
    limits,
  });
  return { session, server };
}
