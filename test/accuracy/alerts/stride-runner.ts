import {
  StrideSeries,
  type StrideVariation,
  standardNormal,
} from "../../../src/kernels/simulation/random-series.ts";
import type { Side } from "../../../src/model/pod.ts";
import { seededUniform } from "../../support/random.ts";
import type { StrideShape, StrideSource } from "./stride-source.ts";

/**
 * How the pipeline's clean strides of the eight treadmill runners at three speeds vary (src/kernels/simulation/random-series.ts tells how it is
 * fitted): its own error is in it. Parts of the stride time, the stance time and the rotation; else degrees. The slow difference of the
 * sides is the force plate's: the pipeline's strides show none at all.
 */
export const strideVariation = {
  stepTime: { freshSd: 0.0092, slowSd: 0.0052, slowerPart: 0.4 },
  stanceTime: { freshSd: 0.0121, slowSd: 0.0071, slowerPart: 1 },
  stanceDifference: { freshSd: 0, slowSd: 0.0018, slowerPart: 1 },
  tiltDeg: { freshSd: 0, slowSd: 0.7, slowerPart: 0.25 },
  dropDeg: { freshSd: 0.52, slowSd: 0.27, slowerPart: 0.15 },
  rotation: { freshSd: 0.1115, slowSd: 0.0402, slowerPart: 1 },
} as const satisfies Record<string, StrideVariation>;

/** Standard deviation, between these runners, of the logarithm of how much one of them varies. */
const personalSd = 0.25;

/** Half a minute does not tell how gait wanders within many minutes: one more part, as much slower again, in steps. */
const slowestMemorySteps = 2 * 480;

/**
 * Nor how it drifts as a run goes on: standard deviations of the change per hour, assumed, and generous where 30 minutes on a treadmill showed
 * no effect of time on the symmetry of contact times (Mtibaa et al. 2023, Front Physiol 14:1289172).
 */
const driftPerHour = {
  strideTime: 0.02,
  stanceTime: 0.04,
  stanceDifference: 0.0075,
  tiltDeg: 2,
  dropDeg: 1,
  rotation: 0.1,
} as const;

/** One stride of 200 is a stumble: not clean, and its neighbours are three times as far off as usual. */
const stumblePart = 0.005;
const stumbleSize = 3;

/** Gait of the eight runners as the pipeline tells it: mean and standard deviation between them. */
const people = {
  /** s, at 3.5 m/s, and per m/s. */
  strideTimeS: { mean: 0.684, sd: 0.042, perMPerS: -0.05 },
  /** s at 2.5, 3.5, 4.5 m/s; part of it between runners. */
  stanceTimeS: { at: [0.268, 0.22, 0.192], sdPart: 0.045 },
  /** 200·(R − L)/(R + L), %. */
  symmetryIndexPct: { mean: 0, sd: 2.6, perMPerS: 0.7, perMPerSSd: 1.7 },
  tiltDeg: { mean: 6.6, sd: 4, perMPerS: 1, perMPerSSd: 1.2 },
  dropDeg: { mean: 3.2, sd: 1.9, perMPerS: 0.4, perMPerSSd: 0.4 },
  /** The change with speed is of its logarithm. */
  rotationDeg: { mean: 11, sd: 3.5, perMPerS: 0.05, perMPerSSd: 0.16 },
} as const;

/** The rule says nothing of thighs that turn by less than 6°, so such people are none to judge it by. */
const leastRotationDeg = 7.5;

const middleMPerS = 3.5;

/** One of the numbers: its wander over steps on end, the runner's own size of it, and its drift. */
class Wander {
  readonly #series: StrideSeries;
  readonly #random: () => number;
  readonly #size: number;
  readonly #slowestSd: number;
  readonly #driftPerS: number;
  readonly #steps: number;
  #slowest: number;

  /** @param steps from one value to the next: what is one side's own is asked for every second step. */
  constructor(
    variation: StrideVariation,
    driftPerHourSd: number,
    steps: 1 | 2,
    random: () => number,
  ) {
    this.#steps = steps;
    this.#random = random;
    this.#series = new StrideSeries(random, variation);
    this.#size = Math.exp(personalSd * standardNormal(random));
    this.#slowestSd = variation.slowSd * variation.slowerPart ** 1.5;
    this.#driftPerS = (driftPerHourSd * standardNormal(random)) / 3600;
    this.#slowest = standardNormal(random);
  }

  next(timeS: number): number {
    const keep = Math.exp(-this.#steps / slowestMemorySteps);
    this.#slowest =
      keep * this.#slowest + Math.sqrt(1 - keep * keep) * standardNormal(this.#random);
    if (this.#steps === 2) this.#series.next();
    const wander = this.#series.next() + this.#slowestSd * this.#slowest;
    return this.#size * wander + this.#driftPerS * timeS;
  }
}

/** A number that differs between people, and with speed in each their own way. */
interface Trait {
  readonly middle: number;
  readonly perMPerS: number;
}

/** One runner on paper: strides as the pipeline would tell them, with the size and the memory that real strides have. */
export class StrideRunner implements StrideSource {
  readonly #random: () => number;
  readonly #strideTime: Wander;
  readonly #stanceTime: Wander;
  readonly #difference: Wander;
  readonly #tilt: Wander;
  readonly #drop: Readonly<Record<Side, Wander>>;
  readonly #rotation: Readonly<Record<Side, Wander>>;
  readonly #strideTimeS: Trait;
  readonly #stancePart: number;
  readonly #symmetryPct: Trait;
  readonly #tiltDeg: Trait;
  readonly #dropDeg: Readonly<Record<Side, Trait>>;
  readonly #rotationDeg: Readonly<Record<Side, Trait>>;

  constructor(seed: number) {
    const random = seededUniform(seed);
    const wander = (
      what: keyof typeof strideVariation,
      drift: keyof typeof driftPerHour,
      steps: 1 | 2 = 1,
    ): Wander => new Wander(strideVariation[what], driftPerHour[drift], steps, random);
    const both = <T>(one: () => T): Record<Side, T> => ({ left: one(), right: one() });
    const trait = (of: {
      mean: number;
      sd: number;
      perMPerS: number;
      perMPerSSd: number;
    }): Trait => ({
      middle: of.mean + of.sd * standardNormal(random),
      perMPerS: of.perMPerS + of.perMPerSSd * standardNormal(random),
    });
    this.#random = random;
    this.#strideTime = wander("stepTime", "strideTime");
    this.#stanceTime = wander("stanceTime", "stanceTime");
    this.#difference = wander("stanceDifference", "stanceDifference");
    this.#tilt = wander("tiltDeg", "tiltDeg");
    this.#drop = both(() => wander("dropDeg", "dropDeg", 2));
    this.#rotation = both(() => wander("rotation", "rotation", 2));
    this.#strideTimeS = trait({ ...people.strideTimeS, perMPerSSd: 0.01 });
    this.#stancePart = Math.exp(people.stanceTimeS.sdPart * standardNormal(random));
    this.#symmetryPct = trait(people.symmetryIndexPct);
    this.#tiltDeg = trait(people.tiltDeg);
    this.#dropDeg = both(() => trait(people.dropDeg));
    this.#rotationDeg = both(() => {
      const { middle, perMPerS } = trait(people.rotationDeg);
      return { middle: Math.max(leastRotationDeg, middle), perMPerS };
    });
  }

  next(side: Side, timeS: number, speedMPerS: number): StrideShape {
    const faster = speedMPerS - middleMPerS;
    const at = ({ middle, perMPerS }: Trait): number => middle + perMPerS * faster;
    const isStumble = this.#random() < stumblePart;
    const far = isStumble ? stumbleSize : 1;
    const sign = side === "right" ? 1 : -1;
    const symmetry = at(this.#symmetryPct) / 200 + this.#difference.next(timeS);
    const stanceS = stanceAtS(speedMPerS) * this.#stancePart;
    const rotation = this.#rotationDeg[side];
    return {
      strideTimeS: at(this.#strideTimeS) * (1 + this.#strideTime.next(timeS)),
      stanceTimeS: stanceS * (1 + far * this.#stanceTime.next(timeS) + sign * symmetry),
      tiltDeg: at(this.#tiltDeg) + far * this.#tilt.next(timeS),
      dropDeg: at(this.#dropDeg[side]) + far * this.#drop[side].next(timeS),
      rotationDeg: Math.max(
        0.5,
        rotation.middle *
          Math.exp(rotation.perMPerS * faster) *
          (1 + far * this.#rotation[side].next(timeS)),
      ),
      clean: !isStumble,
    };
  }
}

/** Mean stance time, linear between the speeds that it is known at and beyond them. */
function stanceAtS(speedMPerS: number): number {
  const [slow, middle, fast] = people.stanceTimeS.at;
  const faster = speedMPerS - middleMPerS;
  return middle + faster * (faster < 0 ? middle - slow : fast - middle);
}
