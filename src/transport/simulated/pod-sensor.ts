import type { SamplingSettings } from "../../codec/packet.ts";
import { accLsbMPerS2, gyrLsbRadPerS } from "../../codec/sample-scale.ts";
import { type BodyMotion, noStrapMotion } from "../../kernels/simulation/body-motion.ts";
import type { Placement } from "../../model/pod.ts";
import { radPerDeg, standardGravityMPerS2 } from "../../model/units.ts";
import type { PodMounting } from "./pod-mounting.ts";
import type { SensorParams } from "./pod-schema.ts";
import type { Uniform } from "./random-streams.ts";
import { type AxisErrors, TriadErrors } from "./sensor-errors.ts";

/** What the firmware reads its sensor through. */
export interface PodSensor {
  /** The firmware has set rate and ranges. */
  configure(settings: SamplingSettings): void;
  /**
   * One sample at a moment: acc[at …] and gyr[at …] get three values each, m/s² and rad/s in case axes.
   * @returns whether a value is at an end of its range.
   */
  sample(acc: Float64Array, gyr: Float64Array, at: number, timeS: number): boolean;
  temperatureC(timeS: number): number;
  /** A finger taps on the case. Left out = nobody can. */
  tap?(timeS: number): void;
}

export interface BodySensorParts {
  readonly motion: BodyMotion;
  /** Where the pod really is, whatever it is called. */
  readonly wornAt: Placement;
  readonly mounting: PodMounting;
  readonly params: SensorParams;
  /** Makes a stream for a purpose; the same one for the same purpose. */
  readonly stream: (purpose: string) => Uniform;
}

const milliG = standardGravityMPerS2 / 1000;
const secondsPerMinute = 60;

/** A tap as a sensor with its low-pass feels it: the case is hit against the body, springs back and comes to rest. */
const tapShape = { amplitudeMPerS2: 35, frequencyHz: 20, decayS: 0.03, longestS: 0.3 } as const;

/** The sensor of a pod that is strapped to a moving body. */
export class BodySensor implements PodSensor {
  readonly #parts: BodySensorParts;
  readonly #strap = noStrapMotion();
  readonly #felt = new Float64Array(3);
  readonly #accNoise: Uniform;
  readonly #gyrNoise: Uniform;
  #tappedS = Number.NEGATIVE_INFINITY;
  #acc: TriadErrors | null = null;
  #gyr: TriadErrors | null = null;

  constructor(parts: BodySensorParts) {
    this.#parts = parts;
    this.#accNoise = parts.stream("accelerometer noise");
    this.#gyrNoise = parts.stream("gyroscope noise");
  }

  configure({ sampleRateHz, accRangeG, gyrRangeDegPerS }: SamplingSettings): void {
    const { params, stream } = this.#parts;
    const { acc, gyr } = params;
    const accParams = {
      noisePerRtHz: (acc.noiseUgPerRtHz / 1000) * milliG,
      bias: scaled(acc.biasMg, milliG),
      biasWalkPerRtS: acc.biasWalkMgPerRtS * milliG,
      biasPerC: scaled(acc.biasMgPerC, milliG),
      scale: scaled(acc.scalePct, 0.01),
      misalignmentRad: acc.misalignmentDeg * radPerDeg,
      fullScale: accRangeG * standardGravityMPerS2,
      lsb: accLsbMPerS2(accRangeG),
    };
    const gyrParams = {
      noisePerRtHz: (gyr.noiseMdpsPerRtHz / 1000) * radPerDeg,
      bias: scaled(gyr.biasDegPerS, radPerDeg),
      biasWalkPerRtS: gyr.biasWalkDegPerSPerRtS * radPerDeg,
      biasPerC: scaled(gyr.biasDegPerSPerC, radPerDeg),
      scale: scaled(gyr.scalePct, 0.01),
      misalignmentRad: gyr.misalignmentDeg * radPerDeg,
      fullScale: gyrRangeDegPerS * radPerDeg,
      lsb: gyrLsbRadPerS(gyrRangeDegPerS),
    };
    // Noise goes on over a restart, the sensor itself stays the same one.
    this.#acc = new TriadErrors(
      accParams,
      sampleRateHz,
      stream("accelerometer constants"),
      this.#accNoise,
    );
    this.#gyr = new TriadErrors(
      gyrParams,
      sampleRateHz,
      stream("gyroscope constants"),
      this.#gyrNoise,
    );
  }

  sample(acc: Float64Array, gyr: Float64Array, at: number, timeS: number): boolean {
    if (this.#acc === null || this.#gyr === null) throw new Error("sensor is not configured");
    const { motion, wornAt, mounting } = this.#parts;
    const warmingC = this.temperatureC(timeS) - this.#parts.params.temperature.startC;
    const { forceMPerS2, rateRadPerS } = motion.strapMotion(this.#strap, wornAt, timeS);
    mounting.addSlipRate(rateRadPerS, timeS);
    mounting.toPod(this.#felt, forceMPerS2, timeS);
    // Along z, the way a finger comes.
    this.#felt[2] = (this.#felt[2] as number) + tapForceMPerS2(timeS - this.#tappedS);
    const accClipped = this.#acc.measure(acc, at, this.#felt, timeS, warmingC);
    mounting.toPod(this.#felt, rateRadPerS, timeS);
    const gyrClipped = this.#gyr.measure(gyr, at, this.#felt, timeS, warmingC);
    return accClipped || gyrClipped;
  }

  tap(timeS: number): void {
    this.#tappedS = timeS;
  }

  /** Warms up on the body as an exponential, °C. */
  temperatureC(timeS: number): number {
    const { startC, endC, timeConstantMin } = this.#parts.params.temperature;
    return endC + (startC - endC) * Math.exp(-timeS / (timeConstantMin * secondsPerMinute));
  }
}

/** What a tap adds to the specific force so long after it, m/s². */
function tapForceMPerS2(sinceS: number): number {
  const { amplitudeMPerS2, frequencyHz, decayS, longestS } = tapShape;
  if (!(sinceS >= 0 && sinceS < longestS)) return 0;
  const swing = Math.sin(2 * Math.PI * frequencyHz * sinceS);
  return -amplitudeMPerS2 * Math.exp(-sinceS / decayS) * swing;
}

function scaled(errors: AxisErrors, unit: number): AxisErrors {
  if (typeof errors === "number") return errors * unit;
  return [errors[0] * unit, errors[1] * unit, errors[2] * unit];
}
