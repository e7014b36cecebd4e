import { describe, expect, it } from "vitest";
import { angleNames, type TruthRun, truthErrors } from "../../support/simulated-truth.ts";

const runs: readonly TruthRun[] = [
  { seed: 1, speedMPerS: 2.5, individuality: 0, durationS: 65 },
  { seed: 1, speedMPerS: 2.8, individuality: 0, durationS: 65 },
  { seed: 1, speedMPerS: 3.5, individuality: 0, durationS: 65 },
  { seed: 4, speedMPerS: 2.8, individuality: 1, durationS: 65 },
  { seed: 6, speedMPerS: 3.5, individuality: 1, durationS: 65 },
  { seed: 7, speedMPerS: 2.5, individuality: 1, durationS: 65 },
];

describe("with perfect sensors the pipeline tells a simulated runner's truth", () => {
  it.each(runs)(
    "seed $seed, $speedMPerS m/s, individuality $individuality: angles within 0.3°, contacts within 5 ms",
    async (run) => {
      const errors = await truthErrors(run);
      for (const name of angleNames) {
        expect({ [name]: errors.angleRmsDeg[name] < 0.3 }, `${errors.angleRmsDeg[name]}`).toEqual({
          [name]: true,
        });
      }
      expect(errors.found).toBe(1);
      expect(errors.initialContactRmsS).toBeLessThan(0.005);
      expect(errors.toeOffRmsS).toBeLessThan(0.005);
    },
  );
});
