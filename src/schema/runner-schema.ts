import * as z from "zod";
import { sides } from "../model/pod.ts";
import type { RunnerDescription } from "../model/session-header.ts";
import { fields } from "./fields.ts";

const positive = z.number().positive();

export const runnerSchema = fields({
  label: z.string().exactOptional(),
  affectedSide: z.enum(sides).exactOptional(),
  ageYears: z.number().nonnegative().exactOptional(),
  heightCm: positive.exactOptional(),
  massKg: positive.exactOptional(),
  sex: z.enum(["female", "male", "other"]).exactOptional(),
}) satisfies z.ZodType<RunnerDescription>;
