import type { Jet } from "./gait-phase.ts";
import { coefficientsPerCurve, harmonics } from "./harmonic-curves.ts";

/** Speed at which the walking curves hold, m/s. */
const usualSpeedMPerS = 1.4;

/** Stance by stride time of walking. */
export const walkingDutyFactor = 0.61;

/** Time of a stride, s: cadence grows with the square root of the speed (Grieve & Gear 1966, Ergonomics 9:379). */
export function walkingStrideTimeS(speedMPerS: number): number {
  return 1.06 * Math.sqrt(usualSpeedMPerS / speedMPerS);
}

/**
 * out = by how much movements at a speed are larger than at 1.4 m/s: stride length grows with the square root of the speed too.
 * @param speed walking speed and its derivatives in time, m/s.
 */
export function walkingSize(out: Jet, speed: Readonly<Jet>): Jet {
  const [value, rate, acceleration] = speed;
  out[0] = Math.sqrt(value / usualSpeedMPerS);
  out[1] = (out[0] * rate) / (2 * value);
  out[2] = (out[0] * (acceleration - (rate * rate) / (2 * value))) / (2 * value);
  return out;
}

/** Length from the hip to the pod on the thigh, m. */
const podBelowHipM = 0.2;

/** One harmonic: amplitude · cos(2π · harmonic · (phase − latest)), phase in strides from the right foot's contact. */
interface Wave {
  readonly harmonic: number;
  readonly amplitude: number;
  readonly at: number;
}

interface Curve {
  readonly mean: number;
  readonly waves: readonly Wave[];
}

const deg = Math.PI / 180;

function valueAt({ mean, waves }: Curve, phase: number): number {
  return waves.reduce(
    (sum, { harmonic, amplitude, at }) =>
      sum + amplitude * Math.cos(2 * Math.PI * harmonic * (phase - at)),
    mean,
  );
}

/**
 * Walking, rough: the first two harmonics of the curves that textbooks agree on (D. A. Winter, "The Biomechanics and Motor
 * Control of Human Gait", 1991; J. Perry, "Gait Analysis", 1992): thigh from 30° forward before contact to 10° back before
 * toe-off, pelvis 4° up on the stance side early in stance and 4° forward with the leg that lands, centre of mass lowest in
 * double support and 4 cm higher in mid-stance, over the standing foot by 2 cm. It serves to tell walking from running and
 * to pass from one into the other; no figure of gait rests on it.
 */
const pelvis = {
  tilt: { mean: 2 * deg, waves: [{ harmonic: 2, amplitude: 1 * deg, at: 0.05 }] },
  obliquity: { mean: 0, waves: [{ harmonic: 1, amplitude: 4 * deg, at: 0.15 }] },
  rotation: { mean: 0, waves: [{ harmonic: 1, amplitude: 4 * deg, at: 0 }] },
  forward: { mean: 0, waves: [{ harmonic: 2, amplitude: 0.008, at: 0.18 }] },
  up: { mean: 0, waves: [{ harmonic: 2, amplitude: 0.02, at: 0.3 }] },
  right: { mean: 0, waves: [{ harmonic: 1, amplitude: 0.02, at: 0.3 }] },
} satisfies Record<string, Curve>;

const hip = {
  flexion: {
    mean: 10 * deg,
    waves: [
      { harmonic: 1, amplitude: 20 * deg, at: 0.94 },
      { harmonic: 2, amplitude: 3 * deg, at: 0.4 },
    ],
  },
  adduction: { mean: 0, waves: [{ harmonic: 1, amplitude: 5 * deg, at: 0.25 }] },
  internalRotation: { mean: 0, waves: [{ harmonic: 1, amplitude: 4 * deg, at: 0.25 }] },
} satisfies Record<string, Curve>;

/** The thigh's pod hangs below the hip, which moves with the pelvis. */
function podAt(phase: number): { forward: number; up: number; right: number } {
  const angle = valueAt(hip.flexion, phase) - valueAt(pelvis.tilt, phase);
  return {
    forward: valueAt(pelvis.forward, phase) + podBelowHipM * Math.sin(angle),
    up: valueAt(pelvis.up, phase) - podBelowHipM * Math.cos(angle),
    right: valueAt(pelvis.right, phase),
  };
}

/** Coefficients of a curve from its values over one stride. */
function coefficientsOf(value: (phase: number) => number): number[] {
  const samples = 64;
  const result = new Array<number>(coefficientsPerCurve).fill(0);
  for (let i = 0; i < samples; i++) {
    const share = value(i / samples) / samples;
    result[0] = (result[0] as number) + share;
    for (let k = 1; k <= harmonics; k++) {
      const angle = (2 * Math.PI * k * i) / samples;
      result[2 * k - 1] = (result[2 * k - 1] as number) + 2 * share * Math.cos(angle);
      result[2 * k] = (result[2 * k] as number) + 2 * share * Math.sin(angle);
    }
  }
  return result;
}

const curveOf = (curve: Curve): number[] => coefficientsOf((phase) => valueAt(curve, phase));

/** Walking at 1.4 m/s in the form of the running curves; positions in m. */
export const walkingCurves = {
  pelvis: {
    tilt: curveOf(pelvis.tilt),
    obliquity: curveOf(pelvis.obliquity),
    rotation: curveOf(pelvis.rotation),
    forward: curveOf(pelvis.forward),
    up: curveOf(pelvis.up),
    right: curveOf(pelvis.right),
  },
  thigh: {
    flexion: curveOf(hip.flexion),
    adduction: curveOf(hip.adduction),
    internalRotation: curveOf(hip.internalRotation),
    forward: coefficientsOf((phase) => podAt(phase).forward),
    up: coefficientsOf((phase) => podAt(phase).up),
    right: coefficientsOf((phase) => podAt(phase).right),
  },
} as const;
