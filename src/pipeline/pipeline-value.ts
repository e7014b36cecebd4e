import type { OperatorFunction } from "rxjs";
import type { Packet, SamplesOfPod } from "../codec/packet.ts";
import type { Placement, PodId, Side } from "../model/pod.ts";
import type { SampleBatch } from "../model/sample-batch.ts";
import type { AbsenceReason, ClockSource, SessionOutput } from "../model/session-output.ts";
import type {
  CalibrationRequestEvent,
  LinkEvent,
  RssiEvent,
  SensorLinkEvent,
  SensorNotificationEvent,
  TickEvent,
} from "../model/transport-event.ts";

/** A decoded notification. */
export interface PacketValue {
  readonly kind: "packet";
  readonly podId: PodId;
  readonly placement: Placement;
  readonly arrivalTimeS: number;
  readonly packet: Packet | SamplesOfPod;
}

/** Charge of the battery of a pod that states it by itself and not in a status packet. */
export interface BatteryValue {
  readonly kind: "battery";
  readonly podId: PodId;
  readonly arrivalTimeS: number;
  /** 0 … 100 */
  readonly batteryPct: number;
}

/** What the clock estimator of one pod knows. */
export interface ClockValue {
  readonly kind: "clock";
  readonly podId: PodId;
  /** + = the pod's clock runs fast. */
  readonly driftPpm: number | null;
  readonly driftSigmaPpm: number | null;
  readonly offsetSigmaS: number | null;
  readonly source: ClockSource;
  /** Spread of the arrivals of the newest seconds, s. */
  readonly arrivalJitterS: number | null;
}

/** What has become of samples that were missing: the pod has sent them again, or they are gone for good. */
export interface MissingSamples {
  readonly kind: "missingSamples";
  readonly podId: PodId;
  readonly arrivalTimeS: number;
  /** Samples that have come late. */
  readonly recovered: number;
  /** Samples that the pod's clock had counted as missing (−: had missed to count), and that were not. */
  readonly corrected: number;
  readonly unrecoverable: number;
}

/** A batch with the orientation of each of its samples. */
export interface OrientedBatch {
  readonly kind: "oriented";
  readonly batch: SampleBatch;
  /** earthFromPod quaternions [w, x, y, z], length 4·count. */
  readonly earthFromPod: Float64Array;
  /** False for a while after missing samples: the orientation is not to be used then. */
  readonly settled: boolean;
}

/** A pod turned by an unknown angle while samples were missing: its heading is another from here on. */
export interface HeadingLost {
  readonly kind: "headingLost";
  readonly placement: Placement;
}

/** Whether a thigh pod's clock has been found to be off against the pelvis pod's; said on every change. Until the first it is taken for right. */
export interface ThighClock {
  readonly kind: "thighClock";
  readonly timeS: number;
  readonly side: Side;
  readonly misaligned: boolean;
}

/** Heading of the pelvis' mean medio-lateral axis against the thigh's swing axis over one stride. */
export interface StrideHeading {
  readonly kind: "strideHeading";
  readonly side: Side;
  /** The stride's own, rad; NaN where it gave none. Drifts with the pods' earth frames. */
  readonly strideRad: number;
  /** Turn about the vertical that takes the thigh's earth frame to the pelvis', tracked over strides, rad; null where it is not known. */
  readonly trackedRad: number | null;
}

/** Motion of one calibrated segment at its pod's own sample times. */
export interface SegmentMotion {
  readonly kind: "segmentMotion";
  readonly placement: Placement;
  readonly arrivalTimeS: number;
  readonly count: number;
  readonly timeS: Float64Array;
  readonly samplePeriodS: number;
  /** `motionChannels` values per sample, in the order of `motionChannel`. */
  readonly values: Float64Array;
}

/** Motion of all segments at the same instants, the session's common grid. */
export interface MotionFrames {
  readonly kind: "frames";
  readonly count: number;
  readonly timeS: Float64Array;
  readonly segments: Readonly<Record<Placement, SegmentFrames>>;
}

export interface SegmentFrames {
  /** 1 where the segment's motion is known at that instant. */
  readonly valid: Uint8Array;
  /** `motionChannels` values per frame; meaningless where not valid. */
  readonly values: Float64Array;
}

/** Pelvic tilt and obliquity on the common grid, rad; NaN where not known. */
export interface PelvicAngleFrames {
  readonly kind: "pelvicAngleFrames";
  readonly timeS: Float64Array;
  readonly tiltRad: Float64Array;
  readonly obliquityRad: Float64Array;
  readonly rotationRad: Float64Array;
  /** Why rotation is NaN where tilt is known. */
  readonly rotationAbsent: AbsenceReason;
}

/** Hip angles on the common grid: flexion, adduction, internal rotation triples, rad; NaN where not known. */
export interface HipAngleFrames {
  readonly kind: "hipAngleFrames";
  readonly timeS: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Why angles are NaN where they are. */
  readonly absent: Readonly<Record<Side, AbsenceReason>>;
}

/**
 * What travels through the pipeline. Every operator takes the kinds it knows and passes on the rest
 * in place, so order is kept and nothing needs to be merged again.
 */
export type PipelineValue =
  | LinkEvent
  | RssiEvent
  | SensorNotificationEvent
  | SensorLinkEvent
  | CalibrationRequestEvent
  | TickEvent
  | PacketValue
  | BatteryValue
  | ClockValue
  | MissingSamples
  | SampleBatch
  | OrientedBatch
  | HeadingLost
  | ThighClock
  | StrideHeading
  | SegmentMotion
  | MotionFrames
  | PelvicAngleFrames
  | HipAngleFrames
  | SessionOutput;

export type PipelineOperator = OperatorFunction<PipelineValue, PipelineValue>;
