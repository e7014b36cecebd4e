import {
  type AlertRules,
  alertRulesVersion,
  type DurationRule,
  type GaitRule,
} from "../model/alert-rules.ts";

/** What most gait rules have in common. */
const gait = {
  type: "gait",
  enabled: true,
  changeIn: "unit",
  leastBaseline: null,
  windowStrides: 60,
  persistenceStrides: 20,
  releasePart: 0.6,
  releaseStrides: 40,
  cooldownS: 120,
} as const satisfies Partial<GaitRule>;

/** 15 to 20 minutes on a treadmill and less than 30 outdoors, as runners with FAI are advised. */
export const defaultDuration: DurationRule = {
  type: "duration",
  enabled: true,
  watchPart: 0.8,
  treadmillS: 20 * 60,
  outdoorsS: 30 * 60,
  cooldownS: 0,
};

/**
 * The rules that ship with Hipline. Not clinically validated: the sizes are those of the literature's practical floors and of the detector's
 * own spread, held against simulated and real runners (docs/alerts.md), not against patients.
 */
export const defaultAlertRules: AlertRules = {
  version: alertRulesVersion,
  name: "Hipline's own",
  baseline: { warmUpS: 60, strides: 120, speedBinKmH: 0.5, personalSessions: 3 },
  quality: { cleanPart: 0.6, strideTimePct: 3 },
  feedback: { watch: [], alert: ["sound", "spoken"], minGapS: 30, fadeSessions: null },
  rules: {
    "stance-shortened": {
      ...gait,
      metric: "stanceTimeSymmetryIndexPct",
      direction: "increase",
      baseline: "personal",
      watch: { change: 3, sd: 2 },
      alert: { change: 5, sd: 3 },
      windowStrides: 80,
    },
    "pelvic-tilt": {
      ...gait,
      metric: "pelvicTiltDeg",
      direction: "either",
      // The zero of tilt is quiet standing, which differs by degrees from day to day.
      baseline: "session",
      watch: { change: 3, sd: 2 },
      alert: { change: 5, sd: 3 },
    },
    "contralateral-drop": {
      ...gait,
      metric: "contralateralDropDeg",
      direction: "increase",
      baseline: "session",
      watch: { change: 2, sd: 2 },
      alert: { change: 3, sd: 3 },
      releasePart: 0.5,
    },
    "contralateral-drop-difference": {
      ...gait,
      metric: "contralateralDropDifferenceDeg",
      direction: "increase",
      baseline: "session",
      watch: { change: 2, sd: 2 },
      alert: { change: 3, sd: 3 },
      releasePart: 0.5,
    },
    "hip-rotation-reduced": {
      ...gait,
      metric: "hipRotationExcursionDeg",
      direction: "decrease",
      changeIn: "percent",
      // Of a few degrees a part is next to nothing.
      leastBaseline: 6,
      baseline: "session",
      watch: { change: 20, sd: 2 },
      alert: { change: 30, sd: 3 },
      // Of all metrics it wanders most from minute to minute.
      windowStrides: 80,
      persistenceStrides: 60,
      releasePart: 0.5,
    },
    "compensation-pattern": {
      type: "pattern",
      enabled: true,
      of: [
        "stance-shortened",
        "pelvic-tilt",
        // Not its difference as well: that is the same change seen twice.
        "contralateral-drop",
        "hip-rotation-reduced",
      ],
      atLeast: 2,
      level: "watch",
      withinS: 60,
      cooldownS: 120,
    },
    pain: { type: "pain", enabled: true, watchLevel: 1, alertLevel: 3, cooldownS: 0 },
    duration: defaultDuration,
    incline: { type: "incline", enabled: true, alertPct: 1.5, cooldownS: 120 },
    "pod-silent": { type: "pod-silent", enabled: true, cooldownS: 0 },
    "pod-slip": { type: "pod-slip", enabled: true, cooldownS: 0 },
    "pod-battery": { type: "pod-battery", enabled: true, watchPct: 20, alertPct: 10, cooldownS: 0 },
    "pod-clipping": { type: "pod-clipping", enabled: true, packetsPerMinute: 10, cooldownS: 120 },
  },
};
