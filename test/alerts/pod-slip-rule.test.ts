import { describe, expect, it } from "vitest";
import { AlertBook } from "../../src/alerts/alert-book.ts";
import { english } from "../../src/alerts/english.ts";
import { PodSlipRule } from "../../src/alerts/pod-slip-rule.ts";
import type { CalibrationOutput } from "../../src/model/session-output.ts";

const said = (
  timeS: number,
  stage: CalibrationOutput["stage"],
  verdict: CalibrationOutput["verdict"],
  podId = "a",
): CalibrationOutput => ({
  kind: "calibration",
  timeS,
  podId,
  placement: "leftThigh",
  stage,
  verdict,
  mountingTiltDeg: null,
  mountingTurnDeg: null,
  uncertaintyDeg: null,
  slipDeg: verdict === "slipped" ? 11.6 : null,
  message: "",
});

const watching = (rule: PodSlipRule) => (output: CalibrationOutput) => rule.take(output);

describe("pod-slip", () => {
  it("is raised once with size and consequence, and released by a new calibration", () => {
    const look = watching(new PodSlipRule("pod-slip", new AlertBook(), english));
    const raised = look(said(10, "slip", "slipped"));
    expect(raised).toMatchObject({ phase: "raised", timeS: 10, podId: "a", severity: "watch" });
    expect(raised?.message).toMatch(/left thigh pod has slipped by about 12°.*left hip/);
    expect(look(said(20, "slip", "slipped"))).toBeNull();
    expect(look(said(30, "slip", "good"))).toMatchObject({
      phase: "released",
      alertId: raised?.alertId,
      timeS: 30,
    });
    expect(look(said(40, "slip", "good"))).toBeNull();
    expect(look(said(50, "slip", "slipped"))?.alertId).not.toBe(raised?.alertId);
  });

  it("is about each pod by itself, and about nothing but slips", () => {
    const look = watching(new PodSlipRule("pod-slip", new AlertBook(), english));
    const first = look(said(1, "slip", "slipped", "a"));
    const second = look(said(2, "slip", "slipped", "b"));
    expect(second?.alertId).not.toBe(first?.alertId);
    expect(look(said(3, "standing", "good", "a"))).toBeNull();
    expect(look(said(4, "gait", "turned", "a"))).toBeNull();
  });
});
