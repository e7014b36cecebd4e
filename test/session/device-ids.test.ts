import { describe, expect, it } from "vitest";
import { findId } from "../../src/session/device-ids.ts";

const ids = ["00a1b2c3d4e5f601", "00a1b2c3d4e5f602", "99990000d4e5f602", "c0:ff:ee:00:00:11"];

describe("an id that somebody types", () => {
  it.each([
    ["00a1b2c3d4e5f601", "00a1b2c3d4e5f601"],
    ["00A1B2C3D4E5F602", "00a1b2c3d4e5f602"],
    ["f601", "00a1b2c3d4e5f601"],
    ["0000D4E5F602", "99990000d4e5f602"],
    ["c0:ff:ee:00:00:11", "c0:ff:ee:00:00:11"],
    ["C0-FF-EE-00-00-11", "c0:ff:ee:00:00:11"],
    ["00:11", "c0:ff:ee:00:00:11"],
    ["ee000011", "c0:ff:ee:00:00:11"],
  ])("%s is %s", (asked, id) => {
    expect(findId(asked, ids, "nearby")).toBe(id);
  });

  it("may be longer than what is known of a pod", () => {
    expect(findId("00a1b2c3d4e5f601", ["d4e5f601"], "nearby")).toBe("d4e5f601");
  });

  it.each([
    ["601", /^no 601 nearby; there are 00a1b2c3d4e5f601, 00a1b2c3d4e5f602, /],
    ["abcd", /^no abcd nearby/],
    ["f602", /^f602 nearby may be 00a1b2c3d4e5f602 or 99990000d4e5f602; give more of its digits$/],
  ])("%s is refused", (asked, message) => {
    expect(() => findId(asked, ids, "nearby")).toThrow(message);
  });

  it("is not found among none", () => {
    expect(() => findId("f601", [], "in the config")).toThrow(
      "no f601 in the config; there is none",
    );
  });
});
