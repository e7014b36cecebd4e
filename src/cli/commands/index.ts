import type { Command } from "../command.ts";
import { importCommand } from "./import.ts";
import { inspectCommand } from "./inspect.ts";
import { replayCommand } from "./replay.ts";
import { simulateCommand } from "./simulate.ts";

/** Every command, in the order the help lists them. */
export const commands: readonly Command[] = [
  replayCommand,
  simulateCommand,
  importCommand,
  inspectCommand,
];
