import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import { commands } from "../../src/cli/commands/index.ts";
import { runProgram } from "../../src/cli/program.ts";
import { emptyConfig } from "../../src/config/config.ts";
import { explainRule } from "../../src/session/explain-rule.ts";
import { liveRules } from "../../src/session/rules-file.ts";
import { capturedContext } from "../support/captured-context.ts";

let folder: string;
let coach: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-rules-"));
  coach = join(folder, "coach.json");
  const rules = {
    "pelvic-tilt": { alert: { change: 6 } },
    "my-tilt": defaultAlertRules.rules["pelvic-tilt"],
  };
  await writeFile(coach, JSON.stringify({ version: 1, name: "Coach A", rules }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function hipline(...args: string[]) {
  const context = capturedContext();
  const code = await runProgram(args, commands, {}, context);
  return { code, printed: context.printed, noted: context.noted };
}

describe("hipline rules check", () => {
  it("says what a file changes", async () => {
    expect(await hipline("rules", "check", coach)).toEqual({
      code: 0,
      printed: [
        `${coach}: fine; 3 differences from the default rules. Not clinically validated.`,
        "field                           default          here",
        'name                            "Hipline\'s own"  "Coach A"',
        "rules.pelvic-tilt.alert.change  5                6",
        "rules.my-tilt                   none             a new rule, gait",
      ],
      noted: [],
    });
  });

  it("takes what show prints, which changes nothing", async () => {
    const { printed } = await hipline("rules", "show");
    const file = join(folder, "shown.json");
    await writeFile(file, printed.join("\n"));
    expect((await hipline("rules", "check", file)).printed).toEqual([
      `${file}: fine; no differences from the default rules. Not clinically validated.`,
    ]);
  });

  it("ends with 1 where a file is not sound, and says why", async () => {
    const file = join(folder, "wrong.json");
    await writeFile(file, '{"version": 1, "rules": {"pain": {"alertLevel": 11}}}');
    const { code, noted } = await hipline("rules", "check", file);
    expect(code).toBe(1);
    expect(noted[0]).toBe(
      `rules: ${file}: rules.pain.alertLevel: found 11; expected number to be <=10`,
    );
  });

  it("names everything that is wrong, not only the first", async () => {
    const file = join(folder, "wrong-thrice.json");
    const rules = { pain: { alertLevel: 11 }, "pod-battery": { watchPct: "20" } };
    await writeFile(file, JSON.stringify({ version: 1, nam: "x", rules }));
    const { noted } = await hipline("rules", "check", file);
    expect(noted[0]).toMatch(/: rules\.pain\.alertLevel: found 11; .* \(and 2 more\)$/);
    expect(noted.slice(1, 3)).toEqual([
      '  rules.pod-battery.watchPct: found "20"; expected number',
      expect.stringContaining('"nam"'),
    ]);
    await writeFile(file, JSON.stringify({ version: 1, rules: { "pain-": {}, tilt: {} } }));
    const names = await hipline("rules", "check", file);
    expect(names.noted[0]).toMatch(/ \(and 1 more\)$/);
    expect(names.noted[1]).toMatch(/^ {2}rules\.tilt: no default rule is called so/);
  });

  it("ends with 1 where there is no file", async () => {
    const { code, noted } = await hipline("rules", "check", join(folder, "none.json"));
    expect({ code, noted }).toEqual({
      code: 1,
      noted: [`rules: ${join(folder, "none.json")}: no such file`],
    });
  });
});

describe("hipline rules explain", () => {
  it("says what a rule of a file does", async () => {
    const { code, printed } = await hipline("rules", "explain", "my-tilt", "--rules", coach);
    expect(code).toBe(0);
    expect(printed[0]).toBe(
      'my-tilt: a rule of type "gait". Not clinically validated: it tells of a change, it does not diagnose.',
    );
    expect(printed.join("\n")).toContain("Watch: from 3° or 2 SD");
  });

  it.each(Object.entries(defaultAlertRules.rules))("says what %s does", (id, rule) => {
    const lines = explainRule(id, rule, defaultAlertRules);
    expect(lines[0]).toContain("Not clinically validated");
    expect(lines.join("\n")).toMatch(/\nLooks at: /);
    expect(lines.join("\n")).not.toMatch(/undefined|NaN|null|\[object|abnormal/);
  });

  it.each([
    ["pod-slip", "Told: not at all, only shown."],
    ["pod-silent", "Told: alert by sound, spoken; at least 30 s after the last."],
  ])("says of %s only what its severity is told by", async (id, told) => {
    expect((await hipline("rules", "explain", id)).printed.at(-1)).toBe(told);
  });

  it("says nothing of a cool-down that holds nobody back", () => {
    const cooldown = (id: "pain" | "pod-silent" | "incline") => {
      const rule = defaultAlertRules.rules[id];
      if (rule === undefined) throw new Error(id);
      return explainRule(id, { ...rule, cooldownS: 60 }, defaultAlertRules).join("\n");
    };
    expect(cooldown("pain")).not.toContain("60 s");
    expect(cooldown("pod-silent")).not.toContain("60 s");
    expect(cooldown("incline")).toContain("Not raised anew for 60 s");
  });

  it("names the rules there are, and the one that was probably meant", async () => {
    const { code, noted } = await hipline("rules", "explain", "pelvis-tilt");
    expect(code).toBe(2);
    expect(noted[0]).toContain("no rule is called");
    expect(noted[0]).toContain("did you mean pelvic-tilt?");
  });
});

describe("hipline rules", () => {
  it.each([
    [
      ["chek"],
      'ACTION is "chek"; it must be one of check, explain, show, schema; did you mean check?',
    ],
    [["check"], "missing is the rules file"],
    [["explain"], "missing is the rule's name"],
    [["show", "x"], '"x" is one argument too many'],
    [["check", "x", "--rules", "y"], "--rules goes with explain only"],
    [[], "ACTION is missing"],
  ])("refuses %j", async (args, problem) => {
    const { code, noted } = await hipline("rules", ...args);
    expect(code).toBe(2);
    expect(noted[0]).toContain(problem);
  });
});

describe("the rules of a live session", () => {
  const config = { ...emptyConfig, rulesFile: "coach.json" };
  const configFile = (): string => join(folder, "config.json");

  it("are those of the file that the config names, beside the config", async () => {
    expect((await liveRules(null, config, configFile()))?.name).toBe("Coach A");
  });

  it("are those asked for just now before that", async () => {
    const file = join(folder, "other.json");
    await writeFile(file, '{"version": 1, "name": "Other"}');
    expect((await liveRules(file, config, configFile()))?.name).toBe("Other");
  });

  it("are none where nobody names any", async () => {
    expect(await liveRules(null, emptyConfig, configFile())).toBeNull();
  });

  it("are said to be missing by the config that names them", async () => {
    const missing = { ...emptyConfig, rulesFile: "no.json" };
    await expect(liveRules(null, missing, configFile())).rejects.toThrow(
      `${configFile()}: rulesFile: ${join(folder, "no.json")}: no such file`,
    );
  });
});
