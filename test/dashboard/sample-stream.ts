import type { AlertOutput } from "../../src/model/alert-output.ts";
import type {
  ActivityOutput,
  BeltSpeedOutput,
  CadenceOutput,
  GaitEventOutput,
  PelvicAnglesOutput,
  PodStateOutput,
  SessionOutput,
  SymmetryOutput,
} from "../../src/model/session-output.ts";
import type { HelloMessage, OutputsMessage } from "../../src/server/wire.ts";
import { alertDetails } from "../support/alert-details.ts";
import { podStateDetails } from "../support/pod-state-details.ts";

export const pelvisPodId = "00000000000000a1";

export function hello(changes: Partial<HelloMessage> = {}): HelloMessage {
  return {
    type: "hello",
    wireVersion: 1,
    server: { name: "hipline", version: "0.0.0" },
    session: {
      sessionId: "s",
      title: "A run",
      startedAt: "2026-01-02T03:04:05.000Z",
      protocolVersion: "1.0",
      pods: [
        {
          podId: pelvisPodId,
          placement: "pelvis",
          sampleRateHz: 104,
          accRangeG: 16,
          gyrRangeDegPerS: 2000,
          batchSamples: 5,
        },
      ],
      runner: {},
      calibrationSpans: [],
      origin: { kind: "simulated", description: "made for a test" },
    },
    playback: { mode: "replay", speed: 1, durationS: 60 },
    sessionTimeS: 0,
    serverTimeS: 0,
    running: true,
    snapshot: [],
    ...changes,
  };
}

export function outputs(sessionTimeS: number, ...list: SessionOutput[]): OutputsMessage {
  return { type: "outputs", sessionTimeS, serverTimeS: sessionTimeS, outputs: list };
}

export function angles(timeS: number, changes: Partial<PelvicAnglesOutput> = {}) {
  const output: PelvicAnglesOutput = {
    kind: "pelvicAngles",
    timeS,
    pelvicTiltDeg: 12,
    pelvicObliquityDeg: -1,
    pelvicRotationDeg: 4,
    rotationAbsent: null,
    absent: null,
    ...changes,
  };
  return output;
}

export function gaitEvent(
  type: GaitEventOutput["type"],
  side: GaitEventOutput["side"],
  timeS: number,
): GaitEventOutput {
  return {
    kind: "gaitEvent",
    type,
    side,
    timeS,
    decidedAtS: timeS + 0.1,
    method: "pelvis-thigh-force",
    sideMethod: "both-thighs",
    confidence: 1,
  };
}

export function beltSpeed(timeS: number, beltSpeedMPerS: number | null): BeltSpeedOutput {
  return { kind: "beltSpeed", timeS, beltSpeedMPerS };
}

export function symmetry(timeS: number, changes: Partial<SymmetryOutput> = {}): SymmetryOutput {
  return {
    kind: "symmetry",
    timeS,
    leftStanceTimeS: 0.25,
    rightStanceTimeS: 0.24,
    stanceTimeDifferenceS: -0.01,
    stanceTimeCi95S: 0.023,
    stanceTimeSymmetryIndexPct: -4.1,
    symmetryIndexCi95Pct: 1.2,
    symmetryIndexSpread95Pct: 0.6,
    symmetryIndexMdc95Pct: 0.9,
    withinNoise: false,
    leftBalancePct: 51,
    rightBalancePct: 49,
    preliminary: false,
    leftStrides: 60,
    rightStrides: 61,
    leftOutliers: 1,
    rightOutliers: 0,
    absent: null,
    ...changes,
  };
}

export function cadence(timeS: number, changes: Partial<CadenceOutput> = {}): CadenceOutput {
  return {
    kind: "cadence",
    timeS,
    cadenceSpm: 170,
    stepRegularity: 0.9,
    strideRegularity: 0.93,
    absent: null,
    ...changes,
  };
}

export function activity(timeS: number, changes: Partial<ActivityOutput> = {}): ActivityOutput {
  return {
    kind: "activity",
    timeS,
    activity: "running",
    sinceS: timeS - 5,
    absent: null,
    ...changes,
  };
}

export function podState(timeS: number, changes: Partial<PodStateOutput> = {}): PodStateOutput {
  return {
    ...podStateDetails,
    kind: "podState",
    timeS,
    podId: pelvisPodId,
    placement: "pelvis",
    link: "streaming",
    linkReason: null,
    liveness: "live",
    lastSampleS: timeS,
    receivedSamples: 990,
    lostSamples: 10,
    measuredRateHz: 104,
    batteryPct: 90,
    temperatureC: null,
    clippedPackets: 0,
    faults: 0,
    clockDriftPpm: null,
    ...changes,
  };
}

export function alert(
  alertId: string,
  phase: AlertOutput["phase"],
  timeS: number,
  severity: AlertOutput["severity"] = "alert",
): AlertOutput {
  return {
    kind: "alert",
    alertId,
    ruleId: "pod-silent",
    phase,
    severity,
    timeS,
    message: `alert ${alertId}`,
    podId: null,
    ...alertDetails,
  };
}
