import type { CommandContext } from "../config/command-context.ts";
import { CommandLineError, UserError } from "../config/user-error.ts";
import type { Command } from "./command.ts";
import { renderCommandHelp, renderMainHelp } from "./help.ts";
import { type Environment, parseCommandLine } from "./parse-command-line.ts";

/** What the process' exit status means. */
export const exitCodes = { ok: 0, failure: 1, usage: 2 } as const;

/** Runs one command line from its arguments to its exit code. Never rejects. */
export async function runProgram(
  args: readonly string[],
  commands: readonly Command[],
  environment: Environment,
  context: CommandContext,
): Promise<number> {
  const line = parseCommandLine(args, commands, environment);
  switch (line.kind) {
    case "version":
      context.output.print(context.version);
      return exitCodes.ok;
    case "help":
      context.output.print(
        line.command === null
          ? renderMainHelp(commands, context.version)
          : renderCommandHelp(line.command),
      );
      return exitCodes.ok;
    case "error":
      context.output.note(line.message);
      return exitCodes.usage;
    case "run":
      try {
        return await line.command.run(line.values, line.positionals, context);
      } catch (error) {
        reportError(line.command.name, error, context);
        return error instanceof CommandLineError ? exitCodes.usage : exitCodes.failure;
      } finally {
        context.output.progress(null);
      }
  }
}

/** Tells a mistake of the user from a defect of ours, and words each accordingly. */
export function reportError(
  where: string,
  error: unknown,
  context: Pick<CommandContext, "output" | "version">,
): void {
  context.output.progress(null);
  if (error instanceof UserError) {
    context.output.note(`${where}: ${error.message}`);
    for (const line of error.more) context.output.note(`  ${line}`);
    if (error.hint !== null) context.output.note(`  ${error.hint}`);
    return;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  context.output.note(`${where}: unexpected error: ${detail}`);
  context.output.note(
    `This is a defect of Hipline ${context.version} (Node ${process.version}, ${process.platform}). ` +
      "Please report it with the lines above and the command you ran.",
  );
}
