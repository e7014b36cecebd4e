import { mean } from "simple-statistics";
import type { TrueAngles, TrueStance } from "../../src/kernels/simulation/body-motion.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { Simulation } from "../../src/transport/simulated/simulation.ts";
import { ofKind, pipelineOutputs } from "./recorded-events.ts";

/** A run that is compared with its truth: stand, run. */
export interface TruthRun {
  readonly seed: number;
  readonly speedMPerS: number;
  /** 0 = the mean runner, 1 = somebody. */
  readonly individuality: number;
  readonly durationS: number;
}

/** What the pipeline's values differ from the truth by. */
export interface TruthErrors {
  /** Root mean square per angle, degrees; of the two rotations about the long axis, whose zero is not known, within strides. */
  readonly angleRmsDeg: Readonly<Record<AngleName, number>>;
  /** Root mean square of all contacts' times, s. */
  readonly initialContactRmsS: number;
  readonly toeOffRmsS: number;
  /** Contacts of the truth that were found with the right side, 0 … 1. */
  readonly found: number;
}

export const angleNames = [
  "pelvicTiltDeg",
  "pelvicObliquityDeg",
  "pelvicRotationDeg",
  "leftHipFlexionDeg",
  "leftHipAdductionDeg",
  "leftHipInternalRotationDeg",
  "rightHipFlexionDeg",
  "rightHipAdductionDeg",
  "rightHipInternalRotationDeg",
] as const satisfies readonly (keyof TrueAngles)[];
export type AngleName = (typeof angleNames)[number];

/** Headings have found their place after this time, s. */
const settledS = 40;

/** A contact that is further off than this is another one, s. */
const nearS = 0.1;

const standS = 8;

const rms = (values: readonly number[]): number => Math.sqrt(mean(values.map((v) => v * v)));

/** An angle and its truth at one instant. */
interface Pair {
  readonly timeS: number;
  readonly errorDeg: number;
}

function pairsOf(outputs: readonly SessionOutput[], motion: Simulation["motion"]) {
  const pairs = Object.fromEntries(angleNames.map((name) => [name, []])) as unknown as Record<
    AngleName,
    Pair[]
  >;
  for (const output of outputs) {
    if (output.kind !== "pelvicAngles" && output.kind !== "hipAngles") continue;
    if (output.timeS < settledS) continue;
    const truth = motion.anglesAt(output.timeS);
    const values: Partial<Record<AngleName, number | null>> = output;
    for (const name of angleNames) {
      const value = values[name] ?? null;
      if (value === null) continue;
      pairs[name].push({ timeS: output.timeS, errorDeg: value - truth[name] });
    }
  }
  return pairs;
}

/** Errors with the mean of every stride taken out. */
function withinStrides(pairs: readonly Pair[], contactsS: readonly number[]): number[] {
  return contactsS.slice(1).flatMap((endS, i) => {
    const startS = contactsS[i] as number;
    const stride = pairs.filter((p) => p.timeS >= startS && p.timeS < endS);
    if (stride.length === 0) return [];
    const centre = mean(stride.map((p) => p.errorDeg));
    return stride.map((p) => p.errorDeg - centre);
  });
}

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
  const outputs = await pipelineOutputs(simulation.header, [...simulation.events()]);
  // Stances are forgotten after a while, so they are asked for first, second by second.
  const truth = new Simulation(simulation.scenario).motion;
  const stances: TrueStance[] = [];
  for (let s = 0; s < durationS - 1; s++) {
    stances.push(...truth.stances(s, s + 1).filter((stance) => stance.initialContactS > settledS));
  }
  const pairs = pairsOf(outputs, simulation.motion);
  const leftContactsS = stances.filter((s) => s.side === "left").map((s) => s.initialContactS);
  const angleRmsDeg = Object.fromEntries(
    angleNames.map((name) => {
      const zeroUnknown = name === "pelvicRotationDeg" || name.endsWith("InternalRotationDeg");
      const errors = zeroUnknown
        ? withinStrides(pairs[name], leftContactsS)
        : pairs[name].map((p) => p.errorDeg);
      return [name, rms(errors)];
    }),
  ) as Record<AngleName, number>;
  const events = ofKind(outputs, "gaitEvent");
  const errorsOf = (type: "initialContact" | "toeOff"): number[] =>
    stances.flatMap((stance) => {
      const trueS = type === "toeOff" ? stance.toeOffS : stance.initialContactS;
      const errors = events
        .filter((e) => e.type === type && e.side === stance.side)
        .map((e) => e.timeS - trueS)
        .filter((error) => Math.abs(error) < nearS);
      return errors.slice(0, 1);
    });
  const initialContacts = errorsOf("initialContact");
  const toeOffs = errorsOf("toeOff");
  return {
    angleRmsDeg,
    initialContactRmsS: rms(initialContacts),
    toeOffRmsS: rms(toeOffs),
    found: (initialContacts.length + toeOffs.length) / (2 * stances.length),
  };
}
