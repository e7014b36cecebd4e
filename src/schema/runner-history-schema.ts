import * as z from "zod";
import { gaitMetrics } from "../model/alert-rules.ts";
import { sides } from "../model/pod.ts";
import type { PastSession, RunnerHistory, SpeedBaseline } from "../model/runner-history.ts";
import { maxPainLevel } from "../model/transport-event.ts";
import { fields } from "./fields.ts";

const count = z.int().nonnegative();
const spread = z.number().nonnegative();
const painLevel = z.int().min(0).max(maxPainLevel).nullable();
const isoUtc = z.iso.datetime({
  error: 'expected ISO 8601 in UTC, such as "2024-05-01T08:30:00Z"',
});

const speedBaselineSchema = fields({
  speedKmH: spread.nullable(),
  strideTimeS: z.number().positive(),
  metrics: z
    .array(
      fields({
        metric: z.enum(gaitMetrics),
        centre: z.number(),
        strideSd: spread,
        blockSd: spread,
        strides: count,
      }),
    )
    .readonly(),
}) satisfies z.ZodType<SpeedBaseline>;

/** What is kept of a session. */
export const pastSessionSchema = fields({
  sessionId: z.string().min(1),
  startedAt: isoUtc,
  affectedSide: z.enum(sides).nullable(),
  strides: count,
  worstPain: painLevel,
  sharpPainOrCatch: z.boolean(),
  baselines: z.array(speedBaselineSchema).readonly(),
  painNextMorning: painLevel,
}) satisfies z.ZodType<PastSession>;

/** What a session's header holds of earlier ones. */
export const runnerHistorySchema = fields({
  sessions: count,
  personalBaseline: fields({
    affectedSide: z.enum(sides).nullable(),
    sessions: count,
    ageDays: count,
    speeds: z.array(speedBaselineSchema).readonly(),
  }).nullable(),
  lastStartedAt: isoUtc.nullable(),
  painNextMorning: painLevel,
  lastWorstPain: painLevel,
  lastSharpPainOrCatch: z.boolean(),
}) satisfies z.ZodType<RunnerHistory>;
