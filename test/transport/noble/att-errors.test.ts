import fc from "fast-check";
import { expect, test } from "vitest";
import {
  describeAttError,
  parseAttError,
  wedgesNoble,
} from "../../../src/transport/noble/att-errors.ts";

test("an Error Response names the request and the code", () => {
  expect(parseAttError(4, Uint8Array.of(0x01, 0x12, 0x03, 0x00, 0x0d))).toEqual({
    request: 0x12,
    code: 0x0d,
  });
});

test("other channels, other answers and cut ones are none", () => {
  expect(parseAttError(5, Uint8Array.of(0x01, 0x12, 0x03, 0x00, 0x0d))).toBeNull();
  expect(parseAttError(4, Uint8Array.of(0x13))).toBeNull();
  expect(parseAttError(4, Uint8Array.of(0x01, 0x12, 0x03, 0x00))).toBeNull();
  fc.assert(
    fc.property(fc.nat(0xffff), fc.uint8Array({ maxLength: 30 }), (channel, payload) => {
      const error = parseAttError(channel, payload);
      const isError = channel === 4 && payload[0] === 1 && payload.length >= 5;
      expect(error !== null).toBe(isError);
    }),
  );
});

test("codes are told in words, and unknown ones as numbers", () => {
  expect(describeAttError(0x03)).toBe("write not permitted (0x03)");
  expect(describeAttError(0x80)).toBe("error 0x80");
});

test("those that make noble pair or wait for ever are known", () => {
  const wedging = Array.from({ length: 256 }, (_, code) => code).filter(wedgesNoble);
  expect(wedging).toEqual([0x04, 0x05, 0x08, 0x0f]);
});
