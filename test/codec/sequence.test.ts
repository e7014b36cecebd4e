import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sequenceGap } from "../../src/codec/sequence.ts";

describe("sequenceGap", () => {
  it.each([
    ["follows on", 5, 6, 0],
    ["one missing", 5, 7, 1],
    ["follows on over the wrap", 65_535, 0, 0],
    ["three missing over the wrap", 65_534, 2, 3],
    ["a duplicate", 9, 9, -1],
    ["a duplicate of 0", 0, 0, -1],
    ["one late", 9, 8, -2],
    ["one late over the wrap", 0, 65_535, -2],
    ["the largest step forward", 0, 32_767, 32_766],
    ["half the numbers count as backward", 0, 32_768, -32_769],
  ])("%s: %i then %i", (_name, previous, next, gap) => {
    expect(sequenceGap(previous, next)).toBe(gap);
  });

  it("depends on the distance alone", () => {
    const u16 = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(u16, fc.integer({ min: -32_768, max: 32_767 }), (previous, step) => {
        expect(sequenceGap(previous, (previous + step) & 0xffff)).toBe(step - 1);
      }),
    );
  });
});
