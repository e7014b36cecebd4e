export const surfaces = ["treadmill", "outdoors"] as const;
export type Surface = (typeof surfaces)[number];

export const intervalKinds = ["warm-up", "walk", "run", "cool-down"] as const;
export type IntervalKind = (typeof intervalKinds)[number];

/** One stretch of a plan. */
export interface PlanInterval {
  readonly kind: IntervalKind;
  readonly durationS: number;
  /** Belt speed to set, km/h; null = as it pleases. */
  readonly speedKmH: number | null;
  /** Cadence to run at, percent above the runner's own (+5, +7.5, +10); null = none. The metronome ticks at it. */
  readonly cadencePct: number | null;
}

/** What the runner means to do in a session. */
export interface RunPlan {
  readonly name: string;
  readonly surface: Surface;
  readonly intervals: readonly PlanInterval[];
  /** Longest time on the legs, s; null = what the duration rule has for the surface. */
  readonly longestS: number | null;
  /** False where no incline is part of it. */
  readonly inclines: boolean;
}
