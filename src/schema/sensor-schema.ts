import * as z from "zod";
import { type SensorDescription, sensorKinds } from "../model/sensor.ts";
import { fields } from "./fields.ts";

export const sensorSchema = fields({
  sensorId: z.string().min(1),
  kind: z.enum(sensorKinds),
  name: z.string().min(1),
}) satisfies z.ZodType<SensorDescription>;
