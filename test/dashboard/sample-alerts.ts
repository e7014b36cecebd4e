import type {
  AlertFinding,
  AlertOutput,
  BaselineOutput,
  GaitWatchOutput,
  LoadAdviceOutput,
  PlanOutput,
  RuleState,
} from "../../src/model/alert-output.ts";

/** A left stance that has become shorter. */
export const finding: AlertFinding = {
  metric: "stanceTimeSymmetryIndexPct",
  side: "left",
  value: 7.2,
  baseline: {
    source: "personal",
    speedKmH: 9.5,
    centre: 1,
    blockSd: 0.4,
    strides: 600,
    ageDays: 3,
  },
  change: 6.2,
  changePct: null,
  ci95: 0.9,
  limit: 5,
  strides: 80,
  fromS: 190,
  toS: 251,
  sinceS: 242,
};

export function gaitAlert(changes: Partial<AlertOutput> = {}): AlertOutput {
  return {
    kind: "alert",
    alertId: "stance-shortened-1",
    ruleId: "stance-shortened",
    phase: "raised",
    severity: "alert",
    timeS: 252,
    raisedAtS: 252,
    message: "Left stance 16 ms (6.2 %) shorter.",
    podId: null,
    finding,
    causes: [],
    acknowledgedBy: null,
    ...changes,
  };
}

export function painAlert(changes: Partial<AlertOutput> = {}): AlertOutput {
  return gaitAlert({
    alertId: "pain-1",
    ruleId: "pain",
    message: "Sharp pain: stop running.",
    finding: null,
    ...changes,
  });
}

export function ruleState(changes: Partial<RuleState> = {}): RuleState {
  return {
    ruleId: "stance-shortened",
    metric: "stanceTimeSymmetryIndexPct",
    direction: "increase",
    standing: null,
    finding,
    suspended: null,
    watchLimit: 3,
    alertLimit: 5,
    ...changes,
  };
}

export function gaitWatch(timeS: number, changes: Partial<GaitWatchOutput> = {}): GaitWatchOutput {
  return { kind: "gaitWatch", timeS, suspended: null, rules: [ruleState()], ...changes };
}

export function baseline(timeS: number, changes: Partial<BaselineOutput> = {}): BaselineOutput {
  return {
    kind: "baseline",
    timeS,
    speedKmH: 9.5,
    status: "gathering",
    suspended: null,
    source: null,
    ageDays: null,
    strides: 34,
    neededStrides: 120,
    strideTimeS: null,
    metrics: [],
    resetBy: null,
    ...changes,
  };
}

export function planAt(timeS: number, changes: Partial<PlanOutput> = {}): PlanOutput {
  return {
    kind: "plan",
    timeS,
    name: "Walk and run",
    status: "active",
    index: 1,
    interval: { kind: "run", durationS: 180, speedKmH: 9.5, cadencePct: 5 },
    intervalElapsedS: 60,
    next: { kind: "walk", durationS: 60, speedKmH: null, cadencePct: null },
    elapsedS: 360,
    plannedS: 1200,
    longestS: 1500,
    metronomeSpm: 178.5,
    ...changes,
  };
}

export function loadAdvice(
  timeS: number,
  changes: Partial<LoadAdviceOutput> = {},
): LoadAdviceOutput {
  return {
    kind: "loadAdvice",
    timeS,
    advice: null,
    message: "Last time pain was 2 of 10.",
    painNextMorning: null,
    sessionStartedAt: "2026-01-01T17:00:00Z",
    ...changes,
  };
}
