import type { CommandContext } from "../config/command-context.ts";
import type { OptionTable, OptionValues } from "./option.ts";

/** An argument without a flag. */
export interface Positional {
  /** Stands for it in the help, for example "FILE". */
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
}

/** A command line that makes sense, and what it does. */
export interface Example {
  readonly line: string;
  readonly meaning: string;
}

/** A flag that leaves no use for some others. */
interface Exclusion {
  readonly flag: string;
  readonly uselessFlags: readonly string[];
}

interface CommandDescription {
  readonly name: string;
  /** One line for the list of commands; no full stop. */
  readonly summary: string;
  /** What the command does, in sentences, for its own help. */
  readonly description: string;
  readonly positionals: readonly Positional[];
  readonly examples: readonly Example[];
  readonly exclusions?: readonly Exclusion[];
}

export interface Command extends CommandDescription {
  readonly options: OptionTable;
  /** `values` has an entry for every option; `positionals` has one for each that was given. Returns the exit code. */
  run(
    values: Readonly<Record<string, unknown>>,
    positionals: readonly string[],
    context: CommandContext,
  ): Promise<number>;
}

/**
 * Ties a command's `run` to the values its own option table yields, and forgets their types, so that
 * commands can stand in one list.
 */
export function defineCommand<Table extends OptionTable>(
  definition: CommandDescription & {
    readonly options: Table;
    run(
      values: OptionValues<Table>,
      positionals: readonly string[],
      context: CommandContext,
    ): Promise<number>;
  },
): Command {
  return {
    ...definition,
    // The parser fills `values` from this very table, which is what makes the cast true.
    run: (values, positionals, context) =>
      definition.run(values as OptionValues<Table>, positionals, context),
  };
}
