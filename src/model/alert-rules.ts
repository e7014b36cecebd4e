/** Version of the layout of a rules file; docs/alerts.md. */
export const alertRulesVersion = 1;

/**
 * What gait rules look at, one value per stride, in the unit that the name ends in. "Affected" is the affected side of the
 * session's runner.
 * - stanceTimeSymmetryIndexPct: 200·(other − affected)/(other + affected) (Robinson et al. 1987) of a stance of the affected side and the
 *   other side's neighbouring ones, + = the affected stance is shorter.
 * - pelvicTiltDeg: mean over a stride of either side, + anterior.
 * - contralateralDropDeg: how far the other side of the pelvis has gone down at most while the affected side stands.
 * - contralateralDropDifferenceDeg: that, minus the same of the other side.
 * - hipRotationExcursionDeg: maximum − minimum of hip internal rotation in the affected side's stance.
 */
export const gaitMetrics = [
  "stanceTimeSymmetryIndexPct",
  "pelvicTiltDeg",
  "contralateralDropDeg",
  "contralateralDropDifferenceDeg",
  "hipRotationExcursionDeg",
] as const;
export type GaitMetric = (typeof gaitMetrics)[number];

/** How large a change must be: the larger of a plain size and a multiple of the runner's own spread. */
export interface ChangeLimit {
  /** In the metric's unit, or percent of the baseline where the rule says so. */
  readonly change: number;
  /** Multiple of the standard deviation of medians of 20 successive strides in the baseline. */
  readonly sd: number;
}

/** Which way a change counts. */
export const changeDirections = ["increase", "decrease", "either"] as const;
export type ChangeDirection = (typeof changeDirections)[number];

/** Whose baseline: the runner's from earlier sessions where there is one (else the session's own), or always the session's own. */
export const baselineChoices = ["personal", "session"] as const;
export type BaselineChoice = (typeof baselineChoices)[number];

interface RuleBase {
  readonly enabled: boolean;
  /** The same rule is not raised anew for so long after its release, s; of no effect on pain, duration, and silent or slipped pods. */
  readonly cooldownS: number;
}

/** Tells when a metric has changed from the runner's own baseline at the present speed. */
export interface GaitRule extends RuleBase {
  readonly type: "gait";
  readonly metric: GaitMetric;
  readonly direction: ChangeDirection;
  /** "percent": limits are percent of the baseline's centre. */
  readonly changeIn: "unit" | "percent";
  /** Below this centre of the baseline (in the metric's unit) the rule says nothing: a part of next to nothing; null = no such bound. */
  readonly leastBaseline: number | null;
  readonly baseline: BaselineChoice;
  readonly watch: ChangeLimit;
  readonly alert: ChangeLimit;
  /** Newest strides whose median is compared. */
  readonly windowStrides: number;
  /** Strides on end for which the median must be beyond a limit. */
  readonly persistenceStrides: number;
  /** It is released below this part of the limit that raised it … */
  readonly releasePart: number;
  /** … for so many strides on end. */
  readonly releaseStrides: number;
}

/** Tells when several gait rules agree. */
export interface PatternRule extends RuleBase {
  readonly type: "pattern";
  readonly of: readonly string[];
  /** So many of them must stand, those of one metric counted once, … */
  readonly atLeast: number;
  /** … at least at this level … */
  readonly level: "watch" | "alert";
  /** … raised, or become alerts, within so long of each other, s. */
  readonly withinS: number;
}

/** Pain outranks everything that is measured. */
export interface PainRule extends RuleBase {
  readonly type: "pain";
  /** Least level of pain (0 … 10) for each severity. */
  readonly watchLevel: number;
  readonly alertLevel: number;
}

/** How long the runner has been on the legs, against the plan. */
export interface DurationRule extends RuleBase {
  readonly type: "duration";
  /** Part of the longest time from which on it is watched. */
  readonly watchPart: number;
  /** Longest time by surface, s, where the plan sets none. */
  readonly treadmillS: number;
  readonly outdoorsS: number;
}

/** The treadmill is set to an incline although the plan has none. */
export interface InclineRule extends RuleBase {
  readonly type: "incline";
  /** Percent. */
  readonly alertPct: number;
}

/** The truth about the pods. */
export interface PodSilentRuleSettings extends RuleBase {
  readonly type: "pod-silent";
}
export interface PodSlipRuleSettings extends RuleBase {
  readonly type: "pod-slip";
}
export interface PodBatteryRule extends RuleBase {
  readonly type: "pod-battery";
  /** Charge from which on it is told, percent. */
  readonly watchPct: number;
  readonly alertPct: number;
}
export interface PodClippingRule extends RuleBase {
  readonly type: "pod-clipping";
  /** Packets with a value at the end of its range within the newest minute. */
  readonly packetsPerMinute: number;
}

export type AlertRule =
  | GaitRule
  | PatternRule
  | PainRule
  | DurationRule
  | InclineRule
  | PodSilentRuleSettings
  | PodSlipRuleSettings
  | PodBatteryRule
  | PodClippingRule;

/** How the session's baseline is made. */
export interface BaselineSettings {
  /** Running before the first stride of it, s. */
  readonly warmUpS: number;
  /** Clean steady strides of the affected side (of both, where none is set) at one speed that it is made of; 60 at least. */
  readonly strides: number;
  /** Width of a speed bin, km/h. */
  readonly speedBinKmH: number;
  /** Pain-free earlier sessions from which on a personal baseline counts. */
  readonly personalSessions: number;
}

/** When gait rules say nothing, and baselines rest. */
export interface QualityGates {
  /** Least part of the newest 20 strides that must be clean. */
  readonly cleanPart: number;
  /** Where the speed is not known: largest difference of the stride time from the baseline's, percent. */
  readonly strideTimePct: number;
}

/** Which alerts become a cue. */
export interface FeedbackPolicy {
  /** By severity: how they are told beside being shown. Pain is always told. */
  readonly watch: readonly CueChannel[];
  readonly alert: readonly CueChannel[];
  /** Least time between two cues, s; pain does not wait. */
  readonly minGapS: number;
  /** Sessions over which the share of gait alerts that become a cue goes from 100 % to 0 %; null = always all. */
  readonly fadeSessions: number | null;
}

export const cueChannels = ["sound", "spoken", "haptic"] as const;
export type CueChannel = (typeof cueChannels)[number];

/** Everything that alerts go by; what ships is `defaultAlertRules`. */
export interface AlertRules {
  readonly version: typeof alertRulesVersion;
  readonly name: string;
  readonly baseline: BaselineSettings;
  readonly quality: QualityGates;
  readonly feedback: FeedbackPolicy;
  /** By rule id. */
  readonly rules: Readonly<Record<string, AlertRule>>;
}
