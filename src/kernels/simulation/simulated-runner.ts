import { type Placement, type Side, sides } from "../../model/pod.ts";
import { degPerRad, radPerDeg, standardGravityMPerS2 } from "../../model/units.ts";
import { type HipAngles, hipAngles } from "../hip-angles.ts";
import { conjugateQuaternion, multiplyQuaternions, rotateVector } from "../quaternion.ts";
import type { BodyMotion, StrapMotion, TrueAngles, TrueStance } from "./body-motion.ts";
import { CurveBlend, type CurvedSegment } from "./curve-blend.ts";
import type { Jet } from "./gait-phase.ts";
import { GaitTimeline } from "./gait-timeline.ts";
import { Harmonics } from "./harmonic-curves.ts";
import { ringingAt, wobble } from "./pod-shake.ts";
import { standardNormal } from "./random-series.ts";
import type { Compensation, GaitStage, RunnerBody } from "./runner-plan.ts";
import { SparedHip } from "./spared-hip.ts";
import { StepSequence } from "./step-sequence.ts";
import { StrideChanges } from "./stride-changes.ts";
import { axis, TurningFrame } from "./turning-frame.ts";

/** Height at which the curves hold, m: the mean of the eight runners. */
const meanHeightCm = 175;

/** How strides differ from one to the next: part of a curve's size, and shift of the whole curve, rad. */
const strideVariation = { size: 0.04, shiftRad: 0.6 * radPerDeg } as const;

/** How people differ: part of a curve's size, and part of stride and stance time. */
const personVariation = { size: 0.15, strideTime: 0.04, dutyFactor: 0.04 } as const;

/** A standing body sways a little: amplitude, rad, and frequency, Hz. */
const sway = { amplitudeRad: 0.15 * radPerDeg, tiltHz: 0.31, obliquityHz: 0.23 } as const;

/** Angle curves: three of the pelvis, three of each thigh. */
const angleCurves = 9;
/** The left leg does the same half a stride later. */
const sidePhase: Readonly<Record<Side, number>> = { right: 0, left: 0.5 };
const anglesOf: Readonly<Record<Placement, number>> = { pelvis: 0, leftThigh: 3, rightThigh: 6 };

/**
 * A runner whose motion is known exactly: smooth periodic curves of the mean of real runners over a phase that steps of
 * varying length and stance drive. Specific force and angular rate are the exact derivatives of that motion. Every strap
 * point moves on a curve of its own, soft tissue included.
 */
export class SimulatedRunner implements BodyMotion {
  readonly #body: RunnerBody;
  readonly #timeline: GaitTimeline;
  readonly #curves: CurveBlend;
  readonly #spared: SparedHip;
  readonly #steps: StepSequence;
  readonly #changes: StrideChanges;
  readonly #personSize = new Float64Array(angleCurves).fill(1);
  readonly #phase: Jet = [0, 0, 0];
  readonly #harmonics: Readonly<Record<CurvedSegment, Harmonics>> = {
    pelvis: new Harmonics(),
    thigh: new Harmonics(),
  };
  readonly #pelvis = new TurningFrame();
  readonly #thigh = new TurningFrame();
  readonly #pelvisAngles: readonly [Jet, Jet, Jet] = [zeroJet(), zeroJet(), zeroJet()];
  readonly #hipAngles: readonly [Jet, Jet, Jet] = [zeroJet(), zeroJet(), zeroJet()];
  readonly #jet = zeroJet();
  readonly #other = zeroJet();
  readonly #labForce = new Float64Array(3);
  readonly #inverse = Float64Array.of(1, 0, 0, 0);
  readonly #between = Float64Array.of(1, 0, 0, 0);
  #timeS = Number.NaN;

  /**
   * @param newRandom makes a generator of uniform numbers in [0, 1), another one at each call: what the person is like, the
   * steps and the strides' shapes do not depend on each other's draws.
   */
  constructor(
    body: RunnerBody,
    stages: readonly GaitStage[],
    compensations: readonly Compensation[],
    newRandom: () => () => number,
  ) {
    this.#body = body;
    this.#timeline = new GaitTimeline(stages);
    this.#spared = new SparedHip(compensations);
    const person = newRandom();
    const differs = (part: number): number =>
      Math.exp(body.individuality * part * standardNormal(person));
    for (let i = 0; i < angleCurves; i++) this.#personSize[i] = differs(personVariation.size);
    // Legs swing like pendulums: the time of a stride grows with the root of their length.
    const strideScale =
      Math.sqrt(body.heightCm / meanHeightCm) * differs(personVariation.strideTime);
    const dutyScale = differs(personVariation.dutyFactor);
    const fixedStrideS = body.cadenceSpm === null ? null : 120 / body.cadenceSpm;
    this.#curves = new CurveBlend(this.#timeline, fixedStrideS, strideScale);
    this.#steps = new StepSequence(
      this.#timeline,
      {
        variability: body.variability,
        runningStrideTimeS: (timeS) => this.#curves.runningStrideTimeS(timeS),
        stanceFactor: (side, timeS) =>
          dutyScale *
          this.#tired(timeS) *
          this.#asymmetry(side) *
          this.#spared.stanceFactor(side, timeS),
      },
      newRandom(),
      0,
    );
    this.#changes = new StrideChanges(2 * angleCurves, newRandom());
  }

  strapMotion(out: StrapMotion, placement: Placement, timeS: number): StrapMotion {
    this.#setTime(timeS);
    const frame = placement === "pelvis" ? this.#poseOfPelvis() : this.#poseOfThigh(placement);
    const { wobbleDeg, impactMPerS2 } = this.#body;
    if (wobbleDeg !== 0) wobble(frame, this.#phase, wobbleDeg, this.#curves.moving);
    this.#accelerate(placement);
    const force = this.#labForce;
    force[1] = (force[1] as number) + standardGravityMPerS2;
    if (impactMPerS2 !== 0) {
      force[1] += ringingAt(placement, timeS, this.#steps.remembered, impactMPerS2);
    }
    conjugateQuaternion(this.#inverse, frame.labFromFrame);
    rotateVector(out.forceMPerS2, this.#inverse, force);
    out.rateRadPerS.set(frame.rateRadPerS);
    frame.earthFromFrame(out.earthFromSegment);
    return out;
  }

  anglesAt(timeS: number): TrueAngles {
    this.#setTime(timeS);
    const left = this.#hipAt("leftThigh", "left");
    const right = this.#hipAt("rightThigh", "right");
    const [tilt, obliquity, rotation] = this.#pelvisAngles;
    return {
      timeS,
      pelvicTiltDeg: tilt[0] * degPerRad,
      pelvicObliquityDeg: obliquity[0] * degPerRad,
      pelvicRotationDeg: rotation[0] * degPerRad,
      leftHipFlexionDeg: left.flexionRad * degPerRad,
      leftHipAdductionDeg: left.adductionRad * degPerRad,
      leftHipInternalRotationDeg: left.internalRotationRad * degPerRad,
      rightHipFlexionDeg: right.flexionRad * degPerRad,
      rightHipAdductionDeg: right.adductionRad * degPerRad,
      rightHipInternalRotationDeg: right.internalRotationRad * degPerRad,
    };
  }

  stances(fromS: number, toS: number): readonly TrueStance[] {
    return this.#steps.stances(fromS, toS);
  }

  #setTime(timeS: number): void {
    if (timeS === this.#timeS) return;
    this.#timeS = timeS;
    this.#steps.extendTo(timeS);
    this.#steps.phase.at(this.#phase, timeS);
    this.#curves.setTime(timeS);
    this.#harmonics.pelvis.set(this.#phase[0]);
    this.#findPelvisAngles();
  }

  /** An angle of the body: its curve, as large as this person and this stride make it. */
  #angle(out: Jet, segment: CurvedSegment, curve: number, which: number): Jet {
    const size = this.#jet;
    const shift = this.#other;
    const { variability } = this.#body;
    this.#changes.at(size, which, this.#phase);
    const person = this.#personSize[which] as number;
    const factor = person * (1 + variability * strideVariation.size * size[0]);
    const factorRate = person * variability * strideVariation.size * size[1];
    this.#changes.at(shift, angleCurves + which, this.#phase);
    const part = variability * strideVariation.shiftRad;
    const { moving } = this.#curves;
    this.#curves.curve(out, segment, curve, this.#phase, this.#harmonics[segment]);
    out[1] = out[1] * factor + out[0] * factorRate;
    out[1] += part * (shift[1] * moving[0] + shift[0] * moving[1]);
    out[0] = out[0] * factor + part * shift[0] * moving[0];
    return out;
  }

  #findPelvisAngles(): void {
    const [tilt, obliquity, rotation] = this.#pelvisAngles;
    this.#angle(tilt, "pelvis", 0, 0);
    this.#angle(obliquity, "pelvis", 1, 1);
    this.#angle(rotation, "pelvis", 2, 2);
    add(tilt, this.#spared.tilt(this.#jet, this.#timeS), 1);
    add(obliquity, this.#spared.drop(this.#jet, "right", this.#timeS, this.#phase), 1);
    add(obliquity, this.#spared.drop(this.#jet, "left", this.#timeS, this.#phase), -1);
    this.#sway(tilt, sway.tiltHz);
    this.#sway(obliquity, sway.obliquityHz);
  }

  #sway(angle: Jet, frequencyHz: number): void {
    const omega = 2 * Math.PI * frequencyHz;
    const amplitude = this.#body.variability * sway.amplitudeRad;
    const { moving } = this.#curves;
    const sine = amplitude * Math.sin(omega * this.#timeS);
    const cosine = amplitude * omega * Math.cos(omega * this.#timeS);
    angle[0] += sine * (1 - moving[0]);
    angle[1] += cosine * (1 - moving[0]) - sine * moving[1];
  }

  #findHipAngles(placement: Placement, side: Side): void {
    this.#phase[0] += sidePhase[side];
    this.#harmonics.thigh.set(this.#phase[0]);
    this.#phase[0] -= sidePhase[side];
    const [flexion, adduction, rotation] = this.#hipAngles;
    const first = anglesOf[placement];
    this.#angle(flexion, "thigh", 0, first);
    this.#angle(adduction, "thigh", 1, first + 1);
    this.#angle(rotation, "thigh", 2, first + 2);
    // A pelvis that tips or drops does so on thighs that stay where they are.
    add(flexion, this.#spared.tilt(this.#jet, this.#timeS), 1);
    for (const dropping of sides) {
      const sign = dropping === side ? 1 : -1;
      add(adduction, this.#spared.drop(this.#jet, dropping, this.#timeS, this.#phase), sign);
    }
    const factor = this.#spared.rotationFactor(this.#jet, side, this.#timeS);
    rotation[1] = rotation[1] * factor[0] + rotation[0] * factor[1];
    rotation[0] *= factor[0];
  }

  #poseOfPelvis(): TurningFrame {
    return this.#turnPelvis(this.#pelvis.reset(), 0);
  }

  #turnPelvis(frame: TurningFrame, headingRad: number): TurningFrame {
    const [tilt, obliquity, rotation] = this.#pelvisAngles;
    return frame
      .turn(axis.y, rotation[0] + headingRad, rotation[1])
      .turn(axis.x, -obliquity[0], -obliquity[1])
      .turn(axis.z, -tilt[0], -tilt[1]);
  }

  #poseOfThigh(placement: Placement): TurningFrame {
    const side = placement === "leftThigh" ? "left" : "right";
    this.#findHipAngles(placement, side);
    const mirror = side === "left" ? -1 : 1;
    const [flexion, adduction, rotation] = this.#hipAngles;
    // Toes out: a turn to the right on the right side, clockwise from above.
    const headingRad = -mirror * this.#body.swingPlaneDeg[side] * radPerDeg;
    return this.#turnPelvis(this.#thigh.reset(), headingRad)
      .turn(axis.z, flexion[0], flexion[1])
      .turn(axis.x, mirror * adduction[0], mirror * adduction[1])
      .turn(axis.y, mirror * rotation[0], mirror * rotation[1]);
  }

  /** Lab acceleration of a strap point into #labForce; the thigh's harmonics must be set. */
  #accelerate(placement: Placement): void {
    const segment: CurvedSegment = placement === "pelvis" ? "pelvis" : "thigh";
    const position = this.#jet;
    for (let i = 0; i < 3; i++) {
      this.#curves.curve(position, segment, 3 + i, this.#phase, this.#harmonics[segment]);
      this.#labForce[i] = position[2];
    }
    if (placement === "leftThigh") this.#labForce[2] = -(this.#labForce[2] as number);
  }

  /** Hip angles by their definition, from the poses of both segments. */
  #hipAt(placement: Placement, side: Side): HipAngles {
    const thigh = this.#poseOfThigh(placement);
    conjugateQuaternion(this.#inverse, this.#poseOfPelvis().labFromFrame);
    multiplyQuaternions(this.#between, this.#inverse, thigh.labFromFrame);
    const out: HipAngles = { flexionRad: 0, adductionRad: 0, internalRotationRad: 0 };
    return hipAngles(out, this.#between, side);
  }

  /** Factor on stance times by fatigue. */
  #tired(timeS: number): number {
    return 1 + ((this.#body.fatiguePctPerHour / 100) * Math.max(0, timeS)) / 3600;
  }

  /** Factor on the stance time of a side, before any compensation. */
  #asymmetry(side: Side): number {
    const part = this.#body.stanceAsymmetryPct / 200;
    return side === "right" ? 1 + part : 1 - part;
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
