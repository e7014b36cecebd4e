import { describe, expect, it } from "vitest";
import { nearest } from "../../src/model/nearest.ts";

const flags = ["--port", "--host", "--speed", "--exit", "--record", "--no-serve", "--help"];

describe("nearest", () => {
  it.each([
    ["--spped", "--speed"],
    ["--sped", "--speed"],
    ["--psort", "--port"],
    ["--prot", "--port"],
    ["--Speed", "--speed"],
    ["--rec", "--record"],
    ["--noserve", "--no-serve"],
    ["--speed", "--speed"],
  ])("takes %s for %s", (typed, meant) => {
    expect(nearest(typed, flags)).toBe(meant);
  });

  it.each(["--zzz", "--background", "", "-"])("finds nothing near %j", (typed) => {
    expect(nearest(typed, flags)).toBeNull();
  });

  it("counts a swap of neighbours as one edit", () => {
    expect(nearest("ipmort", ["import"])).toBe("import");
    expect(nearest("abdc", ["abcd"])).toBe("abcd");
    // Two substitutions in a word of four letters are too many to be a typing error.
    expect(nearest("abxy", ["abcd"])).toBeNull();
  });

  it("does not complete a beginning that several candidates share", () => {
    expect(nearest("in", ["inspect", "install"])).toBeNull();
    expect(nearest("ins", ["inspect", "import"])).toBe("inspect");
  });

  it("prefers the candidate with fewer edits, whatever the order", () => {
    expect(nearest("--hosta", ["--hostel", "--hosts"])).toBe("--hosts");
    expect(nearest("--hosta", ["--hosts", "--hostel"])).toBe("--hosts");
  });
});
