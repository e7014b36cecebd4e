import { describe, expect, it } from "vitest";
import { AlertBook } from "../../src/alerts/alert-book.ts";
import { DurationAlerts, longestTimeS } from "../../src/alerts/duration-alerts.ts";
import { english } from "../../src/alerts/english.ts";
import { InclineAlerts } from "../../src/alerts/incline-alerts.ts";
import { PodBatteryAlerts } from "../../src/alerts/pod-battery-alerts.ts";
import { PodClippingAlerts } from "../../src/alerts/pod-clipping-alerts.ts";
import type { AlertOutput } from "../../src/model/alert-output.ts";
import type { RunPlan } from "../../src/model/run-plan.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { activityStory, entryAt, podStateAt } from "../support/told-outputs.ts";

/** One line per alert: when, which, what has become of it, how severe. */
function told(
  rule: { take(output: SessionOutput): AlertOutput | null },
  outputs: readonly SessionOutput[],
): string[] {
  return outputs
    .flatMap((output) => rule.take(output) ?? [])
    .map(({ timeS, alertId, phase, severity }) => `${timeS} ${alertId} ${phase} ${severity}`);
}

const outdoors: RunPlan = {
  name: "outdoors",
  surface: "outdoors",
  intervals: [{ kind: "run", durationS: 600, speedKmH: null, cadencePct: null }],
  longestS: null,
  inclines: false,
};

const durationRule = {
  type: "duration",
  enabled: true,
  cooldownS: 0,
  watchPart: 0.8,
  treadmillS: 1200,
  outdoorsS: 1800,
} as const;

function duration(plan: RunPlan | undefined): DurationAlerts {
  return new DurationAlerts("duration", durationRule, plan, new AlertBook(), english);
}

describe("duration", () => {
  it("goes by the plan, by its surface, and by the treadmill where there is none", () => {
    expect(longestTimeS(undefined, durationRule)).toBe(1200);
    expect(longestTimeS({ ...outdoors, surface: "treadmill" }, durationRule)).toBe(1200);
    expect(longestTimeS(outdoors, durationRule)).toBe(1800);
    expect(longestTimeS({ ...outdoors, longestS: 900 }, durationRule)).toBe(900);
  });

  it("is watched at its part and raised when it is over, under one id, and released by the end of the run alone", () => {
    const story = activityStory(["walking", 600], ["standing", 60], ["running", 1000]);
    // 55 of the 60 s of standing do not count.
    expect(told(duration(undefined), story)).toEqual([
      "1015 duration-1 raised watch",
      "1255 duration-1 escalated alert",
    ]);
    const rule = duration({ ...outdoors, longestS: 100 });
    const stopped = [...activityStory(["running", 120]), entryAt(119.5, "stop")];
    expect(told(rule, [...stopped, ...activityStory(["running", 600]).slice(120)])).toEqual([
      "80 duration-1 raised watch",
      "100 duration-1 escalated alert",
      "119.5 duration-1 released alert",
    ]);
  });

  it("says how long it was, and how much is left", () => {
    const said = (upToS: number) => {
      const rule = duration(undefined);
      const alerts = activityStory(["running", upToS]).flatMap((output) => rule.take(output) ?? []);
      return alerts.at(-1)?.message;
    };
    expect(said(1000)).toBe("16 minutes on the legs: at most 4 minutes more.");
    expect(said(1202)).toBe("20 minutes on the legs, the longest time for this run: end it here.");
  });
});

function treadmillAt(timeS: number, inclinePct: number | null): SessionOutput {
  return {
    kind: "treadmill",
    timeS,
    sensorId: "belt",
    speedMPerS: 2.8,
    inclinePct,
    rampAngleDeg: null,
    distanceM: null,
  };
}

describe("incline", () => {
  const rule = { type: "incline", enabled: true, alertPct: 1.5, cooldownS: 120 } as const;
  const story: [number, number | null][] = [
    [0, 0],
    [1, 1.5],
    [2, 2],
    [3, 3],
    [4, 1],
    [5, 2],
    [123, 2],
    [124, -2],
    [125, null],
    [300, -4],
  ];
  const outputs = story.map(([timeS, inclinePct]) => treadmillAt(timeS, inclinePct));
  const incline = (plan: RunPlan | undefined) =>
    new InclineAlerts("incline", rule, plan, new AlertBook(), english);

  it("is raised up and down while the plan has none, released when level or not known, and cools down", () => {
    expect(told(incline(outdoors), outputs)).toEqual([
      "2 incline-1 raised alert",
      "4 incline-1 released alert",
      "124 incline-2 raised alert",
      "125 incline-2 released alert",
      "300 incline-3 raised alert",
    ]);
    expect(incline(outdoors).take(treadmillAt(1, -4))?.message).toBe(
      "The treadmill goes downhill by 4.0 %, and the plan has no inclines: set it level.",
    );
  });

  it("says nothing where the plan has inclines, or there is none", () => {
    expect(told(incline({ ...outdoors, inclines: true }), outputs)).toEqual([]);
    expect(told(incline(undefined), outputs)).toEqual([]);
  });
});

describe("a pod's battery", () => {
  const rule = {
    type: "pod-battery",
    enabled: true,
    watchPct: 20,
    alertPct: 10,
    cooldownS: 0,
  } as const;

  it("is told once when low, again when lower, and released when it is charged", () => {
    const battery = new PodBatteryAlerts("pod-battery", rule, new AlertBook(), english);
    const charges = [21, 20, 21, 20, null, 12, 10, 9, 11, 24, 25, 19];
    const outputs = charges.map((batteryPct, timeS) => podStateAt(timeS, { batteryPct }));
    expect(told(battery, outputs)).toEqual([
      "1 pod-battery-1 raised watch",
      "6 pod-battery-1 escalated alert",
      "10 pod-battery-1 released alert",
      "11 pod-battery-2 raised watch",
    ]);
  });

  it("is each pod's own", () => {
    const battery = new PodBatteryAlerts("pod-battery", rule, new AlertBook(), english);
    const thigh = battery.take(
      podStateAt(1, { podId: "bb", placement: "leftThigh", batteryPct: 8 }),
    );
    expect(thigh).toMatchObject({ podId: "bb", severity: "alert" });
    expect(thigh?.message).toBe(
      "The battery of the left thigh pod is at 8 %. Charge it before the next run.",
    );
    expect(told(battery, [podStateAt(2, { batteryPct: 15 })])).toEqual([
      "2 pod-battery-2 raised watch",
    ]);
  });

  it("can be released where the limit is close to full", () => {
    const strict = { ...rule, watchPct: 98 };
    const battery = new PodBatteryAlerts("pod-battery", strict, new AlertBook(), english);
    const outputs = [97, 99, 100].map((batteryPct, timeS) => podStateAt(timeS, { batteryPct }));
    expect(told(battery, outputs)).toEqual([
      "0 pod-battery-1 raised watch",
      "2 pod-battery-1 released watch",
    ]);
  });
});

describe("clipping", () => {
  const rule = {
    type: "pod-clipping",
    enabled: true,
    packetsPerMinute: 10,
    cooldownS: 120,
  } as const;

  it("goes by the packets of the newest minute, and has to get rarer by half", () => {
    const clipping = new PodClippingAlerts("pod-clipping", rule, new AlertBook(), english);
    // One packet every 5 s for 2 minutes, then every 8 s, then none.
    const outputs: SessionOutput[] = [];
    let clippedPackets = 3;
    for (let timeS = 0; timeS <= 400; timeS += 1) {
      const everyS = timeS < 120 ? 5 : 8;
      if (timeS > 0 && timeS < 240 && timeS % everyS === 0) clippedPackets += 1;
      outputs.push(podStateAt(timeS, { clippedPackets }));
    }
    expect(told(clipping, outputs)).toEqual([
      "50 pod-clipping-1 raised watch",
      "260 pod-clipping-1 released watch",
    ]);
  });

  it("is not raised by what came before the newest minute, nor again while it cools down", () => {
    const clipping = new PodClippingAlerts("pod-clipping", rule, new AlertBook(), english);
    const states: [number, number][] = [
      [0, 0],
      [1, 9],
      [62, 18],
      [63, 19],
      [124, 19],
      [125, 30],
      [200, 30],
      [243, 30],
      [244, 40],
    ];
    const outputs = states.map(([timeS, clippedPackets]) => podStateAt(timeS, { clippedPackets }));
    expect(told(clipping, outputs)).toEqual([
      "63 pod-clipping-1 raised watch",
      "124 pod-clipping-1 released watch",
      "244 pod-clipping-2 raised watch",
    ]);
  });
});
