import type {
  AlertActionOutput,
  AlertOutput,
  BaselineOutput,
  BaselineResetOutput,
  CueOutput,
  GaitWatchOutput,
  LoadAdviceOutput,
  PlanOutput,
} from "./alert-output.ts";
import type { Fault } from "./fault.ts";
import type { Placement, PodId, Side } from "./pod.ts";
import type { SensorOutput } from "./sensor-output.ts";
import type { EntryType, LinkState } from "./transport-event.ts";

/** Why a derived value is absent. A value that is not known is null and carries one of these, never a stale number. */
export const absenceReasons = [
  "no-pod",
  "pod-silent",
  "not-calibrated",
  "calibration-failed",
  "pod-slipped",
  "clock-misaligned",
  "not-running",
  "too-few-strides",
  "side-unknown",
  "samples-missing",
  "gathering",
  "not-estimated",
] as const;
export type AbsenceReason = (typeof absenceReasons)[number];

/**
 * Pelvic angles at one instant: Cardan Y-X'-Z'' of the pelvis in the treadmill frame (Baker 2001),
 * tilt + anterior, obliquity + right side up. Degrees. Offsets of several degrees are possible in the
 * absolute values; excursions and changes are the honest numbers.
 */
export interface PelvicAnglesOutput {
  readonly kind: "pelvicAngles";
  readonly timeS: number;
  readonly pelvicTiltDeg: number | null;
  readonly pelvicObliquityDeg: number | null;
  /**
   * Pelvic rotation, + right side forward, about the mean heading of the newest strides: its mean is zero
   * by definition.
   */
  readonly pelvicRotationDeg: number | null;
  readonly rotationAbsent: AbsenceReason | null;
  readonly absent: AbsenceReason | null;
}

/**
 * Hip angles of both sides at one instant: Cardan Z-X'-Y'' of the thigh in the pelvis (Wu et al. 2002),
 * + flexion, adduction, internal rotation on both sides. Degrees. Neutral is quiet standing for
 * flexion and adduction; the zero of internal rotation is where the thigh swings straight ahead, so only
 * its changes and excursions mean something. What is measured is the pod on the skin, not the bone.
 */
export interface HipAnglesOutput {
  readonly kind: "hipAngles";
  readonly timeS: number;
  readonly leftHipFlexionDeg: number | null;
  readonly leftHipAdductionDeg: number | null;
  readonly leftHipInternalRotationDeg: number | null;
  readonly leftAbsent: AbsenceReason | null;
  readonly rightHipFlexionDeg: number | null;
  readonly rightHipAdductionDeg: number | null;
  readonly rightHipInternalRotationDeg: number | null;
  readonly rightAbsent: AbsenceReason | null;
}

/** How an event was timed: which forces the crossing was taken from; the best way first. */
export const contactMethods = [
  "pelvis-thigh-force",
  "pelvis-one-thigh-force",
  "pelvis-vertical-crossing",
] as const;
export type ContactMethod = (typeof contactMethods)[number];

/** What tells the side of a foot: which thigh has swung forward, or what the pelvis does from step to step. */
export const sideMethods = ["both-thighs", "one-thigh", "pelvis"] as const;
export type SideMethod = (typeof sideMethods)[number];

/** One foot contact event. `side` is null where the side cannot be told. */
export interface GaitEventOutput {
  readonly kind: "gaitEvent";
  readonly type: "initialContact" | "toeOff";
  readonly side: Side | null;
  /** Session time of the event itself, s. */
  readonly timeS: number;
  /** Session time of the last sample that the decision rests on, s. */
  readonly decidedAtS: number;
  readonly method: ContactMethod;
  /** What its side rests on; null where that is not known. */
  readonly sideMethod: SideMethod | null;
  /** 0 … 1. */
  readonly confidence: number;
}

/**
 * One stride: initial contact to the next initial contact of the same side.
 * Stance IC → TO same side; swing TO → IC same side; flight TO → IC of the other side;
 * step: IC of the other side → this IC.
 */
export interface StrideOutput {
  readonly kind: "stride";
  readonly side: Side;
  /** Session time of the closing initial contact, s. */
  readonly timeS: number;
  /** Session time of the opening initial contact, s. */
  readonly initialContactS: number;
  readonly toeOffS: number;
  readonly strideTimeS: number;
  readonly stanceTimeS: number;
  readonly swingTimeS: number;
  readonly flightTimeS: number | null;
  readonly stepTimeS: number | null;
  /** Stance time / stride time, 0 … 1. */
  readonly dutyFactor: number;
  /** Steps per minute of both feet, from this stride. */
  readonly cadenceSpm: number;
  readonly pelvicTiltMeanDeg: number | null;
  /** Maximum − minimum of pelvic tilt in the stride, degrees. */
  readonly pelvicTiltExcursionDeg: number | null;
  readonly pelvicObliquityExcursionDeg: number | null;
  readonly pelvicRotationExcursionDeg: number | null;
  /** Largest and smallest hip flexion of this side in the stride. */
  readonly hipFlexionMaxDeg: number | null;
  readonly hipFlexionMinDeg: number | null;
  /** Maximum − minimum of hip adduction of this side in stance. */
  readonly hipAdductionStanceExcursionDeg: number | null;
  /** Mean of hip internal rotation of this side in the stride; only changes of it mean something. */
  readonly hipInternalRotationMeanDeg: number | null;
  /** Maximum − minimum of hip internal rotation of this side in stance. */
  readonly hipInternalRotationStanceExcursionDeg: number | null;
  /**
   * False where samples of the pelvis were missing inside the stride, an event was unsure, or the runner did not run in an even rhythm: kept, but
   * left out of the statistics.
   */
  readonly clean: boolean;
  /**
   * True where it was found afterwards, from samples that came late: it stands for a live stride of the same side and moment, where
   * there was one.
   */
  readonly late: boolean;
}

/** The angles that are described per stride; the hip is that of the stride's side. */
export const strideAngles = [
  "pelvicTilt",
  "pelvicObliquity",
  "pelvicRotation",
  "hipFlexion",
  "hipAdduction",
  "hipInternalRotation",
] as const;
export type StrideAngle = (typeof strideAngles)[number];

/** Points of a curve over the gait cycle: 0, 1 … 100 %. */
export const curvePoints = 101;

/**
 * One angle over one stride, with the signs of PelvicAnglesOutput and HipAnglesOutput. Percentages are of the
 * gait cycle: 0 is the opening initial contact, 100 the closing one. All values are known, or none is.
 */
export interface StrideAngleOutput {
  readonly kind: "strideAngle";
  readonly side: Side;
  readonly angle: StrideAngle;
  /** Session time of the closing initial contact, s. */
  readonly timeS: number;
  /** Session time of the opening initial contact, s. */
  readonly initialContactS: number;
  readonly toeOffS: number;
  readonly toeOffPct: number;
  readonly meanDeg: number | null;
  /** Smallest and largest angle of the stride's 200 Hz samples, and where in the gait cycle they first are. */
  readonly minDeg: number | null;
  readonly minAtPct: number | null;
  readonly maxDeg: number | null;
  readonly maxAtPct: number | null;
  /** Maximum − minimum in the stride, degrees. */
  readonly excursionDeg: number | null;
  /** Maximum − minimum in stance, degrees. */
  readonly stanceExcursionDeg: number | null;
  /** At the opening initial contact. */
  readonly initialContactDeg: number | null;
  readonly toeOffDeg: number | null;
  /** The angle at 0, 1 … 100 % (`curvePoints` values), to a thousandth of a degree. */
  readonly curveDeg: readonly number[] | null;
  /** Whether the stride it belongs to is; see StrideOutput. */
  readonly clean: boolean;
  /** As of the stride. */
  readonly late: boolean;
  readonly absent: AbsenceReason | null;
}

/**
 * Left-right comparison of stance time over the newest clean strides, all timed by thighs or all by the pelvis alone.
 * stanceTimeSymmetryIndexPct = 200·(R − L)/(R + L) (Robinson 1987): + means the right stance is longer.
 * Balance L %/R % = 50 ∓ SI/4.
 */
export interface SymmetryOutput {
  readonly kind: "symmetry";
  readonly timeS: number;
  readonly leftStanceTimeS: number | null;
  readonly rightStanceTimeS: number | null;
  /** Right − left, s. */
  readonly stanceTimeDifferenceS: number | null;
  /** Half width of the 95 % interval of both stance times, s: the detector's error against a force plate, by how they were timed. */
  readonly stanceTimeCi95S: number | null;
  readonly stanceTimeSymmetryIndexPct: number | null;
  /**
   * Half width of the 95 % interval of the index, percentage points: the strides' own spread and the
   * detector's error against a force plate together.
   */
  readonly symmetryIndexCi95Pct: number | null;
  /** Half width from the strides' spread alone. */
  readonly symmetryIndexSpread95Pct: number | null;
  /**
   * Minimal detectable change of the index, percentage points: what it must change by, against the same runner's own earlier value
   * over as many strides at the same speed, to be no chance (95 %). From the strides' spread alone: the detector's error hardly
   * changes within a session.
   */
  readonly symmetryIndexMdc95Pct: number | null;
  /** Whether the 95 % interval includes 0: no left-right difference can be told from noise. */
  readonly withinNoise: boolean | null;
  readonly leftBalancePct: number | null;
  readonly rightBalancePct: number | null;
  /** True while a side has fewer than 30 strides: shown, but nothing should be concluded from it yet. */
  readonly preliminary: boolean | null;
  /** Strides that the numbers rest on. */
  readonly leftStrides: number;
  readonly rightStrides: number;
  /** Clean strides among the newest that are left out because their stance time is far from the others'. */
  readonly leftOutliers: number;
  readonly rightOutliers: number;
  readonly absent: AbsenceReason | null;
}

/**
 * Rhythm of the steps over the newest five seconds, from the spectrum of the pelvis' vertical force. It
 * needs neither foot contacts nor thigh pods.
 */
export interface CadenceOutput {
  readonly kind: "cadence";
  readonly timeS: number;
  /** Steps of both feet per minute. */
  readonly cadenceSpm: number | null;
  /** Autocorrelation of the vertical force at one step, −1 … 1; 0.9 in steady running. */
  readonly stepRegularity: number | null;
  /** The same at one stride; higher than stepRegularity where left and right steps differ. */
  readonly strideRegularity: number | null;
  readonly absent: AbsenceReason | null;
}

export const activities = ["standing", "walking", "running", "irregular"] as const;
export type Activity = (typeof activities)[number];

/**
 * What the runner does, on every change and once a second. Irregular is movement in none of the other rhythms (yet): a
 * stumble, the first steps, slowing down, stepping off.
 */
export interface ActivityOutput {
  readonly kind: "activity";
  readonly timeS: number;
  readonly activity: Activity | null;
  /** Session time at which it was decided, s: a second or so after it began. */
  readonly sinceS: number | null;
  readonly absent: AbsenceReason | null;
}

/** Whether data of a pod is arriving, judged from the data itself and not from what the radio claims. */
export type PodLiveness = "waiting" | "live" | "silent";

/** What ties a pod's clock to session time; see ClockEstimator. */
export const clockSources = ["time-exchange", "arrivals"] as const;
export type ClockSource = (typeof clockSources)[number];

export interface PodStateOutput {
  readonly kind: "podState";
  readonly timeS: number;
  readonly podId: PodId;
  readonly placement: Placement;
  readonly link: LinkState;
  readonly linkReason: string | null;
  /** Session time since which the link is in this state, s; null before the first word on it. */
  readonly linkSinceS: number | null;
  readonly liveness: PodLiveness;
  /** Session time of the newest sample, s. */
  readonly lastSampleS: number | null;
  /** With those that came late. */
  readonly receivedSamples: number;
  /** Missing now. Known from the pod's clock; while the pod is silent, what it should have sent since counts as well. */
  readonly lostSamples: number;
  /** Of the received ones: missing at first, sent later from the pod's buffer. */
  readonly recoveredSamples: number;
  /** Of the lost ones: gone for good. The pod has them no longer, or nobody asks for them. */
  readonly unrecoverableSamples: number;
  /** The configured one is in the session's header. */
  readonly measuredRateHz: number | null;
  /** Received signal strength, dBm; null where it is not measured, or the pod is silent. */
  readonly rssiDbm: number | null;
  /** Nineteen of twenty packets of the last 5 s came at most so much later than the most punctual one, ms; null while the pod is silent. */
  readonly arrivalJitterMs: number | null;
  /** Null while the pod is silent. */
  readonly batteryPct: number | null;
  /** Of its sensor; null while the pod is silent. */
  readonly temperatureC: number | null;
  /** Packets with a value at the end of its range. */
  readonly clippedPackets: number;
  /** Samples with a value at the end of its range since the pod was switched on, as it counts them itself; null before it has told. */
  readonly clippedSamples: number | null;
  /** The last error that the pod itself has told, in plain words, also where it has fallen silent since; null = none. */
  readonly podError: string | null;
  readonly faults: number;
  /** Null before the clock is known. */
  readonly clockSource: ClockSource | null;
  /** Standard deviation of the offset between the pod's clock and session time, s; null while the pod is silent. */
  readonly clockOffsetSigmaS: number | null;
  /** Rate of the pod's clock against the session's, + = fast. */
  readonly clockDriftPpm: number | null;
  /** Standard deviation of the rate. */
  readonly clockDriftSigmaPpm: number | null;
}

export const calibrationVerdicts = [
  "waiting",
  "good",
  "renewing",
  "kept",
  "moved",
  "upside-down",
  "crooked",
  "too-few-strides",
  "turned",
  "swapped",
  "swapped-with-pelvis",
  "slipped",
] as const;
export type CalibrationVerdict = (typeof calibrationVerdicts)[number];

/**
 * What a calibration looks at: standing gives the vertical, gait the sagittal plane, the sides of stance which
 * leg it is; slip is whether the pod has stayed where it was then.
 */
export const calibrationStages = ["standing", "gait", "sides", "slip"] as const;
export type CalibrationStage = (typeof calibrationStages)[number];

/** Outcome of one stage of a pod's calibration. */
export interface CalibrationOutput {
  readonly kind: "calibration";
  readonly timeS: number;
  readonly podId: PodId;
  readonly placement: Placement;
  readonly stage: CalibrationStage;
  readonly verdict: CalibrationVerdict;
  /** Angle between the case's nominal up axis and the vertical while standing, degrees. */
  readonly mountingTiltDeg: number | null;
  /** Turn about the vertical from the nominal to the found mounting, degrees; only from gait. */
  readonly mountingTurnDeg: number | null;
  /**
   * Standard deviation of the direction that this stage found (standing: of the vertical, gait: of forward),
   * degrees. It goes into absolute angles, not into changes and excursions.
   */
  readonly uncertaintyDeg: number | null;
  /** How far the pod has turned on the segment, degrees; only from slip. Of a second slip, by how much more. */
  readonly slipDeg: number | null;
  readonly message: string;
}

/**
 * The heading between the earth frames of a thigh pod and the pelvis pod. Without magnetometer it drifts, and
 * what is tracked of it per stride is taken out of the hip angles. One a second and side.
 */
export interface HeadingOutput {
  readonly kind: "heading";
  readonly timeS: number;
  readonly side: Side;
  /** Strides that the tracked heading rests on, since it was last found anew. */
  readonly strides: number;
  /** Drift taken out since then, degrees; + = the thigh's frame turned counterclockwise against the pelvis'. */
  readonly driftRemovedDeg: number | null;
  /** Drift per minute now. */
  readonly driftDegPerMin: number | null;
  /**
   * Standard deviation of the tracked heading from the strides' own scatter, degrees. It goes nearly one to one into hip
   * internal rotation, and at flexed hips into adduction.
   */
  readonly uncertaintyDeg: number | null;
  /** False while it is held because the gait is not steady. */
  readonly steady: boolean;
  readonly absent: AbsenceReason | null;
}

/** Belt speed as stated by the treadmill or a person; null = not known. */
export interface BeltSpeedOutput {
  readonly kind: "beltSpeed";
  readonly timeS: number;
  readonly beltSpeedMPerS: number | null;
}

/** What the runner entered about the hip; see EntryEvent. */
export interface EntryOutput {
  readonly kind: "entry";
  readonly timeS: number;
  readonly entry: EntryType;
  /** 0 … 10 where `entry` is "pain" or "pain-next-morning", else null. */
  readonly painLevel: number | null;
  /** 0 … 10 where `entry` is "effort", else null. */
  readonly effortLevel: number | null;
}

export type SessionOutput =
  | PelvicAnglesOutput
  | HipAnglesOutput
  | GaitEventOutput
  | StrideOutput
  | StrideAngleOutput
  | SymmetryOutput
  | CadenceOutput
  | ActivityOutput
  | PodStateOutput
  | CalibrationOutput
  | HeadingOutput
  | AlertOutput
  | AlertActionOutput
  | GaitWatchOutput
  | BaselineOutput
  | BaselineResetOutput
  | CueOutput
  | PlanOutput
  | LoadAdviceOutput
  | BeltSpeedOutput
  | SensorOutput
  | EntryOutput
  | Fault;
