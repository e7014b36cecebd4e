import * as z from "zod";

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
 * The file form of a message type: its nullable fields become optional ones, not those of objects in it (see session-format.ts).
 * @param absent what fields mean that were added later, where a file has none of them.
 */
export function jsonMessageType<Shape extends z.core.$ZodLooseShape>(
  name: string,
  schema: z.ZodObject<Shape, z.core.$strict>,
  absent: Readonly<Record<string, unknown>> = {},
): JsonMessageType<z.infer<typeof schema>> {
  const nullable = Object.entries(schema.shape)
    .filter(([, field]) => z.safeParse(field as z.core.$ZodType, null).success)
    .map(([key]) => key);
  return {
    name,
    schemaBytes: textEncoder.encode(JSON.stringify(fileSchema(schema, nullable))),
    encode: (value) => textEncoder.encode(JSON.stringify(withoutNulls(name, value))),
    decode: (bytes) => {
      const found: unknown = JSON.parse(textDecoder.decode(bytes));
      const defaults = { ...Object.fromEntries(nullable.map((key) => [key, null])), ...absent };
      return schema.parse(isRecord(found) ? { ...defaults, ...found } : found);
    },
  };
}

function withoutNulls(name: string, value: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    const unwritable = unwritableNumber(field);
    if (unwritable !== undefined) {
      throw new RangeError(
        `${name}.${key} is ${unwritable}: a value that is not known must be null`,
      );
    }
    if (field !== null) kept[key] = field;
  }
  return kept;
}

/** The NaN or infinity that a field is or holds somewhere; undefined where JSON can say it. */
function unwritableNumber(field: unknown): number | undefined {
  if (typeof field === "object" && field !== null) {
    for (const item of Object.values(field)) {
      const found = unwritableNumber(item);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return typeof field === "number" && !Number.isFinite(field) ? field : undefined;
}

/** JSON Schema of `schema` in which the nullable fields are plain types that need not be there. */
function fileSchema(schema: z.ZodObject, nullable: readonly string[]): unknown {
  const fields = Object.fromEntries(
    Object.entries(schema.shape).map(([key, field]) => {
      if (!nullable.includes(key)) return [key, field];
      const { description } = z.globalRegistry.get(field) ?? {};
      const plain = field instanceof z.ZodNullable ? field.unwrap() : field;
      const described = description === undefined ? plain : plain.meta({ description });
      return [key, described.optional()];
    }),
  );
  return z.toJSONSchema(z.strictObject(fields).meta(z.globalRegistry.get(schema) ?? {}));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
