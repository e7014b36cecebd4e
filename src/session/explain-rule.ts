import type {
  AlertRule,
  AlertRules,
  ChangeLimit,
  CueChannel,
  GaitMetric,
  GaitRule,
} from "../model/alert-rules.ts";
import { clockText } from "./text-table.ts";

/** What a metric is, its unit, and where measuring it comes from. */
interface MetricWords {
  readonly what: string;
  readonly unit: string;
  readonly source: string;
}

const metricWords: Readonly<Record<GaitMetric, MetricWords>> = {
  stanceTimeSymmetryIndexPct: {
    what: "how much shorter the affected side's stance is than the other side's, as symmetry index; + = shorter",
    unit: " %",
    source:
      "index: Robinson et al. 1987. No limit of it is validated for anybody (Malisoux et al. 2024, 836 runners)",
  },
  pelvicTiltDeg: {
    what: "mean pelvic tilt of a stride; + = anterior. Its zero is quiet standing",
    unit: "°",
    source:
      "runners differ by some 20° at the same speed (Schache et al. 2000): only a change from one's own counts",
  },
  contralateralDropDeg: {
    what: "how far the other side of the pelvis drops at most while the affected side stands; + = down",
    unit: "°",
    source:
      "injured runners drop more than others (Bramah et al. 2018; looking back, and not hips with an impingement)",
  },
  contralateralDropDifferenceDeg: {
    what: "drop of the pelvis in the affected side's stance less that in the other side's; + = more on the affected side",
    unit: "°",
    source: "as contralateral drop; a drop of both sides, as with fatigue, leaves it as it is",
  },
  hipRotationExcursionDeg: {
    what: "how far the affected hip rotates within stance, from one end to the other",
    unit: "°",
    source:
      "people with an impingement rotate less inward when walking (King et al. 2018); in running no study found a difference",
  },
};

/** A rule in plain words, line by line. @param rules that it is one of. */
export function explainRule(id: string, rule: AlertRule, rules: AlertRules): string[] {
  return [
    `${id}: a rule of type "${rule.type}"${rule.enabled ? "" : ", switched off"}. Not clinically validated: it tells of a change, it does not diagnose.`,
    ...explainType(rule, rules),
    cooldownText(rule),
    cueText(rule, rules),
  ].filter((line) => line !== "");
}

function explainType(rule: AlertRule, rules: AlertRules): string[] {
  switch (rule.type) {
    case "gait":
      return explainGait(rule, rules);
    case "pattern":
      return [
        `Looks at: ${rule.of.join(", ")}.`,
        `Raised as alert: when at least ${rule.atLeast} of them stand${rule.level === "alert" ? " as alert" : ""}, raised within ${rule.withinS} s of each other.`,
        `Released: when fewer than ${rule.atLeast} are left.`,
      ];
    case "pain":
      return [
        "Looks at: what the runner or somebody else enters. It goes before everything that is measured.",
        `Raised: watch from pain ${rule.watchLevel} of 10, alert from ${rule.alertLevel}; alert at once for sharp pain, and for a catch.`,
        "Released: an alert by a person only; a watch when less pain is entered.",
      ];
    case "duration":
      return [
        "Looks at: time on the legs, walking and running, against the plan's longest time; where there is none, this rule's.",
        `Raised: watch from ${percentText(rule.watchPart)} of it, alert when it is over: ${clockText(rule.treadmillS)} on a treadmill, ${clockText(rule.outdoorsS)} outdoors.`,
        "Released: when the run has ended.",
        "Source: what runners with an impingement are advised to begin with; a rule of thumb.",
      ];
    case "incline":
      return [
        "Looks at: the treadmill's incline, where the plan has none. Without a plan it says nothing.",
        `Raised as alert: beyond ${rule.alertPct} % up or down. Released: at less, or when it is not known any more.`,
      ];
    case "pod-silent":
      return [
        "Looks at: whether each pod's data arrives. Raised as alert where it does not. Released when it does again.",
      ];
    case "pod-slip":
      return [
        "Looks at: whether a pod has turned on the body while its neighbours have not. Raised as watch. Released when it is calibrated anew.",
      ];
    case "pod-battery":
      return [
        `Looks at: each pod's charge. Raised: watch at ${rule.watchPct} %, alert at ${rule.alertPct} %.`,
      ];
    case "pod-clipping":
      return [
        `Looks at: values at the end of a pod's range. Raised as watch from ${rule.packetsPerMinute} packets with one in a minute.`,
      ];
  }
}

const directionTexts: Readonly<Record<GaitRule["direction"], string>> = {
  increase: "upwards only",
  decrease: "downwards only",
  either: "either way",
};

function explainGait(rule: GaitRule, { baseline, quality }: AlertRules): string[] {
  const { what, unit, source } = metricWords[rule.metric];
  const limitUnit = rule.changeIn === "percent" ? " % of the baseline" : unit;
  const { windowStrides, persistenceStrides, releaseStrides } = rule;
  // A median moves once more than half of what it is of has.
  const soonest = Math.floor(windowStrides / 2) + persistenceStrides;
  return [
    `Looks at: ${what}. The median of the newest ${windowStrides} clean strides, against the baseline at the same speed.`,
    `Baseline: ${rule.baseline === "personal" ? "the runner's own of earlier pain-free sessions where there is one, else this session's" : "this session's own"}: the median of ${baseline.strides} clean strides after ${baseline.warmUpS} s of running, for each ${baseline.speedBinKmH} km/h. It never moves by itself.`,
    `Counts: ${directionTexts[rule.direction]}.${rule.leastBaseline === null ? "" : ` Only where the baseline is at least ${rule.leastBaseline}${unit}.`}`,
    `Watch: from ${limitText(rule.watch, limitUnit)}. Alert: from ${limitText(rule.alert, limitUnit)}. Either for ${persistenceStrides} strides on end.`,
    `Released: below ${percentText(rule.releasePart)} of the limit for ${releaseStrides} strides on end.`,
    `Says nothing: while not running, while warming up or without a baseline, after a change of speed until the window is full, while a pod that it needs is silent, has slipped or is on the wrong leg, where less than ${percentText(quality.cleanPart)} of the newest 20 strides are clean, and, where the speed is not known, while the stride time is more than ${quality.strideTimePct} % off the baseline's; and while the treadmill is set to another incline than the baseline was gathered at.`,
    `How soon: not before some ${soonest} strides of a lasting change (half the window, then the persistence). How often by chance, and how late in the median: measured, see docs/alerts.md.`,
    `Source: ${source}. The limits are practical floors, held against the metric's own spread; no study says which are right.`,
  ];
}

/** "3 % or 2 SD of 20-stride medians, whichever is more". */
function limitText({ change, sd }: ChangeLimit, unit: string): string {
  return sd === 0
    ? `${change}${unit}`
    : `${change}${unit} or ${sd} SD (of medians of 20 strides), whichever is more`;
}

function cooldownText({ type, cooldownS }: AlertRule): string {
  const isToldAtOnce = ["pain", "duration", "pod-silent", "pod-slip"].includes(type);
  return cooldownS === 0 || isToldAtOnce
    ? ""
    : `Not raised anew for ${cooldownS} s after its release.`;
}

const cueSeverities = ["watch", "alert"] as const;
type CueSeverity = (typeof cueSeverities)[number];

/** What rules are raised as that know one severity only. */
const severities: Readonly<Partial<Record<AlertRule["type"], readonly CueSeverity[]>>> = {
  pattern: ["alert"],
  incline: ["alert"],
  "pod-silent": ["alert"],
  "pod-slip": ["watch"],
  "pod-clipping": ["watch"],
};

/** How it is told beside being shown. */
function cueText({ type }: AlertRule, { feedback }: AlertRules): string {
  const { minGapS } = feedback;
  const texts = (severities[type] ?? cueSeverities)
    .map((severity) => channelText(severity, feedback[severity]))
    .filter(Boolean);
  if (type === "pain") return "Told: always, and at once.";
  return texts.length === 0
    ? "Told: not at all, only shown."
    : `Told: ${texts.join("; ")}; at least ${minGapS} s after the last.`;
}

function channelText(severity: string, channels: readonly CueChannel[]): string {
  return channels.length === 0 ? "" : `${severity} by ${channels.join(", ")}`;
}

function percentText(part: number): string {
  return `${Number((100 * part).toFixed(1))} %`;
}
