import type * as z from "zod";
import { findJsonError } from "./json-error.ts";

interface Problem {
  /** In one line that names the place. */
  readonly problem: string;
  /** What else is wrong, a line each. */
  readonly more: readonly string[];
  readonly cause?: unknown;
}

/** What was read, or what is wrong with it. */
export type ReadJson<T> = { readonly value: T } | Problem;

/** The content of a JSON file that a person may have written; a problem names line and column. */
export function readJson(text: string): ReadJson<unknown> {
  // Editors on Windows put a byte order mark before the first character.
  const content = text.replace(/^\uFEFF/, "");
  try {
    const value: unknown = JSON.parse(content);
    return { value };
  } catch (cause) {
    const { line, column, problem } = findJsonError(content);
    return { problem: `line ${line}, column ${column}: ${problem}`, more: [], cause };
  }
}

/** Holds a value to a schema; a problem names the field, what was found there and what is allowed. */
export function checkJson<T>(json: unknown, schema: z.ZodType<T>): ReadJson<T> {
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data };
  return firstProblem(result.error.issues.map((issue) => issueText(issue, json)));
}

/** Several problems: the first in one line, that says how many more there are, and those. */
export function firstProblem([first = "not valid", ...more]: readonly string[]): Problem {
  return { problem: more.length === 0 ? first : `${first} (and ${more.length} more)`, more };
}

/** A problem in one line, with the value found. */
function issueText({ path: place, message }: z.core.$ZodIssue, json: unknown): string {
  const path = place.length === 0 ? "" : `${pathText(place)}: `;
  const found = place.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
  const isLong = typeof found === "object" && found !== null;
  const foundText = found === undefined ? "missing; " : `found ${JSON.stringify(found)}; `;
  // What was found is said already, and better.
  const problem = message.replace(/^(?:Invalid|Too) \w+: /, "").replace(/, received .*$/, "");
  return `${path}${isLong ? "" : foundText}${problem}`;
}

/** "pods[0].podId", "rules.pelvic-tilt.alert". */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = String(key);
    if (!/^[\w$-]+$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === "" ? name : `${text}.${name}`;
  }, "");
}
