import { describe, expect, it } from "vitest";
import { inclinationRmseDeg } from "../accuracy/orientation-trial.ts";
import { fixturePath } from "../support/run-recording.ts";

describe("orientation against optical reference", () => {
  it("keeps the inclination in fast rotation and translation together", async () => {
    const { rmseDeg, n } = await inclinationRmseDeg(fixturePath("orientation-broad-21.csv.gz"));
    expect(n).toBeGreaterThan(5000);
    // Its authors' own implementation gives 1.72° over the whole trial (ours 1.72°, and 1.67° here).
    expect(rmseDeg).toBeLessThan(1.7);
  });
});
