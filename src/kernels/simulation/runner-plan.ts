import type { Side } from "../../model/pod.ts";

/** What the runner does from a moment on, until the next stage. Speed changes at about 0.5 m/s². */
export interface GaitStage {
  readonly atS: number;
  readonly gait: "standing" | "walking" | "running";
  /** Speed of the belt, m/s; 0 while standing. Walking 0.6 to 2, running 1.8 to 5.5. */
  readonly speedMPerS: number;
}

/** A way to spare a hip, that sets in at a moment. */
export interface Compensation {
  readonly kind: "stance-shortened" | "pelvic-tilt" | "contralateral-drop" | "hip-rotation-reduced";
  /** The side that is spared; for the tilt it says nothing. */
  readonly side: Side;
  readonly atS: number;
  /** It grows over so long, s. */
  readonly rampS: number;
  /**
   * How much of it in the end. stance-shortened: change of the symmetry index, percentage points; pelvic-tilt: degrees,
   * + anterior; contralateral-drop: degrees at mid-stance of the side; hip-rotation-reduced: percent of the rotation.
   */
  readonly amount: number;
}

/** Body and habits of a simulated runner. */
export interface RunnerBody {
  readonly heightCm: number;
  /** Steps of both feet per minute while running; null = what is usual at the speed. */
  readonly cadenceSpm: number | null;
  /** How much strides vary: 0 = not at all, 1 = as people do. */
  readonly variability: number;
  /** How far the shape of this person's movement differs from the mean runner's: 0 = not at all, 1 = as people do. */
  readonly individuality: number;
  /** Symmetry index of the stance times before any compensation, percent, + right longer. */
  readonly stanceAsymmetryPct: number;
  /** Angle between the plane a thigh swings in and the pelvis' mean forward, degrees, + toes out. No method without a magnetometer sees it. */
  readonly swingPlaneDeg: Readonly<Record<Side, number>>;
  /** Ringing of a pod at each contact, peak, m/s². */
  readonly impactMPerS2: number;
  /** Wobble of the pods on soft tissue, peak, degrees. */
  readonly wobbleDeg: number;
  /** By how much the movements grow in an hour as the runner tires, percent. */
  readonly fatiguePctPerHour: number;
}
