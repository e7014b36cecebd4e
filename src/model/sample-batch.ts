import type { Placement, PodId } from "./pod.ts";

/**
 * The samples of one notification in SI units on the session's time line. Triples are stored flat
 * (x0 y0 z0 x1 …) in pod axes: x up along the case arrow, z out of the body, y = z × x.
 */
export interface SampleBatch {
  readonly kind: "samples";
  readonly podId: PodId;
  readonly placement: Placement;
  readonly count: number;
  /** Session time at which the batch became known, s: its arrival, or the end of the second in which a pod's clock is found. */
  readonly arrivalTimeS: number;
  /** Session time of each sample, s; strictly increasing, length `count`. */
  readonly timeS: Float64Array;
  /** Nominal sample spacing, s. */
  readonly samplePeriodS: number;
  /** Specific force (a pod at rest reads +9.81 upward), m/s², length 3·count. */
  readonly accMPerS2: Float64Array;
  /** Angular rate, rad/s, length 3·count. */
  readonly gyrRadPerS: Float64Array;
  /** Samples missing directly before this batch; 0 where the batch follows on. */
  readonly lostBefore: number;
  /** The pod's clock began again before this batch: how much is missing is not known. */
  readonly restarted: boolean;
}
