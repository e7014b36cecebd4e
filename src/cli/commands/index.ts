import type { Command } from "../command.ts";
import { conformanceCommand } from "./conformance.ts";
import { historyCommand } from "./history.ts";
import { importCommand } from "./import.ts";
import { inspectCommand } from "./inspect.ts";
import { monitorCommand } from "./monitor.ts";
import { pairCommand } from "./pair.ts";
import { plansCommand } from "./plans.ts";
import { replayCommand } from "./replay.ts";
import { rulesCommand } from "./rules.ts";
import { scanCommand } from "./scan.ts";
import { simulateCommand } from "./simulate.ts";

/** Every command, in the order the help lists them. What a command does is loaded when it runs: help and errors come at once. */
export const commands: readonly Command[] = [
  scanCommand,
  pairCommand,
  monitorCommand,
  historyCommand,
  replayCommand,
  simulateCommand,
  plansCommand,
  rulesCommand,
  importCommand,
  inspectCommand,
  conformanceCommand,
];
