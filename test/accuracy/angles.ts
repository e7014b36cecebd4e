import { mean, median } from "simple-statistics";
import type { PelvicAnglesOutput } from "../../src/model/session-output.ts";
import { ofKind } from "../support/recorded-events.ts";
import { type Figure, largest, type Measured, rootMeanSquare } from "./figure.ts";
import { changeErrors, type Trial } from "./treadmill-trial.ts";

interface Angle {
  readonly id: "tilt" | "obliquity";
  readonly ours: (output: PelvicAnglesOutput) => number | null;
  readonly reference: "tiltDeg" | "obliquityDeg";
}

const angles: readonly Angle[] = [
  { id: "tilt", ours: (o) => o.pelvicTiltDeg, reference: "tiltDeg" },
  { id: "obliquity", ours: (o) => o.pelvicObliquityDeg, reference: "obliquityDeg" },
];

interface TrialAngles {
  /** Waveform error with the mean of every stride removed, degrees RMS. */
  readonly waveformRmseDeg: number;
  readonly oursMeanDeg: number;
  readonly referenceMeanDeg: number;
  readonly oursExcursionDeg: number;
  readonly referenceExcursionDeg: number;
}

function measureTrial(trial: Trial, angle: Angle): TrialAngles {
  const reference = trial.run.angles[angle.reference];
  const rateHz = 100;
  const firstS = trial.run.angles.timeS[0] as number;
  const referenceAt = (timeS: number): number => {
    const position = (timeS - firstS) * rateHz;
    const index = Math.floor(position);
    const before = reference[index] as number;
    return before + (position - index) * ((reference[index + 1] as number) - before);
  };
  const samples = ofKind(trial.run.outputs, "pelvicAngles")
    .filter((output) => output.timeS >= trial.startS && output.timeS <= trial.endS)
    .flatMap((output) => {
      const ours = angle.ours(output);
      return ours === null
        ? []
        : [{ timeS: output.timeS, ours, reference: referenceAt(output.timeS) }];
    });
  const starts = trial.contacts.filter((c) => c.side === "left").map((c) => c.initialContactS);
  const squares: number[] = [];
  const excursions: { ours: number; reference: number }[] = [];
  for (let i = 0; i + 1 < starts.length; i++) {
    const stride = samples.filter(
      (s) => s.timeS >= (starts[i] as number) && s.timeS < (starts[i + 1] as number),
    );
    const range = (values: number[]): number => Math.max(...values) - Math.min(...values);
    const difference = stride.map((s) => s.ours - s.reference);
    const offset = mean(difference);
    squares.push(...difference.map((d) => d - offset));
    excursions.push({
      ours: range(stride.map((s) => s.ours)),
      reference: range(stride.map((s) => s.reference)),
    });
  }
  return {
    waveformRmseDeg: rootMeanSquare(squares),
    oursMeanDeg: mean(samples.map((s) => s.ours)),
    referenceMeanDeg: mean(samples.map((s) => s.reference)),
    oursExcursionDeg: mean(excursions.map((e) => e.ours)),
    referenceExcursionDeg: mean(excursions.map((e) => e.reference)),
  };
}

/** Pelvic angles against optical markers. */
export function measureAngles(trials: readonly Trial[]): Measured {
  const figures: Figure[] = [];
  const rows: string[][] = [
    ["trial", ...angles.flatMap(({ id }) => [`${id} RMSE`, `${id} excursion`, "reference"])],
    ...trials.map((trial) => [trial.name]),
  ];
  for (const angle of angles) {
    const measured = new Map(trials.map((trial) => [trial, measureTrial(trial, angle)]));
    const of = (trial: Trial): TrialAngles => measured.get(trial) as TrialAngles;
    const per = (value: (m: TrialAngles) => number): Record<string, number> =>
      Object.fromEntries(trials.map((trial) => [trial.name, value(of(trial))]));
    const waveform = trials.map((trial) => of(trial).waveformRmseDeg);
    const excursion = trials.map(
      (trial) => of(trial).oursExcursionDeg - of(trial).referenceExcursionDeg,
    );
    const change = changeErrors(trials, (trial) => ({
      ours: of(trial).oursMeanDeg,
      reference: of(trial).referenceMeanDeg,
    }));
    figures.push(
      {
        id: `${angle.id}-rmse`,
        value: median(waveform),
        unit: "deg",
        n: waveform.length,
        worst: largest(waveform),
        per: per((m) => m.waveformRmseDeg),
      },
      {
        id: `${angle.id}-excursion-error`,
        value: median(excursion.map(Math.abs)),
        unit: "deg",
        n: excursion.length,
        worst: largest(excursion),
        per: per((m) => m.oursExcursionDeg - m.referenceExcursionDeg),
      },
      {
        id: `${angle.id}-change-error`,
        value: rootMeanSquare(change),
        unit: "deg",
        n: change.length,
        worst: largest(change),
      },
    );
    trials.forEach((trial, i) => {
      const m = of(trial);
      rows[i + 1]?.push(
        `${m.waveformRmseDeg.toFixed(2)}°`,
        `${m.oursExcursionDeg.toFixed(1)}°`,
        `${m.referenceExcursionDeg.toFixed(1)}°`,
      );
    });
  }
  return { figures, tables: [{ title: "Pelvic angles against optical markers", rows }] };
}
