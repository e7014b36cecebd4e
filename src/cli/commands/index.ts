import type { Command } from "../command.ts";
import { importCommand } from "./import.ts";
import { inspectCommand } from "./inspect.ts";
import { monitorCommand } from "./monitor.ts";
import { pairCommand } from "./pair.ts";
import { replayCommand } from "./replay.ts";
import { scanCommand } from "./scan.ts";
import { simulateCommand } from "./simulate.ts";

/** Every command, in the order the help lists them. */
export const commands: readonly Command[] = [
  scanCommand,
  pairCommand,
  monitorCommand,
  replayCommand,
  simulateCommand,
  importCommand,
  inspectCommand,
];
