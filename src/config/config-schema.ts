import * as z from "zod";
import { batchAllowed, batchLimits } from "../codec/batch-limits.ts";
import { accRangeCodes, gyrRangeCodes, sampleRateCodes } from "../codec/protocol.ts";
import { isRecord } from "../model/is-record.ts";
import type { PodDescription } from "../model/pod.ts";
import type { RunPlan } from "../model/run-plan.ts";
import { fields } from "../schema/fields.ts";
import { planSchema } from "../schema/plan-schema.ts";
import { podSchema } from "../schema/pod-schema.ts";
import { runnerSchema } from "../schema/runner-schema.ts";
import { sensorSchema } from "../schema/sensor-schema.ts";
import { type Config, configVersion } from "./config.ts";

type Complain = (path: readonly PropertyKey[], problem: string) => void;

/** A plan, or the name of one. What is wrong is told of the one that was meant. */
const configuredPlanSchema = z.unknown().transform((value, context): RunPlan | string => {
  if (typeof value === "string" && value !== "") return value;
  const plan = planSchema.safeParse(value);
  if (plan.success) return plan.data;
  if (!isRecord(value)) {
    const message = "expected a plan, or the name of one that comes with Hipline";
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }
  for (const { path, message } of plan.error.issues) {
    context.addIssue({ code: "custom", path, message });
  }
  return z.NEVER;
});

/** The config as its file holds it. Left out, `runner`, `pods` and `sensors` are empty. */
export const configSchema = fields({
  version: z.literal(configVersion),
  runner: runnerSchema.default({}),
  pods: z.array(podSchema).default([]),
  sensors: z.array(sensorSchema).default([]),
  plan: configuredPlanSchema.exactOptional(),
  rulesFile: z.string().min(1).exactOptional(),
}).superRefine(({ pods, sensors }, context) => {
  const complain: Complain = (path, message) => {
    context.addIssue({ code: "custom", path: [...path], message });
  };
  refuseTwice("pods", "podId", pods, complain);
  refuseTwice("pods", "placement", pods, complain);
  refuseTwice("sensors", "sensorId", sensors, complain);
  for (const [index, pod] of pods.entries()) {
    if ((pod.family ?? "hipline") === "hipline") checkSampling(["pods", index], pod, complain);
  }
}) satisfies z.ZodType<Config>;

function refuseTwice<Key extends string>(
  list: string,
  key: Key,
  items: readonly Readonly<Record<Key, string>>[],
  complain: Complain,
): void {
  for (const [index, item] of items.entries()) {
    const first = items.findIndex((other) => other[key] === item[key]);
    if (first < index) {
      complain([list, index, key], `${list}[${first}] has it already; expected another one`);
    }
  }
}

const codedFields = [
  ["sampleRateHz", sampleRateCodes, "Hz"],
  ["accRangeG", accRangeCodes, "g"],
  ["gyrRangeDegPerS", gyrRangeCodes, "°/s"],
] as const;

/** What a Hipline pod can be asked for (firmware-protocol/SPEC.md, sections 5 and 6). Other families' drivers know their own limits. */
function checkSampling(
  path: readonly PropertyKey[],
  pod: PodDescription,
  complain: Complain,
): void {
  for (const [field, table, unit] of codedFields) {
    const allowed = table.map(([, value]) => value);
    if (!allowed.includes(pod[field])) {
      complain([...path, field], `expected ${allowed.join(", ")} ${unit}`);
    }
  }
  if (!batchAllowed(pod)) {
    const { min, max } = batchLimits(pod.sampleRateHz);
    const allowed = `expected ${min} to ${max} at ${pod.sampleRateHz} Hz: a packet lasts 20 to 50 ms`;
    complain([...path, "batchSamples"], allowed);
  }
}
