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

describe("hipline monitor", () => {
  it("keeps sessions in the usual folder by default, in another one where asked, or nowhere", () => {
    expect(parsedValues("monitor")).toMatchObject({ "runner-store": null, "no-history": false });
    const environment = { HIPLINE_RUNNER_STORE: "kept" };
    for (const line of ["monitor", "history"]) {
      expect(parsedValues(line, environment)).toMatchObject({ "runner-store": "kept" });
      expect(parsedValues(`${line} --runner-store here`, environment)).toMatchObject({
        "runner-store": "here",
      });
    }
    expect(parsedValues("monitor --no-history", environment)).toMatchObject({
      "no-history": true,
    });
    expect(errorOf("monitor --no-history --runner-store here")).toContain("leaves no use for");
  });
});

describe("hipline simulate", () => {
  it("changes nothing of the scenario by default, and plays one runner in real time", () => {
    expect(parsedValues("simulate")).toMatchObject({
      scenario: null,
      plan: null,
      "running-speed": null,
      cadence: null,
      "affected-side": null,
      compensation: [],
      duration: null,
      seed: null,
      runners: 1,
      truth: null,
      speed: 1,
    });
  });

  it.each([
    ["2.8", 2.8],
    ["3m/s", 3],
    ["10km/h", 10 / 3.6],
  ])("reads --running-speed %s", (text, speed) => {
    expect(parsedValues(`simulate --running-speed ${text}`)).toMatchObject({
      "running-speed": speed,
    });
  });

  it.each([
    ["90", 90],
    ["1:30", 90],
    ["0:07.5", 7.5],
    ["1:00:00", 3600],
    ["2:05:07.5", 7507.5],
    ["90:00", 5400],
    ["endless", "endless"],
  ])("reads --duration %s", (text, duration) => {
    expect(parsedValues(`simulate --duration ${text}`)).toMatchObject({ duration });
  });

  it("reads compensations with and without their size", () => {
    const asked = "stance-shortened@1:00,pelvic-tilt:-4.5@90,hip-rotation-reduced:60@2:30";
    expect(parsedValues(`simulate --compensation ${asked}`)).toMatchObject({
      compensation: [
        { kind: "stance-shortened", amount: null, atS: 60 },
        { kind: "pelvic-tilt", amount: -4.5, atS: 90 },
        { kind: "hip-rotation-reduced", amount: 60, atS: 150 },
      ],
    });
  });

  it.each([
    ["running-speed", "fast", /a speed from 1\.8 to 5\.5 \(m\/s\).*6\.5 to 19\.8km\/h/],
    ["running-speed", "10", /a speed from 1\.8/],
    ["running-speed", "km/h", /a speed from 1\.8/],
    ["cadence", "300", /from 120 to 230/],
    ["affected-side", "both", /left or right/],
    ["compensation", "limping@60", /one of stance-shortened, pelvic-tilt, .*hip-rotation-reduced/],
    ["compensation", "pelvic-tilt", /KIND@TIME or KIND:AMOUNT@TIME/],
    ["compensation", "pelvic-tilt@soon", /KIND@TIME/],
    ["compensation", "pelvic-tilt@60,", /KIND@TIME/],
    ["duration", "0", /90 \(seconds\), 1:30 or 1:00:00/],
    ["duration", "1:75", /90 \(seconds\), 1:30 or 1:00:00/],
    ["duration", "1:75:00", /90 \(seconds\), 1:30 or 1:00:00/],
    ["duration", "1:5:00", /90 \(seconds\), 1:30 or 1:00:00/],
    ["duration", "24:00:01", /up to 24 hours/],
    ["runners", "0", /from 1 to 20/],
    ["seed", "-1", /from 0 to/],
  ])("refuses --%s=%s", (flag, text, allowed) => {
    const message = errorOf(`simulate --${flag}=${text}`);
    expect(message).toContain(`simulate: --${flag} is ${JSON.stringify(text)}; it must be `);
    expect(message).toMatch(allowed);
  });

  it("takes an amount with its unit, as the help writes it", () => {
    const asked = "stance-shortened:6%@1:00,pelvic-tilt:-6°@90,hip-rotation-reduced:40 %@60";
    expect(parseCommandLine(["simulate", "--compensation", asked], commands, {})).toMatchObject({
      values: { compensation: [{ amount: 6 }, { amount: -6 }, { amount: 40 }] },
    });
  });

  it.each([
    ["pelvic-tilt:1000@1:00", "pelvic-tilt must be from -15 to 15 °, but not 0"],
    ["pelvic-tilt:0@60", "pelvic-tilt must be from -15 to 15 °, but not 0"],
    ["pelvic-tilt:much@60", "pelvic-tilt must be from -15 to 15 °, but not 0"],
    ["pelvic-tilt:6%@60", "pelvic-tilt must be from -15 to 15 °, but not 0"],
    ["stance-shortened:20.5@60", "stance-shortened must be from 0.5 to 20 %"],
    ["contralateral-drop:-4@60", "contralateral-drop must be from 0.5 to 15 °"],
    ["pelvic-tilt@9,hip-rotation-reduced:0.5@9", "hip-rotation-reduced must be from 1 to 100 %"],
  ])("says of --compensation %s that its amount is wrong", (text, problem) => {
    expect(errorOf(`simulate --compensation=${text}`)).toBe(
      `simulate: --compensation is "${text}"; the amount of ${problem}`,
    );
  });

  it("refuses the same compensation twice at the same moment", () => {
    const twice = "pelvic-tilt:4@60,stance-shortened@60,pelvic-tilt:6@1:00";
    expect(errorOf(`simulate --compensation=${twice}`)).toContain(
      "; pelvic-tilt is in it twice at the same moment",
    );
    const later = "pelvic-tilt:4@60,pelvic-tilt:6@61";
    expect(parsedValues(`simulate --compensation ${later}`)).toMatchObject({
      compensation: [{ atS: 60 }, { atS: 61 }],
    });
  });

  it("is what hipline replay --simulate runs, with all its options", () => {
    const line = "replay --port 9000 --simulate --affected-side left --speed 4";
    const parsed = parseCommandLine(line.split(" "), commands, {});
    expect(parsed).toMatchObject({
      kind: "run",
      command: { name: "simulate" },
      values: { port: 9000, "affected-side": "left", speed: 4 },
    });
    expect(errorOf("replay --simulate --spped 4")).toBe(
      "simulate: unknown flag --spped; did you mean --speed? (hipline simulate --help lists all)",
    );
    expect(errorOf("replay --simulate run.mcap")).toContain('"run.mcap" is one argument too many');
    expect(parseCommandLine(["replay", "--simulate", "--help"], commands, {})).toMatchObject({
      kind: "help",
      command: { name: "simulate" },
    });
  });
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
        // What a shell sends to a file is no argument.
        const command = line.replace(/ > \S+$/, "");
        const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
          ([, quoted, word]) => quoted ?? word ?? "",
        );
        expect(args[0]).toBe("hipline");
        expect(parseCommandLine(args.slice(1), commands, {}).kind, line).toBe("run");
      }
    }
  });
});
