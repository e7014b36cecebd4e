import { parseArgs } from "node:util";
import { didYouMean, nearest } from "../model/nearest.ts";
import type { Command } from "./command.ts";
import type { Option, OptionTable, ValueOption } from "./option.ts";

export type CommandLine =
  | {
      readonly kind: "run";
      readonly command: Command;
      readonly values: Readonly<Record<string, unknown>>;
      readonly positionals: readonly string[];
    }
  /** `command` null: help on the whole program. */
  | { readonly kind: "help"; readonly command: Command | null }
  | { readonly kind: "version" }
  /** One line: which argument, what is wrong with it, and what is allowed or near. */
  | { readonly kind: "error"; readonly message: string };

export type Environment = Readonly<Record<string, string | undefined>>;

const helpFlags = ["--help", "-h"];
const versionFlags = ["--version", "-V"];

/** Reads the arguments that follow the program's name. Pure: `environment` is the only other input. */
export function parseCommandLine(
  args: readonly string[],
  commands: readonly Command[],
  environment: Environment,
): CommandLine {
  const [first, ...rest] = args;
  if (first === undefined || helpFlags.includes(first)) return { kind: "help", command: null };
  if (versionFlags.includes(first)) return { kind: "version" };
  if (first === "help") return parseHelpCommand(rest, commands);
  const command = commands.find(({ name }) => name === first);
  if (command !== undefined) return parseCommand(command, rest, environment);
  if (first.startsWith("-")) {
    const meant = commands.find(({ name }) => flagOf(first) === `--${name}`);
    const near = meant ? `hipline ${meant.name}` : nearest(first, [...helpFlags, ...versionFlags]);
    return error(
      `hipline: unknown flag ${flagOf(first)}${didYouMean(near)} (hipline --help lists all)`,
    );
  }
  return unknownCommand(first, commands);
}

function parseHelpCommand(rest: readonly string[], commands: readonly Command[]): CommandLine {
  const [name] = rest;
  if (name === undefined) return { kind: "help", command: null };
  const command = commands.find((candidate) => candidate.name === name);
  return command === undefined ? unknownCommand(name, commands) : { kind: "help", command };
}

function parseCommand(
  command: Command,
  args: readonly string[],
  environment: Environment,
): CommandLine {
  for (const [name, other] of Object.entries(command.handsOver ?? {})) {
    const flag = `--${name}`;
    if (!args.includes(flag)) continue;
    return parseCommand(
      other,
      args.filter((arg) => arg !== flag),
      environment,
    );
  }
  const where = `hipline ${command.name} --help`;
  const { tokens } = parseArgs({
    args: [...args],
    options: parseArgsTable(command.options),
    // Not strict: its own messages name neither the command nor what is allowed.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, unknown>();
  const lists = new Map<string, readonly unknown[]>();
  const positionals: string[] = [];
  const errors: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    if (helpFlags.includes(token.rawName)) return { kind: "help", command };
    const option = token.rawName.startsWith("--") ? ownOption(command, token.name) : undefined;
    if (option === undefined) {
      const flags = [...Object.keys(command.options), "help"].map((name) => `--${name}`);
      const near = nearest(token.rawName, flags);
      errors.push(`unknown flag ${token.rawName}${didYouMean(near)} (${where} lists all)`);
      continue;
    }
    if (option.type === "value" && given.has(token.name)) {
      errors.push(`--${token.name} is given twice; give it once`);
      continue;
    }
    const outcome = readFlag(token.name, option, token.value, token.inlineValue === true);
    if ("problem" in outcome) errors.push(outcome.problem);
    else if (option.type === "list") {
      lists.set(token.name, [...(lists.get(token.name) ?? []), outcome.value]);
    } else given.set(token.name, outcome.value);
  }
  for (const [name, list] of lists) given.set(name, list);
  if (errors[0] !== undefined) return error(`${command.name}: ${errors[0]}`);
  const problem =
    exclusionProblem(command, given) ??
    completeValues(command.options, given, environment) ??
    positionalProblem(command, positionals);
  if (problem !== null) return error(`${command.name}: ${problem} (see ${where})`);
  return { kind: "run", command, values: Object.fromEntries(given), positionals };
}

function parseArgsTable(options: OptionTable): Record<string, { type: "string" | "boolean" }> {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      { type: option.type === "switch" ? "boolean" : "string" },
    ]),
  );
}

function ownOption(command: Command, name: string): Option | undefined {
  return Object.hasOwn(command.options, name) ? command.options[name] : undefined;
}

type FlagOutcome = { readonly value: unknown } | { readonly problem: string };

function readFlag(
  name: string,
  option: Option,
  text: string | undefined,
  inline: boolean,
): FlagOutcome {
  if (option.type === "switch") {
    return text === undefined ? { value: true } : { problem: `--${name} takes no value` };
  }
  // "--port --host x": the next flag is not the value that was forgotten. "--speed -1" is one.
  const forgotten = text === undefined || (!inline && /^-(?!\d)./.test(text));
  if (forgotten) return { problem: `--${name} needs a value: --${name} ${option.valueName}` };
  return readText(`--${name}`, option, text);
}

function readText(
  source: string,
  option: Pick<ValueOption<unknown>, "read">,
  text: string,
): FlagOutcome {
  const read = option.read(text);
  if ("value" in read) return read;
  const problem = "wrong" in read ? read.wrong : `it must be ${read.allowed}`;
  return { problem: `${source} is ${JSON.stringify(text)}; ${problem}` };
}

/** Fills in what was not given from the environment and the defaults; returns the problem, if there is one. */
function completeValues(
  options: OptionTable,
  given: Map<string, unknown>,
  environment: Environment,
): string | null {
  for (const [name, option] of Object.entries(options)) {
    if (given.has(name)) continue;
    if (option.type !== "value") {
      given.set(name, option.type === "switch" ? false : []);
      continue;
    }
    const text = option.env === undefined ? undefined : environment[option.env];
    if (option.env !== undefined && text !== undefined && text !== "") {
      const outcome = readText(`the environment variable ${option.env}`, option, text);
      if ("problem" in outcome) return outcome.problem;
      given.set(name, outcome.value);
    } else if (option.fallback === undefined) {
      return `--${name} ${option.valueName} is missing`;
    } else {
      given.set(name, option.fallback);
    }
  }
  return null;
}

/** Only of what stands on the command line: the environment is there for every command. */
function exclusionProblem(
  { exclusions = [] }: Command,
  given: ReadonlyMap<string, unknown>,
): string | null {
  for (const { flag, uselessFlags } of exclusions) {
    const useless = uselessFlags.find((name) => given.has(name));
    if (given.has(flag) && useless !== undefined) {
      return `--${flag} leaves no use for --${useless}; give only one of them`;
    }
  }
  return null;
}

function positionalProblem(command: Command, positionals: readonly string[]): string | null {
  const missing = command.positionals.slice(positionals.length).find(({ required }) => required);
  if (missing !== undefined) return `${missing.name} is missing`;
  const extra = positionals[command.positionals.length];
  return extra === undefined ? null : `${JSON.stringify(extra)} is one argument too many`;
}

function unknownCommand(name: string, commands: readonly Command[]): CommandLine {
  const near = nearest(name, ["help", ...commands.map((command) => command.name)]);
  const quoted = JSON.stringify(name);
  return error(`hipline: unknown command ${quoted}${didYouMean(near)} (hipline --help lists all)`);
}

/** "--port=80" → "--port" */
function flagOf(argument: string): string {
  return argument.split("=", 1)[0] as string;
}

function error(message: string): CommandLine {
  return { kind: "error", message };
}
