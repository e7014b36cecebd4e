import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import { parseRules } from "../../src/config/parse-rules.ts";
import { suspensions } from "../../src/model/alert-output.ts";
import { packageFile } from "../../src/session/package-file.ts";
import { defaultRulesText, rulesSchemaText } from "../../src/session/run-rules.ts";

const doc = (name: string): Promise<string> => readFile(packageFile(`docs/${name}`), "utf8");

/** Every name of a field in the default rules, at whatever depth. */
function fieldNames(value: unknown): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldNames(inner)]);
}

describe("the documents on alerts", () => {
  it("hold the default rules: hipline rules show > docs/default-alert-rules.json", async () => {
    expect(JSON.parse(await doc("default-alert-rules.json"))).toEqual(
      JSON.parse(defaultRulesText()),
    );
  });

  it("hold the schema: hipline rules schema > docs/alert-rules.schema.json", async () => {
    expect(JSON.parse(await doc("alert-rules.schema.json"))).toEqual(JSON.parse(rulesSchemaText()));
  });

  it("name every rule, every field and every reason to say nothing", async () => {
    const text = await doc("alerts.md");
    const sections = ["baseline", "quality", "feedback", "rules"];
    const names = [...fieldNames(defaultAlertRules), ...suspensions].filter(
      (name) => !sections.includes(name),
    );
    expect(names.filter((name) => !new RegExp(`[\`.]${name}\``).test(text))).toEqual([]);
  });

  it("show a rules file that is sound", async () => {
    const [, example] = /```json\n([\s\S]*?)```/.exec(await doc("alerts.md")) ?? [];
    const rules = parseRules(example ?? "", "docs/alerts.md", defaultAlertRules);
    expect(rules.rules["pelvic-tilt-forward"]).toMatchObject({ alert: { change: 4, sd: 3 } });
  });
});
