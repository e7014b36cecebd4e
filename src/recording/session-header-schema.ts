import * as z from "zod";
import type { SessionHeader } from "../model/session-header.ts";
import { alertRulesSchema } from "../schema/alert-rules-schema.ts";
import { planSchema } from "../schema/plan-schema.ts";
import { podSchema } from "../schema/pod-schema.ts";
import { runnerHistorySchema } from "../schema/runner-history-schema.ts";
import { runnerSchema } from "../schema/runner-schema.ts";
import { sensorSchema } from "../schema/sensor-schema.ts";
import { isoUtcToNs } from "./session-time.ts";

const text = z.string().min(1);

const calibrationSpanSchema = z
  .strictObject({
    kind: z.literal("standing"),
    startS: z.number().nonnegative(),
    endS: z.number(),
  })
  .refine((span) => span.endS > span.startS, { path: ["endS"], error: "must be after startS" });

const originSchema = z.strictObject({
  kind: z.enum(["recorded", "imported", "simulated"]),
  description: z.string(),
  credit: z.string().exactOptional(),
  licence: z.string().exactOptional(),
  doi: z.string().exactOptional(),
  seed: z.number().exactOptional(),
});

/**
 * The session header as a file holds it. Unknown fields are refused: dropping one silently could
 * drop the runner's affected side because of a typing error.
 */
export const sessionHeaderSchema = z.strictObject({
  sessionId: text,
  title: z.string(),
  startedAt: z.iso
    .datetime({ error: 'expected ISO 8601 in UTC, such as "2024-05-01T08:30:00Z"' })
    .refine(isRepresentable, { error: "must lie between the years 1970 and 2500" })
    .nullable(),
  protocolVersion: z.string().regex(/^\d+\.\d+$/, 'expected "major.minor"'),
  pods: z
    .array(podSchema)
    .min(1)
    .refine((pods) => allDifferent(pods.map((pod) => pod.podId)), {
      error: "two pods have the same podId",
    })
    .refine((pods) => allDifferent(pods.map((pod) => pod.placement)), {
      error: "two pods have the same placement",
    })
    .readonly(),
  backfill: z.boolean().exactOptional(),
  sensors: z
    .array(sensorSchema)
    .refine((sensors) => allDifferent(sensors.map((sensor) => sensor.sensorId)), {
      error: "two sensors have the same sensorId",
    })
    .readonly()
    .exactOptional(),
  runner: runnerSchema,
  alertRules: alertRulesSchema.exactOptional(),
  plan: planSchema.exactOptional(),
  history: runnerHistorySchema.exactOptional(),
  calibrationSpans: z.array(calibrationSpanSchema).readonly(),
  origin: originSchema,
}) satisfies z.ZodType<SessionHeader>;

/** What is wrong with a value, in one line: the field's path and the problem of the first issue. */
export function describeIssues(error: z.ZodError): string {
  const [first] = error.issues;
  if (first === undefined) return "not valid";
  const where = first.path.length === 0 ? "" : `${z.core.toDotPath(first.path)}: `;
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : "";
  return `${where}${first.message}${more}`;
}

function allDifferent(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

/** MCAP times are unsigned 64-bit nanoseconds since 1970, which end in the year 2554. */
function isRepresentable(startedAt: string): boolean {
  try {
    return isoUtcToNs(startedAt) < isoUtcToNs("2500-01-01T00:00:00Z");
  } catch {
    return false;
  }
}
