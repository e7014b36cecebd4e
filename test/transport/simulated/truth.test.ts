import { describe, expect, it } from "vitest";
import { type TruthRun, truthErrors } from "../../support/simulated-truth.ts";

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
      const tooLarge = Object.entries(errors.angleRmsDeg).filter(([, rmsDeg]) => !(rmsDeg < 0.3));
      expect(tooLarge).toEqual([]);
      expect(errors.initialContactRmsS).toBeLessThan(0.005);
      expect(errors.toeOffRmsS).toBeLessThan(0.005);
      // Some 25 s of running, every stride of it.
      expect(errors.matched).toBeGreaterThan(60);
      expect(errors.unmatched).toBe(0);
    },
  );
});
