import fc from "fast-check";
import { expect, test } from "vitest";
import { uuidFromNoble } from "../../../src/transport/noble/uuid.ts";

test("16-bit UUIDs, which noble writes without leading zeros, are written out", () => {
  expect(uuidFromNoble("180d")).toBe("0000180d-0000-1000-8000-00805f9b34fb");
  expect(uuidFromNoble("AF0")).toBe("00000af0-0000-1000-8000-00805f9b34fb");
  expect(uuidFromNoble("1")).toBe("00000001-0000-1000-8000-00805f9b34fb");
});

test("128-bit UUIDs get their dashes", () => {
  const written = "6e400001-b5a3-f393-e0a9-e50e24dcca9e";
  expect(uuidFromNoble("6E400001B5A3F393E0A9E50E24DCCA9E")).toBe(written);
  expect(uuidFromNoble(written)).toBe(written);
});

test("what is no UUID matches nothing and throws nothing", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const uuid = uuidFromNoble(text);
      expect(uuid).toBe(uuid.toLowerCase());
    }),
  );
  expect(uuidFromNoble("")).toBe("");
  expect(uuidFromNoble("123456789")).toBe("123456789");
});
