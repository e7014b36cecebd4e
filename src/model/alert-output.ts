import type { ChangeDirection, CueChannel, GaitMetric } from "./alert-rules.ts";
import type { PodId, Side } from "./pod.ts";
import type { IntervalKind } from "./run-plan.ts";
import type { LoadAdvice } from "./runner-history.ts";

export const alertSeverities = ["info", "watch", "alert"] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

/** One alert's way: raised, perhaps escalated and acknowledged, released. */
export const alertPhases = ["raised", "escalated", "acknowledged", "released"] as const;
export type AlertPhase = (typeof alertPhases)[number];

/** Where a baseline is from: this session, earlier ones, or between two speeds of either. */
export const baselineSources = ["session", "personal", "interpolated"] as const;
export type BaselineSource = (typeof baselineSources)[number];

/** The baseline that a change is measured from. */
export interface BaselineReference {
  readonly source: BaselineSource;
  /** Middle of the speed bin, km/h; null where the speed is not known. */
  readonly speedKmH: number | null;
  readonly centre: number;
  /** Standard deviation of medians of 20 strides. */
  readonly blockSd: number;
  /** Strides that it rests on. */
  readonly strides: number;
  /** Whole days since the newest session in it; null = of this session. */
  readonly ageDays: number | null;
}

/** The numbers behind a gait alert. */
export interface AlertFinding {
  readonly metric: GaitMetric;
  /** Affected side; null where the metric has none. */
  readonly side: Side | null;
  /** Median over the newest strides, in the metric's unit. */
  readonly value: number;
  readonly baseline: BaselineReference;
  /** value − baseline's centre, in the metric's unit. */
  readonly change: number;
  /** The same in percent of the centre; null where the rule does not go by it. */
  readonly changePct: number | null;
  /** Half width of the 95 % interval of the change, in the metric's unit. */
  readonly ci95: number;
  /** What it had to exceed, in the metric's unit. */
  readonly limit: number;
  /** Strides that `value` rests on. */
  readonly strides: number;
  /** Session time of the first and the last of them, s. */
  readonly fromS: number;
  readonly toS: number;
  /** Since when it has been beyond the limit, s. */
  readonly sinceS: number;
}

/** One step in an alert's way. The newest one of an id is its state. */
export interface AlertOutput {
  readonly kind: "alert";
  /** The same from raising to release. */
  readonly alertId: string;
  readonly ruleId: string;
  readonly phase: AlertPhase;
  /** "watch" and "alert" of the rule; after an escalation the higher one. */
  readonly severity: AlertSeverity;
  readonly timeS: number;
  readonly raisedAtS: number;
  /** One sentence in plain words, numbers included. */
  readonly message: string;
  readonly podId: PodId | null;
  /** Null where it rests on no measured change. */
  readonly finding: AlertFinding | null;
  /** Of a pattern: the alerts that it is made of; else empty. */
  readonly causes: readonly string[];
  /** Who has acknowledged it; null = nobody yet. */
  readonly acknowledgedBy: string | null;
}

/** Why gait rules say nothing now, or a baseline does not grow. */
export const suspensions = [
  "no-pod",
  "not-running",
  "warming-up",
  "pod-silent",
  "pod-slipped",
  "sides-swapped",
  "clock-misaligned",
  "not-measured",
  "speed-changed",
  "incline-differs",
  "unclean-strides",
  "gathering",
  "no-baseline",
  "baseline-too-small",
  "pace-differs",
  "affected-side-unknown",
  "alert-stands",
  "pain",
] as const;
export type Suspension = (typeof suspensions)[number];

/** What one gait rule sees now. */
export interface RuleState {
  readonly ruleId: string;
  readonly metric: GaitMetric;
  /** Which way a change counts. */
  readonly direction: ChangeDirection;
  /** Severity that stands; null = none. */
  readonly standing: "watch" | "alert" | null;
  /** Null with a reason. */
  readonly finding: Omit<AlertFinding, "sinceS" | "limit"> | null;
  readonly suspended: Suspension | null;
  /** Change at which it would be raised, in the metric's unit; null where there is no baseline. */
  readonly watchLimit: number | null;
  readonly alertLimit: number | null;
}

/** Whether and what the gait rules watch; on every change of a reason, and every ten strides. */
export interface GaitWatchOutput {
  readonly kind: "gaitWatch";
  readonly timeS: number;
  /** Why none of them can say anything; null where some can. */
  readonly suspended: Suspension | null;
  readonly rules: readonly RuleState[];
}

/**
 * The baseline at the present speed. The session's own is gathered, and told once it is ready, although a personal one is there: later
 * sessions' personal baselines are made of it. Its centre never changes once `status` is "ready" but by a person's reset, or a calibration, which is told.
 */
export interface BaselineOutput {
  readonly kind: "baseline";
  readonly timeS: number;
  /** Middle of the speed bin, km/h; null where the speed is not known. */
  readonly speedKmH: number | null;
  readonly status: "gathering" | "ready" | "reset";
  /** Why it does not grow now; null where it does, or need not. */
  readonly suspended: Suspension | null;
  /** What rules that take either compare with at this speed; null = nothing yet. */
  readonly source: BaselineSource | null;
  readonly ageDays: number | null;
  /** Strides that the session's own has, and needs. */
  readonly strides: number;
  readonly neededStrides: number;
  /** Median stride time of these strides, s; null until it is ready. */
  readonly strideTimeS: number | null;
  /** Of the session's own, whatever `source` is; without those that are not ready. */
  readonly metrics: readonly {
    readonly metric: GaitMetric;
    readonly centre: number;
    readonly strideSd: number;
    readonly blockSd: number;
    readonly strides: number;
  }[];
  /** Who has reset it; null but for "reset". "calibration" where a pod was calibrated anew. */
  readonly resetBy: string | null;
}

/** An alert, or the metronome of a plan, is to be heard, spoken or felt. */
export interface CueOutput {
  readonly kind: "cue";
  readonly timeS: number;
  readonly channels: readonly CueChannel[];
  readonly severity: AlertSeverity;
  /** What to speak. */
  readonly text: string;
  readonly alertId: string | null;
}

/** Where the runner is in the plan; on every change, and once a second. */
export interface PlanOutput {
  readonly kind: "plan";
  readonly timeS: number;
  readonly name: string;
  readonly status: "waiting" | "active" | "paused" | "done" | "stopped";
  /** Index of the present interval; null before the first and after the last. */
  readonly index: number | null;
  readonly interval: PlanProgressInterval | null;
  /** Time in it, s. */
  readonly intervalElapsedS: number;
  readonly next: PlanProgressInterval | null;
  /** Time on the legs, s: walking and running. */
  readonly elapsedS: number;
  /** Of all intervals, s. */
  readonly plannedS: number;
  /** Longest time on the legs, s. */
  readonly longestS: number;
  /** Cadence to run at, steps of both feet per minute; null where none is asked for, or the runner's own is not known yet. */
  readonly metronomeSpm: number | null;
}

export interface PlanProgressInterval {
  readonly kind: IntervalKind;
  readonly durationS: number;
  readonly speedKmH: number | null;
  readonly cadencePct: number | null;
}

/** What somebody did about an alert. */
export const alertActions = ["acknowledge", "clear"] as const;
export type AlertAction = (typeof alertActions)[number];

/** Somebody has acknowledged an alert, or cleared one that only a person clears. */
export interface AlertActionOutput {
  readonly kind: "alertAction";
  readonly timeS: number;
  readonly action: AlertAction;
  readonly alertId: string;
  readonly by: string;
}

/** Somebody begins the session's baselines anew. */
export interface BaselineResetOutput {
  readonly kind: "baselineReset";
  readonly timeS: number;
  readonly by: string;
}

/** What to do about load in this session, from the last one and the morning after. */
export interface LoadAdviceOutput {
  readonly kind: "loadAdvice";
  readonly timeS: number;
  /** Null while nobody has said how the morning after was, unless the session itself was reason enough to step back. */
  readonly advice: LoadAdvice | null;
  /** One sentence in plain words. */
  readonly message: string;
  /** Pain on the morning after the last session, 0 … 10; null = to be asked. */
  readonly painNextMorning: number | null;
  /** Start of the session whose morning after is meant, ISO 8601 in UTC; null where there was none before today. */
  readonly sessionStartedAt: string | null;
}
