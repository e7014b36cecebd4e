import { type Placement, type Side, sideOf, sides } from "../../model/pod.ts";
import { degPerRad, radPerDeg, standardGravityMPerS2 } from "../../model/units.ts";
import { type HipAngles, hipAngles } from "../hip-angles.ts";
import { type PlanarAxis, PlanarAxisEstimator } from "../planar-axis.ts";
import { conjugateQuaternion, multiplyQuaternions, rotateVector } from "../quaternion.ts";
import { BodyAngles } from "./body-angles.ts";
import type { BodyMotion, StrapMotion, TrueAngles, TrueStance } from "./body-motion.ts";
import { CurveBlend } from "./curve-blend.ts";
import type { Jet } from "./gait-phase.ts";
import { GaitTimeline } from "./gait-timeline.ts";
import { ringingAt, wobble } from "./pod-shake.ts";
import { standardNormal } from "./random-series.ts";
import type { Compensation, GaitStage, RunnerBody } from "./runner-plan.ts";
import { SparedHip } from "./spared-hip.ts";
import { StepSequence } from "./step-sequence.ts";
import { axis, TurningFrame } from "./turning-frame.ts";

/** Height at which the curves hold: the mean of the runners. */
const meanHeightCm = 175;

/** How people differ in the time of a stride at one speed, part of it. */
const strideTimeVariation = 0.02;

/** A runner has got into a new stage's gait after this time, s. */
const settledS = 4;

/** Instants of a stride at which the plane of a thigh's swing is found. */
const planeInstants = 64;

/**
 * A runner whose motion is known exactly: smooth periodic curves of the mean of real runners over a phase that steps of
 * varying length and stance drive. Specific force and angular rate are the exact derivatives of that motion. Every strap
 * point moves on a curve of its own, soft tissue included.
 */
export class SimulatedRunner implements BodyMotion {
  readonly #body: RunnerBody;
  readonly #curves: CurveBlend;
  readonly #angles: BodyAngles;
  readonly #steps: StepSequence;
  /** Turn of each thigh about the vertical that makes it swing in the plane that was asked for, rad. */
  readonly #planeRad: Record<Side, number> = { left: 0, right: 0 };
  readonly #phase: Jet = [0, 0, 0];
  readonly #pelvis = new TurningFrame();
  readonly #thigh = new TurningFrame();
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
    const { variability, individuality, heightCm, cadenceSpm, stanceAsymmetryPct } = body;
    this.#body = body;
    const timeline = new GaitTimeline(stages);
    const spared = new SparedHip(compensations);
    const tiringPerS = body.fatiguePctPerHour / 100 / 3600;
    const person = newRandom();
    const personal = Math.exp(individuality * strideTimeVariation * standardNormal(person));
    // Legs swing like pendulums: the time of a stride grows with the root of their length.
    const strideScale = Math.sqrt(heightCm / meanHeightCm) * personal;
    const fixedStrideS = cadenceSpm === null ? null : 120 / cadenceSpm;
    this.#curves = new CurveBlend(timeline, fixedStrideS, strideScale);
    const stanceFactor = (side: Side, timeS: number): number => {
      const habit = 1 + ((side === "right" ? 1 : -1) * stanceAsymmetryPct) / 200;
      return habit * spared.stanceFactor(side, timeS);
    };
    const runningStrideTimeS = (timeS: number): number => this.#curves.runningStrideTimeS(timeS);
    const habits = { variability, runningStrideTimeS, stanceFactor };
    this.#steps = new StepSequence(timeline, habits, newRandom(), 0);
    const shape = { variability, individuality, tiringPerS };
    this.#angles = new BodyAngles(this.#curves, spared, shape, person, newRandom());
    const running = stages.find(({ gait }) => gait === "running");
    if (running !== undefined) this.#alignSwing(running.atS + settledS);
  }

  strapMotion(out: StrapMotion, placement: Placement, timeS: number): StrapMotion {
    this.#setTime(timeS);
    const frame = placement === "pelvis" ? this.#poseOfPelvis() : this.#poseOfThigh(placement);
    const { wobbleDeg, impactMPerS2 } = this.#body;
    if (wobbleDeg !== 0) wobble(frame, this.#phase, wobbleDeg, this.#curves.moving);
    const force = this.#labForce;
    this.#angles.acceleration(force, placement);
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
    const [tilt, obliquity, rotation] = this.#angles.pelvis;
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
    this.#angles.set(timeS, this.#phase);
  }

  #poseOfPelvis(): TurningFrame {
    return this.#turnPelvis(this.#pelvis.reset(), 0);
  }

  #turnPelvis(frame: TurningFrame, headingRad: number): TurningFrame {
    const [tilt, obliquity, rotation] = this.#angles.pelvis;
    return frame
      .turn(axis.y, rotation[0] + headingRad, rotation[1])
      .turn(axis.x, -obliquity[0], -obliquity[1])
      .turn(axis.z, -tilt[0], -tilt[1]);
  }

  #poseOfThigh(placement: Exclude<Placement, "pelvis">): TurningFrame {
    const side = sideOf[placement];
    const mirror = side === "left" ? -1 : 1;
    const [flexion, adduction, rotation] = this.#angles.hip(side);
    return this.#turnPelvis(this.#thigh.reset(), this.#planeRad[side])
      .turn(axis.z, flexion[0], flexion[1])
      .turn(axis.x, mirror * adduction[0], mirror * adduction[1])
      .turn(axis.y, mirror * rotation[0], mirror * rotation[1]);
  }

  /** Hip angles by their definition, from the poses of both segments. */
  #hipAt(placement: Exclude<Placement, "pelvis">, side: Side): HipAngles {
    const thigh = this.#poseOfThigh(placement);
    conjugateQuaternion(this.#inverse, this.#poseOfPelvis().labFromFrame);
    multiplyQuaternions(this.#between, this.#inverse, thigh.labFromFrame);
    const out: HipAngles = { flexionRad: 0, adductionRad: 0, internalRotationRad: 0 };
    return hipAngles(out, this.#between, side);
  }

  /**
   * People's thighs do not swing quite in one plane, and each a little differently: turns both so that the strongest
   * direction of their swing at a moment, with even strides, is off the pelvis' mean right by what was asked for.
   */
  #alignSwing(timeS: number): void {
    this.#curves.setTime(timeS);
    const rate = new Float64Array(3);
    const found: PlanarAxis = { angleRad: 0, roundness: 0, correlation: 0 };
    for (const side of sides) {
      const swing = new PlanarAxisEstimator();
      for (let i = 0; i < planeInstants; i++) {
        this.#angles.set(timeS, [i / planeInstants, 1, 0], true);
        const { labFromFrame, rateRadPerS } = this.#poseOfThigh(`${side}Thigh`);
        rotateVector(rate, labFromFrame, rateRadPerS);
        swing.add(rate[2] as number, rate[0] as number, 0, 0, 0);
      }
      swing.estimate(found);
      // Toes out: a turn to the right on the right side, clockwise from above.
      const outRad = (side === "left" ? 1 : -1) * this.#body.swingPlaneDeg[side] * radPerDeg;
      this.#planeRad[side] = outRad - found.angleRad;
    }
  }
}
