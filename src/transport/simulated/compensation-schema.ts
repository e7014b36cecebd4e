import * as z from "zod";
import type { Compensation } from "../../kernels/simulation/runner-plan.ts";
import { sides } from "../../model/pod.ts";
import { fields } from "../../schema/fields.ts";
import { secondsSchema } from "./field-schemas.ts";

type Kind = Compensation["kind"];

interface AmountLimits {
  readonly min: number;
  readonly max: number;
  readonly unit: "%" | "°";
}

/** What a body can do, each in the unit of its `Compensation.amount`. */
const amountLimits: Readonly<Record<Kind, AmountLimits>> = {
  "stance-shortened": { min: 0.5, max: 20, unit: "%" },
  "pelvic-tilt": { min: -15, max: 15, unit: "°" },
  "contralateral-drop": { min: 0.5, max: 15, unit: "°" },
  "hip-rotation-reduced": { min: 1, max: 100, unit: "%" },
};

/** The unit that an amount of this kind is in. */
export function amountUnit(kind: Kind): string {
  return amountLimits[kind].unit;
}

/** What is wrong with an amount: "the amount of pelvic-tilt must be …"; null = nothing. */
export function amountProblem(kind: Kind, amount: number): string | null {
  const { min, max, unit } = amountLimits[kind];
  if (amount >= min && amount <= max && amount !== 0) return null;
  const gap = min < 0 ? ", but not 0" : "";
  return `the amount of ${kind} must be from ${min} to ${max} ${unit}${gap}`;
}

const kinds = Object.keys(amountLimits) as [Kind, ...Kind[]];

export const compensationSchema = fields({
  kind: z.enum(kinds),
  side: z.enum(sides),
  atS: secondsSchema,
  rampS: z.number().positive().max(3600).default(30),
  amount: z.number(),
}).superRefine(({ kind, amount }, context) => {
  const message = amountProblem(kind, amount);
  if (message !== null) context.addIssue({ code: "custom", path: ["amount"], message });
});
