import * as z from "zod";
import { type PodDescription, placements, podFamilies } from "../model/pod.ts";
import { fields } from "./fields.ts";

const positive = z.number().positive();

const podIdSchema = z.string().regex(/^[0-9a-f]{16}$/, "expected 16 lower-case hexadecimal digits");

/** What is told of a pod, by whatever protocol it speaks. */
export const podSchema = fields({
  podId: podIdSchema,
  placement: z.enum(placements),
  family: z.enum(podFamilies).exactOptional(),
  sampleRateHz: positive,
  accRangeG: positive,
  gyrRangeDegPerS: positive,
  batchSamples: z.int().positive(),
  modelName: z.string().exactOptional(),
  firmwareRevision: z.string().exactOptional(),
}) satisfies z.ZodType<PodDescription>;
