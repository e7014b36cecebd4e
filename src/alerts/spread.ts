import { median, medianAbsoluteDeviation, sampleStandardDeviation } from "simple-statistics";

/** Scale from the median absolute deviation to the standard deviation of a normal distribution. */
const madToSigma = 1.4826;

/** Standard error of a median against that of a mean, of many normally distributed values. */
const medianToMean = 1.2533;

/** Successive strides in a block. */
export const blockStrides = 20;

/**
 * How much less a statistic scatters over more strides: with the power of −0.3 of their number, not of −0.5, because strides remember
 * each other (Hurst exponent 0.7; stance symmetry on our treadmill runs has about 0.6, stride times of runners 0.75 to 0.85:
 * K. Jordan et al. 2007, Gait Posture 26:128).
 */
const memoryPower = 0.3;

/** Half width of a 95 % interval in standard errors, where the spread is known from six blocks only (Student's t, five degrees of freedom). */
const t95 = 2.571;

/** Centre and spread of a metric over strides. */
export interface Spread {
  /** Median. */
  readonly centre: number;
  /** Robust standard deviation of single strides. */
  readonly strideSd: number;
  /** Standard deviation of medians of 20 successive strides; never less than what strides without memory would give. */
  readonly blockSd: number;
}

/**
 * Largest standard deviation of the medians of blocks, against that of the strides in a block, of one steady way to run. Real strides have
 * about 0.3 (stance symmetry) to 0.7 (tilt); a change amid them as large as an alert has more than 1.9.
 */
const steadyPart = 1.5;

function blocksOf(values: readonly number[]): number[][] {
  const blocks = Math.floor(values.length / blockStrides);
  return Array.from({ length: blocks }, (_, i) =>
    values.slice(i * blockStrides, (i + 1) * blockStrides),
  );
}

/**
 * Whether strides are of one way to run, without a change amid them.
 * @param values one per stride, oldest first; at least two blocks of them.
 */
export function isSteady(values: readonly number[]): boolean {
  const blocks = blocksOf(values);
  const within = madToSigma * median(blocks.map((block) => medianAbsoluteDeviation(block)));
  return sampleStandardDeviation(blocks.map((block) => median(block))) <= steadyPart * within;
}

/** @param values one per stride, oldest first; at least two blocks of them. */
export function spreadOf(values: readonly number[]): Spread {
  const all = [...values];
  const strideSd = madToSigma * medianAbsoluteDeviation(all);
  const medians = blocksOf(all).map((block) => median(block));
  const independent = (medianToMean * strideSd) / Math.sqrt(blockStrides);
  return {
    centre: median(all),
    strideSd,
    blockSd: Math.max(independent, sampleStandardDeviation(medians)),
  };
}

/**
 * Half width of the 95 % interval of the difference between medians of so many strides: of what is compared now, and no forecast of where the
 * gait may wander in half an hour. Simulated, it holds 90 to 98 % of the changes in the minutes after the baseline.
 */
export function changeCi95(blockSd: number, strides: number, baselineStrides: number): number {
  const part = (count: number): number => (blockStrides / count) ** memoryPower;
  return t95 * blockSd * Math.hypot(part(strides), part(baselineStrides));
}
