import { join } from "node:path";
import { runnerFolderName } from "./runner-folder.ts";
import { RunnerStore } from "./runner-store.ts";
import { usualRunnersFolder } from "./state-path.ts";

/** What is to become of the history of a live session's runner. */
export interface HistoryOptions {
  /** Folder of all runners; null = the usual one. */
  readonly folder: string | null;
  /** False = nothing is read, and nothing is kept. */
  readonly isWanted: boolean;
}

/**
 * What is kept of a runner's sessions; null where nothing is to be. Runners that do not exist never get among those that do: their
 * sessions are kept only where somebody names a folder, and apart.
 * @param label what the config calls the runner.
 */
export function openStore(
  { folder, isWanted }: HistoryOptions,
  label: string | undefined,
  isVirtual: boolean,
): RunnerStore | null {
  if (!isWanted || (isVirtual && folder === null)) return null;
  const name = runnerFolderName(label);
  return new RunnerStore(
    join(folder ?? usualRunnersFolder(), isVirtual ? `simulated-${name}` : name),
  );
}
