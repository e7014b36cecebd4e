/** Where a pod is strapped. The pelvis pod sits on the sacrum, the thigh pods on the outside of the thigh. */
export const placements = ["pelvis", "leftThigh", "rightThigh"] as const;
export type Placement = (typeof placements)[number];

/** Body side, always the runner's own left and right. */
export const sides = ["left", "right"] as const;
export type Side = (typeof sides)[number];

/** The placement on a side's thigh. */
export const thighOf: Readonly<Record<Side, Placement>> = {
  left: "leftThigh",
  right: "rightThigh",
};

/** The side of a placement; the pelvis has none. */
export const sideOf = {
  pelvis: null,
  leftThigh: "left",
  rightThigh: "right",
} as const satisfies Readonly<Record<Placement, Side | null>>;

/** A pod's stable identity: its serial number, 16 lower-case hexadecimal digits. Never a Bluetooth address: macOS hides those. */
export type PodId = string;

/** Whose protocol a pod speaks: that of firmware-protocol/SPEC.md, or another maker's. */
export const podFamilies = ["hipline", "movesense"] as const;
export type PodFamily = (typeof podFamilies)[number];

/** What a session knows about one pod before its first sample. Nothing here has a default: an unknown rate is an error. */
export interface PodDescription {
  readonly podId: PodId;
  readonly placement: Placement;
  /** Left out = "hipline". */
  readonly family?: PodFamily;
  /** Configured sample rate, Hz. The measured one comes from the pod's clock. */
  readonly sampleRateHz: number;
  /** Full scale of the accelerometer, ± g. */
  readonly accRangeG: number;
  /** Full scale of the gyroscope, ± degrees per second. */
  readonly gyrRangeDegPerS: number;
  /** Samples the pod puts into one packet. */
  readonly batchSamples: number;
  readonly modelName?: string;
  readonly firmwareRevision?: string;
}
