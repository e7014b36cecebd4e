import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonError } from "../../src/schema/json-error.ts";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("place of an error in JSON", () => {
  it.each([
    ['{\n "a": tru }', 2, 7, 'expected a value, found "tru"'],
    ['{"a": 1,}', 1, 9, 'expected a name in "double quotes", found "}"'],
    ["{'a': 1}", 1, 2, 'expected a name in "double quotes", found "\'"'],
    ['{"a" 1}', 1, 6, 'expected ":", found "1"'],
    ["[1 2]", 1, 4, 'expected "," or "]", found "2"'],
    ['{"a": {\n  "b": [1, 2\n', 3, 1, 'expected "," or "]", the file ends'],
    ["", 1, 1, "expected a value, the file ends"],
    ["{} x", 1, 4, 'expected the end of the file, found "x"'],
    ['["a\nb"]', 1, 2, 'expected a value, found "\\""'],
    ["[01]", 1, 3, 'expected "," or "]", found "1"'],
  ])("%j: line %i, column %i", (text, line, column, problem) => {
    expect(isJson(text)).toBe(false);
    expect(findJsonError(text)).toEqual({ line, column, problem: `not JSON: ${problem}` });
  });

  it("is found in every text that JSON.parse refuses", () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", "}", '"', "x", "1", "[", " "))
      .map(([text, at, insert]) => {
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + insert + text.slice(cut + 1);
      });
    fc.assert(
      fc.property(damaged, (text) => {
        fc.pre(!isJson(text));
        const { line, column, problem } = findJsonError(text);
        expect(problem).not.toBe("not JSON");
        expect(line).toBe(1);
        expect(column).toBeLessThanOrEqual(text.length + 1);
      }),
    );
  });
});
