import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/config/user-error.ts";
import { parsePastSession, renderPastSession } from "../../src/session/past-session-file.ts";
import { anyPastSession, pastSession } from "../support/past-session.ts";

function problemOf(text: string): string {
  try {
    parsePastSession(text, "kept.json");
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error("no error");
}

const kept = renderPastSession(pastSession(), "kept.json");
const changed = (change: object): string => JSON.stringify({ ...JSON.parse(kept), ...change });

describe("the file of a kept session", () => {
  it("is read back as it was written", () => {
    fc.assert(
      fc.property(anyPastSession, (session) => {
        const read = parsePastSession(renderPastSession(session, "kept.json"), "kept.json");
        // JSON has no negative zero.
        expect(JSON.stringify(read)).toBe(JSON.stringify(session));
      }),
    );
  });

  it("names the line where it was cut off", () => {
    for (let length = 0; length < kept.length - 2; length += 7) {
      expect(problemOf(kept.slice(0, length))).toMatch(
        /^kept\.json: line \d+, column \d+: not JSON/,
      );
    }
  });

  it.each<[string, object]>([
    ["worstPain: found 11; ", { worstPain: 11 }],
    ["strides: found -1; ", { strides: -1 }],
    ['affectedSide: found "middle"; ', { affectedSide: "middle" }],
    ["startedAt: found ", { startedAt: "yesterday" }],
    ["sharpPainOrCatch: missing; ", { sharpPainOrCatch: undefined }],
    ['unknown field "pain"', { pain: 1 }],
    ["version: found 0; ", { version: 0 }],
    ["version 2 is newer than this program, which reads version 1", { version: 2 }],
    [
      "baselines[0].strideTimeS: found 0; ",
      { baselines: [{ speedKmH: 9, strideTimeS: 0, metrics: [] }] },
    ],
  ])("says what is wrong: %s", (problem, change) => {
    expect(problemOf(changed(change))).toContain(`kept.json: ${problem}`);
  });

  it("has one line of words for whatever somebody makes of it", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => changed({ baselines: JSON.parse(json) })),
        ),
        (text) => {
          try {
            parsePastSession(text, "kept.json");
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
            expect((error as UserError).message).toMatch(/^kept\.json: [^\n]+$/);
          }
        },
      ),
    );
  });
});
