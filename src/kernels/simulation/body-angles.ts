import { type Placement, type Side, sides, thighOf } from "../../model/pod.ts";
import { radPerDeg } from "../../model/units.ts";
import type { CurveBlend, CurvedSegment } from "./curve-blend.ts";
import type { Jet } from "./gait-phase.ts";
import { Harmonics } from "./harmonic-curves.ts";
import { type StrideVariation, standardNormal } from "./random-series.ts";
import type { SparedHip } from "./spared-hip.ts";
import { StrideChanges } from "./stride-changes.ts";

/**
 * How much the size of a curve differs from stride to stride, part of it: what the excursions of people's angles show beside the shift; of hip
 * rotation the excursion in stance, which varies twice as much as that in the whole stride.
 */
const sizeVariation: Readonly<Record<CurvedSegment, readonly StrideVariation[]>> = {
  pelvis: [
    { freshSd: 0.03, slowSd: 0.015, slowerPart: 1 },
    { freshSd: 0.03, slowSd: 0.005, slowerPart: 1 },
    { freshSd: 0.03, slowSd: 0.015, slowerPart: 1 },
  ],
  thigh: [
    { freshSd: 0.02, slowSd: 0.007, slowerPart: 1 },
    { freshSd: 0.05, slowSd: 0.01, slowerPart: 1 },
    { freshSd: 0.13, slowSd: 0.05, slowerPart: 1 },
  ],
};

/** How much a curve shifts as a whole, degrees; fitted to the means of strides as `StrideSeries` says. */
const shiftVariationDeg: Readonly<Record<CurvedSegment, readonly StrideVariation[]>> = {
  pelvis: [
    { freshSd: 0.61, slowSd: 0.55, slowerPart: 0.35 },
    { freshSd: 0.55, slowSd: 0.22, slowerPart: 0 },
    { freshSd: 1.3, slowSd: 0.27, slowerPart: 0.35 },
  ],
  thigh: [
    { freshSd: 0.76, slowSd: 0.39, slowerPart: 0.65 },
    { freshSd: 0.68, slowSd: 0.19, slowerPart: 0.55 },
    // Its size, which is about no zero, shifts it as well.
    { freshSd: 0.3, slowSd: 0.08, slowerPart: 1 },
  ],
};

/** How people differ in the size of a curve, and their two legs from each other, parts of it. */
const personVariation = { size: 0.15, leg: 0.03 } as const;

/** A standing body sways a little: amplitude, rad, and frequency, Hz. */
const sway = { amplitudeRad: 0.1 * radPerDeg, tiltHz: 0.31, obliquityHz: 0.23 } as const;

/** Angle curves: three of the pelvis, three of each thigh. */
const angleCurves = 9;
const firstCurve: Readonly<Record<Placement, number>> = { pelvis: 0, leftThigh: 3, rightThigh: 6 };

/** The left leg does the same half a stride later. */
const sidePhase: Readonly<Record<Side, number>> = { right: 0, left: 0.5 };

export interface AngleHabits {
  /** How much strides vary, 1 = as people's do. */
  readonly variability: number;
  /** How far the size of this person's movements differs from the mean runner's, 1 = as people's do. */
  readonly individuality: number;
  /** By which part movements grow, per second. */
  readonly tiringPerS: number;
}

/** Angles of pelvis and hips at a moment and their rates: the curves as this person and this stride make them, and what spares a hip. */
export class BodyAngles {
  /** Tilt, obliquity, rotation, rad; of the moment set last. */
  readonly pelvis: readonly [Jet, Jet, Jet] = [zeroJet(), zeroJet(), zeroJet()];
  readonly #hip: readonly [Jet, Jet, Jet] = [zeroJet(), zeroJet(), zeroJet()];
  readonly #habits: AngleHabits;
  readonly #curves: CurveBlend;
  readonly #spared: SparedHip;
  readonly #changes: StrideChanges;
  readonly #personSize: Float64Array;
  readonly #harmonics: Readonly<Record<CurvedSegment, Harmonics>> = {
    pelvis: new Harmonics(),
    thigh: new Harmonics(),
  };
  readonly #phase = zeroJet();
  readonly #jet = zeroJet();
  readonly #other = zeroJet();
  #timeS = 0;
  /** Strides are all alike while it is 0. */
  #variability = 0;

  /**
   * @param person uniform numbers that tell what the person is like.
   * @param strides others that tell how the strides differ.
   */
  constructor(
    curves: CurveBlend,
    spared: SparedHip,
    habits: AngleHabits,
    person: () => number,
    strides: () => number,
  ) {
    this.#curves = curves;
    this.#spared = spared;
    this.#habits = habits;
    const variations = [sizeVariation, shiftVariationDeg].flatMap(({ pelvis, thigh }) => [
      ...pelvis,
      ...thigh,
      ...thigh,
    ]);
    this.#changes = new StrideChanges(variations, strides);
    const differs = (part: number): number =>
      Math.exp(habits.individuality * part * standardNormal(person));
    const common = Array.from({ length: firstCurve.rightThigh }, () =>
      differs(personVariation.size),
    );
    this.#personSize = Float64Array.from({ length: angleCurves }, (_, i) => {
      const size = common[i < common.length ? i : i - common.length + firstCurve.leftThigh];
      return (size as number) * (i < firstCurve.leftThigh ? 1 : differs(personVariation.leg));
    });
  }

  /**
   * Sets the moment. The curves must have been set to it.
   * @param even whether to leave out how this stride differs from others.
   */
  set(timeS: number, phase: Readonly<Jet>, even = false): void {
    this.#timeS = timeS;
    this.#variability = even ? 0 : this.#habits.variability;
    for (let d = 0; d < 3; d++) this.#phase[d] = phase[d] as number;
    this.#harmonics.pelvis.set(phase[0]);
    const [tilt, obliquity, rotation] = this.pelvis;
    this.#angle(tilt, "pelvis", 0, 0);
    this.#angle(obliquity, "pelvis", 1, 1);
    this.#angle(rotation, "pelvis", 2, 2);
    add(tilt, this.#spared.tilt(this.#jet, timeS), 1);
    add(obliquity, this.#drop("right"), 1);
    add(obliquity, this.#drop("left"), -1);
    this.#sway(tilt, sway.tiltHz);
    this.#sway(obliquity, sway.obliquityHz);
  }

  /** Flexion, adduction, internal rotation of a hip, rad; holds until the next call. */
  hip(side: Side): readonly [Jet, Jet, Jet] {
    this.#harmonics.thigh.set(this.#phase[0] + sidePhase[side]);
    const [flexion, adduction, rotation] = this.#hip;
    const first = firstCurve[thighOf[side]];
    this.#angle(flexion, "thigh", 0, first);
    this.#angle(adduction, "thigh", 1, first + 1);
    this.#angle(rotation, "thigh", 2, first + 2);
    // A pelvis that tips or drops does so on thighs that stay where they are.
    add(flexion, this.#spared.tilt(this.#jet, this.#timeS), 1);
    for (const dropping of sides) {
      const sign = dropping === side ? 1 : -1;
      add(adduction, this.#drop(dropping), sign);
    }
    const factor = this.#spared.rotationFactor(this.#jet, side, this.#timeS);
    rotation[1] = rotation[1] * factor[0] + rotation[0] * factor[1];
    rotation[0] *= factor[0];
    return this.#hip;
  }

  /** out = acceleration of a pod forward, up and to the right in the lab, without gravity, m/s². A thigh's angles must have been asked for last. */
  acceleration(out: Float64Array, placement: Placement): void {
    const segment: CurvedSegment = placement === "pelvis" ? "pelvis" : "thigh";
    const harmonics = this.#harmonics[segment];
    const position = this.#jet;
    for (let i = 0; i < 3; i++) {
      this.#curves.curve(position, segment, 3 + i, this.#phase, harmonics);
      out[i] = position[2];
    }
    // The curve of a thigh points outward.
    if (placement === "leftThigh") out[2] = -(out[2] as number);
  }

  /** out = a curve as large as this person and this stride make it. */
  #angle(out: Jet, segment: CurvedSegment, curve: number, which: number): void {
    const size = this.#changes.at(this.#jet, which, this.#phase);
    const shift = this.#changes.at(this.#other, angleCurves + which, this.#phase);
    const { tiringPerS } = this.#habits;
    const person = this.#personSize[which] as number;
    const varied = this.#variability;
    const stride = 1 + varied * size[0];
    const tired = 1 + tiringPerS * Math.max(0, this.#timeS);
    const factor = person * stride * tired;
    const factorRate = person * (varied * size[1] * tired + stride * tiringPerS);
    this.#curves.curve(out, segment, curve, this.#phase, this.#harmonics[segment]);
    const part = this.#variability * radPerDeg;
    const { moving } = this.#curves;
    out[1] = out[1] * factor + out[0] * factorRate;
    out[1] += part * (shift[1] * moving[0] + shift[0] * moving[1]);
    out[0] = out[0] * factor + part * shift[0] * moving[0];
  }

  #drop(side: Side): Readonly<Jet> {
    return this.#spared.drop(this.#jet, side, this.#timeS, this.#phase, this.#curves.moving);
  }

  #sway(angle: Jet, frequencyHz: number): void {
    const { moving } = this.#curves;
    if (moving[0] === 1 && moving[1] === 0) return;
    const omega = 2 * Math.PI * frequencyHz;
    const amplitude = this.#variability * sway.amplitudeRad;
    const sine = amplitude * Math.sin(omega * this.#timeS);
    const cosine = amplitude * omega * Math.cos(omega * this.#timeS);
    angle[0] += sine * (1 - moving[0]);
    angle[1] += cosine * (1 - moving[0]) - sine * moving[1];
  }
}

function zeroJet(): Jet {
  return [0, 0, 0];
}

/** a = a + sign · b. */
function add(a: Jet, b: Readonly<Jet>, sign: 1 | -1): void {
  a[0] += sign * b[0];
  a[1] += sign * b[1];
}
