import { readFile } from "node:fs/promises";
import { McapStreamReader } from "@mcap/core";
import { beforeAll, describe, expect, it } from "vitest";
import { exampleEvents, exampleOutputs, temporaryFolder, writeSession } from "./example-session.ts";

const inFolder = temporaryFolder();

/** The part of JSON Schema that the file uses; a keyword outside it makes the check below fail. */
interface FieldSchema {
  readonly type: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: FieldSchema;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly minItems?: number;
  readonly maxItems?: number;
}
interface MessageSchema {
  readonly $schema: string;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly properties: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties: boolean;
}

const schemas = new Map<string, MessageSchema>();
const messages: { readonly schemaName: string; readonly value: Record<string, unknown> }[] = [];

beforeAll(async () => {
  await writeSession(inFolder("all.mcap"), exampleEvents, exampleOutputs);
  const reader = new McapStreamReader();
  reader.append(await readFile(inFolder("all.mcap")));
  const names = new Map<number, string>();
  const channels = new Map<number, string>();
  for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
    if (record.type === "Schema") {
      names.set(record.id, record.name);
      if (record.encoding === "jsonschema") {
        schemas.set(record.name, JSON.parse(new TextDecoder().decode(record.data)));
      }
    } else if (record.type === "Channel" && record.messageEncoding === "json") {
      channels.set(record.id, names.get(record.schemaId) ?? "");
    } else if (record.type === "Message") {
      const schemaName = channels.get(record.channelId);
      if (schemaName === undefined) continue;
      messages.push({ schemaName, value: JSON.parse(new TextDecoder().decode(record.data)) });
    }
  }
});

function violations(
  schema: Pick<FieldSchema, "properties" | "required">,
  value: Record<string, unknown>,
): string[] {
  const found: string[] = [];
  for (const key of schema.required ?? []) if (!(key in value)) found.push(`${key} is missing`);
  for (const [key, field] of Object.entries(value)) {
    const expected = schema.properties?.[key];
    if (expected === undefined) found.push(`${key} is not in the schema`);
    else if (!fits(expected, field)) found.push(`${key} = ${JSON.stringify(field)} does not fit`);
  }
  return found;
}

function fits(schema: FieldSchema, value: unknown): boolean {
  if (schema.type === "array") {
    const { items, minItems = 0, maxItems = Infinity } = schema;
    if (!Array.isArray(value) || value.length < minItems || value.length > maxItems) return false;
    return items !== undefined && value.every((item) => fits(items, item));
  }
  if (schema.type === "object") {
    const isObject = typeof value === "object" && value !== null;
    return isObject && violations(schema, value as Record<string, unknown>).length === 0;
  }
  const isType = schema.type === "integer" ? Number.isInteger(value) : typeof value === schema.type;
  if (!isType) return false;
  if (schema.const !== undefined && value !== schema.const) return false;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false;
  if (typeof value !== "number") return true;
  return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
}

function schemaOf(name: string): MessageSchema {
  const schema = schemas.get(name);
  if (schema === undefined) throw new Error(`no schema ${name}`);
  return schema;
}

describe("the JSON Schemas in a session file", () => {
  it("cover every kind of output and fit every message", () => {
    const kinds = new Set(exampleOutputs.map((output) => output.kind));
    expect(schemas.size).toBe(kinds.size + 9);
    expect(messages.length).toBeGreaterThan(exampleOutputs.length);
    for (const { schemaName, value } of messages) {
      expect(violations(schemaOf(schemaName), value), schemaName).toEqual([]);
    }
  });

  it("refuse what is no such message", () => {
    const stride = messages.find(({ schemaName }) => schemaName === "hipline.Stride")?.value ?? {};
    const schema = schemaOf("hipline.Stride");
    expect(violations(schema, { ...stride, side: "both" })).toHaveLength(1);
    expect(violations(schema, { ...stride, stanceTimeS: "0.25" })).toHaveLength(1);
    expect(violations(schema, { ...stride, shoe: "red" })).toHaveLength(1);
    const { stanceTimeS: _, ...without } = stride;
    expect(violations(schema, without)).toEqual(["stanceTimeS is missing"]);
    const entry = { kind: "entry", timeS: 1, entry: "pain", painLevel: 3 };
    const entrySchema = schemaOf("hipline.Entry");
    expect(violations(entrySchema, entry)).toEqual([]);
    for (const wrong of [{ painLevel: 11 }, { painLevel: -1 }, { painLevel: 3.5 }, { entry: "ok" }])
      expect(violations(entrySchema, { ...entry, ...wrong })).toHaveLength(1);
    const angle = messages.find(({ value }) => "curveDeg" in value)?.value ?? {};
    const curve = angle.curveDeg as number[];
    const angleSchema = schemaOf("hipline.StrideAngle");
    expect(violations(angleSchema, { ...angle, curveDeg: curve.slice(1) })).toHaveLength(1);
    expect(violations(angleSchema, { ...angle, curveDeg: ["0", ...curve.slice(1)] })).toHaveLength(
      1,
    );
  });

  it("say what each field means, and use only what viewers understand", () => {
    const understood: Readonly<Record<string, readonly string[]>> = {
      array: ["type", "description", "items", "minItems", "maxItems"],
      object: ["type", "description", "properties", "required", "additionalProperties"],
    };
    const ofPlain = ["type", "description", "const", "enum", "minimum", "maximum"];
    const plainTypes = ["string", "number", "integer", "boolean"];
    // Lichtblick and Foxglove read one type per field, plain, a list or an object; a list of types or an anyOf makes them refuse the
    // topic.
    const check = (where: string, field: FieldSchema): void => {
      const words = understood[field.type];
      if (words === undefined) expect(plainTypes, where).toContain(field.type);
      const unknown = Object.keys(field).filter((word) => !(words ?? ofPlain).includes(word));
      expect(unknown, where).toEqual([]);
      if (field.type === "array") expect(field.items, where).toBeDefined();
      if (field.items !== undefined) check(`${where}[]`, field.items);
      for (const [key, inner] of Object.entries(field.properties ?? {})) {
        check(`${where}.${key}`, inner);
      }
    };
    for (const [name, schema] of schemas) {
      expect(schema, name).toMatchObject({
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        additionalProperties: false,
      });
      expect(schema.title.length).toBeGreaterThan(0);
      expect(schema.description.length).toBeGreaterThan(0);
      for (const [key, field] of Object.entries(schema.properties)) {
        if (key !== "kind") expect(field.description, `${name}.${key}`).toMatch(/\S/);
        check(`${name}.${key}`, field);
      }
    }
  });

  it("give the unit of every number that has one", () => {
    const units: readonly (readonly [RegExp, RegExp])[] = [
      [/Deg$/, /degrees/],
      [/Pct$/, /percent/],
      [/Hz$/, /Hz/],
      [/MPerS$/, /m\/s/],
      [/Spm$/, /per minute/],
      [/Ppm$/, /parts per million/],
      [/[a-z]S$/, /, s[.;]|m\/s/],
    ];
    let checked = 0;
    for (const [name, schema] of schemas) {
      for (const [key, field] of Object.entries(schema.properties)) {
        const unit = units.find(([suffix]) => suffix.test(key));
        if (unit === undefined) continue;
        checked++;
        expect(field.description, `${name}.${key}`).toMatch(unit[1]);
      }
    }
    expect(checked).toBeGreaterThan(30);
  });

  it("require exactly the fields that are never null", () => {
    expect(schemaOf("hipline.PelvicAngles").required).toEqual(["kind", "timeS"]);
    expect(schemaOf("hipline.Stride").required).not.toContain("flightTimeS");
    expect(schemaOf("hipline.Stride").required).toContain("stanceTimeS");
    expect(schemaOf("hipline.RawBeltSpeed").required ?? []).toEqual([]);
  });
});
