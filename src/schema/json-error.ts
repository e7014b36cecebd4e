/** Where a text stops being JSON; line and column count from 1. */
export interface JsonError {
  readonly line: number;
  readonly column: number;
  readonly problem: string;
}

/** Thrown inside this file only: the offset at which the text cannot be JSON any more. */
class Unexpected extends Error {
  readonly offset: number;

  constructor(offset: number, expected: string) {
    super(`expected ${expected}`);
    this.offset = offset;
  }
}

const blank = /[ \t\r\n]*/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside strings.
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/**
 * Finds where a text that JSON.parse refuses is wrong: its own messages name a place in some versions of Node and for some
 * mistakes only.
 */
export function findJsonError(text: string): JsonError {
  try {
    const end = skip(blank, text, value(text, skip(blank, text, 0)));
    if (end < text.length) throw new Unexpected(end, "the end of the file");
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    const before = text.slice(0, error.offset).split("\n");
    const next = text.slice(error.offset).match(/^(?:[\w.+-]+|.)/su)?.[0];
    const found = next === undefined ? "the file ends" : `found ${JSON.stringify(next)}`;
    return {
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      problem: `not JSON: ${error.message}, ${found}`,
    };
  }
  return { line: 1, column: 1, problem: "not JSON" };
}

/** The offset after what `token` matches at `at`; `at` itself where it does not match. */
function skip(token: RegExp, text: string, at: number): number {
  token.lastIndex = at;
  return token.test(text) ? token.lastIndex : at;
}

/** The offset after a value. */
function value(text: string, at: number): number {
  if (text[at] === "{") return list(text, at, "}", member);
  if (text[at] === "[") return list(text, at, "]", value);
  const end = Math.max(skip(scalar, text, at), skip(string, text, at));
  if (end === at) throw new Unexpected(at, "a value");
  return end;
}

function member(text: string, at: number): number {
  const afterName = skip(string, text, at);
  if (afterName === at) throw new Unexpected(at, 'a name in "double quotes"');
  const colon = skip(blank, text, afterName);
  if (text[colon] !== ":") throw new Unexpected(colon, '":"');
  return value(text, skip(blank, text, colon + 1));
}

function list(
  text: string,
  start: number,
  close: string,
  item: (text: string, at: number) => number,
): number {
  let at = skip(blank, text, start + 1);
  if (text[at] === close) return at + 1;
  for (;;) {
    at = skip(blank, text, item(text, at));
    if (text[at] === close) return at + 1;
    if (text[at] !== ",") throw new Unexpected(at, `"," or "${close}"`);
    at = skip(blank, text, at + 1);
  }
}
