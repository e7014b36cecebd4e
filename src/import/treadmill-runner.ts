import { join } from "node:path";
import * as z from "zod";
import { ImportError } from "./import-error.ts";
import { readFolderFile, runnerFileName } from "./treadmill-folder.ts";

const spanS = z.tuple([z.number().nonnegative(), z.number().positive()]);

const runnerSchema = z.looseObject({
  runner: z.union([z.number(), z.string()]),
  source: z.string().optional(),
  age_years: z.number().positive().optional(),
  height_cm: z.number().positive().optional(),
  mass_kg: z.number().positive().optional(),
  sex: z.string().optional(),
  standing_s: spanS.optional(),
  segments: z
    .array(
      z.looseObject({
        start_s: z.number().nonnegative(),
        end_s: z.number().positive(),
        belt_speed_mps: z.number().positive(),
      }),
    )
    .default([]),
  sample_rate_hz: z.number().positive(),
});

/** runner.json of a treadmill-run folder, as far as it may be used: true mounting and references are not. */
export type TreadmillRunner = z.infer<typeof runnerSchema>;

/** @throws ImportError where the file is missing, no JSON, or a field is missing or wrong. */
export async function readTreadmillRunner(directory: string): Promise<TreadmillRunner> {
  const path = join(directory, runnerFileName);
  const text = (await readFolderFile(directory, runnerFileName)).toString("utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ImportError(`${path}: not JSON: ${(cause as Error).message}`, { cause });
  }
  const result = runnerSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue === undefined ? "" : `${issue.path.join(".")}: ${issue.message}`;
  throw new ImportError(`${path}: ${field}`);
}
