import { defaultAlertRules } from "../alerts/default-alert-rules.ts";
import type { CommandContext } from "../config/command-context.ts";
import { emptyConfig } from "../config/config.ts";
import { CommandLineError } from "../config/user-error.ts";
import type { AlertRules } from "../model/alert-rules.ts";
import type { RunnerDescription } from "../model/session-header.ts";
import { scenarioHeader } from "../transport/simulated/scenario-header.ts";
import { configPath, readConfig } from "./config-file.ts";
import { historyLines } from "./history-report.ts";
import type { RadioOptions } from "./open-central.ts";
import { openStore } from "./open-store.ts";
import { liveRules } from "./rules-file.ts";
import { runnerHistory } from "./runner-history.ts";
import { findScenario } from "./scenario-library.ts";
import { userFacing } from "./user-facing-error.ts";

export interface ShowHistoryOptions {
  readonly configFile: string | null;
  /** Whose sessions: those of the config's runner, or of an emulated one. */
  readonly radio: RadioOptions;
  /** Folder of all runners; null = the usual one. */
  readonly folder: string | null;
  /** Print one JSON object instead of text. */
  readonly json: boolean;
}

/** Prints what is kept of a runner's sessions; returns the process' exit code. */
export async function runHistory(
  { configFile, radio, folder, json }: ShowHistoryOptions,
  { output }: CommandContext,
): Promise<number> {
  try {
    const { runner, rules } = await subject(configFile, radio);
    const store = openStore({ folder, isWanted: true }, runner.label, radio.virtual !== null);
    if (store === null) {
      throw new CommandLineError(
        "sessions of --virtual are kept only where --runner-store names a folder",
      );
    }
    const sessions = await store.sessions();
    const history = runnerHistory(sessions, {
      startedAt: new Date().toISOString(),
      affectedSide: runner.affectedSide ?? null,
      rules: rules ?? defaultAlertRules,
    });
    if (json) {
      output.print(JSON.stringify({ folder: store.folder, sessions, history }, null, 2));
    } else {
      for (const line of historyLines(store.folder, sessions, history)) output.print(line);
    }
    return 0;
  } catch (error) {
    throw userFacing(error);
  }
}

/** Whose sessions, and the rules that theirs go by; null = those that ship. */
async function subject(
  configFile: string | null,
  { virtual }: RadioOptions,
): Promise<{ readonly runner: RunnerDescription; readonly rules: AlertRules | null }> {
  if (virtual !== null) {
    return { runner: scenarioHeader(await findScenario(virtual.scenario)).runner, rules: null };
  }
  const path = configPath(configFile);
  const config = (await readConfig(path)) ?? emptyConfig;
  return { runner: config.runner, rules: await liveRules(null, config, path) };
}
