/**
 * Outcome of reading an option's text: the value, or what would have been allowed ("a whole number from 0 to 65535"), or,
 * of a text with several parts, what is wrong with one of them ("the amount …").
 */
export type ReadValue<T> =
  | { readonly value: T }
  | { readonly allowed: string }
  | { readonly wrong: string };

/** A flag without a value; false unless given. */
export interface SwitchOption {
  readonly type: "switch";
  readonly description: string;
}

/** A flag that takes a value of type `T`; `T` includes null where it may be left out. */
export interface ValueOption<T> {
  readonly type: "value";
  /** Stands for the value in the help, for example "N". */
  readonly valueName: string;
  readonly description: string;
  /** Environment variable read where the flag is not given. */
  readonly env?: string;
  /** Value where neither flag nor variable is given; undefined = the flag is required. */
  readonly fallback: T | undefined;
  /** How the help words the default; left out = the default is not worth a word. */
  readonly fallbackText?: string;
  read(text: string): ReadValue<T>;
}

/** A flag that may be given several times, each time with a value; empty where it is not given. */
export interface ListOption<T> {
  readonly type: "list";
  /** Stands for the value in the help, for example "ID". */
  readonly valueName: string;
  readonly description: string;
  read(text: string): ReadValue<T>;
}

export type Option = SwitchOption | ValueOption<unknown> | ListOption<unknown>;

/** The options of a command by flag name, without the dashes. */
export type OptionTable = Readonly<Record<string, Option>>;

/** The values a command gets for its `OptionTable`. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends ValueOption<infer T>
    ? T
    : Table[Name] extends ListOption<infer T>
      ? readonly T[]
      : boolean;
};

interface ValueDeclaration<T> {
  readonly valueName: string;
  readonly description: string;
  readonly env?: string;
  readonly fallback: T | undefined;
  readonly fallbackText?: string;
}

export function switchOption(description: string): SwitchOption {
  return { type: "switch", description };
}

/** A value taken as it is written, null where it may be left out; empty text is refused. */
export function textOption<T extends string | null>(
  declaration: ValueDeclaration<T> & { readonly fallback: T },
): ValueOption<T | string> {
  return { ...declaration, type: "value", read: readText };
}

/** Like `textOption`, for a flag that must be given. */
export function requiredTextOption(
  declaration: Omit<ValueDeclaration<string>, "fallback" | "fallbackText">,
): ValueOption<string> {
  return { ...declaration, type: "value", fallback: undefined, read: readText };
}

/** Like `textOption`, for a flag that may be given several times. */
export function textListOption(
  declaration: Pick<ListOption<string>, "valueName" | "description">,
): ListOption<string> {
  return { ...declaration, type: "list", read: readText };
}

function readText(text: string): ReadValue<string> {
  return text === "" ? { allowed: "text that is not empty" } : { value: text };
}

/** A whole number from `min` to `max`, both included. */
export function integerOption<T extends number | null>(
  declaration: ValueDeclaration<T> & { readonly min: number; readonly max: number },
): ValueOption<T | number> {
  const { min, max, ...rest } = declaration;
  return {
    ...rest,
    type: "value",
    read: (text) => {
      const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
      if (value >= min && value <= max) return { value };
      return { allowed: `a whole number from ${min} to ${max}` };
    },
  };
}
