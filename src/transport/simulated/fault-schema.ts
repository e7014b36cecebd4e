import * as z from "zod";
import { sampleRateCodes } from "../../codec/protocol.ts";
import { placements } from "../../model/pod.ts";
import { fields } from "../../schema/fields.ts";
import { secondsSchema } from "./field-schemas.ts";
import { protocolValue } from "./pod-schema.ts";

const pod = z.enum(placements);
const lengthS = z
  .number()
  .positive()
  .max(24 * 3600);
const angleDeg = z.number().min(-180).max(180).default(0);

/** A stretch of time in which a share of the sample notifications is damaged. */
function damage<Kind extends string>(kind: Kind, sharePct: number) {
  return fields({
    kind: z.literal(kind),
    pod,
    atS: secondsSchema,
    forS: lengthS,
    sharePct: z.number().positive().max(100).default(sharePct),
  });
}

/** Every fault a scenario can ask for, by its kind. */
const faultSchemas = [
  fields({ kind: z.literal("dropout"), pod, atS: secondsSchema, forS: lengthS }),
  damage("burst-loss", 100),
  damage("duplicate", 20),
  damage("reorder", 20),
  damage("corrupt", 20),
  fields({
    kind: z.literal("reboot"),
    pod,
    atS: secondsSchema,
    downS: z.number().min(0.2).max(3600).default(3),
  }),
  fields({
    kind: z.literal("battery-dies"),
    pod,
    atS: secondsSchema,
    fallS: lengthS.default(60),
  }),
  fields({
    kind: z.literal("slip"),
    pod,
    atS: secondsSchema,
    overS: z.number().min(0.1).max(60).default(0.5),
    tiltDeg: angleDeg,
    turnDeg: angleDeg,
    rollDeg: angleDeg,
  }),
  fields({ kind: z.literal("swapped"), pods: z.tuple([pod, pod]) }),
  fields({ kind: z.literal("upside-down"), pod }),
  fields({ kind: z.literal("wrong-rate"), pod, sampleRateHz: protocolValue(sampleRateCodes) }),
  fields({
    kind: z.literal("clock-jump"),
    pod,
    atS: secondsSchema,
    byS: z.number().min(-3600).max(3600),
  }),
  fields({ kind: z.literal("never-appears"), pod }),
] as const;

const kinds = faultSchemas.map((schema) => `"${schema.shape.kind.value}"`);

export const faultSchema = z.discriminatedUnion(
  "kind",
  faultSchemas,
  `expected one of ${kinds.join(", ")}`,
);

export type ScenarioFault = z.output<typeof faultSchema>;
export type FaultOf<Kind extends ScenarioFault["kind"]> = Extract<
  ScenarioFault,
  { readonly kind: Kind }
>;
