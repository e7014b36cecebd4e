import { type TruthErrors, type TruthRun, truthErrors } from "../support/simulated-truth.ts";
import type { Measured } from "./figure.ts";

const durationS = 65;
const speedsMPerS = [2.5, 2.8, 3.5, 4.5];

/** The mean runner and some people, at every speed. */
const runs: readonly TruthRun[] = [0, 1, 2, 3].flatMap((person) =>
  speedsMPerS.map((speedMPerS) => ({
    seed: 1 + person,
    speedMPerS,
    individuality: person === 0 ? 0 : 1,
    durationS,
  })),
);

const nameOf = ({ seed, speedMPerS, individuality }: TruthRun): string =>
  `${individuality === 0 ? "mean runner" : `person ${seed - 1}`} ${speedMPerS} m/s`;

const worstAngle = ({ angleRmsDeg }: TruthErrors): number =>
  Math.max(...Object.values(angleRmsDeg));

/** What the pipeline says of simulated runners with perfect sensors, against their truth. */
export async function measureSimulated(progress: (text: string) => void): Promise<Measured> {
  const measured: { name: string; errors: TruthErrors }[] = [];
  for (const run of runs) {
    progress(`simulating ${nameOf(run)}`);
    measured.push({ name: nameOf(run), errors: await truthErrors(run) });
  }
  const figure = (id: string, unit: string, value: (errors: TruthErrors) => number) => {
    const values = measured.map(({ errors }) => value(errors));
    const sorted = [...values].sort((a, b) => a - b);
    return {
      id,
      unit,
      n: values.length,
      value: sorted[Math.floor(sorted.length / 2)] as number,
      worst: Math.max(...values),
      per: Object.fromEntries(measured.map(({ name, errors }) => [name, value(errors)])),
    };
  };
  const angles = Object.keys(measured[0]?.errors.angleRmsDeg ?? {});
  const heading = ["simulated run (RMS)", ...angles, "contact", "toe-off"];
  const rows = measured.map(({ name, errors }) => [
    name,
    ...Object.values(errors.angleRmsDeg).map((rmsDeg) => `${rmsDeg.toFixed(2)}°`),
    `${(1000 * errors.initialContactRmsS).toFixed(1)} ms`,
    `${(1000 * errors.toeOffRmsS).toFixed(1)} ms`,
  ]);
  return {
    figures: [
      figure("simulated-angle-rms", "deg", worstAngle),
      figure("simulated-initial-contact-rms", "ms", (e) => 1000 * e.initialContactRmsS),
      figure("simulated-toe-off-rms", "ms", (e) => 1000 * e.toeOffRmsS),
    ],
    tables: [
      {
        title:
          "Simulated runners with perfect sensors against their truth (rotations within strides)",
        rows: [heading, ...rows],
      },
    ],
  };
}
