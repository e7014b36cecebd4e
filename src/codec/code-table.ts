import type { CodeTable } from "./protocol.ts";

type NamedCodes = Readonly<Record<string, number>>;

/** The name of a code, or undefined where the table does not list it. */
export function nameOfCode<Codes extends NamedCodes>(
  codes: Codes,
  code: number,
): (keyof Codes & string) | undefined {
  for (const name in codes) {
    if (codes[name] === code) {
      return name;
    }
  }
  return undefined;
}

/** The value of a code, or undefined where the table does not list it. */
export function valueOfCode(table: CodeTable, code: number): number | undefined {
  return table.find((entry) => entry[0] === code)?.[1];
}

/** The code of a value, or undefined where the protocol has none for it. */
export function codeOfValue(table: CodeTable, value: number): number | undefined {
  return table.find((entry) => entry[1] === value)?.[0];
}

/** "8, 16 or 32", for messages. */
export function listValues(table: CodeTable): string {
  const values = table.map((entry) => String(entry[1]));
  return `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}
