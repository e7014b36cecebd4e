import { describe, expect, it } from "vitest";
import type { ConnectionState } from "../../src/dashboard/connection.ts";
import {
  currentAngles,
  currentCadence,
  currentStride,
  currentSymmetry,
  isStale,
  lossRatio,
  metronomeSpm,
  podViews,
  silenceS,
  symmetryWhy,
  whyNoEntry,
} from "../../src/dashboard/current-values.ts";
import { applyMessage, initialViewState, type ViewState } from "../../src/dashboard/view-state.ts";
import type { ServerMessage } from "../../src/server/wire.ts";
import { sampleStride } from "../support/sample-stride.ts";
import { painAlert, planAt } from "./sample-alerts.ts";
import { activity, angles, cadence, hello, outputs, podState, symmetry } from "./sample-stream.ts";

function stateAfter(...messages: ServerMessage[]): ViewState {
  return messages.reduce(applyMessage, initialViewState);
}

const end: ServerMessage = { type: "sessionEnd", sessionTimeS: 60, reason: "over" };

describe("values that are no longer about now", () => {
  it("shows the cadence while it is known and fresh, and says why where it is not", () => {
    expect(currentCadence(stateAfter(hello())).why).toBe("no cadence yet");
    expect(currentCadence(stateAfter(hello(), outputs(10, cadence(9)))).value).toEqual(cadence(9));
    expect(currentCadence(stateAfter(hello(), outputs(10, cadence(6)))).why).toMatch(/for 4\.0 s/);
    const standing = cadence(10, { cadenceSpm: null, absent: "not-running" });
    expect(currentCadence(stateAfter(hello(), outputs(10, standing))).why).toBe("not running");
  });

  it("leaves angles out after 1 s without new ones and says so", () => {
    const state = stateAfter(hello(), outputs(10, angles(10)));
    expect(currentAngles(state).value).toEqual(angles(10));
    expect(currentAngles(applyMessage(state, outputs(11, ...[])))).toMatchObject({ why: null });
    expect(currentAngles(applyMessage(state, outputs(12.5, ...[])))).toEqual({
      value: null,
      why: "no angles for 2.5 s",
    });
  });

  it("leaves a stride out after 3 s, each side on its own", () => {
    const state = stateAfter(
      hello(),
      outputs(14, sampleStride("left", 10), sampleStride("right", 13.8)),
    );
    expect(currentStride(state, "left")).toEqual({ value: null, why: "no stride for 4.0 s" });
    expect(currentStride(state, "right").value).toEqual(sampleStride("right", 13.8));
  });

  it("leaves the comparison out after 5 s", () => {
    const state = stateAfter(hello(), outputs(10, symmetry(10)));
    expect(currentSymmetry(state).value).toEqual(symmetry(10));
    expect(currentSymmetry(applyMessage(state, outputs(16)))).toEqual({
      value: null,
      why: "no strides for 6.0 s",
    });
  });

  it("keeps what was current at the end as the result", () => {
    const state = stateAfter(
      hello(),
      outputs(59.8, angles(59.8), sampleStride("left", 59), symmetry(59), cadence(59)),
      end,
    );
    expect(currentAngles(state).value).toEqual(angles(59.8));
    expect(currentStride(state, "left").value).toEqual(sampleStride("left", 59));
    expect(currentSymmetry(state).value).toEqual(symmetry(59));
    expect(currentCadence(state).value).toEqual(cadence(59));
  });

  it("does not bring back at the end what was absent before it", () => {
    const old = [angles(4), sampleStride("left", 4), symmetry(4), cadence(4)];
    for (const state of [
      stateAfter(hello(), outputs(4, ...old), end),
      stateAfter(hello({ running: false, sessionTimeS: 60, snapshot: old }), end),
    ]) {
      expect(currentAngles(state).why).toBe("no angles for 56 s");
      expect(currentStride(state, "left").why).toBe("no stride for 56 s");
      expect(currentSymmetry(state).why).toBe("no strides for 56 s");
      expect(currentCadence(state).why).toBe("no cadence for 56 s");
    }
  });
});

describe("isStale", () => {
  const open: ConnectionState = { phase: "open", lostSinceMs: null, attempts: 0, behindS: null };
  const lost: ConnectionState = { ...open, phase: "lost", lostSinceMs: 1 };

  it("holds without a line and on one that is behind, until the session is over", () => {
    const running = stateAfter(hello());
    expect(isStale(running, open)).toBe(false);
    expect(isStale(running, lost)).toBe(true);
    expect(isStale(running, { ...open, behindS: 3 })).toBe(true);
    expect(isStale(applyMessage(running, end), lost)).toBe(false);
    expect(isStale(initialViewState, lost)).toBe(true);
  });
});

describe("reasons", () => {
  it("says that nothing came yet", () => {
    const state = stateAfter(hello());
    expect(currentAngles(state).why).toBe("no angles yet");
    expect(currentStride(state, "left").why).toBe("no stride yet");
    expect(symmetryWhy(state)).toBe("no strides yet");
  });

  it("says what the runner does instead of running", () => {
    const absent = { stanceTimeSymmetryIndexPct: null, absent: "not-running" } as const;
    const stopped = outputs(9, symmetry(9, absent), cadence(9, { absent: "not-running" }));
    const whileDoing = (doing: ReturnType<typeof activity>): ViewState =>
      stateAfter(hello(), stopped, outputs(9, doing));
    expect(symmetryWhy(whileDoing(activity(9, { activity: "standing" })))).toBe(
      "not running: standing",
    );
    expect(currentCadence(whileDoing(activity(9, { activity: "irregular" }))).why).toBe(
      "not running: no steady rhythm",
    );
    expect(symmetryWhy(whileDoing(activity(9)))).toBe("not running");
    const unknown = activity(9, { activity: null, sinceS: null, absent: "samples-missing" });
    expect(symmetryWhy(whileDoing(unknown))).toBe("not running");
    const walk = symmetry(9, { ...absent, absent: "not-estimated" });
    const walking = outputs(9, walk, activity(9, { activity: "walking" }));
    expect(symmetryWhy(stateAfter(hello(), walking))).toBe("not estimated: walking");
  });

  it("passes on the reason of the stream", () => {
    const silent = angles(1, {
      pelvicTiltDeg: null,
      pelvicObliquityDeg: null,
      absent: "pod-silent",
    });
    const few = symmetry(1, { stanceTimeSymmetryIndexPct: null, absent: "too-few-strides" });
    const state = stateAfter(hello(), outputs(1, silent, few));
    expect(currentAngles(state)).toEqual({ value: null, why: "pod is silent" });
    expect(symmetryWhy(state)).toBe("too few strides yet");
  });
});

describe("pods", () => {
  it("always shows the three places, also those without a pod", () => {
    const state = stateAfter(hello(), outputs(1, podState(1)));
    const views = podViews(state);
    expect(views.map(({ placement }) => placement)).toEqual(["leftThigh", "pelvis", "rightThigh"]);
    expect(views.map(({ pod }) => pod !== null)).toEqual([false, true, false]);
    expect(views[1]?.state).toEqual(podState(1));
  });

  it("counts losses against all samples that should have come", () => {
    expect(lossRatio(podState(1))).toBeCloseTo(0.01, 12);
    expect(lossRatio(podState(1, { receivedSamples: 0, lostSamples: 0 }))).toBeNull();
  });

  it("knows how long a pod has been silent, also between two states of it", () => {
    const state = stateAfter(hello(), outputs(7.5, podState(7, { lastSampleS: 4 })));
    expect(silenceS(state, podState(7, { lastSampleS: 4 }))).toBe(3.5);
    expect(silenceS(state, podState(7, { lastSampleS: null }))).toBeNull();
  });
});

describe("entering", () => {
  it("is possible while the session runs, and says why not before and after", () => {
    expect(whyNoEntry(initialViewState)).toBe("No session yet.");
    expect(whyNoEntry(stateAfter(hello()))).toBeNull();
    const ended = "has ended: nothing can be entered any more.";
    expect(whyNoEntry(stateAfter(hello(), end))).toBe(`The replay ${ended}`);
    const playback = { mode: "live", speed: 1, durationS: null } as const;
    expect(whyNoEntry(stateAfter(hello({ playback }), end))).toBe(`The session ${ended}`);
    expect(whyNoEntry(stateAfter(hello({ running: false })))).toBe(`The replay ${ended}`);
    expect(whyNoEntry(stateAfter(hello({ wireVersion: 2 })))).toMatch(/reload/);
  });
});

describe("the metronome", () => {
  const line: ConnectionState = { phase: "open", lostSinceMs: null, attempts: 0, behindS: null };

  it("beats what the plan asks for, while the runner is in it", () => {
    const running = stateAfter(hello(), outputs(5, planAt(5)));
    expect(metronomeSpm(running, line)).toBe(178.5);
    expect(metronomeSpm(stateAfter(hello()), line)).toBeNull();
    const paused = planAt(5, { status: "paused" });
    expect(metronomeSpm(stateAfter(hello(), outputs(5, paused)), line)).toBeNull();
  });

  it("is silent once nobody knows what is now, at the end, and while the advice is to stop", () => {
    const running = stateAfter(hello(), outputs(5, planAt(5)));
    const lost: ConnectionState = { phase: "lost", lostSinceMs: 0, attempts: 1, behindS: null };
    expect(metronomeSpm(running, lost)).toBeNull();
    expect(metronomeSpm(applyMessage(running, end), line)).toBeNull();
    expect(metronomeSpm(applyMessage(running, outputs(6, painAlert())), line)).toBeNull();
  });
});
