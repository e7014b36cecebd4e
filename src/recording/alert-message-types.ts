import * as z from "zod";
import {
  alertActions,
  alertPhases,
  alertSeverities,
  baselineSources,
  suspensions,
} from "../model/alert-output.ts";
import { changeDirections, cueChannels, gaitMetrics } from "../model/alert-rules.ts";
import { sides } from "../model/pod.ts";
import { intervalKinds } from "../model/run-plan.ts";
import { loadAdvices } from "../model/runner-history.ts";
import { count, nullableNumber, nullableText, number, text, timeS } from "./described-fields.ts";
import { jsonMessageType } from "./json-message.ts";

const speedKmH = nullableNumber("Middle of the speed bin, km/h; null where it is not known.");
const metric = z.enum(gaitMetrics).meta({ description: "What is looked at, in its own unit." });
const severity = z.enum(alertSeverities).meta({ description: "How urgent it is." });
const source = z.enum(baselineSources).meta({ description: "Where the baseline is from." });
const suspended = z
  .enum(suspensions)
  .nullable()
  .meta({ description: "Why nothing can be said now; absent where something can." });

const findingFields = {
  metric,
  side: z.enum(sides).nullable().meta({ description: "Affected side, where there is one." }),
  value: number("Median over the newest strides."),
  baseline: z
    .strictObject({
      source,
      speedKmH,
      centre: number("Median of the baseline."),
      blockSd: number("Standard deviation of medians of 20 strides in it."),
      strides: count("Strides that it rests on."),
      ageDays: nullableNumber("Days since the newest session in it; null = of this session."),
    })
    .meta({ description: "What it is compared with." }),
  change: number("Value less centre."),
  changePct: nullableNumber("The same in percent of the centre, where the rule goes by it."),
  ci95: number("Half width of the 95 % interval of the change."),
  strides: count("Strides that the value rests on."),
  fromS: number("Session time of the first of them, s."),
  toS: number("Session time of the last of them, s."),
};

const alert = z
  .strictObject({
    kind: z.literal("alert"),
    alertId: text("The same from raising to release."),
    ruleId: text("Rule that speaks."),
    phase: z.enum(alertPhases).meta({ description: "Step in the alert's way." }),
    severity,
    timeS,
    raisedAtS: number("Session time of its raising, s."),
    message: text("One sentence in plain words."),
    podId: nullableText("Serial number of the pod concerned."),
    finding: z
      .strictObject({
        ...findingFields,
        limit: number("What the change had to exceed, in the metric's unit."),
        sinceS: number("Session time since when it has been beyond the limit, s."),
      })
      .nullable()
      .meta({ description: "The numbers behind it; absent where there are none." }),
    causes: z
      .array(z.string())
      .readonly()
      .meta({ description: "Alerts that a pattern is made of." }),
    acknowledgedBy: nullableText("Who has acknowledged it; absent where nobody has."),
  })
  .meta({
    title: "Alert",
    description: "A step in an alert's way. Not clinically validated.",
  });

const gaitWatch = z
  .strictObject({
    kind: z.literal("gaitWatch"),
    timeS,
    suspended,
    rules: z
      .array(
        z.strictObject({
          ruleId: text("Rule."),
          metric,
          direction: z.enum(changeDirections).meta({ description: "Which way a change counts." }),
          standing: z.enum(["watch", "alert"]).nullable(),
          finding: z.strictObject(findingFields).nullable(),
          suspended: z.enum(suspensions).nullable(),
          watchLimit: z.number().nullable(),
          alertLimit: z.number().nullable(),
        }),
      )
      .readonly()
      .meta({ description: "What each gait rule sees." }),
  })
  .meta({ title: "Gait watch", description: "Whether and what the gait rules watch." });

const baseline = z
  .strictObject({
    kind: z.literal("baseline"),
    timeS,
    speedKmH,
    status: z.enum(["gathering", "ready", "reset"]).meta({ description: "How far it is." }),
    suspended,
    source: source.nullable(),
    ageDays: nullableNumber("Days since the newest session in it; absent = of this session."),
    strides: count("Strides that it has."),
    neededStrides: count("Strides that it needs."),
    strideTimeS: nullableNumber("Median stride time of them, s; absent until it is ready."),
    metrics: z
      .array(
        z.strictObject({
          metric,
          centre: z.number(),
          strideSd: z.number(),
          blockSd: z.number(),
          strides: z.int().nonnegative(),
        }),
      )
      .readonly()
      .meta({ description: "Centre and spread of each metric; empty until it is ready." }),
    resetBy: nullableText("Who, or what, has begun it anew."),
  })
  .meta({ title: "Baseline", description: "What is usual for the runner at the present speed." });

const cue = z
  .strictObject({
    kind: z.literal("cue"),
    timeS,
    channels: z.array(z.enum(cueChannels)).readonly().meta({ description: "How it is told." }),
    severity,
    text: text("What to speak."),
    alertId: nullableText("Alert that it tells of."),
  })
  .meta({ title: "Cue", description: "Something is to be heard, spoken or felt." });

const intervalFields = {
  kind: z.enum(intervalKinds),
  durationS: z.number(),
  speedKmH: z.number().nullable(),
  cadencePct: z.number().nullable(),
};

const plan = z
  .strictObject({
    kind: z.literal("plan"),
    timeS,
    name: text("Name of the plan."),
    status: z
      .enum(["waiting", "active", "paused", "done", "stopped"])
      .meta({ description: "How far it is." }),
    index: z.int().nonnegative().nullable().meta({ description: "Present interval, from 0." }),
    interval: z.strictObject(intervalFields).nullable().meta({ description: "Present interval." }),
    intervalElapsedS: number("Time in it, s."),
    next: z.strictObject(intervalFields).nullable().meta({ description: "Next interval." }),
    elapsedS: number("Time on the legs, s."),
    plannedS: number("Of all intervals, s."),
    longestS: number("Longest time on the legs, s."),
    metronomeSpm: nullableNumber("Cadence to run at, steps per minute."),
  })
  .meta({ title: "Plan", description: "Where the runner is in the plan." });

const alertAction = z
  .strictObject({
    kind: z.literal("alertAction"),
    timeS,
    action: z.enum(alertActions).meta({ description: "What somebody did." }),
    alertId: text("Alert that it is about."),
    by: text("Who."),
  })
  .meta({ title: "Alert action", description: "Somebody did something about an alert." });

const baselineReset = z
  .strictObject({ kind: z.literal("baselineReset"), timeS, by: text("Who.") })
  .meta({ title: "Baseline reset", description: "Somebody begins the baselines anew." });

const loadAdvice = z
  .strictObject({
    kind: z.literal("loadAdvice"),
    timeS,
    advice: z.enum(loadAdvices).nullable().meta({ description: "Absent while it is not known." }),
    message: text("One sentence in plain words."),
    painNextMorning: nullableNumber("Pain on the morning after the last session, 0 to 10."),
    sessionStartedAt: nullableText("Start of the session that it is about."),
  })
  .meta({ title: "Load advice", description: "By the pain-monitoring model." });

/** A file of before alerts had numbers. Of a release it does not say when the alert was raised: at the latest then. */
const beforeFindings = (found: Readonly<Record<string, unknown>>) => ({
  raisedAtS: found.timeS,
  finding: null,
  causes: [],
  acknowledgedBy: null,
});

/** How the outputs of the alerts' half lie in the file. */
export const alertMessageTypes = {
  alert: jsonMessageType("hipline.Alert", alert, beforeFindings),
  gaitWatch: jsonMessageType("hipline.GaitWatch", gaitWatch),
  baseline: jsonMessageType("hipline.Baseline", baseline),
  cue: jsonMessageType("hipline.Cue", cue),
  plan: jsonMessageType("hipline.Plan", plan),
  alertAction: jsonMessageType("hipline.AlertAction", alertAction),
  baselineReset: jsonMessageType("hipline.BaselineReset", baselineReset),
  loadAdvice: jsonMessageType("hipline.LoadAdvice", loadAdvice),
} as const;

export const rawAlertActionMessageType = jsonMessageType(
  "hipline.RawAlertAction",
  z
    .strictObject({
      action: z.enum(alertActions).meta({ description: "What somebody did." }),
      alertId: text("Alert that it is about."),
      by: text("Who."),
    })
    .meta({ title: "Alert action event", description: "Somebody did something about an alert." }),
);

export const rawBaselineResetMessageType = jsonMessageType(
  "hipline.RawBaselineReset",
  z
    .strictObject({ by: text("Who.") })
    .meta({ title: "Baseline reset event", description: "Somebody begins the baselines anew." }),
);
