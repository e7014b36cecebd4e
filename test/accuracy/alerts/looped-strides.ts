import { mean } from "simple-statistics";
import {
  StrideSeries,
  type StrideVariation,
  standardNormal,
} from "../../../src/kernels/simulation/random-series.ts";
import type { Side } from "../../../src/model/pod.ts";
import { seededUniform } from "../../support/random.ts";
import { ofKind } from "../../support/recorded-events.ts";
import type { Trial } from "../treadmill-trial.ts";
import { strideVariation } from "./stride-runner.ts";
import type { StrideShape, StrideSource } from "./stride-source.ts";

/** A stride of each side, one after the other. */
export type StridePair = Readonly<Record<Side, StrideShape>>;

/** Stretches that are taken over as they are, pairs: real strides remember hardly more than five. */
const blockPairs = 10;

/** Clean strides of a trial as the pipeline tells them, in neighbouring pairs. */
export function stridePairs(trial: Trial): StridePair[] {
  const { run, startS, endS } = trial;
  const angles = ofKind(run.outputs, "strideAngle").filter((a) => a.angle === "pelvicObliquity");
  const shapes = ofKind(run.outputs, "stride")
    .filter((s) => s.clean && !s.late && s.initialContactS >= startS && s.timeS <= endS)
    .flatMap((s): { side: Side; atS: number; shape: StrideShape }[] => {
      const curve = angles.find((a) => a.side === s.side && a.timeS === s.timeS);
      const { pelvicTiltMeanDeg: tiltDeg, hipInternalRotationStanceExcursionDeg: rotationDeg } = s;
      if (tiltDeg === null || rotationDeg === null) return [];
      if (curve === undefined || curve.curveDeg === null) return [];
      const stance = curve.curveDeg.slice(0, Math.round(curve.toeOffPct) + 1);
      const dropDeg = Math.max(...stance.map((deg) => (s.side === "right" ? deg : -deg)));
      const { strideTimeS, stanceTimeS } = s;
      const shape = { strideTimeS, stanceTimeS, tiltDeg, dropDeg, rotationDeg, clean: true };
      return [{ side: s.side, atS: s.initialContactS, shape }];
    });
  return shapes.flatMap(({ side, atS, shape }, i) => {
    const after = shapes[i + 1];
    const isNext = after?.side === "right" && after.atS - atS < shape.strideTimeS;
    return side === "left" && isNext ? [{ left: shape, right: after.shape }] : [];
  });
}

/** The part of a variation that half a minute hardly shows and blocks of ten strides lose: that of a minute's memory. */
function slowPart({ slowSd, slowerPart }: StrideVariation): StrideVariation {
  return { freshSd: 0, slowSd: slowSd * slowerPart, slowerPart: 0 };
}

/** How many steps a slow series stays as it is: its shortest memory, a stride, becomes a minute's. */
const heldSteps = 120;

/** A series that wanders within a minute. */
class SlowSeries {
  readonly #series: StrideSeries;
  #from: number;
  #to: number;
  #step = 0;

  constructor(variation: StrideVariation, random: () => number) {
    this.#series = new StrideSeries(random, slowPart(variation));
    this.#from = this.#series.next();
    this.#to = this.#series.next();
  }

  next(): number {
    this.#step += 1;
    if (this.#step === heldSteps) {
      this.#from = this.#to;
      this.#to = this.#series.next();
      this.#step = 0;
    }
    return this.#from + (this.#to - this.#from) * (this.#step / heldSteps);
  }
}

/**
 * A real trial of half a minute made as long as one likes: its pairs of strides in stretches of ten, drawn anew and anew (moving block
 * bootstrap: Künsch 1989, Ann Statist 17:1217), and on them the slow wander that people have and that half a minute does not show.
 */
export class LoopedStrides implements StrideSource {
  readonly #pairs: readonly StridePair[];
  readonly #random: () => number;
  readonly #stance: SlowSeries;
  readonly #difference: SlowSeries;
  readonly #tilt: SlowSeries;
  readonly #drop: Readonly<Record<Side, SlowSeries>>;
  readonly #rotation: Readonly<Record<Side, SlowSeries>>;
  readonly #meanStanceS: number;
  #at = 0;
  #left = 0;

  constructor(pairs: readonly StridePair[], seed: number) {
    const random = seededUniform(seed);
    const slow = (what: keyof typeof strideVariation): SlowSeries =>
      new SlowSeries(strideVariation[what], random);
    this.#pairs = pairs;
    this.#random = random;
    this.#stance = slow("stanceTime");
    this.#difference = slow("stanceDifference");
    this.#tilt = slow("tiltDeg");
    this.#drop = { left: slow("dropDeg"), right: slow("dropDeg") };
    this.#rotation = { left: slow("rotation"), right: slow("rotation") };
    this.#meanStanceS = mean(
      pairs.map(({ left, right }) => (left.stanceTimeS + right.stanceTimeS) / 2),
    );
    // Not every loop begins at the same phase of the slow wander.
    for (let i = 0; i < Math.floor(10 * Math.abs(standardNormal(random))); i++) this.#stance.next();
  }

  next(side: Side): StrideShape {
    if (side === "left") this.#advance();
    const shape = (this.#pairs[this.#at] as StridePair)[side];
    const sign = side === "right" ? 1 : -1;
    const stance = this.#stance.next() + sign * this.#difference.next();
    return {
      ...shape,
      stanceTimeS: shape.stanceTimeS + this.#meanStanceS * stance,
      tiltDeg: shape.tiltDeg + this.#tilt.next(),
      dropDeg: shape.dropDeg + this.#drop[side].next(),
      rotationDeg: shape.rotationDeg * (1 + this.#rotation[side].next()),
    };
  }

  #advance(): void {
    this.#left -= 1;
    if (this.#left > 0) this.#at = (this.#at + 1) % this.#pairs.length;
    else {
      this.#at = Math.floor(this.#random() * this.#pairs.length);
      this.#left = blockPairs;
    }
  }
}
