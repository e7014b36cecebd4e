import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands/index.ts";
import { renderCommandHelp, renderMainHelp } from "../../src/cli/help.ts";
import { parseCommandLine } from "../../src/cli/parse-command-line.ts";

function parsedValues(line: string, environment: Record<string, string> = {}): unknown {
  const parsed = parseCommandLine(line.split(" "), commands, environment);
  return parsed.kind === "run" ? parsed.values : parsed;
}

function errorOf(line: string): string {
  const parsed = parseCommandLine(line.split(" "), commands, {});
  return parsed.kind === "error" ? parsed.message : `no error but ${parsed.kind}`;
}

describe("hipline replay", () => {
  it("plays in real time, on no port in particular, by default", () => {
    expect(parsedValues("replay")).toMatchObject({
      port: null,
      host: null,
      force: false,
      speed: 1,
      exit: false,
    });
  });

  it("takes the port from HIPLINE_PORT", () => {
    expect(parsedValues("replay", { HIPLINE_PORT: "9000" })).toMatchObject({ port: 9000 });
  });

  it.each([
    ["max", null],
    ["4", 4],
    ["0.5", 0.5],
    [".5", 0.5],
    ["0.01", 0.01],
    ["1000", 1000],
  ])("reads --speed %s", (text, speed) => {
    expect(parsedValues(`replay --speed ${text}`)).toMatchObject({ speed });
  });

  it.each(["0", "-1", "fast", "1x", "Infinity", "1e9", "", "0.009", "1001", "9".repeat(400)])(
    "refuses --speed=%s",
    (text) => {
      expect(errorOf(`replay --speed=${text}`)).toBe(
        `replay: --speed is ${JSON.stringify(text)}; it must be a number from 0.01 to 1000, or max`,
      );
    },
  );
});

describe("hipline replay --no-serve", () => {
  it.each([
    ["--port 9000", "port"],
    ["--host 0.0.0.0", "host"],
  ])("refuses %s, which would have no effect", (flag, name) => {
    const message = `replay: --no-serve leaves no use for --${name}; give only one of them (see hipline replay --help)`;
    expect(errorOf(`replay --no-serve ${flag}`)).toBe(message);
    expect(errorOf(`replay ${flag} --no-serve`)).toBe(message);
  });

  it("may stand next to a port in the environment, which is meant for every run", () => {
    expect(parsedValues("replay --no-serve", { HIPLINE_PORT: "9000" })).toMatchObject({
      "no-serve": true,
      port: 9000,
    });
  });
});

describe("help", () => {
  it("lists every command and says what the exit codes mean", () => {
    const help = renderMainHelp(commands, "1.2.3");
    expect(help).toContain("Hipline 1.2.3");
    for (const { name } of commands) expect(help).toMatch(new RegExp(`^  ${name} `, "m"));
    expect(help).toContain("Exit codes: 0");
  });

  it("lists every flag and argument of a command", () => {
    for (const command of commands) {
      const help = renderCommandHelp(command);
      for (const name of Object.keys(command.options)) {
        expect(help).toMatch(new RegExp(`^  --${name} `, "m"));
      }
      for (const { name } of command.positionals) {
        expect(help).toMatch(new RegExp(`^  ${name} `, "m"));
      }
    }
  });

  it("names default and environment variable, and wraps under the description", () => {
    const replay = commands.find(({ name }) => name === "replay");
    if (replay === undefined) throw new Error("no replay command");
    expect(renderCommandHelp(replay)).toContain(
      [
        "  --port N       port of the dashboard; 0 takes any free one (environment:",
        "                 HIPLINE_PORT; default: 8080, or the next free one)",
      ].join("\n"),
    );
  });

  it("shows required flags in the usage line", () => {
    const importer = commands.find(({ name }) => name === "import");
    if (importer === undefined) throw new Error("no import command");
    expect(renderCommandHelp(importer)).toMatch(
      /^Usage: hipline import DIR --out FILE \[OPTIONS]$/m,
    );
  });

  it("is never wider than 80 columns and leaves no spaces at line ends", () => {
    const texts = [renderMainHelp(commands, "1.2.3"), ...commands.map(renderCommandHelp)];
    for (const line of texts.join("\n").split("\n")) {
      expect(line.length, line).toBeLessThanOrEqual(80);
      expect(line).toBe(line.trimEnd());
    }
  });

  it("gives examples that the parser accepts", () => {
    for (const { examples } of commands) {
      for (const { line } of examples) {
        const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(
          ([, quoted, word]) => quoted ?? word ?? "",
        );
        expect(args[0]).toBe("hipline");
        expect(parseCommandLine(args.slice(1), commands, {}).kind, line).toBe("run");
      }
    }
  });
});
