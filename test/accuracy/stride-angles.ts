import { median } from "simple-statistics";
import { sides } from "../../src/model/pod.ts";
import { type StrideAngle, strideAngles } from "../../src/model/session-output.ts";
import {
  type CentredCurve,
  type CurveErrors,
  curveErrors,
  meanCurve,
  opticalCurve,
  ownCurve,
  plateStrides,
  sameStride,
} from "../support/optical-strides.ts";
import { ofKind } from "../support/recorded-events.ts";
import { type Figure, largest, type Measured } from "./figure.ts";
import type { Trial } from "./treadmill-trial.ts";

/** Name of each angle in the figures. */
const groupOf: Readonly<Record<StrideAngle, string>> = {
  pelvicTilt: "tilt",
  pelvicObliquity: "obliquity",
  pelvicRotation: "rotation",
  hipFlexion: "hip-flexion",
  hipAdduction: "hip-adduction",
  hipInternalRotation: "hip-rotation",
};

const errorKinds = [
  ["mean-curve-rmse", "curveRmseDeg"],
  ["initial-contact-angle-error", "initialContactErrorDeg"],
  ["toe-off-angle-error", "toeOffErrorDeg"],
] as const satisfies readonly (readonly [string, keyof CurveErrors])[];

/** Errors of a trial's mean curves, each side by itself, over the strides that both have. */
function measureTrial(trial: Trial, angle: StrideAngle): { name: string; errors: CurveErrors }[] {
  const outputs = ofKind(trial.run.outputs, "strideAngle");
  return sides.map((side) => {
    const own: CentredCurve[] = [];
    const optical: CentredCurve[] = [];
    for (const stride of plateStrides(trial.contacts, side)) {
      const output = sameStride(outputs, angle, stride);
      const curve = output === undefined ? null : ownCurve(output);
      if (curve === null) continue;
      own.push(curve);
      optical.push(opticalCurve(trial.run.angles, angle, stride));
    }
    return {
      name: `${trial.name} ${side}`,
      errors: curveErrors(meanCurve(own), meanCurve(optical)),
    };
  });
}

/**
 * Mean curves over the gait cycle, and the angles at contact and toe-off, with the stride's mean removed: ours
 * over our own strides against the optical ones over the plate's, so the error of the contacts is in it.
 */
export function measureStrideAngles(trials: readonly Trial[]): Measured {
  const rows: string[][] = [
    ["trial (RMSE of the mean curve)", ...strideAngles.map((angle) => groupOf[angle])],
    ...trials.map((trial) => [trial.name]),
  ];
  const figures = strideAngles.flatMap((angle): Figure[] => {
    const measured = trials.map((trial) => measureTrial(trial, angle));
    measured.forEach((trial, i) => {
      const cells = trial.map(({ errors }) => `${errors.curveRmseDeg.toFixed(2)}°`);
      rows[i + 1]?.push(cells.join(" / "));
    });
    const all = measured.flat();
    return errorKinds.map(([id, key]) => {
      const errors = all.map((one) => one.errors[key]);
      return {
        id: `${groupOf[angle]}-${id}`,
        value: median(errors.map(Math.abs)),
        unit: "deg",
        n: errors.length,
        worst: largest(errors),
        per: Object.fromEntries(all.map((one) => [one.name, one.errors[key]])),
      };
    });
  });
  return {
    figures,
    tables: [{ title: "Mean curves against optical markers (strides left / right)", rows }],
  };
}
