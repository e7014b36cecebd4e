import type { PodDescription } from "../model/pod.ts";
import type { RunPlan } from "../model/run-plan.ts";
import type { SensorDescription } from "../model/sensor.ts";
import type { RunnerDescription } from "../model/session-header.ts";

/** Version of the config file's layout; docs/config.md. */
export const configVersion = 1;

/**
 * What live sessions are made of. The pods are an allow-list: a pod that is not named here is never connected to, so the pods of
 * two runners in one room do not get mixed up.
 */
export interface Config {
  readonly version: typeof configVersion;
  readonly runner: RunnerDescription;
  readonly pods: readonly PodDescription[];
  /** Heart rate belts, treadmills and foot pods beside the pods. */
  readonly sensors: readonly SensorDescription[];
  /** What the runner means to do in every session, or the name of a plan that comes with Hipline. Left out = nothing that is known. */
  readonly plan?: RunPlan | string;
  /** Path of the rules file that alerts go by, relative to the config's folder. Left out = what ships with Hipline. */
  readonly rulesFile?: string;
}

/** A config that names nothing yet. */
export const emptyConfig: Config = { version: configVersion, runner: {}, pods: [], sensors: [] };
