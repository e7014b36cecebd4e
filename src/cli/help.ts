import type { Command, Example } from "./command.ts";
import type { Option } from "./option.ts";

const width = 80;

/** `hipline --help`. Ends without a line break. */
export function renderMainHelp(commands: readonly Command[], version: string): string {
  const help = { left: "help [COMMAND]", right: "show the help of a command" };
  return [
    ...wrap(`Hipline ${version}: watches how a runner's pelvis and hips move, from worn IMU pods.`),
    "",
    "Usage: hipline COMMAND [OPTIONS]",
    "",
    "Commands:",
    ...columns([...commands.map(({ name, summary }) => ({ left: name, right: summary })), help]),
    "",
    "Options:",
    ...columns([
      { left: "-h, --help", right: "show this help; after a command, the help of that command" },
      { left: "-V, --version", right: "print the version" },
    ]),
    "",
    ...wrap("Exit codes: 0 all went well, 1 it failed, 2 the command line was not understood."),
    ...wrap("Hipline is not a medical device: it shows change, it does not diagnose."),
  ].join("\n");
}

/** `hipline COMMAND --help`. Ends without a line break. */
export function renderCommandHelp(command: Command): string {
  const options = Object.entries(command.options).map(([name, option]) => ({
    left: flagSyntax(name, option),
    right: describeOption(option),
  }));
  const positionals = command.positionals.map(({ name, description }) => ({
    left: name,
    right: description,
  }));
  return [
    ...wrap(usageLine(command), "       "),
    "",
    ...wrap(command.description),
    ...section("Arguments:", columns(positionals)),
    "",
    "Options:",
    ...columns([...options, { left: "-h, --help", right: "show this help" }]),
    ...section("Examples:", command.examples.flatMap(renderExample)),
  ].join("\n");
}

function usageLine(command: Command): string {
  const required = Object.entries(command.options).filter(([, option]) => isRequired(option));
  const positionals = command.positionals.map(({ name, required: needed }) =>
    needed ? name : `[${name}]`,
  );
  const flags = required.map(([name, option]) => flagSyntax(name, option));
  return ["Usage: hipline", command.name, ...positionals, ...flags, "[OPTIONS]"].join(" ");
}

function isRequired(option: Option): boolean {
  return option.type === "value" && option.fallback === undefined;
}

function flagSyntax(name: string, option: Option): string {
  return option.type === "switch" ? `--${name}` : `--${name} ${option.valueName}`;
}

function describeOption(option: Option): string {
  if (option.type === "switch") return option.description;
  if (option.type === "list") return `${option.description} (may be given several times)`;
  const remarks = [
    isRequired(option) ? "required" : null,
    option.env === undefined ? null : `environment: ${option.env}`,
    option.fallbackText === undefined ? null : `default: ${option.fallbackText}`,
  ].filter((remark) => remark !== null);
  return remarks.length === 0
    ? option.description
    : `${option.description} (${remarks.join("; ")})`;
}

function renderExample({ line, meaning }: Example): string[] {
  return [`  ${line}`, ...wrap(`      ${meaning}`, "      ")];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}

/** Two columns, the right one wrapped under itself. */
function columns(rows: readonly { readonly left: string; readonly right: string }[]): string[] {
  const leftWidth = Math.max(0, ...rows.map(({ left }) => left.length));
  const indent = " ".repeat(leftWidth + 4);
  return rows.flatMap(({ left, right }) => wrap(`  ${left.padEnd(leftWidth)}  ${right}`, indent));
}

/** Breaks `text` at spaces so that no line is longer than `width`; later lines begin with `indent`. */
function wrap(text: string, indent = ""): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    // A word too long for the line stays whole: a cut path or flag is worse than a long line.
    const end = space > indent.length ? space : rest.indexOf(" ", width);
    if (end === -1) break;
    lines.push(rest.slice(0, end).trimEnd());
    rest = indent + rest.slice(end + 1).trimStart();
  }
  return [...lines, rest];
}
