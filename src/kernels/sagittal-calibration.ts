import { type Placement, type Side, sideOf, sides, thighOf } from "../model/pod.ts";
import { radPerDeg } from "../model/units.ts";
import { BandSignal, type BandSignalState } from "./band-signal.ts";
import { allFinite } from "./finite.ts";
import { wrapAngle } from "./heading-tracker.ts";
import { levelForce } from "./level-force.ts";
import { motionChannel, motionChannels } from "./motion-track.ts";
import { type PlanarAxis, PlanarAxisEstimator, type PlanarAxisState } from "./planar-axis.ts";
import type { Stateful } from "./stateful.ts";

/** Step frequencies of running, with room below, Hz. */
const stepBandHz = { low: 1.8, high: 5 } as const;

/** Running that is looked at, s: ten strides or more. */
const gaitS = 7.5;
/** A stride takes about this long, s. */
const strideS = 0.7;

/**
 * Root mean square of the pelvis' vertical force in the step band from which somebody runs, m/s²; eight runners at 2.5 m/s
 * show 5.7 to 9, walking should stay below 3.5. Walking does not count: there the body swings over the leg like an inverted pendulum and
 * is braked while the vertical force falls, in running it bounces and is braked while it rises (Cavagna et al. 1977,
 * doi 10.1152/ajpregu.1977.233.5.R243), so the axes would come out turned round.
 */
const runningMPerS2 = 4.5;
/** Time constant of that mean, s. */
const runningTauS = 0.5;

/** An axis with a rounder movement or a weaker sign than this is not trusted yet. */
const trusted = { roundness: 0.6, correlation: 0.15 } as const;

/**
 * Standard deviation of the turn that the method itself leaves, rad: what the segments' axes of movement differ from the
 * anatomical ones in eight runners (Fukuchi et al. 2017, doi 10.7717/peerj.3298; `npm run accuracy`, forward-error).
 */
const methodSigmaRad = { pelvis: 4.5 * radPerDeg, thigh: 6.5 * radPerDeg } as const;

/** A thigh swings at least twice as fast as the pelvis turns; one that stays below this part of it is none. */
const leastSwingRatio = 0.7;

/** The sagittal plane of one segment. */
export interface SagittalResult {
  /** Turn about the segment's long axis from its nominal to its functional axes, rad. */
  readonly turnRad: number;
  /** Standard deviation of the turn, rad. */
  readonly sigmaRad: number;
}

/** Sums of the squared angular rate while both pelvis and thigh are known, (rad/s)². */
interface SwingRates {
  count: number;
  pelvis: number;
  thigh: number;
}

/** Everything of a SagittalCalibration that changes. */
export interface SagittalCalibrationState {
  readonly pelvis: PlanarAxisState;
  readonly pelvisTilting: PlanarAxisState;
  readonly leftThigh: PlanarAxisState;
  readonly rightThigh: PlanarAxisState;
  readonly band: BandSignalState;
  /** NaN before the first sample. */
  readonly verticalBefore: number;
  readonly runningPower: number;
  readonly rates: Readonly<Record<Side, Readonly<SwingRates>>>;
}

/**
 * Where forward is, seen from pelvis and thigh pods that were strapped on turned about the vertical:
 * standing cannot tell, movement can.
 *
 * - Thigh: its angular rate is strongest about the medio-lateral axis (principal axis, Kong et al.
 *   2016, doi 10.3390/s16122011 for walking).
 * - Pelvis: at the step frequency the horizontal force acts fore and aft, and the pelvis tilts about its medio-lateral
 *   axis. Each is off by 4 to 8° in one runner or another, mostly to different sides: their mean is taken.
 *
 * The axes get their sign from the rise of the vertical force after each landing: there the pelvis
 * is braked, and the mean of both thighs begins to extend more slowly than it flexes. Measured on
 * eight runners at 2.5 m/s: pelvis error 4° RMS (force alone 4.5°; at 4.5 m/s 3° instead of 7°), sign right in all, thigh
 * sign right in all 16.
 */
export class SagittalCalibration implements Stateful<SagittalCalibrationState> {
  readonly #samplePeriodS: number;
  readonly #pelvis = new PlanarAxisEstimator();
  readonly #pelvisTilting = new PlanarAxisEstimator();
  readonly #thigh: readonly [PlanarAxisEstimator, PlanarAxisEstimator];
  /** Forward, right and vertical force of the pelvis; right and anterior rate of both thighs. */
  readonly #band: BandSignal;
  readonly #sample = new Float64Array(9);
  readonly #axis: PlanarAxis = { angleRad: 0, roundness: 0, correlation: 0 };
  #verticalBefore = Number.NaN;
  #runningPower = 0;
  readonly #rates: Readonly<Record<Side, SwingRates>> = {
    left: { count: 0, pelvis: 0, thigh: 0 },
    right: { count: 0, pelvis: 0, thigh: 0 },
  };

  constructor(samplePeriodS: number) {
    this.#samplePeriodS = samplePeriodS;
    this.#thigh = [new PlanarAxisEstimator(), new PlanarAxisEstimator()];
    this.#band = new BandSignal(9, stepBandHz.low, stepBandHz.high, samplePeriodS);
  }

  /** Missing samples: the filters start anew, what was collected stays. */
  interrupt(): void {
    this.#band.reset();
    this.#verticalBefore = Number.NaN;
    this.#runningPower = 0;
  }

  /**
   * Takes one instant of motion (`motionChannels` values per segment, nominal segment axes). One that is not
   * finite counts as missing.
   * @param pelvisOffset index of the pelvis' first value in `pelvis`.
   * @param thighs values of the left and right thigh at `thighOffset`; null where not known.
   */
  add(
    pelvis: Float64Array,
    pelvisOffset: number,
    left: Float64Array | null,
    right: Float64Array | null,
    thighOffset: number,
  ): void {
    if (
      !isFiniteMotion(pelvis, pelvisOffset) ||
      !isFiniteMotion(left, thighOffset) ||
      !isFiniteMotion(right, thighOffset)
    ) {
      this.interrupt();
      return;
    }
    const sample = this.#sample;
    levelForce(sample, pelvis, pelvisOffset);
    const rate = thighOffset + motionChannel.rate;
    const leftRight = left === null ? 0 : (left[rate + 2] as number);
    const leftAnterior = left === null ? 0 : (left[rate] as number);
    const rightRight = right === null ? 0 : (right[rate + 2] as number);
    const rightAnterior = right === null ? 0 : (right[rate] as number);
    sample[3] = leftRight;
    sample[4] = leftAnterior;
    sample[5] = rightRight;
    sample[6] = rightAnterior;
    sample[7] = pelvis[pelvisOffset + motionChannel.rate + 2] as number;
    sample[8] = pelvis[pelvisOffset + motionChannel.rate] as number;
    this.#band.update(sample, sample);
    const vertical = sample[2] as number;
    const rise = (vertical - this.#verticalBefore) / this.#samplePeriodS;
    this.#verticalBefore = vertical;
    const weight = this.#samplePeriodS / runningTauS;
    this.#runningPower += weight * (vertical * vertical - this.#runningPower);
    if (Number.isNaN(rise) || this.#runningPower < runningMPerS2 ** 2) return;
    const forward = sample[0] as number;
    const toRight = sample[1] as number;
    this.#pelvis.add(forward, toRight, forward, toRight, -rise);
    const band = sample;
    // Its sign is taken from the force.
    this.#pelvisTilting.add(band[7] as number, band[8] as number, 0, 0, 0);
    const pelvisRate = squaredRate(pelvis, pelvisOffset);
    if (left !== null) {
      this.#compareRates("left", pelvisRate, squaredRate(left, thighOffset));
      this.#thigh[0].add(leftRight, leftAnterior, band[3] as number, band[4] as number, rise);
    }
    if (right !== null) {
      this.#compareRates("right", pelvisRate, squaredRate(right, thighOffset));
      this.#thigh[1].add(rightRight, rightAnterior, band[5] as number, band[6] as number, rise);
    }
  }

  /** Forgets what was collected of a segment: it has been mounted anew. */
  restart(placement: Placement): void {
    // What the filters hold may be minutes old.
    this.interrupt();
    const pelvis = placement === "pelvis";
    if (pelvis) this.#pelvis.reset();
    if (pelvis) this.#pelvisTilting.reset();
    for (const side of sides) {
      if (!pelvis && placement !== thighOf[side]) continue;
      if (!pelvis) this.#thighAxis(side).reset();
      Object.assign(this.#rates[side], { count: 0, pelvis: 0, thigh: 0 });
    }
  }

  /** The segment's result; null while there is too little gait, or its axis is not clear. */
  result(placement: Placement): SagittalResult | null {
    if (placement === "pelvis") return this.#pelvisResult();
    const side = sideOf[placement];
    return this.#result(this.#thighAxis(side), methodSigmaRad.thigh);
  }

  /** Whether the pod that should be on this thigh moves less than the one that should be on the pelvis; null while there is too little gait. */
  isSwappedWithPelvis(side: Side): boolean | null {
    const { count, pelvis, thigh } = this.#rates[side];
    if (!this.#isEnough(count)) return null;
    return thigh < leastSwingRatio ** 2 * pelvis;
  }

  saveState(): SagittalCalibrationState {
    return {
      pelvis: this.#pelvis.saveState(),
      pelvisTilting: this.#pelvisTilting.saveState(),
      leftThigh: this.#thigh[0].saveState(),
      rightThigh: this.#thigh[1].saveState(),
      band: this.#band.saveState(),
      verticalBefore: this.#verticalBefore,
      runningPower: this.#runningPower,
      rates: structuredClone(this.#rates),
    };
  }

  restoreState(saved: SagittalCalibrationState): void {
    this.#pelvis.restoreState(saved.pelvis);
    this.#pelvisTilting.restoreState(saved.pelvisTilting);
    this.#thigh[0].restoreState(saved.leftThigh);
    this.#thigh[1].restoreState(saved.rightThigh);
    this.#band.restoreState(saved.band);
    this.#verticalBefore = saved.verticalBefore;
    this.#runningPower = saved.runningPower;
    for (const side of sides) Object.assign(this.#rates[side], saved.rates[side]);
  }

  #thighAxis(side: Side): PlanarAxisEstimator {
    return this.#thigh[side === "left" ? 0 : 1];
  }

  #compareRates(side: Side, pelvis: number, thigh: number): void {
    const rates = this.#rates[side];
    rates.count += 1;
    rates.pelvis += pelvis;
    rates.thigh += thigh;
  }

  #isEnough(samples: number): boolean {
    return samples * this.#samplePeriodS >= gaitS;
  }

  /** The mean of two axes whose errors have little to do with each other; of the force alone where tilting shows none. */
  #pelvisResult(): SagittalResult | null {
    const force = this.#result(this.#pelvis, methodSigmaRad.pelvis);
    if (force === null) return null;
    // From forward towards right is a negative turn about the vertical.
    const turnRad = -force.turnRad;
    const found = this.#pelvisTilting.estimate(this.#axis);
    if (!found || this.#axis.roundness > trusted.roundness) return { ...force, turnRad };
    // An axis has two ends: the one nearer to the force's.
    const between = this.#axis.angleRad - turnRad;
    const differenceRad = between - Math.PI * Math.round(between / Math.PI);
    return { ...force, turnRad: wrapAngle(turnRad + differenceRad / 2) };
  }

  #result(estimator: PlanarAxisEstimator, methodSigma: number): SagittalResult | null {
    if (!this.#isEnough(estimator.count) || !estimator.estimate(this.#axis)) return null;
    const { angleRad, roundness, correlation } = this.#axis;
    if (roundness > trusted.roundness || correlation < trusted.correlation) return null;
    // Error of a principal direction from independent looks (Anderson 1963, doi 10.1214/aoms/1177704248); a
    // stride gives four: braking and push-off of either foot, or two swings and two reversals.
    const looks = (4 * gaitS) / strideS;
    const spreadVariance = roundness / (1 - roundness) ** 2 / looks;
    return { turnRad: angleRad, sigmaRad: Math.sqrt(methodSigma ** 2 + spreadVariance) };
  }
}

function isFiniteMotion(values: Float64Array | null, offset: number): boolean {
  return values === null || allFinite(values, motionChannels, offset);
}

function squaredRate(values: Float64Array, offset: number): number {
  let sum = 0;
  for (let i = 0; i < 3; i++) sum += (values[offset + motionChannel.rate + i] as number) ** 2;
  return sum;
}
