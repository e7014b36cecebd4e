import type { Command } from "../command.ts";
import { importCommand } from "./import.ts";
import { inspectCommand } from "./inspect.ts";
import { replayCommand } from "./replay.ts";

/** Every command, in the order the help lists them. */
export const commands: readonly Command[] = [replayCommand, importCommand, inspectCommand];
