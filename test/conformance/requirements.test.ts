import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { requirements } from "../../src/conformance/requirements.ts";
import { checks } from "../../src/conformance/run-checks.ts";
import { unseen } from "../../src/conformance/unseen.ts";

const spec = readFileSync(new URL("../../firmware-protocol/SPEC.md", import.meta.url), "utf8");

/** Rows of the table of section 13. */
const rows = [...spec.matchAll(/^\| (HP-\d+) \| (.*?) \| ([\d, ]+) \|$/gm)].map(
  ([, id = "", text = "", section = ""]) => ({ id, section, text: text.replaceAll(/[`*]/g, "") }),
);

describe("the requirements that a pod is held to", () => {
  it("are those of the document, word for word", () => {
    expect(requirements).toEqual(rows);
  });

  it("have a check each, or a reason why there is none, and never both", () => {
    const checked = checks.map(({ id }) => id);
    expect(new Set(checked).size).toBe(checked.length);
    for (const { id } of requirements) {
      if (checked.includes(id)) expect(() => unseen(id), id).toThrow();
      else expect(unseen(id), id).not.toBe("");
    }
  });
});
