import { describe, expect, it } from "vitest";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { findScenario } from "../../src/session/scenario-library.ts";
import { type PlayedSimulation, playSimulation } from "../support/play-simulation.ts";
import { ofKind } from "../support/recorded-events.ts";

const play = async (id: string): Promise<PlayedSimulation> =>
  playSimulation(await findScenario(id));

/** What was raised and released, of which pod, and when to the second. */
function alerts(header: SessionHeader, outputs: readonly SessionOutput[]): unknown[] {
  return ofKind(outputs, "alert").map(({ ruleId, phase, podId, timeS }) => [
    Math.floor(timeS),
    phase,
    ruleId,
    header.pods.find((pod) => pod.podId === podId)?.placement,
  ]);
}

describe("a shipped scenario shows what it says:", () => {
  it("healthy raises nothing, and finds no side longer for certain", async () => {
    const { header, outputs } = await play("healthy");
    expect(alerts(header, outputs)).toEqual([]);
    expect(ofKind(outputs, "fault")).toEqual([]);
    expect(ofKind(outputs, "symmetry").at(-1)).toMatchObject({ absent: null, withinNoise: true });
  }, 60_000);

  it("left-hip runs evenly at first, then spares the hip, which is told with its pattern; pain outranks it", async () => {
    const { outputs } = await play("left-hip");
    const told = ofKind(outputs, "alert");
    const [firstS = 0] = told.map(({ timeS }) => timeS);
    expect(firstS).toBeGreaterThan(210);
    const gait = ["hip-rotation-reduced", "stance-shortened", "compensation-pattern"];
    for (const ruleId of [...gait, "pain"]) {
      const last = told.findLast((alert) => alert.ruleId === ruleId);
      expect(last?.severity, ruleId).toBe("alert");
    }
    expect(new Set(told.map(({ ruleId }) => ruleId))).toEqual(new Set([...gait, "pain"]));
    const findingOf = (ruleId: string) => told.findLast((one) => one.ruleId === ruleId)?.finding;
    expect(findingOf("stance-shortened")?.change).toBeGreaterThan(5);
    expect(findingOf("hip-rotation-reduced")?.changePct).toBeLessThan(-30);
    const pain = told.filter(({ ruleId }) => ruleId === "pain");
    expect(pain.map(({ timeS, severity }) => [timeS, severity])).toEqual([
      [300, "watch"],
      [360, "alert"],
      [405, "alert"],
      [420, "alert"],
    ]);
    const entries = ofKind(outputs, "entry");
    expect(entries.map(({ timeS }) => timeS)).toEqual([240, 300, 360, 405, 420]);
  }, 90_000);

  it("slipping-pod says which pod has slipped", async () => {
    const { header, outputs } = await play("slipping-pod");
    const [[atS, ...raised] = [], ...more] = alerts(header, outputs) as unknown[][];
    expect(raised).toEqual(["raised", "pod-slip", "leftThigh"]);
    expect(atS).toBeGreaterThanOrEqual(90);
    expect(atS).toBeLessThan(110);
    expect(more).toEqual([]);
  }, 60_000);

  it("bad-radio says which pods are silent, and when they are back", async () => {
    const { header, outputs } = await play("bad-radio");
    expect(alerts(header, outputs)).toEqual([
      [70, "raised", "pod-silent", "pelvis"],
      [78, "released", "pod-silent", "pelvis"],
      [120, "raised", "pod-silent", "rightThigh"],
      [140, "released", "pod-silent", "rightThigh"],
    ]);
  }, 60_000);

  it("empty-battery says that little is left, and then that the pod is gone", async () => {
    const { header, outputs } = await play("empty-battery");
    expect(alerts(header, outputs)).toEqual([
      [1, "raised", "pod-battery", "rightThigh"],
      [90, "raised", "pod-silent", "rightThigh"],
    ]);
  }, 60_000);
});
