/**
 * Fits the mean curves of a running body (src/kernels/simulation/running-curves.ts) to the shared treadmill runs and prints
 * them: `tsx test/accuracy/fit-runner-curves.ts DIR`.
 */
import { mean, median } from "simple-statistics";
import { GaitPhase, type Jet } from "../../src/kernels/simulation/gait-phase.ts";
import { harmonics } from "../../src/kernels/simulation/harmonic-curves.ts";
import { type Side, sides, thighOf } from "../../src/model/pod.ts";
import { type RunningInstant, type RunningTrial, readRunningTrials } from "./running-poses.ts";
import { type Observation, weightedRidge } from "./weighted-ridge.ts";

/**
 * A runner whose duty factor is further than this from the others' is left out: bringing such strides to the common phase
 * would bend their force.
 */
const strangeDuty = 0.05;

/** Of so many samples one is used: the curves end at 14 Hz. */
const every = 3;

interface Curve {
  readonly segment: "pelvis" | "thigh";
  readonly name: string;
  /** The pelvis' curves have only even or only odd harmonics in somebody whose sides are alike. */
  readonly parity: "even" | "odd" | "all";
  /** Whether the values are second derivatives of what is wanted. */
  readonly isAcceleration: boolean;
  readonly value: (instant: RunningInstant, side: Side) => number;
}

const pelvis = (name: string, parity: "even" | "odd", index: number): Curve => {
  const isAcceleration = index >= 3;
  const value = ({ pelvis: angles, accelerationMPerS2 }: RunningInstant): number =>
    (isAcceleration ? accelerationMPerS2.pelvis[index - 3] : angles[index]) as number;
  return { segment: "pelvis", name, parity, isAcceleration, value };
};

const thigh = (name: string, index: number): Curve => {
  const isAcceleration = index >= 3;
  const value = ({ hip, accelerationMPerS2 }: RunningInstant, side: Side): number => {
    if (!isAcceleration) return hip[side][index] as number;
    // What points outward on the right side does so on the left.
    const mirror = side === "left" && index === 5 ? -1 : 1;
    return mirror * (accelerationMPerS2[thighOf[side]][index - 3] as number);
  };
  return { segment: "thigh", name, parity: "all", isAcceleration, value };
};

const curves: readonly Curve[] = [
  pelvis("tilt", "even", 0),
  pelvis("obliquity", "odd", 1),
  pelvis("rotation", "odd", 2),
  pelvis("forward", "even", 3),
  pelvis("up", "even", 4),
  pelvis("right", "odd", 5),
  thigh("flexion", 0),
  thigh("adduction", 1),
  thigh("internalRotation", 2),
  thigh("forward", 3),
  thigh("up", 4),
  thigh("right", 5),
];

/** Phase of a trial's gait: right contacts at whole strides, toe-offs the mean runner's duty factor later. */
function phaseOf(contacts: readonly PlateContactLike[], dutyFactor: number): GaitPhase {
  const phase = new GaitPhase();
  let step = contacts[0]?.side === "right" ? 0 : 1;
  let previous: Side | null = null;
  for (const { side, initialContactS, toeOffS } of contacts) {
    // A contact that the plate missed.
    if (side === previous) step += 1;
    phase.add(initialContactS, step / 2);
    phase.add(toeOffS, step / 2 + dutyFactor);
    step += 1;
    previous = side;
  }
  return phase;
}
type PlateContactLike = RunningTrial["contacts"][number];

/** Cosine and sine of a harmonic at a phase, or the second derivatives of the stride time squared times them. */
function basis(
  harmonic: number,
  phase: Readonly<Jet>,
  trial: RunningTrial,
  curve: Curve,
): number[] {
  const turns = 2 * Math.PI * harmonic;
  const cosine = Math.cos(turns * phase[0]);
  const sine = Math.sin(turns * phase[0]);
  if (!curve.isAcceleration) return [cosine, sine];
  const rate = (turns * phase[1] * trial.strideTimeS) ** 2;
  const change = turns * phase[2] * trial.strideTimeS ** 2;
  return [-rate * cosine - change * sine, -rate * sine + change * cosine];
}

function fitCurve(curve: Curve, trials: readonly RunningTrial[], dutyFactor: number): number[] {
  const used = Array.from({ length: harmonics }, (_, i) => i + 1).filter(
    (k) => curve.parity === "all" || (k % 2 === 0) === (curve.parity === "even"),
  );
  const observations: Observation[] = [];
  for (const trial of trials) {
    const gait = phaseOf(trial.contacts, dutyFactor);
    const jet: Jet = [0, 0, 0];
    for (let i = 0; i < trial.instants.length; i += every) {
      const instant = trial.instants[i] as RunningInstant;
      gait.at(jet, instant.timeS);
      for (const side of curve.segment === "pelvis" ? (["right"] as const) : sides) {
        const phase: Jet = [jet[0] + (side === "left" ? 0.5 : 0), jet[1], jet[2]];
        observations.push({
          inputs: used.flatMap((k) => basis(k, phase, trial, curve)),
          value: curve.value(instant, side),
          weight: 1 / trial.instants.length,
        });
      }
    }
  }
  const { constant, slopes } = weightedRidge(observations, 0);
  const row = new Array<number>(1 + 2 * harmonics).fill(0);
  // A constant acceleration is the optical frame's error; sides that are alike have no mean obliquity or rotation.
  row[0] = curve.isAcceleration || curve.parity === "odd" ? 0 : constant;
  used.forEach((k, i) => {
    row[2 * k - 1] = slopes[2 * i] as number;
    row[2 * k] = slopes[2 * i + 1] as number;
  });
  return row;
}

const number = (value: number): string => String(Number(value.toPrecision(4)));

const [directory = ""] = process.argv.slice(2);
const all = await readRunningTrials(directory, (text) => console.error(text));
const speeds = [...new Set(all.map((trial) => trial.speedMPerS))];
const isStrange = ({ speedMPerS, dutyFactor }: RunningTrial): boolean => {
  const others = all.filter((trial) => trial.speedMPerS === speedMPerS);
  return Math.abs(dutyFactor - median(others.map((trial) => trial.dutyFactor))) > strangeDuty;
};
const strange = new Set(all.filter(isStrange).map(({ runner }) => runner));
console.error(`left out: ${[...strange].join(", ") || "nobody"}`);
for (const speedMPerS of speeds) {
  const trials = all.filter((t) => t.speedMPerS === speedMPerS && !strange.has(t.runner));
  const dutyFactor = mean(trials.map((trial) => trial.dutyFactor));
  const strideTimeS = mean(trials.map((trial) => trial.strideTimeS));
  const facts = { speedMPerS, dutyFactor, strideTimeS };
  console.log("{");
  for (const [name, value] of Object.entries(facts)) console.log(`${name}: ${number(value)},`);
  for (const segment of ["pelvis", "thigh"]) {
    console.log(`${segment}: {`);
    for (const curve of curves.filter((one) => one.segment === segment)) {
      console.log(
        `${curve.name}: [${fitCurve(curve, trials, dutyFactor).map(number).join(", ")}],`,
      );
    }
    console.log("},");
  }
  console.log("},");
}
