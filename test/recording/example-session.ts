import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { Fault } from "../../src/model/fault.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { openSession, type RecordedOutput } from "../../src/recording/session-reader.ts";
import { SessionWriter } from "../../src/recording/session-writer.ts";
import { alertDetails } from "../support/alert-details.ts";
import { podStateDetails } from "../support/pod-state-details.ts";
import {
  sampleStride,
  sampleStrideAngle,
  unknownAngle,
  unknownStrideAngles,
} from "../support/sample-stride.ts";
import { exampleAlerts } from "./example-alerts.ts";

export const pelvisPodId = "00000000000000a1";
export const leftPodId = "00000000000000b2";
export const rightPodId = "00000000000000c3";
export const beltId = "c0:ff:ee:00:00:01";
export const treadmillId = "TM-77.1";

/** 2024-05-01T08:30:00.250Z, ns since 1970. */
export const startNs = 1_714_552_200_250_000_000n;

export const exampleHeader: SessionHeader = {
  sessionId: "example-1",
  title: "Example run",
  startedAt: "2024-05-01T08:30:00.250Z",
  protocolVersion: "1.0",
  pods: (
    [
      [pelvisPodId, "pelvis"],
      [leftPodId, "leftThigh"],
      [rightPodId, "rightThigh"],
    ] as const
  ).map(([podId, placement]) => ({
    podId,
    placement,
    sampleRateHz: 200,
    accRangeG: 16,
    gyrRangeDegPerS: 2000,
    batchSamples: 10,
  })),
  runner: { label: "R1", affectedSide: "left", heightCm: 178.5 },
  sensors: [
    { sensorId: beltId, kind: "heart-rate", name: "Chest belt" },
    { sensorId: treadmillId, kind: "treadmill", name: "Treadmill" },
  ],
  calibrationSpans: [{ kind: "standing", startS: 0, endS: 5 }],
  origin: { kind: "simulated", description: "made for a test", seed: 7 },
};

/** Twenty-one events of every kind that is recorded, over 3.3 s. */
export const exampleEvents: readonly TransportEvent[] = [
  { kind: "link", arrivalTimeS: 0, podId: pelvisPodId, state: "connecting" },
  { kind: "link", arrivalTimeS: 0.1, podId: pelvisPodId, state: "streaming" },
  { kind: "beltSpeed", arrivalTimeS: 0.2, beltSpeedMPerS: 2.75 },
  notification(0.25, pelvisPodId, "identity", []),
  notification(0.3, pelvisPodId, "samples", [1, 2, 3]),
  notification(0.301, leftPodId, "samples", [255, 0]),
  notification(1.25, rightPodId, "status", [9]),
  notification(1.25, rightPodId, "timeExchange", [1, 1, 2, 3, 5, 8]),
  { kind: "rssi", arrivalTimeS: 1.4, podId: pelvisPodId, rssiDbm: -63.5 },
  { kind: "beltSpeed", arrivalTimeS: 1.9, beltSpeedMPerS: null },
  { kind: "calibrationRequest", arrivalTimeS: 2.1, podIds: [pelvisPodId, leftPodId] },
  { kind: "entry", arrivalTimeS: 2.2, entry: "pain", painLevel: 3, effortLevel: null },
  { kind: "entry", arrivalTimeS: 2.3, entry: "sharp-pain", painLevel: null, effortLevel: null },
  { kind: "entry", arrivalTimeS: 2.35, entry: "effort", painLevel: null, effortLevel: 6 },
  { kind: "alertAction", arrivalTimeS: 2.4, action: "clear", alertId: "pain-1", by: "coach" },
  { kind: "baselineReset", arrivalTimeS: 2.45, by: "coach" },
  notification(2.5, pelvisPodId, "backfill", [4, 5]),
  { kind: "sensorLink", arrivalTimeS: 2.51, sensorId: beltId, state: "streaming" },
  sensorNotification(2.52, beltId, [0x16, 150, 0x9a, 0x01]),
  sensorNotification(2.53, treadmillId, []),
  sensorNotification(2.54, "not in the header", [255]),
  {
    kind: "sensorLink",
    arrivalTimeS: 2.55,
    sensorId: treadmillId,
    state: "failed",
    reason: "no treadmill data (0x2acd)",
  },
  { kind: "link", arrivalTimeS: 2.6, podId: leftPodId, state: "lost", reason: "no answer (0x08)" },
  notification(3.3, "00000000000000ff", "control", [7]),
];

const absentAngles = {
  kind: "pelvicAngles",
  timeS: 0.5,
  pelvicTiltDeg: null,
  pelvicObliquityDeg: null,
  pelvicRotationDeg: null,
  rotationAbsent: "not-calibrated",
  absent: "not-calibrated",
} as const;

/** Every kind of output, with and without its nullable values. */
export const exampleOutputs: readonly SessionOutput[] = [
  absentAngles,
  { ...absentAngles, timeS: 1.5, pelvicTiltDeg: 12.25, pelvicObliquityDeg: -1.5, absent: null },
  {
    ...absentAngles,
    timeS: 2.5,
    pelvicTiltDeg: 2,
    pelvicRotationDeg: 3.5,
    rotationAbsent: null,
    absent: null,
  },
  {
    kind: "hipAngles",
    timeS: 1.5,
    leftHipFlexionDeg: 31.5,
    leftHipAdductionDeg: -2,
    leftHipInternalRotationDeg: 4.25,
    leftAbsent: null,
    rightHipFlexionDeg: null,
    rightHipAdductionDeg: null,
    rightHipInternalRotationDeg: null,
    rightAbsent: "pod-silent",
  },
  gaitEvent("left"),
  gaitEvent(null),
  sampleStride("left", 1.7),
  sampleStride("right", 1.7, {
    ...unknownStrideAngles,
    flightTimeS: null,
    stepTimeS: null,
    clean: false,
  }),
  sampleStrideAngle("left", 1.7),
  sampleStrideAngle("right", 1.7, {
    ...unknownAngle,
    angle: "pelvicRotation",
    clean: false,
    absent: "too-few-strides",
  }),
  {
    kind: "symmetry",
    timeS: 2,
    leftStanceTimeS: 0.25,
    rightStanceTimeS: 0.26,
    stanceTimeDifferenceS: 0.01,
    stanceTimeCi95S: 0.023,
    stanceTimeSymmetryIndexPct: 3.92,
    symmetryIndexCi95Pct: 1.1,
    symmetryIndexSpread95Pct: 0.4,
    symmetryIndexMdc95Pct: 0.57,
    withinNoise: false,
    leftBalancePct: 49.02,
    rightBalancePct: 50.98,
    preliminary: false,
    leftStrides: 40,
    rightStrides: 41,
    leftOutliers: 1,
    rightOutliers: 0,
    absent: null,
  },
  {
    kind: "symmetry",
    timeS: 2.1,
    leftStanceTimeS: null,
    rightStanceTimeS: null,
    stanceTimeDifferenceS: null,
    stanceTimeCi95S: null,
    stanceTimeSymmetryIndexPct: null,
    symmetryIndexCi95Pct: null,
    symmetryIndexSpread95Pct: null,
    symmetryIndexMdc95Pct: null,
    withinNoise: null,
    leftBalancePct: null,
    rightBalancePct: null,
    preliminary: null,
    leftStrides: 0,
    rightStrides: 1,
    leftOutliers: 0,
    rightOutliers: 0,
    absent: "too-few-strides",
  },
  {
    kind: "cadence",
    timeS: 2.2,
    cadenceSpm: 168.4,
    stepRegularity: 0.91,
    strideRegularity: 0.94,
    absent: null,
  },
  {
    kind: "cadence",
    timeS: 3.2,
    cadenceSpm: null,
    stepRegularity: null,
    strideRegularity: null,
    absent: "not-running",
  },
  { kind: "activity", timeS: 2.2, activity: "running", sinceS: 1.1, absent: null },
  { kind: "activity", timeS: 3.2, activity: null, sinceS: null, absent: "pod-silent" },
  podState({ link: "streaming", linkReason: null, lastSampleS: 2, measuredRateHz: 199.99 }),
  podState({ link: "lost", linkReason: "no answer", lastSampleS: null, measuredRateHz: null }),
  calibration("good", 3.5),
  calibration("waiting", null),
  heading(true),
  heading(false),
  alert("raised", pelvisPodId),
  alert("released", null),
  { kind: "beltSpeed", timeS: 0.2, beltSpeedMPerS: 2.75 },
  { kind: "beltSpeed", timeS: 1.9, beltSpeedMPerS: null },
  {
    kind: "heartRate",
    timeS: 1,
    sensorId: beltId,
    heartRateBpm: 151,
    rrIntervalsS: [0.4, 0.39453125],
    contact: true,
  },
  {
    kind: "heartRate",
    timeS: 2,
    sensorId: beltId,
    heartRateBpm: null,
    rrIntervalsS: [],
    contact: null,
  },
  {
    kind: "treadmill",
    timeS: 1,
    sensorId: treadmillId,
    speedMPerS: 2.75,
    inclinePct: -1.5,
    rampAngleDeg: -0.9,
    distanceM: 1234,
  },
  {
    kind: "treadmill",
    timeS: 2,
    sensorId: treadmillId,
    speedMPerS: null,
    inclinePct: null,
    rampAngleDeg: null,
    distanceM: null,
  },
  {
    kind: "runningSpeedCadence",
    timeS: 1,
    sensorId: "foot",
    speedMPerS: 2.75,
    cadenceSpm: 168,
    strideLengthM: 1.96,
    isRunning: true,
  },
  {
    kind: "runningSpeedCadence",
    timeS: 2,
    sensorId: "foot",
    speedMPerS: null,
    cadenceSpm: null,
    strideLengthM: null,
    isRunning: null,
  },
  sensorState(true),
  sensorState(false),
  ...exampleAlerts,
  { kind: "entry", timeS: 2.2, entry: "pain", painLevel: 0, effortLevel: null },
  { kind: "entry", timeS: 2.3, entry: "catch", painLevel: null, effortLevel: null },
  fault(pelvisPodId),
  fault(null),
  { ...fault(null), sensorId: beltId },
];

/** Five chunks in a file so small that every one of its bytes can be tried. */
export const smallEvents = exampleEvents.filter((event) => event.kind === "notification");
export const smallOutputs: readonly SessionOutput[] = [1, 4, 5.5].map((timeS) => ({
  kind: "beltSpeed",
  timeS,
  beltSpeedMPerS: timeS,
}));

/** A folder for the files of one test file, removed afterwards. Call it at the top of the file. */
export function temporaryFolder(): (name: string) => string {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hipline-recording-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return (name) => join(folder, name);
}

/** Writes a whole session file: the events, then the outputs, each under its own time. */
export async function writeSession(
  path: string,
  events: readonly TransportEvent[],
  outputs: readonly SessionOutput[] = [],
): Promise<void> {
  const writer = await SessionWriter.create(path, exampleHeader, { overwrite: true });
  for (const event of events) await writer.writeEvent(event);
  for (const output of outputs) await writer.writeOutput(output, output.timeS);
  await writer.close();
}

/** All values of an async iterable. */
export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}

export interface ReadBack {
  readonly header: SessionHeader;
  readonly durationS: number;
  readonly recovery: { readonly truncatedAtByte: number; readonly readableUntilS: number } | null;
  readonly events: readonly TransportEvent[];
  readonly outputs: readonly RecordedOutput[];
}

export async function readSession(path: string): Promise<ReadBack> {
  const reader = await openSession(path);
  try {
    const { header, durationS, recovery } = reader;
    const events = await collect(reader.events());
    const outputs = await collect(reader.outputs());
    return { header, durationS, recovery, events, outputs };
  } finally {
    await reader.close();
  }
}

function notification(
  arrivalTimeS: number,
  podId: string,
  channel: "identity" | "control" | "samples" | "backfill" | "status" | "timeExchange",
  bytes: readonly number[],
): TransportEvent {
  return { kind: "notification", arrivalTimeS, podId, channel, payload: Uint8Array.from(bytes) };
}

function sensorNotification(
  arrivalTimeS: number,
  sensorId: string,
  bytes: readonly number[],
): TransportEvent {
  return {
    kind: "sensorNotification",
    arrivalTimeS,
    sensorId,
    payload: Uint8Array.from(bytes),
  };
}

function sensorState(known: boolean): SessionOutput {
  return {
    kind: "sensorState",
    timeS: 3,
    sensorId: beltId,
    sensorKind: "heart-rate",
    link: known ? "streaming" : "lost",
    linkReason: known ? null : "no answer",
    linkSinceS: known ? 2.51 : null,
    liveness: known ? "live" : "waiting",
    lastValueS: known ? 2.52 : null,
    faults: 1,
  };
}

function gaitEvent(side: "left" | null): SessionOutput {
  return {
    kind: "gaitEvent",
    type: side === null ? "toeOff" : "initialContact",
    side,
    timeS: 1,
    decidedAtS: 1.1,
    method: "pelvis-vertical-crossing",
    sideMethod: side === null ? null : "one-thigh",
    confidence: 0.75,
  };
}

function podState(optional: {
  readonly link: "streaming" | "lost";
  readonly linkReason: string | null;
  readonly lastSampleS: number | null;
  readonly measuredRateHz: number | null;
}): SessionOutput {
  const known = optional.lastSampleS !== null;
  return {
    ...podStateDetails,
    kind: "podState",
    timeS: 2,
    podId: pelvisPodId,
    placement: "pelvis",
    liveness: known ? "live" : "silent",
    receivedSamples: 400,
    lostSamples: 3,
    batteryPct: known ? 88 : null,
    temperatureC: known ? 31.5 : null,
    clippedPackets: 0,
    faults: 1,
    clockDriftPpm: known ? -12.5 : null,
    ...optional,
  };
}

function calibration(verdict: "good" | "waiting", mountingTiltDeg: number | null): SessionOutput {
  return {
    kind: "calibration",
    timeS: 5,
    podId: leftPodId,
    placement: "leftThigh",
    stage: verdict === "good" ? "gait" : "standing",
    verdict,
    mountingTiltDeg,
    mountingTurnDeg: mountingTiltDeg,
    uncertaintyDeg: mountingTiltDeg,
    slipDeg: mountingTiltDeg,
    message: `calibration is ${verdict}`,
  };
}

function heading(known: boolean): SessionOutput {
  return {
    kind: "heading",
    timeS: 4,
    side: "right",
    strides: 40,
    driftRemovedDeg: known ? 4.5 : null,
    driftDegPerMin: known ? -2 : null,
    uncertaintyDeg: known ? 0.5 : null,
    steady: known,
    absent: known ? null : "pod-silent",
  };
}

function alert(phase: "raised" | "released", podId: string | null): SessionOutput {
  return {
    kind: "alert",
    alertId: "pod-silent/1",
    ruleId: "pod-silent",
    phase,
    severity: "watch",
    timeS: 2.2,
    message: "The pelvis pod is silent.",
    podId,
    ...alertDetails,
  };
}

function fault(podId: string | null): Fault {
  return {
    kind: "fault",
    code: "samples-lost",
    timeS: 2.3,
    podId,
    message: "3 samples lost before sequence 17",
    count: 3,
  };
}
