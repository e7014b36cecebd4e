import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import { longestTimeS } from "../../src/alerts/duration-alerts.ts";
import { listPlans } from "../../src/session/list-plans.ts";
import { configuredPlan, findPlan, shippedPlans } from "../../src/session/plan-library.ts";
import { capturedContext } from "../support/captured-context.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-plan-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the plans that come with Hipline", () => {
  it("keep within the longest time of the rules, and say that nobody has validated them", async () => {
    const all = await shippedPlans();
    expect(all.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["cadence-plus-5", "fai-outdoor-run-walk", "fai-treadmill-20"]),
    );
    const { duration } = defaultAlertRules.rules;
    if (duration?.type !== "duration") throw new Error("no duration rule");
    for (const { id, plan, description } of all) {
      expect(await findPlan(id)).toEqual(plan);
      expect(await configuredPlan(id, "c.json")).toEqual(plan);
      expect(description, id).toContain("Not clinically validated.");
      const plannedS = plan.intervals.reduce((sum, { durationS }) => sum + durationS, 0);
      expect(plannedS, id).toBeLessThanOrEqual(longestTimeS({ ...plan, longestS: null }, duration));
      expect(plan.inclines, id).toBe(false);
      expect(plan.intervals[0]?.kind, id).toBe("warm-up");
      const cadenceAt = plan.intervals.findIndex(({ cadencePct }) => cadencePct !== null);
      if (cadenceAt >= 0) {
        // The runner's own cadence is measured before.
        const before = plan.intervals.slice(0, cadenceAt).find(({ kind }) => kind === "run");
        expect(before?.durationS, id).toBeGreaterThanOrEqual(120);
      }
    }
  });

  it("are listed with what they are", async () => {
    const context = capturedContext();
    expect(await listPlans(context)).toBe(0);
    expect(context.printed.join("\n")).toMatch(/fai-treadmill-20 +5 min of walking/);
  });

  it("are named where there is no such one, and who asked", async () => {
    await expect(findPlan("fai")).rejects.toMatchObject({
      message: expect.stringMatching(/^no plan is called "fai"; there are .*fai-treadmill-20/),
      hint: expect.stringContaining("`hipline plans`"),
    });
    await expect(configuredPlan("fai", "c.json")).rejects.toThrow(
      'c.json: plan: no plan is called "fai"',
    );
  });
});

describe("a plan file", () => {
  it("is read by its path, and named in what is wrong with it", async () => {
    const path = join(folder, "mine.json");
    const intervals = [{ kind: "run", durationS: 600 }];
    await writeFile(path, JSON.stringify({ name: "Mine", surface: "outdoors", intervals }));
    expect(await findPlan(path)).toEqual({
      name: "Mine",
      surface: "outdoors",
      intervals: [{ kind: "run", durationS: 600, speedKmH: null, cadencePct: null }],
      longestS: null,
      inclines: false,
    });
    await writeFile(path, '{"name":"Mine","surface":"sand"}');
    await expect(findPlan(path)).rejects.toThrow(
      /mine\.json: surface: found "sand"; expected one of "treadmill"\|"outdoors"/,
    );
    await expect(findPlan(join(folder, "gone.json"))).rejects.toThrow(/gone\.json: no such file/);
  });
});
