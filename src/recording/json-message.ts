import * as z from "zod";
import { isRecord } from "../model/is-record.ts";

/** One kind of JSON message of a session file: its name, its type, and how it lies in the file. */
export interface JsonMessageType<T> {
  /** Schema name in the file, for example "hipline.Stride". */
  readonly name: string;
  /** JSON Schema (2020-12) of the message as it lies in the file, UTF-8. */
  readonly schemaBytes: Uint8Array;
  /**
   * Value → UTF-8 JSON; fields that are null are left out.
   * @throws RangeError where a number, or one in a list, is NaN or infinite: JSON would turn it into null.
   */
  readonly encode: (value: T) => Uint8Array;
  /**
   * UTF-8 JSON → value; fields that may be null and are absent become null.
   * @throws SyntaxError where it is no JSON, ZodError where it is not a message of this kind.
   */
  readonly decode: (bytes: Uint8Array) => T;
}

const textEncoder = new TextEncoder();
const textDecoder = new TextDecoder();

/**
 * The file form of a message type: its nullable fields, and those of objects and lists in it, become optional ones (see session-format.ts).
 * @param absent what fields that were added later mean where a message of a file has none of them, from what it has.
 */
export function jsonMessageType<Shape extends z.core.$ZodLooseShape>(
  name: string,
  schema: z.ZodObject<Shape, z.core.$strict>,
  absent: (
    found: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, unknown>> = () => ({}),
): JsonMessageType<z.infer<typeof schema>> {
  const withNulls = nullFiller(schema);
  return {
    name,
    schemaBytes: textEncoder.encode(JSON.stringify(z.toJSONSchema(fileForm(schema)))),
    encode: (value) => textEncoder.encode(JSON.stringify(withoutNulls(name, value))),
    decode: (bytes) => {
      const found: unknown = JSON.parse(textDecoder.decode(bytes));
      return schema.parse(withNulls(isRecord(found) ? { ...absent(found), ...found } : found));
    },
  };
}

/** The value without fields that are null. @param where is named where a number cannot be written. */
function withoutNulls(where: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new RangeError(`${where} is ${value}: a value that is not known must be null`);
  }
  if (Array.isArray(value)) return value.map((item) => withoutNulls(where, item));
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(
    kept.map(([key, field]) => [key, withoutNulls(`${where}.${key}`, field)]),
  );
}

type Filler = (value: unknown) => unknown;

/** Makes what puts null into every field of a value that may be null and is not there; made once, because files hold many messages of a kind. */
function nullFiller(schema: z.core.$ZodType): Filler {
  const plain = plainSchema(schema);
  if (plain instanceof z.ZodArray && !hasPlainItems(plain)) {
    const fill = nullFiller(plain.element);
    return (value) => (Array.isArray(value) ? value.map(fill) : value);
  }
  if (!(plain instanceof z.ZodObject)) return (value) => value;
  const fields = Object.entries<z.core.$ZodType>(plain.shape).map(
    ([key, field]) => [key, isNullable(field), nullFiller(field)] as const,
  );
  return (value) => {
    if (!isRecord(value)) return value;
    const filled: Record<string, unknown> = { ...value };
    for (const [key, mayBeNull, fill] of fields) {
      if (key in filled) filled[key] = fill(filled[key]);
      else if (mayBeNull) filled[key] = null;
    }
    return filled;
  };
}

/** The schema in which every nullable field is a plain type that need not be there. */
function fileForm(schema: z.core.$ZodType): z.ZodType {
  const plain = plainSchema(schema);
  const described = (form: z.ZodType): z.ZodType =>
    form.meta({ ...z.globalRegistry.get(plain), ...z.globalRegistry.get(schema) });
  if (plain instanceof z.ZodArray && !hasPlainItems(plain)) {
    return described(z.array(fileForm(plain.element)));
  }
  if (!(plain instanceof z.ZodObject)) return described(plain.clone());
  const fields = Object.entries<z.core.$ZodType>(plain.shape).map(([key, field]) => {
    const form = fileForm(field);
    return [key, isNullable(field) ? form.optional() : form] as const;
  });
  return described(z.strictObject(Object.fromEntries(fields)));
}

/** Without what only says that a value may be null, or must not be changed. */
function plainSchema(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly) {
    return plainSchema(schema.unwrap());
  }
  // Every schema of this project is one of zod's own classes.
  return schema as z.ZodType;
}

/** Lists of plain values stay as they are, with their bounds. */
function hasPlainItems({ element }: z.ZodArray): boolean {
  return !(plainSchema(element) instanceof z.ZodObject);
}

function isNullable(field: z.core.$ZodType): boolean {
  return z.safeParse(field, null).success;
}
