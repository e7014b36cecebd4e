import { describe, expect, it } from "vitest";
import { sensorViews } from "../../src/dashboard/sensor-views.ts";
import { applyMessage, initialViewState } from "../../src/dashboard/view-state.ts";
import type { HeartRateOutput, SensorStateOutput } from "../../src/model/sensor-output.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { hello, outputs } from "./sample-stream.ts";

const belt = { sensorId: "b", kind: "heart-rate", name: "Chest belt" } as const;

function state(changes: Partial<SensorStateOutput> = {}): SensorStateOutput {
  return {
    kind: "sensorState",
    timeS: 10,
    sensorId: "b",
    sensorKind: "heart-rate",
    link: "streaming",
    linkReason: null,
    linkSinceS: 1,
    liveness: "live",
    lastValueS: 10,
    faults: 0,
    ...changes,
  };
}

function heartRate(changes: Partial<HeartRateOutput> = {}): HeartRateOutput {
  return {
    kind: "heartRate",
    timeS: 10,
    sensorId: "b",
    heartRateBpm: 150,
    rrIntervalsS: [],
    contact: true,
    ...changes,
  };
}

/** What is shown of the belt at `timeS`. */
function shown(timeS: number, list: readonly SessionOutput[], isStale = false, running = true) {
  const session = { ...hello().session, sensors: [belt] };
  const view = [hello({ session, running }), outputs(timeS, ...list)].reduce(
    applyMessage,
    initialViewState,
  );
  const [first] = sensorViews(view, isStale);
  if (first === undefined) throw new Error("no sensor");
  return first;
}

describe("sensors on the page", () => {
  it("are those of the session", () => {
    expect(sensorViews(applyMessage(initialViewState, hello()), false)).toEqual([]);
    expect(sensorViews(initialViewState, false)).toEqual([]);
    expect(shown(1, [])).toEqual({
      sensor: belt,
      standing: "waiting",
      value: null,
      note: "No word from this sensor yet.",
    });
  });

  it("have their newest value while it is current, and nothing to say where all is well", () => {
    const value = heartRate();
    expect(shown(11, [heartRate({ timeS: 9 }), value, state()])).toEqual({
      sensor: belt,
      standing: "live",
      value,
      note: "",
    });
    expect(shown(14.5, [value, state()]).value).toBeNull();
  });

  it.each([
    [{ contact: false, heartRateBpm: null }, "No contact to the skin."],
    [{ heartRateBpm: null }, "No pulse found."],
  ])("say why a live belt has no heart rate: %j", (changes, note) => {
    expect(shown(10, [heartRate(changes), state()]).note).toBe(note);
  });

  it("are silent whatever the link claims, and also once the session is over", () => {
    const silent = state({ liveness: "silent", lastValueS: 4 });
    expect(shown(10, [silent])).toMatchObject({
      standing: "silent",
      note: "No value for 6.0 s; link: streaming",
    });
    const failed = state({
      liveness: "silent",
      lastValueS: null,
      link: "failed",
      linkReason: "it has no Heart Rate Measurement",
    });
    expect(shown(10, [failed], false, false)).toMatchObject({
      standing: "silent",
      note: "No value so far; link: it has no Heart Rate Measurement",
    });
  });

  it("are waited for, have ended, or are not known", () => {
    const waiting = state({ liveness: "waiting", link: "connecting", lastValueS: null });
    expect(shown(1, [waiting])).toMatchObject({
      standing: "waiting",
      note: "No value yet; link: connecting",
    });
    expect(shown(10, [heartRate(), state()], false, false).standing).toBe("ended");
    expect(shown(10, [heartRate(), state()], true).standing).toBe("unknown");
  });

  it("tell their last fault, and not that of a pod", () => {
    const fault = {
      kind: "fault",
      code: "packet-truncated",
      timeS: 9,
      podId: null,
      message: "Chest belt: cut off",
      count: 1,
    } as const;
    expect(shown(10, [fault, state(), heartRate()]).note).toBe("");
    expect(shown(10, [{ ...fault, sensorId: "b" }, state(), heartRate()]).note).toBe(
      "Last fault: Chest belt: cut off",
    );
  });
});
