import type * as z from "zod";
import { findJsonError } from "./json-error.ts";

/** What was read, or what is wrong with it in one line that names the place. */
export type ReadJson<T> =
  | { readonly value: T }
  | { readonly problem: string; readonly cause?: unknown };

/** The content of a JSON file that a person may have written; a problem names line and column. */
export function readJson(text: string): ReadJson<unknown> {
  // Editors on Windows put a byte order mark before the first character.
  const content = text.replace(/^\uFEFF/, "");
  try {
    const value: unknown = JSON.parse(content);
    return { value };
  } catch (cause) {
    const { line, column, problem } = findJsonError(content);
    return { problem: `line ${line}, column ${column}: ${problem}`, cause };
  }
}

/** Holds a value to a schema; a problem names the field, what was found there and what is allowed. */
export function checkJson<T>(json: unknown, schema: z.ZodType<T>): ReadJson<T> {
  const result = schema.safeParse(json);
  return result.success ? { value: result.data } : { problem: issueText(result.error, json) };
}

/** The first problem in one line, with the value found. */
function issueText({ issues }: z.ZodError, json: unknown): string {
  const [first] = issues;
  if (first === undefined) return "not valid";
  const path = first.path.length === 0 ? "" : `${pathText(first.path)}: `;
  const found = first.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
  const isLong = typeof found === "object" && found !== null;
  const foundText = found === undefined ? "missing; " : `found ${JSON.stringify(found)}; `;
  // What was found is said already, and better.
  const problem = first.message.replace(/^(?:Invalid|Too) \w+: /, "").replace(/, received .*$/, "");
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  return `${path}${isLong ? "" : foundText}${problem}${more}`;
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
