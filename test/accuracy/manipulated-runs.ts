import { mean } from "simple-statistics";
import type { ImportedPod, TreadmillSamples } from "../../src/import/treadmill-samples.ts";
import { type Placement, placements, type Side, sides } from "../../src/model/pod.ts";
import type { SessionOutput, StrideOutput } from "../../src/model/session-output.ts";
import { radPerDeg } from "../../src/model/units.ts";
import { seededUniform } from "../support/random.ts";
import { ofKind } from "../support/recorded-events.ts";
import { type Figure, largest } from "./figure.ts";
import {
  firstSpeed,
  repeatRows,
  runSamples,
  standingUp,
  turnOverTime,
  withPodTurned,
} from "./manipulate.ts";
import type { TreadmillRun } from "./treadmill-trial.ts";

const gyroError = {
  /** Scale and cross-axis errors, each a normal deviate of this size. */
  scale: 0.005,
  /** Bias that builds up while the sensor warms up, °/s, and its time constant, s. */
  warmUpDegPerS: 0.3,
  warmUpTauS: 180,
} as const;

/** The gyroscopes with scale and cross-axis errors and a bias that drifts as they warm up. */
function withGyroErrors(samples: TreadmillSamples, seed: number): TreadmillSamples {
  const uniform = seededUniform(seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const pods = Object.fromEntries(
    placements.map((placement) => {
      const matrix = Array.from(
        { length: 9 },
        (_, i) => (i % 4 === 0 ? 1 : 0) + gyroError.scale * normal(),
      );
      const direction = [normal(), normal(), normal()];
      const length = Math.hypot(...direction);
      const { accMPerS2, gyrRadPerS } = samples.pods[placement];
      const out = new Float64Array(gyrRadPerS.length);
      for (let row = 0; row < samples.count; row++) {
        const warm = 1 - Math.exp(-(samples.timeS[row] as number) / gyroError.warmUpTauS);
        for (let i = 0; i < 3; i++) {
          let value =
            ((gyroError.warmUpDegPerS * radPerDeg * (direction[i] as number)) / length) * warm;
          for (let k = 0; k < 3; k++) {
            value += (matrix[3 * i + k] as number) * (gyrRadPerS[3 * row + k] as number);
          }
          out[3 * row + i] = value;
        }
      }
      return [placement, { accMPerS2, gyrRadPerS: out }];
    }),
  ) as Record<Placement, ImportedPod>;
  return { ...samples, pods };
}

/** Mean angles of the strides in a stretch of time, by name. */
function meanAngles(
  outputs: readonly SessionOutput[],
  fromS: number,
  toS: number,
): Record<string, number> {
  const out: Record<string, number[]> = {};
  const add = (name: string, value: number | null): void => {
    if (value === null) return;
    out[name] ??= [];
    out[name].push(value);
  };
  for (const o of outputs) {
    if (o.timeS < fromS || o.timeS >= toS) continue;
    if (o.kind === "pelvicAngles") {
      add("pelvic tilt", o.pelvicTiltDeg);
      add("pelvic obliquity", o.pelvicObliquityDeg);
    } else if (o.kind === "hipAngles") {
      for (const side of sides) {
        for (const key of ["Flexion", "Adduction", "InternalRotation"] as const) {
          add(`${side} hip ${key}`, o[`${side}Hip${key}Deg`]);
        }
      }
    }
  }
  return Object.fromEntries(Object.entries(out).map(([name, values]) => [name, mean(values)]));
}

const loopedS = 600;

/**
 * Drift of any mean angle over ten minutes of the same running: a piece from one left contact to another
 * is run again and again, with gyroscope errors. Between the second and the last loop nothing changes but the sensors.
 */
async function driftDeg({ contacts, raw }: TreadmillRun): Promise<Record<string, number>> {
  const { samples, runner } = raw;
  const lefts = contacts.filter((c) => c.side === "left" && c.initialContactS < 37);
  const rowOf = (timeS: number): number => samples.timeS.findIndex((t) => t >= timeS);
  const start = rowOf(lefts[2]?.initialContactS as number);
  const end = rowOf(lefts.at(-1)?.initialContactS as number);
  const rate = runner.sample_rate_hz;
  const loop = Array.from({ length: end - start }, (_, i) => start + i);
  const loops = Math.ceil((loopedS * rate) / loop.length) + 1;
  const head = Array.from({ length: start }, (_, row) => row);
  const looped = repeatRows(
    samples,
    [...head, ...Array.from({ length: loops }, () => loop).flat()],
    rate,
  );
  const outputs = await runSamples(runner, withGyroErrors(looped, runner.segments.length + start));
  const loopS = loop.length / rate;
  const firstS = (looped.timeS[start] as number) + loopS;
  const lastS = (looped.timeS[start] as number) + (loops - 1) * loopS;
  const before = meanAngles(outputs, firstS, firstS + loopS);
  const after = meanAngles(outputs, lastS, lastS + loopS - 0.5);
  return Object.fromEntries(
    Object.entries(before).map(([name, value]) => [name, (after[name] as number) - value]),
  );
}

/** When the imposed turn begins and how long it takes, s. */
const imposed = { deg: 5, startS: 22, rampS: 1 } as const;

/** What the hip's mean internal rotation shows of an imposed 5° after 60 strides have passed, degrees. */
async function imposedDeg({ raw, outputs: untouched }: TreadmillRun, side: Side): Promise<number> {
  const samples = firstSpeed(raw, 71);
  // Inward is counterclockwise from above on the right and clockwise on the left.
  const inwardDeg = side === "right" ? imposed.deg : -imposed.deg;
  const longAxis = standingUp(raw, `${side}Thigh`);
  const turn = turnOverTime(longAxis, inwardDeg, imposed.startS, imposed.rampS);
  const outputs = await runSamples(raw.runner, withPodTurned(samples, `${side}Thigh`, turn));
  const rotation = (from: readonly SessionOutput[]): number => {
    const strides: StrideOutput[] = ofKind(from, "stride").filter(
      (s) => s.side === side && s.initialContactS > imposed.startS,
    );
    // Strides of this side only: 60 of them are 42 s.
    const late = strides.filter((s) => s.timeS > 64 && s.timeS < 70);
    return mean(late.flatMap((s) => s.hipInternalRotationMeanDeg ?? []));
  };
  return rotation(outputs) - rotation(untouched);
}

/** Strides from where forward is known until left and right are found exchanged; Infinity where they are not. */
async function stridesUntilSwapFound({ raw }: TreadmillRun): Promise<number> {
  const { pods, ...rest } = firstSpeed(raw, 38);
  const exchanged = { ...pods, leftThigh: pods.rightThigh, rightThigh: pods.leftThigh };
  const outputs = await runSamples(raw.runner, { ...rest, pods: exchanged });
  const calibrations = ofKind(outputs, "calibration");
  const knownS = Math.max(...calibrations.filter((c) => c.stage === "gait").map((c) => c.timeS));
  const found = calibrations.find((c) => c.verdict === "swapped");
  if (found === undefined) return Number.POSITIVE_INFINITY;
  const strides = ofKind(outputs, "stride");
  return strides.filter((s) => s.side === "left" && s.timeS > knownS && s.timeS < found.timeS)
    .length;
}

/** Figures on runs that were changed in a known way. */
export async function measureManipulated(
  runs: readonly TreadmillRun[],
  progress: (text: string) => void,
): Promise<Figure[]> {
  const drift: Record<string, number> = {};
  const turned: Record<string, number> = {};
  const swapped: Record<string, number> = {};
  for (const one of runs) {
    progress(`manipulating ${one.name}`);
    for (const [angle, value] of Object.entries(await driftDeg(one))) {
      drift[`${one.name} ${angle}`] = value;
    }
    swapped[one.name] = await stridesUntilSwapFound(one);
    for (const side of sides) turned[`${one.name} ${side}`] = await imposedDeg(one, side);
  }
  const read = Object.values(turned);
  const distance = (value: number): number => Math.abs(value - imposed.deg);
  const farthest = read.reduce((a, b) => (distance(b) > distance(a) ? b : a));
  return [
    {
      id: "mean-angle-drift",
      value: largest(Object.values(drift)),
      unit: "deg",
      n: Object.keys(drift).length,
      per: drift,
    },
    {
      id: "imposed-rotation",
      value: mean(read),
      unit: "deg",
      n: read.length,
      worst: farthest,
      per: turned,
    },
    {
      id: "swap-detected",
      value: (100 * Object.values(swapped).filter((strides) => strides <= 20).length) / runs.length,
      unit: "%",
      n: runs.length,
      worst: Math.max(...Object.values(swapped)),
      per: swapped,
    },
  ];
}
