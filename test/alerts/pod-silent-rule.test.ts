import { describe, expect, it } from "vitest";
import { AlertBook } from "../../src/alerts/alert-book.ts";
import { english } from "../../src/alerts/english.ts";
import { PodSilentRule } from "../../src/alerts/pod-silent-rule.ts";
import type { PodLiveness, PodStateOutput } from "../../src/model/session-output.ts";
import { podStateDetails } from "../support/pod-state-details.ts";

function state(timeS: number, liveness: PodLiveness, podId = "aa"): PodStateOutput {
  return {
    ...podStateDetails,
    kind: "podState",
    timeS,
    podId,
    placement: podId === "aa" ? "pelvis" : "leftThigh",
    link: "streaming",
    linkReason: null,
    liveness,
    lastSampleS: null,
    receivedSamples: 0,
    lostSamples: 0,
    measuredRateHz: null,
    batteryPct: null,
    temperatureC: null,
    clippedPackets: 0,
    faults: 0,
    clockDriftPpm: null,
  };
}

const watching = (rule: PodSilentRule) => (output: PodStateOutput) => rule.take(output);

describe("pod-silent", () => {
  it("is raised once per silence and released once, under one id", () => {
    const look = watching(new PodSilentRule("pod-silent", new AlertBook(), english));
    const story: [PodStateOutput, string | null][] = [
      [state(0, "waiting"), null],
      [state(1, "live"), null],
      [state(2, "silent"), "raised pod-silent-1"],
      [state(3, "silent"), null],
      [state(4, "live"), "released pod-silent-1"],
      [state(5, "live"), null],
      [state(6, "silent"), "raised pod-silent-2"],
    ];
    for (const [input, expected] of story) {
      const alert = look(input);
      expect(alert === null ? null : `${alert.phase} ${alert.alertId}`).toBe(expected);
      if (alert !== null) expect(alert.timeS).toBe(input.timeS);
    }
  });

  it("keeps pods apart and says what is lost without each", () => {
    const look = watching(new PodSilentRule("pod-silent", new AlertBook(), english));
    expect(look(state(1, "silent"))?.message).toContain("No angles and no stance times");
    const thigh = look(state(1, "silent", "bb"));
    expect(thigh?.alertId).toBe("pod-silent-2");
    expect(thigh?.message).toContain("left thigh");
    expect(look(state(2, "live"))?.alertId).toBe("pod-silent-1");
  });
});
