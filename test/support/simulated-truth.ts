import { sides } from "../../src/model/pod.ts";
import { type StrideAngle, strideAngles } from "../../src/model/session-output.ts";
import type { ErrorTally } from "../../src/session/error-tally.ts";
import { TruthComparison } from "../../src/session/truth-comparison.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { Simulation } from "../../src/transport/simulated/simulation.ts";
import { pipelineOutputs } from "./recorded-events.ts";

/** A run that is compared with its truth: stand, run. */
export interface TruthRun {
  readonly seed: number;
  readonly speedMPerS: number;
  /** 0 = the mean runner, 1 = somebody. */
  readonly individuality: number;
  readonly durationS: number;
}

/** What the pipeline's values differ from the truth by, over all clean strides once headings have settled. */
export interface TruthErrors {
  /** Root mean square per angle, of the worse side, degrees; of the two rotations about the long axis, whose zero is not known, within strides. */
  readonly angleRmsDeg: Readonly<Record<StrideAngle, number>>;
  /** Root mean square of all contacts' times, s. */
  readonly initialContactRmsS: number;
  readonly toeOffRmsS: number;
  /** Strides that are one of the truth's, and strides that are none. */
  readonly matched: number;
  readonly unmatched: number;
}

/** Headings have found their place after this time, s. */
const settledS = 40;

const standS = 8;

const zeroIsUnknown: readonly StrideAngle[] = ["pelvicRotation", "hipInternalRotation"];

/** Root mean square of an error from its mean and its spread; NaN where there was too little to tell. */
const rms = ({ mean, standardDeviation }: ErrorTally): number =>
  Math.hypot(mean ?? Number.NaN, standardDeviation ?? Number.NaN);

/** Runs a simulated runner with perfect sensors through the whole pipeline and compares what comes out with the truth. */
export async function truthErrors(run: TruthRun): Promise<TruthErrors> {
  const { seed, speedMPerS, individuality, durationS } = run;
  const perfect = { sensor: "perfect" } as const;
  const simulation = new Simulation(
    defaultScenario({
      seed,
      durationS,
      runner: { individuality },
      stages: [
        { atS: 0, gait: "standing" },
        { atS: standS, gait: "running", speedMPerS },
      ],
      pods: { pelvis: perfect, leftThigh: perfect, rightThigh: perfect },
    }),
  );
  const comparison = new TruthComparison(simulation.motion);
  for (const output of await pipelineOutputs(simulation.header, [...simulation.events()])) {
    if (output.timeS > settledS) comparison.take(output);
  }
  const angleRmsDeg = Object.fromEntries(
    strideAngles.map((angle) => {
      const shape = rms(comparison.shapeErrorDeg[angle]);
      if (zeroIsUnknown.includes(angle)) return [angle, shape];
      const offsets = sides.map((side) => rms(comparison.sides[side].angleOffsetDeg[angle]));
      return [angle, Math.hypot(shape, Math.max(...offsets))];
    }),
  ) as TruthErrors["angleRmsDeg"];
  const { left, right } = comparison.sides;
  return {
    angleRmsDeg,
    initialContactRmsS: Math.max(rms(left.contactErrorS), rms(right.contactErrorS)),
    toeOffRmsS: Math.max(rms(left.toeOffErrorS), rms(right.toeOffErrorS)),
    matched: comparison.matched,
    unmatched: comparison.unmatched,
  };
}
