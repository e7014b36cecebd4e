import type { Jet } from "./gait-phase.ts";
import { atSpeed, type GaitTimeline, type SpeedWeights, speedWeights } from "./gait-timeline.ts";
import {
  addProduct,
  alongPhase,
  coefficientsPerCurve,
  curveAt,
  type Harmonics,
} from "./harmonic-curves.ts";
import { runningCurves } from "./running-curves.ts";
import { walkingCurves, walkingSize } from "./walking-curves.ts";

/** Curves of a segment: three angles, then three positions. */
const curvesPerSegment = 6;
const angles = 3;

export type CurvedSegment = "pelvis" | "thigh";
const segments: readonly CurvedSegment[] = ["pelvis", "thigh"];

const curveNames = {
  pelvis: ["tilt", "obliquity", "rotation", "forward", "up", "right"],
  thigh: ["flexion", "adduction", "internalRotation", "forward", "up", "right"],
} as const;

function pack(rows: readonly (readonly number[])[]): Float64Array {
  const packed = new Float64Array(rows.length * coefficientsPerCurve);
  rows.forEach((row, i) => {
    packed.set(row, i * coefficientsPerCurve);
  });
  return packed;
}

/** Coefficients of every gait that is mixed: running at three speeds, then walking. */
const gaits: Readonly<Record<CurvedSegment, readonly Float64Array[]>> = {
  pelvis: [...runningCurves, walkingCurves].map(({ pelvis }) =>
    pack(curveNames.pelvis.map((name) => pelvis[name])),
  ),
  thigh: [...runningCurves, walkingCurves].map(({ thigh }) =>
    pack(curveNames.thigh.map((name) => thigh[name])),
  ),
};
const gaitCount = runningCurves.length + 1;

const zeroJet = (): Jet => [0, 0, 0];
const zeroJets = (): Jet[] => Array.from({ length: gaitCount }, zeroJet);

/**
 * Curves of pelvis and thigh at a moment of a timeline: running at three speeds and walking, each with its share. Where no
 * share changes, the mixed coefficients are kept, which makes a steady run as cheap as a single curve.
 */
export class CurveBlend {
  readonly #timeline: GaitTimeline;
  /** Time of a running stride, s, whatever the speed; null = what is usual at the speed. */
  readonly #fixedStrideS: number | null;
  readonly #strideScale: number;
  readonly #angleWeights = zeroJets();
  readonly #positionWeights = zeroJets();
  readonly #mixed: Readonly<Record<CurvedSegment, Float64Array>> = {
    pelvis: new Float64Array(curvesPerSegment * coefficientsPerCurve),
    thigh: new Float64Array(curvesPerSegment * coefficientsPerCurve),
  };
  /** Shares and speeds that the mixed coefficients were made for. */
  readonly #mixedFor = new Float64Array(4).fill(Number.NaN);
  readonly #speedWeights: SpeedWeights = [zeroJet(), zeroJet(), zeroJet()];
  readonly #speed = zeroJet();
  readonly #walkingSpeed = zeroJet();
  readonly #walkingSize = zeroJet();
  readonly #running = zeroJet();
  readonly #walking = zeroJet();
  readonly #strideS = zeroJet();
  readonly #squared = zeroJet();
  readonly #curve = zeroJet();
  #isSteady = false;
  #timeS = Number.NaN;

  /** @param strideScale this runner's stride time by the usual one. */
  constructor(timeline: GaitTimeline, fixedStrideS: number | null, strideScale: number) {
    this.#timeline = timeline;
    this.#fixedStrideS = fixedStrideS;
    this.#strideScale = strideScale;
  }

  /** Share of walking and running together at the time set last, with its derivatives. */
  readonly moving: Jet = zeroJet();

  /** Usual time of a running stride of this runner, s. */
  runningStrideTimeS(timeS: number): number {
    if (this.#fixedStrideS !== null) return this.#fixedStrideS;
    return this.#strideScale * this.#timeline.runningValue(timeS, (curves) => curves.strideTimeS);
  }

  /** Sets the moment that `curve` speaks of. */
  setTime(timeS: number): void {
    if (timeS === this.#timeS) return;
    this.#timeS = timeS;
    const timeline = this.#timeline;
    timeline.running.at(this.#running, timeS);
    timeline.walking.at(this.#walking, timeS);
    timeline.runningSpeed.at(this.#speed, timeS);
    timeline.walkingSpeed.at(this.#walkingSpeed, timeS);
    this.#isSteady =
      isStill(this.#running) &&
      isStill(this.#walking) &&
      isStill(this.#speed) &&
      isStill(this.#walkingSpeed);
    if (this.#isSteady && this.#isMixed()) return;
    speedWeights(this.#speedWeights, this.#speed);
    this.#squareStrideTime();
    for (let i = 0; i < gaitCount - 1; i++) {
      const weight = clear(this.#angleWeights[i] as Jet);
      addProduct(weight, this.#running, this.#speedWeights[i] as Jet);
      addProduct(clear(this.#positionWeights[i] as Jet), weight, this.#squared);
    }
    walkingSize(this.#walkingSize, this.#walkingSpeed);
    for (const weights of [this.#angleWeights, this.#positionWeights]) {
      addProduct(clear(weights[gaitCount - 1] as Jet), this.#walkingSize, this.#walking);
    }
    for (let d = 0; d < 3; d++) {
      this.moving[d] = (this.#running[d] as number) + (this.#walking[d] as number);
    }
    if (this.#isSteady) this.#mix();
    else this.#mixedFor.fill(Number.NaN);
  }

  /** out = one curve of a segment and its derivatives in time. */
  curve(
    out: Jet,
    segment: CurvedSegment,
    curve: number,
    phase: Readonly<Jet>,
    harmonics: Harmonics,
  ): Jet {
    if (this.#isSteady) {
      return alongPhase(curveAt(out, this.#mixed[segment], curve, harmonics), phase);
    }
    clear(out);
    const weights = curve < angles ? this.#angleWeights : this.#positionWeights;
    for (let i = 0; i < gaitCount; i++) {
      const weight = weights[i] as Jet;
      if (weight[0] === 0 && weight[1] === 0 && weight[2] === 0) continue;
      const coefficients = gaits[segment][i] as Float64Array;
      alongPhase(curveAt(this.#curve, coefficients, curve, harmonics), phase);
      addProduct(out, weight, this.#curve);
    }
    return out;
  }

  #squareStrideTime(): void {
    const stride = this.#strideS;
    if (this.#fixedStrideS === null) {
      atSpeed(stride, this.#speedWeights, (curves) => curves.strideTimeS);
      for (let d = 0; d < 3; d++) stride[d] = this.#strideScale * (stride[d] as number);
    } else {
      clear(stride)[0] = this.#fixedStrideS;
    }
    addProduct(clear(this.#squared), stride, stride);
  }

  #isMixed(): boolean {
    const made = this.#mixedFor;
    return (
      made[0] === this.#running[0] &&
      made[1] === this.#walking[0] &&
      made[2] === this.#speed[0] &&
      made[3] === this.#walkingSpeed[0]
    );
  }

  #mix(): void {
    for (const segment of segments) {
      const mixed = this.#mixed[segment].fill(0);
      for (let i = 0; i < gaitCount; i++) {
        const own = gaits[segment][i] as Float64Array;
        for (let k = 0; k < own.length; k++) {
          const weights =
            k < angles * coefficientsPerCurve ? this.#angleWeights : this.#positionWeights;
          mixed[k] = (mixed[k] as number) + (weights[i] as Jet)[0] * (own[k] as number);
        }
      }
    }
    this.#mixedFor[0] = this.#running[0];
    this.#mixedFor[1] = this.#walking[0];
    this.#mixedFor[2] = this.#speed[0];
    this.#mixedFor[3] = this.#walkingSpeed[0];
  }
}

function isStill(jet: Readonly<Jet>): boolean {
  return jet[1] === 0 && jet[2] === 0;
}

function clear(jet: Jet): Jet {
  jet[0] = 0;
  jet[1] = 0;
  jet[2] = 0;
  return jet;
}
