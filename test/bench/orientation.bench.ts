import AHRS from "ahrs";
import { bench, describe } from "vitest";
import { Vqf } from "../../src/kernels/vqf/vqf.ts";

/** One second of running-like samples. */
const count = 200;
const gyr = Float64Array.from({ length: 3 * count }, (_, i) => 3 * Math.sin(i / 11));
const acc = Float64Array.from({ length: 3 * count }, (_, i) => 9.81 + 12 * Math.sin(i / 7));

describe("orientation, 200 samples", () => {
  const vqf = new Vqf(1 / 200);
  const q = new Float64Array(4);
  bench("Hipline VQF (bias estimation, rest detection)", () => {
    for (let i = 0; i < count; i++) {
      vqf.update(gyr, acc, 3 * i);
      vqf.orientation(q);
    }
  });

  const madgwick = new AHRS({ sampleInterval: 200, algorithm: "Madgwick", beta: 0.1 });
  bench("npm ahrs, Madgwick", () => {
    for (let i = 0; i < count; i++) {
      const k = 3 * i;
      madgwick.update(
        gyr[k] as number,
        gyr[k + 1] as number,
        gyr[k + 2] as number,
        acc[k] as number,
        acc[k + 1] as number,
        acc[k + 2] as number,
      );
      madgwick.getQuaternion();
    }
  });
});
