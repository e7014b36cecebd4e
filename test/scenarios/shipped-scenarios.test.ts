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

  it("left-hip runs evenly at first, then with a shorter left stance and less rotation of that hip", async () => {
    const { header, outputs } = await play("left-hip");
    expect(alerts(header, outputs)).toEqual([]);
    const indexAt = (timeS: number): number =>
      ofKind(outputs, "symmetry").findLast((symmetry) => symmetry.timeS < timeS)
        ?.stanceTimeSymmetryIndexPct ?? Number.NaN;
    expect(indexAt(300) - indexAt(78)).toBeGreaterThan(6);
    const rotation = (fromS: number, toS: number): number => {
      const strides = ofKind(outputs, "stride").filter(
        ({ side, clean, timeS }) => side === "left" && clean && timeS > fromS && timeS < toS,
      );
      const excursions = strides.map((s) => s.hipInternalRotationStanceExcursionDeg ?? Number.NaN);
      return excursions.reduce((sum, value) => sum + value, 0) / excursions.length;
    };
    expect(rotation(200, 300) / rotation(40, 78)).toBeLessThan(0.75);
    expect(ofKind(outputs, "entry").map(({ timeS }) => timeS)).toEqual([120, 180, 225, 240]);
  }, 60_000);

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

  it("empty-battery says that the pod is gone", async () => {
    const { header, outputs } = await play("empty-battery");
    expect(alerts(header, outputs)).toEqual([[90, "raised", "pod-silent", "rightThigh"]]);
  }, 60_000);
});
