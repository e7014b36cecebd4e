import { LowPass, type LowPassState } from "../low-pass.ts";
import {
  identityQuaternion,
  multiplyQuaternions,
  normalizeQuaternion,
  rotateVector,
} from "../quaternion.ts";
import { normalize3 } from "../vector3.ts";
import { BiasEstimator } from "./bias-estimator.ts";
import { type VqfCoefficients, vqfCoefficients } from "./coefficients.ts";
import { defaultVqfParams, type VqfParams } from "./params.ts";

/** One row of a row-major 3×3 matrix times the bias. */
function rowDotBias(matrix: Float64Array, row: number, bias: Float64Array): number {
  return (
    (matrix[row] as number) * (bias[0] as number) +
    (matrix[row + 1] as number) * (bias[1] as number) +
    (matrix[row + 2] as number) * (bias[2] as number)
  );
}

/** Everything of the filter that changes, for saving and restoring. */
export interface VqfState {
  readonly strapdown: Float64Array;
  readonly inclination: Float64Array;
  readonly bias: Float64Array;
  readonly biasCovariance: Float64Array;
  readonly accLowPass: LowPassState;
  readonly motionLowPass: LowPassState;
  readonly restGyrLowPass: LowPassState;
  readonly restAccLowPass: LowPassState;
  readonly restGyr: Float64Array;
  readonly restTimeS: number;
  readonly restDetected: boolean;
}

/**
 * Orientation of one pod from its angular rate and specific force: VQF in its 6-axis form
 * (D. Laidig, T. Seel, "VQF: Highly accurate IMU orientation estimation with bias estimation and
 * magnetic disturbance rejection", Information Fusion 91, 2023, doi 10.1016/j.inffus.2022.10.014).
 *
 * The angular rate is integrated into an almost inertial frame; there the specific force, low-passed
 * but not normalised, averages over closed movements to gravity and corrects the inclination. In
 * running most samples are far from 1 g, so filters that normalise every sample are wrong by 10° there.
 *
 * Earth frame: Z up, heading arbitrary and slowly drifting. Input in pod axes: rad/s and m/s².
 */
export class Vqf {
  readonly coefficients: VqfCoefficients;
  readonly #params: VqfParams;
  readonly #strapdown = identityQuaternion();
  readonly #inclination = identityQuaternion();
  readonly #bias: BiasEstimator;
  readonly #accLowPass: LowPass;
  readonly #motionLowPass: LowPass;
  readonly #restGyrLowPass: LowPass;
  readonly #restAccLowPass: LowPass;
  readonly #restGyr = new Float64Array(3);
  #restTimeS = 0;
  #restDetected = false;
  // Scratch space: nothing is allocated per sample.
  readonly #gyr = new Float64Array(3);
  readonly #acc = new Float64Array(3);
  readonly #vector = new Float64Array(3);
  readonly #step = identityQuaternion();
  readonly #earthFromPod = identityQuaternion();
  readonly #motion = new Float64Array(11);
  readonly #h = new Float64Array(9);
  readonly #innovation = new Float64Array(3);
  readonly #w = new Float64Array(3);

  constructor(samplePeriodS: number, params: VqfParams = defaultVqfParams) {
    this.#params = params;
    this.coefficients = vqfCoefficients(params, samplePeriodS);
    const { accCutoffHz, restCutoffHz } = this.coefficients;
    this.#bias = new BiasEstimator(this.coefficients, params.biasClipRadPerS);
    this.#accLowPass = new LowPass(3, accCutoffHz, samplePeriodS, params.tauAccS);
    this.#motionLowPass = new LowPass(11, accCutoffHz, samplePeriodS, params.tauAccS);
    this.#restGyrLowPass = new LowPass(3, restCutoffHz, samplePeriodS, params.restFilterTauS);
    this.#restAccLowPass = new LowPass(3, restCutoffHz, samplePeriodS, params.restFilterTauS);
  }

  /** Whether the pod has been resting for the minimum time. */
  get restDetected(): boolean {
    return this.#restDetected;
  }

  /** Estimated gyroscope bias in pod axes, rad/s. A live view: copy it to keep it. */
  get biasRadPerS(): Float64Array {
    return this.#bias.bias;
  }

  /** Largest standard deviation of the bias estimate, rad/s. */
  get biasSigmaRadPerS(): number {
    const p = this.#bias.covariance;
    return Math.sqrt(Math.max(p[0] as number, p[4] as number, p[8] as number));
  }

  /** Angular rate in pod axes behind the rest detection's low-pass, rad/s. A live view: copy it to keep it. */
  get lowPassedRateRadPerS(): Float64Array {
    return this.#restGyr;
  }

  /**
   * Takes one sample. A sample with a value or an interval that is not finite is refused and changes nothing.
   * @param gyrRadPerS angular rate triples, rad/s.
   * @param accMPerS2 specific force triples, m/s².
   * @param offset index of the sample's x value in both arrays.
   * @param intervalS time since the sample before, s; a sensor's real rate is 1 to 2 % off its nominal
   *   one, and every rotation with it.
   * @returns whether the sample was used.
   */
  update(
    gyrRadPerS: Float64Array,
    accMPerS2: Float64Array,
    offset = 0,
    intervalS = this.coefficients.samplePeriodS,
  ): boolean {
    if (!Number.isFinite(intervalS)) return false;
    for (let i = 0; i < 3; i++) {
      const g = gyrRadPerS[offset + i] as number;
      const a = accMPerS2[offset + i] as number;
      if (!(Number.isFinite(g) && Number.isFinite(a))) return false;
      this.#gyr[i] = g;
      this.#acc[i] = a;
    }
    this.#detectRest();
    this.#integrate(intervalS);
    this.#correct();
    return true;
  }

  /** out = earthFromPod after the newest sample, from `offset` on. */
  orientation(out: Float64Array, offset = 0): Float64Array {
    return multiplyQuaternions(out, this.#inclination, this.#strapdown, offset);
  }

  /**
   * After missing samples: the turn inside the gap is not known, so what the low-passes hold points
   * anywhere. The inclination is found anew; heading and bias stay.
   */
  restartInclination(): void {
    this.#accLowPass.reset();
    this.#motionLowPass.reset();
    this.#restTimeS = 0;
    this.#restDetected = false;
  }

  #detectRest(): void {
    const { restThresholdGyrRadPerS, restThresholdAccMPerS2, biasClipRadPerS } = this.#params;
    let gyrDeviation = 0;
    let accDeviation = 0;
    let beyondBias = false;
    this.#restGyrLowPass.update(this.#restGyr, this.#gyr);
    this.#restAccLowPass.update(this.#vector, this.#acc);
    for (let i = 0; i < 3; i++) {
      const mean = this.#restGyr[i] as number;
      gyrDeviation += ((this.#gyr[i] as number) - mean) ** 2;
      accDeviation += ((this.#acc[i] as number) - (this.#vector[i] as number)) ** 2;
      // A constant rate beyond any credible bias is a turn, not a rest.
      if (Math.abs(mean) > biasClipRadPerS) beyondBias = true;
    }
    if (
      beyondBias ||
      gyrDeviation >= restThresholdGyrRadPerS ** 2 ||
      accDeviation >= restThresholdAccMPerS2 ** 2
    ) {
      this.#restTimeS = 0;
      this.#restDetected = false;
      return;
    }
    this.#restTimeS += this.coefficients.samplePeriodS;
    if (this.#restTimeS >= this.#params.restMinTimeS) this.#restDetected = true;
  }

  /** Strapdown integration of the bias-corrected rate. */
  #integrate(intervalS: number): void {
    const bias = this.#bias.bias;
    const x = (this.#gyr[0] as number) - (bias[0] as number);
    const y = (this.#gyr[1] as number) - (bias[1] as number);
    const z = (this.#gyr[2] as number) - (bias[2] as number);
    const rate = Math.sqrt(x * x + y * y + z * z);
    if (rate <= 0) return;
    const halfAngle = (rate * intervalS) / 2;
    const scale = Math.sin(halfAngle) / rate;
    this.#step[0] = Math.cos(halfAngle);
    this.#step[1] = x * scale;
    this.#step[2] = y * scale;
    this.#step[3] = z * scale;
    multiplyQuaternions(this.#strapdown, this.#strapdown, this.#step);
    normalizeQuaternion(this.#strapdown, this.#strapdown);
  }

  /** Inclination correction from the low-passed specific force, then the bias estimate from it. */
  #correct(): void {
    const force = this.#vector;
    rotateVector(force, this.#strapdown, this.#acc);
    this.#accLowPass.update(force, force);
    rotateVector(force, this.#inclination, force);
    if (normalize3(force) === 0) return;
    const ax = force[0] as number;
    const ay = force[1] as number;
    const az = force[2] as number;
    // Shortest rotation that turns the measured vertical onto earth Z.
    const w = Math.sqrt(Math.max(0, (az + 1) / 2));
    if (w > 1e-6) {
      this.#step[0] = w;
      this.#step[1] = (0.5 * ay) / w;
      this.#step[2] = (-0.5 * ax) / w;
      this.#step[3] = 0;
    } else {
      // Exactly upside down: any horizontal axis will do.
      this.#step.fill(0);
      this.#step[1] = 1;
    }
    multiplyQuaternions(this.#inclination, this.#step, this.#inclination);
    normalizeQuaternion(this.#inclination, this.#inclination);
    this.#estimateBias(ax, ay);
  }

  #estimateBias(ax: number, ay: number): void {
    const bias = this.#bias.bias;
    const motion = this.#motion;
    this.#earthFromPodMatrix(motion);
    motion[9] = rowDotBias(motion, 0, bias);
    motion[10] = rowDotBias(motion, 3, bias);
    // The inclination error answers to bias only through the low-pass, so the measurement matrix and
    // the bias already removed pass through the same filter.
    this.#motionLowPass.update(motion, motion);
    this.#bias.predict();
    const { samplePeriodS, motionW, verticalW, restW } = this.coefficients;
    const e = this.#innovation;
    const w = this.#w;
    const h = this.#h;
    if (this.#restDetected) {
      for (let i = 0; i < 3; i++) {
        e[i] = (this.#restGyr[i] as number) - (bias[i] as number);
        w[i] = restW;
        for (let j = 0; j < 3; j++) h[3 * i + j] = i === j ? 1 : 0;
      }
    } else {
      for (let i = 0; i < 9; i++) h[i] = motion[i] as number;
      e[0] = -ay / samplePeriodS + (motion[9] as number) - rowDotBias(motion, 0, bias);
      e[1] = ax / samplePeriodS + (motion[10] as number) - rowDotBias(motion, 3, bias);
      e[2] = -rowDotBias(motion, 6, bias);
      w[0] = motionW;
      w[1] = motionW;
      w[2] = verticalW;
    }
    this.#bias.correct(h, e, w);
  }

  /** First nine elements of out = rotation matrix of earthFromPod, row-major. */
  #earthFromPodMatrix(out: Float64Array): void {
    const q = this.orientation(this.#earthFromPod);
    const w = q[0] as number;
    const x = q[1] as number;
    const y = q[2] as number;
    const z = q[3] as number;
    out[0] = 1 - 2 * (y * y + z * z);
    out[1] = 2 * (x * y - w * z);
    out[2] = 2 * (x * z + w * y);
    out[3] = 2 * (x * y + w * z);
    out[4] = 1 - 2 * (x * x + z * z);
    out[5] = 2 * (y * z - w * x);
    out[6] = 2 * (x * z - w * y);
    out[7] = 2 * (y * z + w * x);
    out[8] = 1 - 2 * (x * x + y * y);
  }

  saveState(): VqfState {
    return {
      strapdown: this.#strapdown.slice(),
      inclination: this.#inclination.slice(),
      bias: this.#bias.bias.slice(),
      biasCovariance: this.#bias.covariance.slice(),
      accLowPass: this.#accLowPass.saveState(),
      motionLowPass: this.#motionLowPass.saveState(),
      restGyrLowPass: this.#restGyrLowPass.saveState(),
      restAccLowPass: this.#restAccLowPass.saveState(),
      restGyr: this.#restGyr.slice(),
      restTimeS: this.#restTimeS,
      restDetected: this.#restDetected,
    };
  }

  restoreState(saved: VqfState): void {
    this.#strapdown.set(saved.strapdown);
    this.#inclination.set(saved.inclination);
    this.#bias.bias.set(saved.bias);
    this.#bias.covariance.set(saved.biasCovariance);
    this.#accLowPass.restoreState(saved.accLowPass);
    this.#motionLowPass.restoreState(saved.motionLowPass);
    this.#restGyrLowPass.restoreState(saved.restGyrLowPass);
    this.#restAccLowPass.restoreState(saved.restAccLowPass);
    this.#restGyr.set(saved.restGyr);
    this.#restTimeS = saved.restTimeS;
    this.#restDetected = saved.restDetected;
  }
}
