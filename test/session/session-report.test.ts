import { describe, expect, it } from "vitest";
import { english } from "../../src/alerts/english.ts";
import type { CommandOutput } from "../../src/config/command-context.ts";
import type { AlertOutput } from "../../src/model/alert-output.ts";
import type {
  PodStateOutput,
  SessionOutput,
  StrideOutput,
  SymmetryOutput,
} from "../../src/model/session-output.ts";
import { printStatistics, progressText } from "../../src/session/session-report.ts";
import { SessionStatistics } from "../../src/session/session-statistics.ts";
import { alertDetails } from "../support/alert-details.ts";
import { podStateDetails } from "../support/pod-state-details.ts";
import { testHeader } from "../support/test-header.ts";

const [pelvis, leftThigh] = testHeader.pods;

function podState(podId: string | undefined, state: Partial<PodStateOutput>): PodStateOutput {
  return {
    ...podStateDetails,
    kind: "podState",
    timeS: 1,
    podId: podId ?? "",
    placement: "pelvis",
    link: "streaming",
    linkReason: null,
    liveness: "live",
    lastSampleS: 1,
    receivedSamples: 200,
    lostSamples: 0,
    measuredRateHz: 200,
    batteryPct: null,
    temperatureC: null,
    clippedPackets: 0,
    faults: 0,
    clockDriftPpm: null,
    ...state,
  };
}

/** Only what the report looks at. */
function stride(side: "left" | "right", stanceTimeS: number): StrideOutput {
  const looked: Partial<StrideOutput> = {
    kind: "stride",
    side,
    stanceTimeS,
    cadenceSpm: 160,
    pelvicTiltExcursionDeg: 10,
    pelvicObliquityExcursionDeg: 8,
    clean: true,
  };
  return looked as StrideOutput;
}

const strides = (count: number, leftS: number, rightS: number): StrideOutput[] =>
  Array.from({ length: count }, () => [stride("left", leftS), stride("right", rightS)]).flat();

const symmetry: SymmetryOutput = {
  kind: "symmetry",
  timeS: 1,
  leftStanceTimeS: 0.251,
  rightStanceTimeS: 0.262,
  stanceTimeDifferenceS: 0.011,
  stanceTimeCi95S: 0.02,
  stanceTimeSymmetryIndexPct: 4.3,
  symmetryIndexCi95Pct: 5.9,
  symmetryIndexSpread95Pct: 1,
  symmetryIndexMdc95Pct: 1.4,
  withinNoise: true,
  leftBalancePct: 48.9,
  rightBalancePct: 51.1,
  preliminary: false,
  leftStrides: 37,
  rightStrides: 38,
  leftOutliers: 0,
  rightOutliers: 0,
  absent: null,
};

const beltSpeed = (beltSpeedMPerS: number): SessionOutput => ({
  kind: "beltSpeed",
  timeS: 1,
  beltSpeedMPerS,
});

function collect(outputs: readonly SessionOutput[]): SessionStatistics {
  const statistics = new SessionStatistics(testHeader.pods);
  for (const output of outputs) statistics.take(output);
  return statistics;
}

function report(outputs: readonly SessionOutput[], endS = 103): string[] {
  const printed: string[] = [];
  const output = { print: (line: string) => printed.push(line) } as unknown as CommandOutput;
  printStatistics(output, collect(outputs), endS);
  return printed;
}

describe("the report at a session's end", () => {
  it("says since when a pod is silent, and which one never sent", () => {
    const died = podState(pelvis?.podId, {
      liveness: "silent",
      lastSampleS: 20.4,
      receivedSamples: 4000,
      lostSamples: 16000,
      faults: 1,
    });
    const whole = podState(leftThigh?.podId, { lostSamples: 200, recoveredSamples: 70, faults: 2 });
    expect(report([died, whole]).slice(1)).toEqual([
      "pelvis pod: silent since 0:20 (83 s), 4000 samples, 80.00 % lost, 1 fault",
      "left thigh pod: 200 samples, 50.00 % lost, 70 samples came late, 2 faults",
      "right thigh pod: sent nothing",
    ]);
  });

  it("names every alert with its time span", () => {
    const alert = (
      alertId: string,
      phase: "raised" | "released",
      timeS: number,
    ): SessionOutput => ({
      kind: "alert",
      alertId,
      ruleId: "pod-silent",
      phase,
      severity: "alert",
      timeS,
      message: phase === "raised" ? `${alertId} is silent.` : `${alertId} sends again.`,
      podId: null,
      ...alertDetails,
      raisedAtS: timeS,
    });
    const lines = report([
      alert("one", "raised", 20),
      alert("two", "raised", 30),
      alert("one", "released", 65),
    ]);
    expect(lines.slice(-2)).toEqual([
      "alert, 0:20 to 1:05: one is silent.",
      "alert, 0:30 to the end: two is silent.",
    ]);
  });

  it("tells of an alert how far it went, and who saw and cleared it", () => {
    const step = (timeS: number, change: Partial<AlertOutput>): AlertOutput => ({
      kind: "alert",
      alertId: "pain-1",
      ruleId: "pain",
      phase: "raised",
      severity: "watch",
      timeS,
      message: "Pain 4 of 10.",
      podId: null,
      ...alertDetails,
      raisedAtS: 60,
      ...change,
    });
    const action = { kind: "alertAction", alertId: "pain-1" } as const;
    const worse = { severity: "alert", message: "Sharp pain." } as const;
    const lines = report([
      step(60, {}),
      step(65, { phase: "acknowledged", acknowledgedBy: "runner" }),
      step(70, { phase: "escalated", ...worse }),
      { ...action, timeS: 75, action: "acknowledge", by: "coach" },
      step(75, { phase: "acknowledged", acknowledgedBy: "coach", ...worse }),
      { kind: "baselineReset", timeS: 80, by: "coach" },
      { ...action, timeS: 100, action: "clear", by: "physio" },
      step(100, { phase: "released", ...worse, message: "Cleared by physio." }),
      step(101, { alertId: "pain-2", raisedAtS: 101 }),
    ]);
    expect(lines.slice(-3)).toEqual([
      "baselines begun anew at 1:20 by coach",
      "alert, 1:00 to 1:40 (escalated at 1:10, acknowledged by coach at 1:15, cleared by physio): Sharp pain.",
      "watch, 1:41 to the end: Pain 4 of 10.",
    ]);
  });

  it("points from a pattern to what it is made of, which it does not tell twice", () => {
    const step = (
      alertId: string,
      timeS: number,
      message: string,
      change: Partial<AlertOutput> = {},
    ): AlertOutput => ({
      kind: "alert",
      alertId,
      ruleId: alertId,
      phase: "raised",
      severity: "watch",
      timeS,
      message,
      podId: null,
      ...alertDetails,
      raisedAtS: timeS,
      ...change,
    });
    const stance = "Left stance 18 ms (6.0 %) shorter.";
    const tilt = "The pelvis is tipped 3.4° further forward.";
    const pattern = english.pattern("left", [stance, tilt]);
    const others = Array.from({ length: 10 }, (_, i) => step(`other-${i}`, 5 + i, "Something."));
    const lines = report([
      ...others,
      step("stance", 61, "Left stance 12 ms (4.0 %) shorter."),
      step("stance", 66, stance, { phase: "escalated", severity: "alert", raisedAtS: 61 }),
      step("tilt", 72, tilt),
      step("pattern", 72, pattern, { severity: "alert", causes: ["stance", "tilt"] }),
      step("stance", 80, "Left stance 30 ms (10.0 %) shorter.", {
        phase: "escalated",
        severity: "alert",
        raisedAtS: 61,
      }),
      step("pattern", 95, english.patternOver(), {
        phase: "released",
        severity: "alert",
        raisedAtS: 72,
        causes: ["stance", "tilt"],
      }),
    ]);
    expect(lines.slice(-3)).toEqual([
      "alert, 1:01 to the end (escalated at 1:20): Left stance 30 ms (10.0 %) shorter.",
      `watch, 1:12 to the end: ${tilt}`,
      "alert, 1:12 to 1:35: Several things have changed together to spare the left side: told at 1:01 and 1:12",
    ]);
  });

  it("counts what was only watched beyond the first ten", () => {
    const many = Array.from(
      { length: 13 },
      (_, i): AlertOutput => ({
        kind: "alert",
        alertId: `tilt-${i}`,
        ruleId: "pelvic-tilt",
        phase: "raised",
        severity: i === 12 ? "alert" : "watch",
        timeS: i,
        message: `change ${i}`,
        podId: null,
        ...alertDetails,
      }),
    );
    const lines = report(many).filter((line) => /watch|alert/.test(line));
    expect(lines).toHaveLength(12);
    expect(lines.slice(-2)).toEqual([
      "alert, 0:02 to the end: change 12",
      "and 2 more that were only watched",
    ]);
  });

  it("says what the runner entered, and when", () => {
    const lines = report([
      { kind: "entry", timeS: 80, entry: "pain", painLevel: 3, effortLevel: null },
      { kind: "entry", timeS: 95.5, entry: "sharp-pain", painLevel: null, effortLevel: null },
      { kind: "entry", timeS: 96, entry: "effort", painLevel: null, effortLevel: 7 },
      { kind: "entry", timeS: 97, entry: "stop", painLevel: null, effortLevel: null },
      { kind: "entry", timeS: 98, entry: "pain-next-morning", painLevel: 0, effortLevel: null },
    ]);
    expect(lines.slice(-5)).toEqual([
      "entered at 1:20: pain 3 of 10",
      "entered at 1:35: sharp pain",
      "entered at 1:36: effort 7 of 10",
      "entered at 1:37: the run ends here",
      "entered at 1:38: pain 0 of 10 on the morning after the last session",
    ]);
  });

  it("takes stance times, index and strides of a row from one comparison", () => {
    const lines = report([beltSpeed(2.5), ...strides(40, 0.2, 0.3), symmetry]);
    expect(lines[0]).toMatch(/stance times and asymmetry of the newest 60 clean strides of a side/);
    expect(lines[2]).toMatch(/^2\.5 m\/s +37 \/ 38 +251 ms +262 ms +\+4\.3 ± 5\.9 % /);
  });

  it("takes them from the clean strides where there was no comparison", () => {
    const unsure = { ...stride("left", 0.9), clean: false };
    const lines = report([beltSpeed(2.5), ...strides(15, 0.2, 0.3), unsure]);
    expect(lines[2]).toMatch(/^2\.5 m\/s +15 \/ 15 +200 ms +300 ms +not known /);
  });

  it("leaves out a speed with too few strides, and says how many they were", () => {
    const few = strides(14, 0.2, 0.3);
    const lines = report([...few, beltSpeed(2.5), ...strides(15, 0.2, 0.3), beltSpeed(3)]);
    expect(lines.filter((line) => line.includes(" ms "))).toHaveLength(1);
    expect(lines).toContain(
      "28 strides left out: fewer than 15 clean ones of a side at one speed.",
    );
  });

  it("marks a comparison that is preliminary", () => {
    const lines = report([...strides(15, 0.2, 0.3), { ...symmetry, preliminary: true }]);
    expect(lines[2]).toContain("+4.3 ± 5.9 % (preliminary)");
  });

  it("says where nobody ran", () => {
    expect(report([])[0]).toBe("No running was found in the session.");
  });
});

describe("the progress line", () => {
  it("counts the pods of the header, and keeps the cadence until it is no longer known", () => {
    const cadence = (cadenceSpm: number | null): SessionOutput => ({
      kind: "cadence",
      timeS: 1,
      cadenceSpm,
      stepRegularity: null,
      strideRegularity: null,
      absent: cadenceSpm === null ? "not-running" : null,
    });
    expect(progressText(0, 103, collect([]))).toBe("0:00 / 1:43  0 of 3 pods live");
    const live = podState(pelvis?.podId, {});
    expect(progressText(65, 103, collect([cadence(161), live]))).toBe(
      "1:05 / 1:43  1 of 3 pods live  cadence 161/min",
    );
    expect(progressText(65, 103, collect([cadence(161), live, cadence(null)]))).toBe(
      "1:05 / 1:43  1 of 3 pods live",
    );
  });
});
