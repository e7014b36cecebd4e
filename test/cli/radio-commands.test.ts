import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands/index.ts";
import { runProgram } from "../../src/cli/program.ts";
import { capturedContext } from "../support/captured-context.ts";

describe("the command lines of scan and pair", () => {
  it.each([
    [["scan", "--scenario", "healthy"], /^scan: --scenario .* needs --virtual/],
    [["scan", "--seconds", "0"], /^scan: --seconds is "0"; it must be a whole number from 1/],
    [["pair", "--assign", "e5f601"], /^pair: --assign is "e5f601"; it must be ID=PLACEMENT/],
    [["pair", "--assign", "e5f601=knee"], /it must be ID=PLACEMENT with pelvis, left-thigh/],
    [["pair", "--by", "ear"], /^pair: --by is "ear"; it must be tap or led/],
    [
      ["pair", "--assign", "e5f601=left", "--assign", "e5f602=left-thigh"],
      /^pair: --assign: two pods for the left thigh/,
    ],
  ])("%j is refused with 2, before any radio is opened", async (args, message) => {
    const context = capturedContext();
    expect(await runProgram(args, commands, {}, context)).toBe(2);
    expect(context.noted[0]).toMatch(message);
    expect(context.printed).toEqual([]);
  });
});
