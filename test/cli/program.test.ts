import { describe, expect, it } from "vitest";
import { defineCommand } from "../../src/cli/command.ts";
import { runProgram } from "../../src/cli/program.ts";
import type { CommandContext } from "../../src/config/command-context.ts";
import { CommandLineError, UserError } from "../../src/config/user-error.ts";

/** Runs `args` with one command, "work", whose body is `run`; returns exit code and everything written. */
async function runWith(args: string[], run: (context: CommandContext) => Promise<number>) {
  const printed: string[] = [];
  const noted: string[] = [];
  const progress: (string | null)[] = [];
  const work = defineCommand({
    name: "work",
    summary: "work",
    description: "Works.",
    positionals: [],
    options: {},
    examples: [],
    run: (_values, _positionals, context) => run(context),
  });
  const context: CommandContext = {
    output: {
      print: (line) => printed.push(line),
      note: (line) => noted.push(line),
      progress: (text) => progress.push(text),
      isTty: false,
      colours: false,
    },
    input: { line: () => Promise.resolve(null) },
    signal: new AbortController().signal,
    version: "1.2.3",
  };
  const code = await runProgram(args, [work], {}, context);
  return { code, printed, noted, progress };
}

describe("runProgram", () => {
  it("hands the command's exit code on", async () => {
    const result = await runWith(["work"], async ({ output }) => {
      output.print("hello");
      return 7;
    });
    expect(result).toMatchObject({ code: 7, printed: ["hello"], noted: [] });
  });

  it("shows a user's mistake as one line and a hint, without a stack", async () => {
    const result = await runWith(["work"], async () => {
      throw new UserError("run.mcap: no such file", { hint: "Is the path right?" });
    });
    expect(result).toMatchObject({
      code: 1,
      printed: [],
      noted: ["work: run.mcap: no such file", "  Is the path right?"],
    });
  });

  it("ends with 2 where options do not go together, although the command found it out", async () => {
    const result = await runWith(["work"], async () => {
      throw new CommandLineError("--this: not with --that");
    });
    expect(result).toMatchObject({ code: 2, noted: ["work: --this: not with --that"] });
  });

  it("shows any other error as a defect, with its stack and how to report it", async () => {
    const result = await runWith(["work"], async () => {
      throw new TypeError("x is not a function");
    });
    expect(result.code).toBe(1);
    expect(result.noted[0]).toMatch(
      /^work: unexpected error: TypeError: x is not a function\n +at /,
    );
    expect(result.noted[1]).toContain("defect of Hipline 1.2.3");
    expect(result.noted[1]).toContain("Please report it");
  });

  it("removes the progress line, however the command ends", async () => {
    const good = await runWith(["work"], async ({ output }) => {
      output.progress("busy");
      return 0;
    });
    expect(good.progress.at(-1)).toBeNull();
    const bad = await runWith(["work"], async ({ output }) => {
      output.progress("busy");
      throw new Error("x");
    });
    expect(bad.progress.at(-1)).toBeNull();
  });

  it("returns 2 for a command line it does not understand, and runs nothing", async () => {
    const run = async (): Promise<number> => {
      throw new Error("must not run");
    };
    const result = await runWith(["work", "--fast"], run);
    expect(result).toMatchObject({
      code: 2,
      printed: [],
      noted: ["work: unknown flag --fast (hipline work --help lists all)"],
    });
  });
});
