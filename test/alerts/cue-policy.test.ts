import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CuePolicy, cueShare } from "../../src/alerts/cue-policy.ts";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import { english } from "../../src/alerts/english.ts";
import { PlanTracker } from "../../src/alerts/plan-tracker.ts";
import type { AlertOutput, AlertPhase, CueOutput } from "../../src/model/alert-output.ts";
import type { AlertRules, FeedbackPolicy } from "../../src/model/alert-rules.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { alertDetails } from "../support/alert-details.ts";
import { activityStory, entryAt } from "../support/told-outputs.ts";

function alertAt(
  timeS: number,
  alertId: string,
  severity: AlertOutput["severity"] = "alert",
  phase: AlertPhase = "raised",
): AlertOutput {
  const ruleId = alertId.replace(/-\d+$/, "");
  const message = `${alertId} ${severity}`;
  return {
    ...alertDetails,
    kind: "alert",
    alertId,
    ruleId,
    phase,
    severity,
    timeS,
    message,
    podId: null,
  };
}

function withFeedback(feedback: Partial<FeedbackPolicy>): AlertRules {
  return { ...defaultAlertRules, feedback: { ...defaultAlertRules.feedback, ...feedback } };
}

function heard(policy: CuePolicy, outputs: readonly SessionOutput[]): string[] {
  return outputs
    .flatMap((output) => [...policy.take(output)])
    .map(({ timeS, text }: CueOutput) => `${timeS} ${text}`);
}

const silence = (fromS: number, toS: number): SessionOutput[] =>
  activityStory(["running", toS]).slice(fromS);

describe("cues", () => {
  it("go by the channels of the severity, and only when something gets worse", () => {
    const rules = withFeedback({ watch: ["haptic"], alert: ["sound", "spoken"], minGapS: 0 });
    const policy = new CuePolicy(rules, 0, english);
    const [watch] = policy.take(alertAt(1, "pelvic-tilt-1", "watch"));
    expect(watch).toEqual({
      kind: "cue",
      timeS: 1,
      channels: ["haptic"],
      severity: "watch",
      text: "pelvic-tilt-1 watch",
      alertId: "pelvic-tilt-1",
    });
    const [worse] = policy.take(alertAt(2, "pelvic-tilt-1", "alert", "escalated"));
    expect(worse).toMatchObject({ channels: ["sound", "spoken"], severity: "alert" });
    expect(policy.take(alertAt(3, "pelvic-tilt-1", "alert", "acknowledged"))).toEqual([]);
    expect(policy.take(alertAt(4, "pelvic-tilt-1", "alert", "released"))).toEqual([]);
  });

  it("leave out severities without a channel", () => {
    const policy = new CuePolicy(defaultAlertRules, 0, english);
    expect(heard(policy, [alertAt(1, "pelvic-tilt-1", "watch"), ...silence(2, 40)])).toEqual([]);
  });

  it("keep their distance: what comes too soon waits, the most severe first, while it stands", () => {
    const rules = withFeedback({ watch: ["sound"], minGapS: 30 });
    const policy = new CuePolicy(rules, 0, english);
    const story = [
      alertAt(0, "pod-silent-1"),
      alertAt(1, "pelvic-tilt-1", "watch"),
      alertAt(2, "contralateral-drop-1", "watch"),
      alertAt(3, "duration-1", "alert"),
      alertAt(4, "pod-slip-1", "watch"),
      alertAt(5, "pelvic-tilt-1", "watch", "released"),
      alertAt(6, "pod-slip-1", "watch", "acknowledged"),
      ...silence(7, 120),
    ];
    expect(heard(policy, story)).toEqual([
      "0 pod-silent-1 alert",
      "30 duration-1 alert",
      "60 contralateral-drop-1 watch",
    ]);
  });

  it("of pain come at once, whatever the policy says", () => {
    const quiet = withFeedback({ watch: [], alert: [], minGapS: 600, fadeSessions: 1 });
    const policy = new CuePolicy(quiet, 100, english);
    const cues = [
      ...policy.take(alertAt(1, "pain-1", "watch")),
      ...policy.take(alertAt(2, "pain-1", "alert", "escalated")),
    ];
    expect(cues.map(({ timeS, channels }) => [timeS, channels])).toEqual([
      [1, ["sound", "spoken"]],
      [2, ["sound", "spoken"]],
    ]);
    const felt = new CuePolicy(withFeedback({ watch: [], alert: ["haptic"] }), 0, english);
    expect(felt.take(alertAt(1, "pain-1", "watch"))[0]?.channels).toEqual(["haptic"]);
  });

  it("fade over the sessions for changes of the gait, and for nothing else", () => {
    const story = (ruleId: string) =>
      Array.from({ length: 20 }, (_, i) => alertAt(i, `${ruleId}-${i + 1}`));
    const told = (ruleId: string, sessions: number) => {
      const rules = withFeedback({ minGapS: 0, fadeSessions: 10 });
      return heard(new CuePolicy(rules, sessions, english), story(ruleId)).length;
    };
    expect([0, 1, 5, 9, 10, 50].map((sessions) => told("pelvic-tilt", sessions))).toEqual([
      20, 18, 10, 2, 0, 0,
    ]);
    expect(told("compensation-pattern", 5)).toBe(10);
    expect(told("pod-silent", 50)).toBe(20);
    const half = new CuePolicy(withFeedback({ minGapS: 0, fadeSessions: 10 }), 5, english);
    expect(heard(half, story("pelvic-tilt").slice(0, 4))).toEqual([
      "0 pelvic-tilt-1 alert",
      "2 pelvic-tilt-3 alert",
    ]);
  });

  it("have a share that only falls, from all to none", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 100 }), (sessions, fadeSessions) => {
        const share = cueShare(sessions, fadeSessions);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
        expect(cueShare(sessions + 1, fadeSessions)).toBeLessThanOrEqual(share);
        if (sessions >= fadeSessions) expect(share).toBe(0);
      }),
    );
    expect(cueShare(0, 8)).toBe(1);
    expect(cueShare(1000, null)).toBe(1);
  });

  it("never come closer than the gap but for pain, whatever is raised when", () => {
    const anyAlert = fc.tuple(
      fc.double({ min: 0, max: 20, noNaN: true }),
      fc.constantFrom("pelvic-tilt-1", "pelvic-tilt-2", "duration-1", "pod-slip-1", "pain-1"),
      fc.constantFrom("watch" as const, "alert" as const),
      fc.constantFrom(
        "raised" as const,
        "escalated" as const,
        "acknowledged" as const,
        "released" as const,
      ),
    );
    fc.assert(
      fc.property(fc.array(anyAlert, { maxLength: 60 }), (steps) => {
        const policy = new CuePolicy(withFeedback({ watch: ["sound"], minGapS: 30 }), 0, english);
        let timeS = 0;
        let lastS = Number.NEGATIVE_INFINITY;
        for (const [stepS, alertId, severity, phase] of steps) {
          timeS += stepS;
          for (const cue of policy.take(alertAt(timeS, alertId, severity, phase))) {
            if (cue.alertId !== "pain-1") expect(cue.timeS - lastS).toBeGreaterThanOrEqual(30);
            lastS = cue.timeS;
          }
        }
      }),
    );
  });
});

describe("cues of a plan", () => {
  const plan = {
    name: "test",
    surface: "treadmill",
    intervals: [
      { kind: "warm-up", durationS: 60, speedKmH: 5.5, cadencePct: null },
      { kind: "run", durationS: 90, speedKmH: 9, cadencePct: 5 },
      { kind: "walk", durationS: 30, speedKmH: null, cadencePct: null },
      { kind: "cool-down", durationS: 61, speedKmH: null, cadencePct: null },
    ],
    longestS: null,
    inclines: false,
  } as const;

  /** What is heard when the tracker's outputs and others go through the policy as they do in a session. */
  function heardWith(outputs: readonly SessionOutput[], rules = defaultAlertRules): string[] {
    const tracker = new PlanTracker(plan, 1200);
    const policy = new CuePolicy(rules, 0, english);
    return heard(
      policy,
      outputs.flatMap((output) => [output, ...tracker.take(output)]),
    );
  }

  const run = activityStory(["standing", 5], ["walking", 100], ["standing", 20], ["running", 200]);

  it("tell every interval when it begins, once, and the end", () => {
    expect(heardWith(run)).toEqual([
      "5 Warm up for 1 minute at 5.5 km/h.",
      "65 Run for 1 minute 30 seconds at 9.0 km/h, with 5 % more steps than usual.",
      "170 Walk for 30 seconds.",
      "200 Cool down for 1 minute 1 second.",
      "261 The plan is done.",
    ]);
  });

  it("are silent without a channel, after a stop, and while pain asks for one", () => {
    expect(heardWith(run, withFeedback({ alert: [] }))).toEqual([]);
    const stopped = [...run.slice(0, 80), entryAt(79.5, "stop"), ...run.slice(80)];
    expect(heardWith(stopped)).toHaveLength(2);
    const pain = [...run.slice(0, 40), alertAt(39.5, "pain-1"), ...run.slice(40, 180)];
    const cleared = [...pain, alertAt(179.5, "pain-1", "alert", "released"), ...run.slice(180)];
    expect(heardWith(cleared)).toEqual([
      "5 Warm up for 1 minute at 5.5 km/h.",
      "39.5 pain-1 alert",
      "200 Cool down for 1 minute 1 second.",
      "261 The plan is done.",
    ]);
  });

  it("name the cadence where it is known", () => {
    const interval = { kind: "run", durationS: 120, speedKmH: null, cadencePct: 7.5 } as const;
    expect(english.planInterval(interval, 172.4)).toBe("Run for 2 minutes, 172 steps a minute.");
    expect(english.planInterval({ ...interval, cadencePct: 0 }, null)).toBe(
      "Run for 2 minutes, with your own steps.",
    );
  });
});
