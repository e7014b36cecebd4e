import * as z from "zod";
import { faultCodes } from "../model/fault.ts";
import { placements, sides } from "../model/pod.ts";
import {
  absenceReasons,
  activities,
  calibrationStages,
  calibrationVerdicts,
  clockSources,
  contactMethods,
  curvePoints,
  type SessionOutput,
  sideMethods,
  strideAngles,
} from "../model/session-output.ts";
import { linkStates } from "../model/transport-event.ts";
import { alertMessageTypes } from "./alert-message-types.ts";
import { count, nullableNumber, number, text, timeS } from "./described-fields.ts";
import { beforeEffort, entryFields, entryIssue, hasItsLevel } from "./entry-fields.ts";
import { type JsonMessageType, jsonMessageType } from "./json-message.ts";
import { sensorMessageTypes } from "./sensor-message-types.ts";

type OutputOfKind<K extends SessionOutput["kind"]> = Extract<SessionOutput, { kind: K }>;

const placement = z.enum(placements).meta({ description: "Where the pod is strapped." });
const podId = text("Serial number of the pod.");
const noPodId = z.string().nullable().meta({ description: "Serial number of the pod concerned." });
const absent = z
  .enum(absenceReasons)
  .nullable()
  .meta({ description: "Why values are missing; absent where none is." });

const pelvicAngles = z
  .strictObject({
    kind: z.literal("pelvicAngles"),
    timeS: number("Session time of the angles, s."),
    pelvicTiltDeg: nullableNumber("Pelvic tilt, degrees, + anterior."),
    pelvicRotationDeg: nullableNumber(
      "Pelvic rotation about the mean heading of the newest strides, degrees, + right side forward.",
    ),
    rotationAbsent: absent,
    pelvicObliquityDeg: nullableNumber("Pelvic obliquity, degrees, + right side up."),
    absent,
  })
  .meta({
    title: "Pelvic angles",
    description:
      "Cardan Y-X'-Z'' of the pelvis in the treadmill frame (Baker 2001). Absolute values may be off by several degrees; trust excursions and changes.",
  });

const late = z.boolean().meta({
  description: "True where it was found afterwards, from samples that came late.",
});

const gaitEvent = z
  .strictObject({
    kind: z.literal("gaitEvent"),
    type: z.enum(["initialContact", "toeOff"]).meta({ description: "What the foot did." }),
    side: z
      .enum(sides)
      .nullable()
      .meta({ description: "Side of the foot; absent where it cannot be told." }),
    timeS: number("Session time of the event, s."),
    decidedAtS: number("Session time of the last sample the decision rests on, s."),
    method: z.enum(contactMethods).meta({ description: "How the event was timed." }),
    sideMethod: z
      .enum(sideMethods)
      .nullable()
      .meta({ description: "What the side rests on; absent where it cannot be told." }),
    confidence: z.number().min(0).max(1).meta({ description: "Confidence, 0 to 1." }),
  })
  .meta({ title: "Gait event", description: "One initial contact or toe-off of one foot." });

const stride = z
  .strictObject({
    kind: z.literal("stride"),
    side: z.enum(sides).meta({ description: "Side of the foot." }),
    timeS: number("Session time of the closing initial contact, s."),
    initialContactS: number("Session time of the opening initial contact, s."),
    toeOffS: number("Session time of the toe-off, s."),
    strideTimeS: number("Initial contact to the next one of the same side, s."),
    stanceTimeS: number("Initial contact to toe-off of the same side, s."),
    swingTimeS: number("Toe-off to the next initial contact of the same side, s."),
    flightTimeS: nullableNumber(
      "Toe-off to the initial contact of the other side, s; negative while both feet are down.",
    ),
    stepTimeS: nullableNumber("Initial contact of the other side to this initial contact, s."),
    dutyFactor: number("Stance time / stride time, 0 to 1."),
    cadenceSpm: number("Steps of both feet per minute."),
    pelvicTiltMeanDeg: nullableNumber("Mean pelvic tilt in the stride, degrees, + anterior."),
    pelvicTiltExcursionDeg: nullableNumber(
      "Maximum - minimum of pelvic tilt in the stride, degrees.",
    ),
    pelvicObliquityExcursionDeg: nullableNumber(
      "Maximum - minimum of pelvic obliquity in the stride, degrees.",
    ),
    pelvicRotationExcursionDeg: nullableNumber(
      "Maximum - minimum of pelvic rotation in the stride, degrees.",
    ),
    hipFlexionMaxDeg: nullableNumber("Largest hip flexion of this side in the stride, degrees."),
    hipFlexionMinDeg: nullableNumber("Smallest hip flexion of this side in the stride, degrees."),
    hipAdductionStanceExcursionDeg: nullableNumber(
      "Maximum - minimum of hip adduction of this side in stance, degrees.",
    ),
    hipInternalRotationMeanDeg: nullableNumber(
      "Mean hip internal rotation of this side in the stride, degrees; only its changes mean something.",
    ),
    hipInternalRotationStanceExcursionDeg: nullableNumber(
      "Maximum - minimum of hip internal rotation of this side in stance, degrees.",
    ),
    clean: z.boolean().meta({
      description:
        "False where the stride is left out of the statistics: lost samples, unsure event, uneven rhythm.",
    }),
    late,
  })
  .meta({
    title: "Stride",
    description: "Initial contact to the next initial contact of the same side.",
  });

// The type alone says read-only: zod's own word for it would also stand in the file's schema.
const curve: z.ZodType<readonly number[]> = z.array(z.number()).length(curvePoints);

const strideAngle = z
  .strictObject({
    kind: z.literal("strideAngle"),
    side: z.enum(sides).meta({ description: "Side of the foot, and of the hip." }),
    angle: z.enum(strideAngles).meta({ description: "Which angle." }),
    timeS: number("Session time of the closing initial contact, s."),
    initialContactS: number("Session time of the opening initial contact, s."),
    toeOffS: number("Session time of the toe-off, s."),
    toeOffPct: number("Toe-off in percent of the gait cycle."),
    meanDeg: nullableNumber("Mean in the stride, degrees."),
    minDeg: nullableNumber("Smallest angle in the stride, degrees."),
    minAtPct: nullableNumber("Where the smallest angle is, percent of the gait cycle."),
    maxDeg: nullableNumber("Largest angle in the stride, degrees."),
    maxAtPct: nullableNumber("Where the largest angle is, percent of the gait cycle."),
    excursionDeg: nullableNumber("Maximum - minimum in the stride, degrees."),
    stanceExcursionDeg: nullableNumber("Maximum - minimum in stance, degrees."),
    initialContactDeg: nullableNumber("At the opening initial contact, degrees."),
    toeOffDeg: nullableNumber("At the toe-off, degrees."),
    curveDeg: curve
      .nullable()
      .meta({ description: "At 0, 1 ... 100 percent of the gait cycle, degrees." }),
    clean: z.boolean().meta({ description: "As of the stride." }),
    late,
    absent,
  })
  .meta({
    title: "Stride angle",
    description:
      "One angle over one stride. The gait cycle runs from the opening initial contact (0) to the closing one (100 percent).",
  });

const symmetry = z
  .strictObject({
    kind: z.literal("symmetry"),
    timeS,
    leftStanceTimeS: nullableNumber("Stance time of the left side over its strides, s."),
    rightStanceTimeS: nullableNumber("Stance time of the right side over its strides, s."),
    stanceTimeDifferenceS: nullableNumber("Right - left stance time, s."),
    stanceTimeCi95S: nullableNumber("Half width of the 95 % interval of both stance times, s."),
    stanceTimeSymmetryIndexPct: nullableNumber(
      "200 (R - L) / (R + L), percent; + = right stance longer (Robinson 1987).",
    ),
    symmetryIndexCi95Pct: nullableNumber(
      "Half width of the index's 95 % interval, percentage points: the strides' spread and the detector's error.",
    ),
    symmetryIndexSpread95Pct: nullableNumber(
      "Half width of the index's 95 % interval from the strides' spread alone, percentage points.",
    ),
    symmetryIndexMdc95Pct: nullableNumber(
      "Minimal detectable change of the index against the runner's own earlier value at this speed, percentage points.",
    ),
    withinNoise: z
      .boolean()
      .nullable()
      .meta({ description: "True where the confidence interval includes 0." }),
    leftBalancePct: nullableNumber("Share of the left stance, percent: 50 - index / 4."),
    rightBalancePct: nullableNumber("Share of the right stance, percent: 50 + index / 4."),
    preliminary: z
      .boolean()
      .nullable()
      .meta({ description: "True while a side has fewer than 30 strides." }),
    leftStrides: count("Left strides the numbers rest on."),
    rightStrides: count("Right strides the numbers rest on."),
    leftOutliers: count("Left strides left out as outliers."),
    rightOutliers: count("Right strides left out as outliers."),
    absent,
  })
  .meta({
    title: "Stance time symmetry",
    description: "Left-right comparison of stance time over the newest clean strides.",
  });

const hipAngles = z
  .strictObject({
    kind: z.literal("hipAngles"),
    timeS,
    leftHipFlexionDeg: nullableNumber("Left hip, degrees, + flexion."),
    leftHipAdductionDeg: nullableNumber("Left hip, degrees, + adduction."),
    leftHipInternalRotationDeg: nullableNumber("Left hip, degrees, + internal rotation."),
    leftAbsent: absent,
    rightHipFlexionDeg: nullableNumber("Right hip, degrees, + flexion."),
    rightHipAdductionDeg: nullableNumber("Right hip, degrees, + adduction."),
    rightHipInternalRotationDeg: nullableNumber("Right hip, degrees, + internal rotation."),
    rightAbsent: absent,
  })
  .meta({
    title: "Hip angles",
    description: "Cardan angles Z-X'-Y'' of the thigh in the pelvis (Wu 2002).",
  });

const cadence = z
  .strictObject({
    kind: z.literal("cadence"),
    timeS,
    cadenceSpm: nullableNumber("Steps of both feet per minute."),
    stepRegularity: nullableNumber("Autocorrelation of the vertical force at one step, -1 to 1."),
    strideRegularity: nullableNumber(
      "Autocorrelation of the vertical force at one stride, -1 to 1.",
    ),
    absent,
  })
  .meta({
    title: "Cadence",
    description: "Rhythm of the steps over the newest five seconds.",
  });

const activity = z
  .strictObject({
    kind: z.literal("activity"),
    timeS,
    activity: z.enum(activities).nullable().meta({ description: "What the runner does." }),
    sinceS: nullableNumber("Session time at which that was decided, s."),
    absent,
  })
  .meta({
    title: "Activity",
    description: "Standing, walking, running, or irregular movement.",
  });

const podState = z
  .strictObject({
    kind: z.literal("podState"),
    timeS,
    podId,
    placement,
    link: z.enum(linkStates).meta({ description: "State of the radio link." }),
    linkReason: z.string().nullable().meta({ description: "Why the link is in this state." }),
    linkSinceS: nullableNumber("Session time since which the link is in this state, s."),
    liveness: z
      .enum(["waiting", "live", "silent"])
      .meta({ description: "Whether data arrives, judged from the data itself." }),
    lastSampleS: nullableNumber("Session time of the newest sample, s."),
    receivedSamples: count("Samples received since the start."),
    lostSamples: count("Samples missing since the start."),
    recoveredSamples: count("Of the received samples those that came late, from the pod's buffer."),
    unrecoverableSamples: count("Of the lost samples those that are gone for good."),
    measuredRateHz: nullableNumber("Sample rate by the pod's aligned clock, Hz."),
    rssiDbm: nullableNumber("Received signal strength, dBm."),
    arrivalJitterMs: nullableNumber(
      "Lateness of 19 of 20 packets of the last 5 s against the most punctual one, ms.",
    ),
    batteryPct: nullableNumber("Battery charge, percent."),
    temperatureC: nullableNumber("Temperature of the pod, degrees Celsius."),
    clippedPackets: count("Packets with a value at the end of its range since the start."),
    clippedSamples: nullableNumber(
      "Samples with a value at the end of its range, as the pod counts them itself.",
    ),
    podError: z
      .string()
      .nullable()
      .meta({ description: "The last error that the pod itself has told, in plain words." }),
    faults: count("Faults of this pod since the start."),
    clockSource: z
      .enum(clockSources)
      .nullable()
      .meta({ description: "What ties the pod's clock to session time." }),
    clockOffsetSigmaS: nullableNumber(
      "Standard deviation of the offset of the pod's clock to session time, s.",
    ),
    clockDriftPpm: nullableNumber("Rate of the pod's clock against the host's, parts per million."),
    clockDriftSigmaPpm: nullableNumber("Standard deviation of that rate, parts per million."),
  })
  .meta({ title: "Pod state", description: "Link, data flow and health of one pod." });

const calibration = z
  .strictObject({
    kind: z.literal("calibration"),
    timeS,
    podId,
    placement,
    verdict: z.enum(calibrationVerdicts).meta({ description: "Outcome of the stage." }),
    stage: z.enum(calibrationStages).meta({ description: "What was looked at." }),
    mountingTurnDeg: nullableNumber("Turn of the mounting about the vertical, degrees."),
    mountingTiltDeg: nullableNumber("Angle between the case's up axis and the vertical, degrees."),
    uncertaintyDeg: nullableNumber(
      "Standard deviation of the direction that this stage found, degrees.",
    ),
    slipDeg: nullableNumber("How far the pod has turned on the segment, degrees."),
    message: text("The outcome in plain words."),
  })
  .meta({ title: "Calibration", description: "One stage of one pod's calibration." });

const heading = z
  .strictObject({
    kind: z.literal("heading"),
    timeS,
    side: z.enum(sides).meta({ description: "Side of the thigh." }),
    strides: count("Strides that the tracked heading rests on."),
    driftRemovedDeg: nullableNumber("Drift taken out since the heading was found, degrees."),
    driftDegPerMin: nullableNumber("Drift now, degrees per minute."),
    uncertaintyDeg: nullableNumber("Standard deviation of the tracked heading, degrees."),
    steady: z
      .boolean()
      .meta({ description: "False while it is held because the gait is not steady." }),
    absent,
  })
  .meta({
    title: "Heading",
    description: "Heading between the earth frames of a thigh pod and the pelvis pod.",
  });

const beltSpeed = z
  .strictObject({
    kind: z.literal("beltSpeed"),
    timeS,
    beltSpeedMPerS: nullableNumber("Belt speed, m/s; absent where it is not known."),
  })
  .meta({ title: "Belt speed", description: "Belt speed as the treadmill or a person states it." });

const entry = z
  .strictObject({
    kind: z.literal("entry"),
    timeS: number("Session time of the entry, s."),
    ...entryFields,
  })
  .refine(hasItsLevel, entryIssue)
  .meta({ title: "Entry", description: "What the runner entered about the hip." });

const fault = z
  .strictObject({
    kind: z.literal("fault"),
    code: z.enum(faultCodes).meta({ description: "What kind of damage." }),
    timeS: number("Session time at which it was noticed, s."),
    podId: noPodId,
    sensorId: text("The sensor beside the pods that it concerns.").exactOptional(),
    message: text("What and where, in plain words."),
    count: count("Samples or packets concerned."),
  })
  .meta({ title: "Fault", description: "Damage seen in the data." });

/** What it means where a file of before there was backfill has no such field. */
const beforeBackfill = {
  stride: () => ({ late: false }),
  podState: () => ({ recoveredSamples: 0, unrecoverableSamples: 0 }),
} as const;

/** How each kind of session output lies in the file. */
const outputMessageTypes = {
  pelvicAngles: jsonMessageType("hipline.PelvicAngles", pelvicAngles),
  hipAngles: jsonMessageType("hipline.HipAngles", hipAngles),
  gaitEvent: jsonMessageType("hipline.GaitEvent", gaitEvent),
  stride: jsonMessageType("hipline.Stride", stride, beforeBackfill.stride),
  strideAngle: jsonMessageType("hipline.StrideAngle", strideAngle, beforeBackfill.stride),
  symmetry: jsonMessageType("hipline.Symmetry", symmetry),
  cadence: jsonMessageType("hipline.Cadence", cadence),
  activity: jsonMessageType("hipline.Activity", activity),
  podState: jsonMessageType("hipline.PodState", podState, beforeBackfill.podState),
  calibration: jsonMessageType("hipline.Calibration", calibration),
  heading: jsonMessageType("hipline.Heading", heading),
  ...alertMessageTypes,
  beltSpeed: jsonMessageType("hipline.BeltSpeed", beltSpeed),
  ...sensorMessageTypes,
  entry: jsonMessageType("hipline.Entry", entry, beforeEffort),
  fault: jsonMessageType("hipline.Fault", fault),
} satisfies { readonly [K in SessionOutput["kind"]]: JsonMessageType<OutputOfKind<K>> };

/** How an output of this kind lies in the file. */
export function outputMessageType(kind: SessionOutput["kind"]): JsonMessageType<SessionOutput> {
  // TypeScript cannot see that the kind of the value and the kind of the type are the same one; the
  // `satisfies` above has checked each pair.
  return outputMessageTypes[kind] as JsonMessageType<SessionOutput>;
}

/** The message type of a schema name in a file, or undefined where it is none of an output. */
export function outputMessageTypeByName(name: string): JsonMessageType<SessionOutput> | undefined {
  const kind = (Object.keys(outputMessageTypes) as SessionOutput["kind"][]).find(
    (candidate) => outputMessageTypes[candidate].name === name,
  );
  return kind === undefined ? undefined : outputMessageType(kind);
}
