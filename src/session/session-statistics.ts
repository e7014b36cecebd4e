import { meanOfKnown } from "../kernels/mean-of-known.ts";
import type { BaselineResetOutput } from "../model/alert-output.ts";
import { type PodDescription, type PodId, type Side, sides } from "../model/pod.ts";
import {
  type CalibrationOutput,
  calibrationStages,
  type EntryOutput,
  type HeadingOutput,
  type PodStateOutput,
  type SessionOutput,
  type StrideOutput,
  type SymmetryOutput,
} from "../model/session-output.ts";
import { withStride } from "../model/stride-order.ts";
import { type AlertSpan, AlertTally } from "./alert-tally.ts";

/** Fewer clean strides of a side than this at one speed are no result. */
export const leastStridesPerSide = 15;

/**
 * What a session came to at one stated belt speed. Stance times and the index are one and the same
 * comparison, over the strides counted here; the rest are means over all clean strides.
 */
export interface SpeedStatistics {
  readonly beltSpeedMPerS: number | null;
  readonly leftStrides: number;
  readonly rightStrides: number;
  readonly leftStanceTimeS: number | null;
  readonly rightStanceTimeS: number | null;
  /** The newest left-right comparison at this speed; null where there was none. */
  readonly symmetry: SymmetryOutput | null;
  readonly cadenceSpm: number | null;
  readonly pelvicTiltExcursionDeg: number | null;
  readonly pelvicObliquityExcursionDeg: number | null;
}

/** What was found out about one hip's heading; figures of the newest report that had any. */
export interface HeadingStatistics {
  readonly side: Side;
  readonly driftRemovedDeg: number;
  /** Largest standard deviation reported, degrees. */
  readonly worstUncertaintyDeg: number;
}

/** A pod of the session and its newest state, null where nothing was ever said about it. */
export interface PodStatistics {
  readonly pod: PodDescription;
  readonly state: PodStateOutput | null;
  /** The newest word of each stage of its calibration, in the order of the stages. */
  readonly calibrations: readonly CalibrationOutput[];
}

interface SpeedTally {
  readonly beltSpeedMPerS: number | null;
  /** Since when it is stated, s. */
  readonly startS: number;
  strides: StrideOutput[];
  symmetry: SymmetryOutput | null;
}

/** Collects what is said about a whole session at its end. */
export class SessionStatistics {
  readonly #pods: readonly PodDescription[];
  readonly #states = new Map<PodId, PodStateOutput>();
  readonly #speeds: SpeedTally[] = [
    { beltSpeedMPerS: null, startS: Number.NEGATIVE_INFINITY, strides: [], symmetry: null },
  ];
  readonly #alerts = new AlertTally();
  readonly #calibrations = new Map<string, CalibrationOutput>();
  readonly #headings = new Map<Side, HeadingStatistics>();
  readonly #entries: EntryOutput[] = [];
  readonly #resets: BaselineResetOutput[] = [];
  #cadenceSpm: number | null = null;

  /** @param pods the pods of the session header, whether they ever send or not. */
  constructor(pods: readonly PodDescription[]) {
    this.#pods = pods;
  }

  take(output: SessionOutput): void {
    const current = this.#speeds.at(-1) as SpeedTally;
    switch (output.kind) {
      case "beltSpeed":
        this.#speeds.push({
          beltSpeedMPerS: output.beltSpeedMPerS,
          startS: output.timeS,
          strides: [],
          symmetry: null,
        });
        break;
      case "stride":
        this.#takeStride(output, current);
        break;
      case "symmetry":
        if (output.absent === null) current.symmetry = output;
        break;
      case "cadence":
        this.#cadenceSpm = output.cadenceSpm;
        break;
      case "podState":
        this.#states.set(output.podId, output);
        break;
      case "calibration":
        this.#calibrations.set(`${output.podId} ${output.stage}`, output);
        break;
      case "heading":
        this.#takeHeading(output);
        break;
      case "alert":
      case "alertAction":
        this.#alerts.take(output);
        break;
      case "baselineReset":
        this.#resets.push(output);
        break;
      case "entry":
        this.#entries.push(output);
        break;
      default:
        break;
    }
  }

  #takeStride(stride: StrideOutput, current: SpeedTally): void {
    if (!stride.late) {
      current.strides.push(stride);
      return;
    }
    // It was run at the speed that was stated then.
    const then = this.#speeds.findLast(({ startS }) => startS <= stride.timeS) ?? current;
    then.strides = withStride(then.strides, stride);
  }

  /** What the runner entered, in that order. */
  get entries(): readonly EntryOutput[] {
    return this.#entries;
  }

  /** Every alert, in the order of raising. */
  get alerts(): readonly AlertSpan[] {
    return this.#alerts.spans;
  }

  /** Each time somebody has begun the baselines anew, in that order. */
  get baselineResets(): readonly BaselineResetOutput[] {
    return this.#resets;
  }

  /** Every pod of the session, in the order of the header. */
  get pods(): readonly PodStatistics[] {
    return this.#pods.map((pod) => ({
      pod,
      state: this.#states.get(pod.podId) ?? null,
      calibrations: calibrationStages
        .map((stage) => this.#calibrations.get(`${pod.podId} ${stage}`))
        .filter((calibration) => calibration !== undefined),
    }));
  }

  /** The hips whose heading was found. */
  get headings(): readonly HeadingStatistics[] {
    return sides.map((side) => this.#headings.get(side)).filter((one) => one !== undefined);
  }

  /** Newest cadence, steps per minute; null where it is not known now. */
  get cadenceSpm(): number | null {
    return this.#cadenceSpm;
  }

  /** One entry per stretch of a stated speed with enough strides of both sides. */
  speeds(): readonly SpeedStatistics[] {
    return this.#speeds.filter(isEnough).map(summarize);
  }

  #takeHeading({ side, driftRemovedDeg, uncertaintyDeg }: HeadingOutput): void {
    if (driftRemovedDeg === null || uncertaintyDeg === null) return;
    const worst = this.#headings.get(side)?.worstUncertaintyDeg ?? 0;
    const worstUncertaintyDeg = Math.max(worst, uncertaintyDeg);
    this.#headings.set(side, { side, driftRemovedDeg, worstUncertaintyDeg });
  }

  /** Strides in the stretches that are too short for an entry in `speeds`. */
  get stridesLeftOut(): number {
    return this.#speeds
      .filter((tally) => !isEnough(tally))
      .reduce((sum, tally) => sum + tally.strides.length, 0);
  }
}

function cleanStrides(tally: SpeedTally, side: Side): StrideOutput[] {
  return tally.strides.filter((stride) => stride.clean && stride.side === side);
}

function isEnough(tally: SpeedTally): boolean {
  return sides.every((side) => cleanStrides(tally, side).length >= leastStridesPerSide);
}

function summarize(tally: SpeedTally): SpeedStatistics {
  const { beltSpeedMPerS, symmetry } = tally;
  const left = cleanStrides(tally, "left");
  const right = cleanStrides(tally, "right");
  const clean = [...left, ...right];
  const stance = (strides: StrideOutput[]): number | null =>
    meanOfKnown(strides.map((stride) => stride.stanceTimeS));
  return {
    beltSpeedMPerS,
    leftStrides: symmetry?.leftStrides ?? left.length,
    rightStrides: symmetry?.rightStrides ?? right.length,
    leftStanceTimeS: symmetry?.leftStanceTimeS ?? stance(left),
    rightStanceTimeS: symmetry?.rightStanceTimeS ?? stance(right),
    symmetry,
    cadenceSpm: meanOfKnown(clean.map((stride) => stride.cadenceSpm)),
    pelvicTiltExcursionDeg: meanOfKnown(clean.map((stride) => stride.pelvicTiltExcursionDeg)),
    pelvicObliquityExcursionDeg: meanOfKnown(
      clean.map((stride) => stride.pelvicObliquityExcursionDeg),
    ),
  };
}
