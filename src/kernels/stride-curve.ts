import { curvePoints } from "../model/session-output.ts";
import { emptyStretch, type SampleHistory, type StretchSummary } from "./sample-history.ts";
import type { StrideTimes } from "./stride-builder.ts";

/** One channel over one stride, in the channel's own unit; percentages are of the stride's time. */
export interface StrideCurve {
  /** Mean of the samples in [initial contact, next initial contact). */
  readonly mean: number;
  /** Smallest and largest of these samples, and where they first are, 0 ≤ % < 100. */
  readonly min: number;
  readonly minAtPct: number;
  readonly max: number;
  readonly maxAtPct: number;
  /** Maximum − minimum of the stride. */
  readonly excursion: number;
  readonly toeOff: number;
  /** At 0, 1 … 100 % of the time between the initial contacts. */
  readonly points: Float64Array;
}

/**
 * Summary of the samples in [fromS, toS); null where one of them is NaN or missing.
 * @param maxGapS samples further apart than this have others missing in between, s.
 */
export function knownStretch(
  history: SampleHistory,
  channel: number,
  fromS: number,
  toS: number,
  maxGapS: number,
): StretchSummary | null {
  if (!history.covers(fromS, toS, maxGapS)) return null;
  const summary = history.summarize(emptyStretch(), channel, fromS, toS);
  return Number.isFinite(summary.mean) ? summary : null;
}

/**
 * A channel of the history over a stride, its time normalised to the gait cycle; null where any of it,
 * or a sample between which and the stride a contact lies, is NaN or missing.
 *
 * Between samples it is taken as linear. That misses at most A·(π·f/F)²/2 of an oscillation of amplitude A and
 * frequency f sampled at F. At 200 Hz that is 0.01° of 30° at the rate of strides, 0.01° of 1° at 10 Hz and 0.05° of 1° at
 * 20 Hz, above which the segments hardly move: all far below the error of the angles themselves.
 * The extremes are those of the samples, whose times are at most half a sample from the true ones; the points may miss them.
 */
export function strideCurve(
  history: SampleHistory,
  channel: number,
  { initialContactS, toeOffS, endS }: Pick<StrideTimes, "initialContactS" | "toeOffS" | "endS">,
  maxGapS: number,
): StrideCurve | null {
  const stride = knownStretch(history, channel, initialContactS, endS, maxGapS);
  if (stride === null) return null;
  const strideTimeS = endS - initialContactS;
  const points = new Float64Array(curvePoints);
  history.resample(points, channel, initialContactS, endS);
  // The sample before the first contact and the one after the last have not been looked at yet.
  if (points.includes(Number.NaN)) return null;
  const { mean, min, minS, max, maxS } = stride;
  return {
    mean,
    min,
    minAtPct: (100 * (minS - initialContactS)) / strideTimeS,
    max,
    maxAtPct: (100 * (maxS - initialContactS)) / strideTimeS,
    excursion: max - min,
    toeOff: history.interpolate(toeOffS, channel),
    points,
  };
}
