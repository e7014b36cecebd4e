import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readTreadmillRunner, type TreadmillRunner } from "../../src/import/treadmill-runner.ts";
import { readTreadmillSamples, type TreadmillSamples } from "../../src/import/treadmill-samples.ts";
import { treadmillSession } from "../../src/import/treadmill-session.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { pipelineOutputs } from "../support/recorded-events.ts";
import {
  type OpticalAngles,
  type PlateContact,
  readOpticalAngles,
  readPlateContacts,
} from "../support/treadmill-reference.ts";

/** A runner's description and samples as they were read. */
export interface RawRun {
  readonly runner: TreadmillRunner;
  readonly samples: TreadmillSamples;
}

/** One runner: what our pipeline said, and what plate and markers say. */
export interface TreadmillRun {
  readonly name: string;
  readonly outputs: readonly SessionOutput[];
  readonly contacts: readonly PlateContact[];
  readonly angles: OpticalAngles;
  /** What the run was made of, for figures on manipulated runs. */
  readonly raw: RawRun;
}

/** One runner at one speed. */
export interface Trial {
  readonly run: TreadmillRun;
  readonly name: string;
  readonly beltSpeedMPerS: number;
  readonly contacts: readonly PlateContact[];
  readonly startS: number;
  readonly endS: number;
}

/** A runner's folder as it was read. */
interface RunFolder {
  readonly name: string;
  readonly path: string;
  readonly raw: RawRun;
  readonly contacts: readonly PlateContact[];
}

/** Reads every runner of a folder of the shared treadmill-run form. */
export async function* readRunFolders(
  directory: string,
  progress: (text: string) => void,
): AsyncGenerator<RunFolder> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  for (const [index, name] of names.sort().entries()) {
    progress(`running ${name} (${index + 1} of ${names.length})`);
    const path = join(directory, name);
    const runner = await readTreadmillRunner(path);
    const samples = await readTreadmillSamples(path, runner.sample_rate_hz);
    yield { name, path, raw: { runner, samples }, contacts: await readPlateContacts(path) };
  }
}

/** Runs every runner of such a folder through import and pipeline. */
export async function runTreadmillFolder(
  directory: string,
  progress: (text: string) => void,
): Promise<TreadmillRun[]> {
  const runs: TreadmillRun[] = [];
  for await (const { name, path, raw, contacts } of readRunFolders(directory, progress)) {
    const { header, events } = treadmillSession(raw.runner, raw.samples, { seed: 1, title: null });
    runs.push({
      name,
      outputs: await pipelineOutputs(header, [...events]),
      contacts,
      angles: await readOpticalAngles(path),
      raw,
    });
  }
  return runs;
}

/** The runs cut into stretches of one belt speed, by the plate. */
export function trialsOf(runs: readonly TreadmillRun[]): Trial[] {
  return runs.flatMap((run) => {
    const speeds = [...new Set(run.contacts.map((contact) => contact.beltSpeedMPerS))];
    return speeds.map((beltSpeedMPerS): Trial => {
      const contacts = run.contacts.filter((contact) => contact.beltSpeedMPerS === beltSpeedMPerS);
      return {
        run,
        name: `${run.name} ${beltSpeedMPerS} m/s`,
        beltSpeedMPerS,
        contacts,
        startS: contacts[0]?.initialContactS as number,
        endS: contacts.at(-1)?.toeOffS as number,
      };
    });
  });
}

/** Differences of a value between neighbouring speeds of a runner, ours minus the reference's. */
export function changeErrors(
  trials: readonly Trial[],
  value: (trial: Trial) => { ours: number; reference: number },
): number[] {
  const errors: number[] = [];
  for (let i = 1; i < trials.length; i++) {
    const [before, after] = [trials[i - 1] as Trial, trials[i] as Trial];
    if (before.run !== after.run) continue;
    const a = value(before);
    const b = value(after);
    errors.push(b.ours - a.ours - (b.reference - a.reference));
  }
  return errors;
}
