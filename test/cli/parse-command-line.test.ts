import { describe, expect, it } from "vitest";
import { defineCommand } from "../../src/cli/command.ts";
import {
  integerOption,
  requiredTextOption,
  switchOption,
  textListOption,
  textOption,
} from "../../src/cli/option.ts";
import { type CommandLine, parseCommandLine } from "../../src/cli/parse-command-line.ts";

const play = defineCommand({
  name: "play",
  summary: "play a file",
  description: "Plays a file.",
  positionals: [{ name: "FILE", required: false, description: "what to play" }],
  options: {
    port: integerOption({
      valueName: "N",
      description: "port",
      env: "TEST_PORT",
      min: 0,
      max: 65535,
      fallback: 80,
    }),
    label: textOption({ valueName: "TEXT", description: "label", fallback: null }),
    loud: switchOption("loud"),
    "no-serve": switchOption("do not serve"),
    tag: textListOption({ valueName: "TEXT", description: "tag" }),
  },
  examples: [],
  run: async () => 0,
});

const pack = defineCommand({
  name: "pack",
  summary: "pack a folder",
  description: "Packs a folder.",
  positionals: [
    { name: "DIR", required: true, description: "folder" },
    { name: "NOTE", required: false, description: "note" },
  ],
  options: { out: requiredTextOption({ valueName: "FILE", description: "target" }) },
  examples: [],
  run: async () => 0,
});

const commands = [play, pack];

function parse(line: string, environment: Record<string, string> = {}): CommandLine {
  return parseCommandLine(line === "" ? [] : line.split(" "), commands, environment);
}

function errorOf(line: string, environment: Record<string, string> = {}): string {
  const parsed = parse(line, environment);
  return parsed.kind === "error" ? parsed.message : `no error but ${parsed.kind}`;
}

function valuesOf(line: string, environment: Record<string, string> = {}): unknown {
  const parsed = parse(line, environment);
  return parsed.kind === "run" ? parsed.values : parsed;
}

const defaults = { port: 80, label: null, loud: false, "no-serve": false, tag: [] };

describe("parseCommandLine", () => {
  it("gives every option its default", () => {
    expect(parse("play")).toEqual({
      kind: "run",
      command: play,
      values: defaults,
      positionals: [],
    });
  });

  it("reads values after a space and after =, switches, and arguments among them", () => {
    const parsed = parse("play --port 1234 a.mcap --label=x=y --loud --no-serve");
    expect(parsed).toEqual({
      kind: "run",
      command: play,
      values: { port: 1234, label: "x=y", loud: true, "no-serve": true, tag: [] },
      positionals: ["a.mcap"],
    });
  });

  it("gathers what may be given several times, in its order", () => {
    expect(valuesOf("play --tag b --loud --tag=a --tag b")).toMatchObject({ tag: ["b", "a", "b"] });
    expect(errorOf("play --tag a --tag")).toContain("--tag needs a value: --tag TEXT");
    expect(errorOf("play --tag a --tag=")).toContain('--tag is ""; it must be text');
  });

  it("takes everything after -- as arguments", () => {
    expect(parse("pack --out o -- --dir")).toMatchObject({
      kind: "run",
      positionals: ["--dir"],
      values: { out: "o" },
    });
  });

  it("lets a flag outrank the environment and the environment the default", () => {
    expect(valuesOf("play", { TEST_PORT: "7" })).toEqual({ ...defaults, port: 7 });
    expect(valuesOf("play --port 8", { TEST_PORT: "7" })).toEqual({ ...defaults, port: 8 });
    expect(valuesOf("play", { TEST_PORT: "" })).toEqual(defaults);
  });

  it("ignores a wrong environment variable where the flag is given", () => {
    expect(valuesOf("play --port 8", { TEST_PORT: "x" })).toEqual({ ...defaults, port: 8 });
  });

  it.each(["", "--help", "-h", "help", "--help play"])("helps on the program for %j", (line) => {
    expect(parse(line)).toEqual({ kind: "help", command: null });
  });

  it.each(["play --help", "play -h", "help play", "play --prot 8 --help", "play a b c --help"])(
    "helps on the command for %j",
    (line) => {
      expect(parse(line)).toEqual({ kind: "help", command: play });
    },
  );

  it.each(["--version", "-V"])("knows %s", (line) => {
    expect(parse(line)).toEqual({ kind: "version" });
  });

  it.each([
    ["plya", 'hipline: unknown command "plya"; did you mean play? (hipline --help lists all)'],
    ["pla", 'hipline: unknown command "pla"; did you mean play? (hipline --help lists all)'],
    ["zzz", 'hipline: unknown command "zzz" (hipline --help lists all)'],
    ["help zzz", 'hipline: unknown command "zzz" (hipline --help lists all)'],
    [
      "--verison",
      "hipline: unknown flag --verison; did you mean --version? (hipline --help lists all)",
    ],
    [
      "play --prot=8",
      "play: unknown flag --prot; did you mean --port? (hipline play --help lists all)",
    ],
    [
      "--play",
      "hipline: unknown flag --play; did you mean hipline play? (hipline --help lists all)",
    ],
    ["play --port 1 --label a --port=2", "play: --port is given twice; give it once"],
    ["play --zzz", "play: unknown flag --zzz (hipline play --help lists all)"],
    [
      "play --hlep",
      "play: unknown flag --hlep; did you mean --help? (hipline play --help lists all)",
    ],
    ["play -p 8", "play: unknown flag -p (hipline play --help lists all)"],
    ["play --no-loud", "play: unknown flag --no-loud"],
    ["play --constructor", "play: unknown flag --constructor"],
    ["play --port abc", 'play: --port is "abc"; it must be a whole number from 0 to 65535'],
    ["play --port 65536", 'play: --port is "65536"; it must be a whole number from 0 to 65535'],
    ["play --port -1", 'play: --port is "-1"; it must be a whole number from 0 to 65535'],
    ["play --port 8e1", 'play: --port is "8e1"'],
    ["play --port=", 'play: --port is ""'],
    ["play --label=", 'play: --label is ""; it must be text that is not empty'],
    ["play --port", "play: --port needs a value: --port N"],
    ["play --port --loud", "play: --port needs a value: --port N"],
    ["play --loud=yes", "play: --loud takes no value"],
    ["play a b", 'play: "b" is one argument too many (see hipline play --help)'],
    ["pack --out x", "pack: DIR is missing (see hipline pack --help)"],
    ["pack dir", "pack: --out FILE is missing (see hipline pack --help)"],
  ])("refuses %j", (line, message) => {
    expect(errorOf(line).slice(0, message.length)).toBe(message);
    expect(errorOf(line)).not.toContain("\n");
  });

  it("names the environment variable that holds a wrong value", () => {
    expect(errorOf("play", { TEST_PORT: "abc" })).toBe(
      'play: the environment variable TEST_PORT is "abc"; it must be a whole number from 0 to 65535' +
        " (see hipline play --help)",
    );
  });
});
