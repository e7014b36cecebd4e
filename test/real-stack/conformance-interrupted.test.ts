import { expect, test } from "vitest";
import type { CommandContext } from "../../src/config/command-context.ts";
import { runConformance } from "../../src/session/run-conformance.ts";
import { capturedContext } from "../support/captured-context.ts";

/** Runs it over the emulated radio until it says that it does this. */
async function interruptedAt(doing: RegExp) {
  const stop = new AbortController();
  const captured = capturedContext(stop.signal);
  const progress: CommandContext["output"]["progress"] = (text) => {
    if (doing.test(text ?? "")) setTimeout(() => stop.abort(), 200);
  };
  const context = { ...captured, output: { ...captured.output, progress } };
  const pod = "6e82";
  const options = { radio: { virtual: { scenario: null } }, pod, only: null, json: false };
  const code = await runConformance(options, context);
  return { ...captured, code };
}

const givenUpText = "Given up: not every requirement was looked at.";

test.concurrent("conformance that is ended while it listens does not say that there is no pod", async () => {
  const { code, printed, noted } = await interruptedAt(/Listening/);
  expect({ code, printed, noted }).toEqual({ code: 1, printed: [], noted: [givenUpText] });
}, 30_000);

test.concurrent("conformance that is ended early has passed no pod, and blames none", async () => {
  const { code, printed, noted } = await interruptedAt(/^12 of/);
  expect(code).toBe(1);
  expect(noted).toEqual([givenUpText]);
  expect(printed.join("\n")).toMatch(/, 0 failed|, no failed/);
}, 60_000);
