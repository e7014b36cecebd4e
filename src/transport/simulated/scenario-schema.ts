import * as z from "zod";
import { placements, sides } from "../../model/pod.ts";
import { fields } from "../../schema/fields.ts";
import { compensationSchema } from "./compensation-schema.ts";
import { faultSchema } from "./fault-schema.ts";
import { secondsSchema } from "./field-schemas.ts";
import { podsSchema } from "./pod-schema.ts";

const bodySchema = fields({
  label: z.string().min(1).default("Simulated runner"),
  affectedSide: z.enum(sides).nullable().default(null),
  heightCm: z.number().min(120).max(220).default(175),
  cadenceSpm: z.number().min(120).max(230).nullable().default(null),
  variability: z.number().min(0).max(5).default(1),
  individuality: z.number().min(0).max(3).default(1),
  stanceAsymmetryPct: z.number().min(-30).max(30).default(0),
  swingPlaneDeg: fields({
    left: z.number().min(-30).max(30).default(0),
    right: z.number().min(-30).max(30).default(0),
  }).prefault({}),
  impactMPerS2: z.number().min(0).max(200).default(12),
  wobbleDeg: z.number().min(0).max(10).default(0.2),
  fatiguePctPerHour: z.number().min(0).max(100).default(5),
});

const stageSchema = z.discriminatedUnion(
  "gait",
  [
    fields({
      atS: secondsSchema,
      gait: z.literal("standing"),
      speedMPerS: z.literal(0, "a standing runner has the speed 0").default(0),
    }),
    fields({
      atS: secondsSchema,
      gait: z.literal("walking"),
      speedMPerS: z.number().min(0.6).max(2),
    }),
    fields({
      atS: secondsSchema,
      gait: z.literal("running"),
      speedMPerS: z.number().min(1.8).max(5.5),
    }),
  ],
  'expected "standing", "walking" or "running"',
);

const entrySchema = z.discriminatedUnion(
  "kind",
  [
    fields({ atS: secondsSchema, kind: z.literal("pain"), level: z.int().min(0).max(10) }),
    fields({ atS: secondsSchema, kind: z.literal("sharp-pain") }),
    fields({ atS: secondsSchema, kind: z.literal("catch") }),
    fields({ atS: secondsSchema, kind: z.literal("effort"), level: z.int().min(0).max(10) }),
    fields({ atS: secondsSchema, kind: z.literal("stop") }),
  ],
  'expected "pain", "sharp-pain", "catch", "effort" or "stop"',
);

const radioSchema = fields({
  connectionIntervalMs: z
    .number()
    .min(7.5)
    .max(100)
    .multipleOf(1.25, "expected a multiple of 1.25 ms")
    .default(18.75),
  eventLossPct: z.number().min(0).max(80).default(2),
  podDelayMs: z.number().min(0).max(100).default(1),
  hostJitterMs: z.number().min(0).max(100).default(1.5),
  supervisionTimeoutS: z.number().min(1).max(32).default(1),
});

/** One field at a time; what must fit together is checked in check-scenario.ts. docs/scenario.md explains every field. */
export const scenarioSchema = fields({
  name: z.string().min(1).default("Simulated run"),
  description: z.string().default(""),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  durationS: z
    .number()
    .positive()
    .max(24 * 3600)
    .nullable()
    .default(120),
  runner: bodySchema.prefault({}),
  stages: z.array(stageSchema).min(1),
  compensations: z.array(compensationSchema).default([]),
  entries: z.array(entrySchema).default([]),
  beltSpeed: z.enum(["stated", "unknown"]).default("stated"),
  pods: podsSchema.prefault({}),
  radio: radioSchema.prefault({}),
  faults: z.array(faultSchema).default([]),
});

/** A scenario as a person writes it: everything but the stages may be left out. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
/** A scenario with every default filled in. */
export type Scenario = z.output<typeof scenarioSchema>;
export type RadioParams = Scenario["radio"];

/** The pods of a scenario, in the order of the placements. */
export function podsOf(scenario: Scenario) {
  return placements.flatMap((placement) => {
    const params = scenario.pods[placement];
    return params === null ? [] : [{ placement, params }];
  });
}
