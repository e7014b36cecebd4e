import { mean, median } from "simple-statistics";
import { sides } from "../../src/model/pod.ts";
import type { SessionOutput, StrideOutput } from "../../src/model/session-output.ts";
import { ofKind } from "../support/recorded-events.ts";
import { type OpticalAngle, opticalAngleAt } from "../support/treadmill-reference.ts";
import { type Figure, largest, type Measured, rootMeanSquare } from "./figure.ts";
import { changeErrors, type Trial } from "./treadmill-trial.ts";

/** An angle of our outputs and the optical one that it is held against. */
interface Angle {
  readonly reference: OpticalAngle;
  readonly ours: (output: SessionOutput) => number | null;
}

const pelvic = (
  reference: OpticalAngle,
  key: "pelvicTiltDeg" | "pelvicObliquityDeg" | "pelvicRotationDeg",
): Angle => ({ reference, ours: (o) => (o.kind === "pelvicAngles" ? o[key] : null) });

type HipKey = "Flexion" | "Adduction" | "InternalRotation";
const hip = (key: HipKey): Angle[] =>
  sides.map((side) => ({
    reference: `${side}Hip${key}`,
    ours: (o) => (o.kind === "hipAngles" ? o[`${side}Hip${key}Deg`] : null),
  }));

/** Figures, each over one pelvic angle or over both sides of a hip angle. */
const groups: readonly { readonly id: string; readonly angles: readonly Angle[] }[] = [
  { id: "tilt", angles: [pelvic("pelvicTilt", "pelvicTiltDeg")] },
  { id: "obliquity", angles: [pelvic("pelvicObliquity", "pelvicObliquityDeg")] },
  { id: "rotation", angles: [pelvic("pelvicRotation", "pelvicRotationDeg")] },
  { id: "hip-flexion", angles: hip("Flexion") },
  { id: "hip-adduction", angles: hip("Adduction") },
  { id: "hip-rotation", angles: hip("InternalRotation") },
];

interface TrialAngle {
  /** Waveform error with the mean of every stride removed, degrees RMS. */
  readonly waveformRmseDeg: number;
  readonly ours: { readonly meanDeg: number; readonly excursionDeg: number };
  readonly reference: { readonly meanDeg: number; readonly excursionDeg: number };
}

/** Mean; NaN of nothing: a hip whose angles are withheld has none. */
const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : mean(values as number[]);

/** Median; NaN of nothing. */
const medianOf = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : median(values as number[]);

const range = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

function measureTrial(trial: Trial, angle: Angle): TrialAngle {
  const samples = trial.run.outputs.flatMap((output) => {
    const inside = output.timeS >= trial.startS && output.timeS <= trial.endS;
    const ours = inside ? angle.ours(output) : null;
    if (ours === null) return [];
    const { timeS } = output;
    return [{ timeS, ours, reference: opticalAngleAt(trial.run.angles, angle.reference, timeS) }];
  });
  const starts = trial.contacts.filter((c) => c.side === "left").map((c) => c.initialContactS);
  const errors: number[] = [];
  const oursExcursions: number[] = [];
  const referenceExcursions: number[] = [];
  let next = 0;
  for (let i = 0; i + 1 < starts.length; i++) {
    while (next < samples.length && (samples[next]?.timeS as number) < (starts[i] as number))
      next++;
    let end = next;
    while (end < samples.length && (samples[end]?.timeS as number) < (starts[i + 1] as number))
      end++;
    const stride = samples.slice(next, end);
    // The first strides of a session have no hip angles yet.
    if (stride.length < 20) continue;
    const difference = stride.map((s) => s.ours - s.reference);
    const offset = mean(difference);
    errors.push(...difference.map((d) => d - offset));
    oursExcursions.push(range(stride.map((s) => s.ours)));
    referenceExcursions.push(range(stride.map((s) => s.reference)));
  }
  return {
    waveformRmseDeg: rootMeanSquare(errors),
    ours: { meanDeg: meanOf(samples.map((s) => s.ours)), excursionDeg: meanOf(oursExcursions) },
    reference: {
      meanDeg: meanOf(samples.map((s) => s.reference)),
      excursionDeg: meanOf(referenceExcursions),
    },
  };
}

/** Error of a trial's mean stance excursion of hip internal rotation, ours minus optical, degrees. */
function rotationExcursionErrors(trial: Trial): { name: string; errorDeg: number }[] {
  return sides.map((side) => {
    const strides: StrideOutput[] = ofKind(trial.run.outputs, "stride").filter(
      (s) => s.side === side && s.clean && s.initialContactS > trial.startS && s.timeS < trial.endS,
    );
    const ours = strides
      .map((s) => s.hipInternalRotationStanceExcursionDeg)
      .filter((value) => value !== null);
    const { timeS, deg } = trial.run.angles;
    const optical = deg[`${side}HipInternalRotation`];
    const reference = trial.contacts
      .filter((c) => c.side === side)
      .map((c) =>
        range(
          optical.filter((_, k) => {
            const t = timeS[k] as number;
            return t >= c.initialContactS && t < c.toeOffS;
          }),
        ),
      );
    return { name: `${trial.name} ${side}`, errorDeg: meanOf(ours) - meanOf(reference) };
  });
}

/** Pelvic and hip angles against optical markers. */
export function measureAngles(trials: readonly Trial[]): Measured {
  const figures: Figure[] = [];
  const rows: string[][] = [
    ["trial (RMSE within strides)", ...groups.map(({ id }) => id)],
    ...trials.map((trial) => [trial.name]),
  ];
  for (const { id, angles } of groups) {
    const measured = trials.map((trial) => angles.map((angle) => measureTrial(trial, angle)));
    const all = measured.flat();
    const waveform = all.map((m) => m.waveformRmseDeg).filter(Number.isFinite);
    const excursion = all
      .map((m) => m.ours.excursionDeg - m.reference.excursionDeg)
      .filter(Number.isFinite);
    const per = Object.fromEntries(
      trials.map((trial, i) => [
        trial.name,
        mean((measured[i] as TrialAngle[]).map((m) => m.waveformRmseDeg)),
      ]),
    );
    figures.push(
      {
        id: `${id}-rmse`,
        value: medianOf(waveform),
        unit: "deg",
        n: waveform.length,
        worst: largest(waveform),
        per,
      },
      {
        id: `${id}-stride-excursion-error`,
        value: medianOf(excursion.map(Math.abs)),
        unit: "deg",
        n: excursion.length,
        worst: largest(excursion),
      },
    );
    // Rotation and the hip's zero are relative by definition; only tilt and obliquity have a mean to compare.
    if (id === "tilt" || id === "obliquity") {
      const change = changeErrors(trials, (trial) => {
        const m = (measured[trials.indexOf(trial)] as TrialAngle[])[0] as TrialAngle;
        return { ours: m.ours.meanDeg, reference: m.reference.meanDeg };
      });
      figures.push({
        id: `${id}-change-error`,
        value: rootMeanSquare(change),
        unit: "deg",
        n: change.length,
        worst: largest(change),
      });
    }
    trials.forEach((_, i) => {
      const cells = (measured[i] as TrialAngle[]).map((m) => `${m.waveformRmseDeg.toFixed(2)}°`);
      rows[i + 1]?.push(cells.join(" / "));
    });
  }
  const excursions = trials
    .flatMap(rotationExcursionErrors)
    .filter((e) => Number.isFinite(e.errorDeg));
  figures.push({
    id: "hip-rotation-excursion-error",
    value: medianOf(excursions.map((e) => Math.abs(e.errorDeg))),
    unit: "deg",
    n: excursions.length,
    worst: largest(excursions.map((e) => e.errorDeg)),
    per: Object.fromEntries(excursions.map((e) => [e.name, e.errorDeg])),
  });
  return {
    figures,
    tables: [{ title: "Angles against optical markers (hips left / right)", rows }],
  };
}
