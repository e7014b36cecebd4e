import { from, lastValueFrom, map, tap, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import { podErrorCodes } from "../../src/codec/protocol.ts";
import type { PodStateOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { podErrorText } from "../../src/pipeline/pod-error-text.ts";
import { sessionPipeline } from "../../src/pipeline/session-pipeline.ts";
import { tickEvent } from "../../src/transport/session-ticks.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { Simulation } from "../../src/transport/simulated/simulation.ts";
import { seededUniform } from "../support/random.ts";
import { ofKind, timedOutputs } from "../support/recorded-events.ts";

const simulation = new Simulation(
  defaultScenario({ seed: 9, durationS: 20, stages: [{ atS: 0, gait: "standing" }] }),
);
const { header } = simulation;
const events = [...simulation.events()].filter((event) => event.kind !== "tick");
const podId = header.pods[0]?.podId ?? "";

const isOf = (event: TransportEvent): boolean => "podId" in event && event.podId === podId;

/** What is said of the pod, and when. */
async function states(
  all: readonly TransportEvent[],
): Promise<{ state: PodStateOutput; emittedAtS: number }[]> {
  const timed = await timedOutputs(header, all);
  return timed.flatMap(({ output, emittedAtS }) =>
    output.kind === "podState" && output.podId === podId ? [{ state: output, emittedAtS }] : [],
  );
}

const rssi = (arrivalTimeS: number): TransportEvent => ({
  kind: "rssi",
  arrivalTimeS,
  podId,
  rssiDbm: -71,
});

const inOrder = (all: readonly TransportEvent[]): TransportEvent[] =>
  [...all].sort((a, b) => a.arrivalTimeS - b.arrivalTimeS);

describe("the state of a pod", () => {
  it("tells its link, signal, clock and health while it is live", async () => {
    const told = await states(inOrder([...events, rssi(12)]));
    const newest = told.at(-1)?.state;
    const streaming = events.find(
      (event) => event.kind === "link" && isOf(event) && event.state === "streaming",
    );
    expect(newest).toMatchObject({
      link: "streaming",
      linkSinceS: streaming?.arrivalTimeS,
      liveness: "live",
      rssiDbm: -71,
      podError: null,
      clippedSamples: 0,
      recoveredSamples: 0,
      clockSource: "time-exchange",
    });
    expect(newest?.arrivalJitterMs).toBeGreaterThan(5);
    expect(newest?.arrivalJitterMs).toBeLessThan(60);
    expect(newest?.clockOffsetSigmaS).toBeLessThan(0.003);
    expect(newest?.clockDriftSigmaPpm).toBeLessThan(100);
    expect(told.find(({ state }) => state.timeS > 8)?.state.rssiDbm).toBeNull();
  });

  it.each(["radio", "samples only"] as const)(
    "is silent within half a second of its last sample, with ticks that come up to 50 ms late: no %s",
    async (what) => {
      const diesS = 10;
      const uniform = seededUniform(4);
      const left = events.filter((event) => {
        const isLost = what === "radio" || ("channel" in event && event.channel === "samples");
        return !isOf(event) || event.arrivalTimeS < diesS || !isLost;
      });
      const ticks = Array.from({ length: 400 }, (_, i) => {
        const tick = tickEvent(i);
        return { ...tick, arrivalTimeS: tick.arrivalTimeS + 0.05 * uniform() };
      });
      let nowS = 0;
      const source = from(inOrder([...left, rssi(9.5), ...ticks]));
      const timed = await lastValueFrom(
        source.pipe(
          tap((event) => {
            nowS = event.arrivalTimeS;
          }),
          sessionPipeline(header),
          map((output) => ({ output, nowS })),
          toArray(),
        ),
      );
      const own = timed.flatMap(({ output, nowS: atS }) =>
        output.kind === "podState" && output.podId === podId ? [{ state: output, atS }] : [],
      );
      const silent = own.find(({ state }) => state.liveness === "silent");
      expect(silent?.atS).toBeGreaterThan(diesS);
      expect(silent?.atS).toBeLessThan(diesS + 0.5);
      expect(
        own.filter(({ atS }) => atS > diesS + 0.5).map(({ state }) => state.liveness),
      ).not.toContain("live");
      // What it told before says nothing now.
      const unknown = {
        rssiDbm: null,
        arrivalJitterMs: null,
        batteryPct: null,
        temperatureC: null,
        measuredRateHz: null,
        clockOffsetSigmaS: null,
      };
      expect(silent?.state).toMatchObject(unknown);
      const last = own.at(-1)?.state;
      if (what === "radio") expect(last).toMatchObject({ ...unknown, clippedSamples: 0 });
      // A pod that is there goes on telling how it is.
      else
        expect(last).toMatchObject({
          ...unknown,
          batteryPct: 90,
          temperatureC: expect.any(Number),
        });
    },
  );

  it("keeps the last error that the pod told, in words, when it falls silent", async () => {
    const withError = events
      .filter((event) => !isOf(event) || event.arrivalTimeS < 10)
      .map((event) => {
        if (event.kind !== "notification" || event.channel !== "status" || !isOf(event))
          return event;
        const packet = decodePacket("status", event.payload);
        if (packet.kind !== "status" || event.arrivalTimeS < 8) return event;
        const payload = encodePacket({ ...packet, errorCode: podErrorCodes.batteryEmpty });
        return { ...event, payload };
      });
    const last = (await states(withError)).at(-1)?.state;
    expect(last).toMatchObject({ liveness: "silent", podError: "its battery is empty" });
    expect([podErrorText(0), podErrorText(77)]).toEqual([
      null,
      "error 77, which this version does not know",
    ]);
  });

  it("counts what was lost as gone for good where nobody asks for it again", async () => {
    const holed = events.filter(
      (event) => !isOf(event) || event.arrivalTimeS < 10 || event.arrivalTimeS > 11,
    );
    const newest = (await states(holed)).at(-1)?.state;
    expect(newest?.lostSamples).toBeGreaterThan(150);
    expect(newest?.unrecoverableSamples).toBe(newest?.lostSamples);
    const faults = ofKind(
      (await timedOutputs(header, holed)).map(({ output }) => output),
      "fault",
    );
    expect(faults.map(({ code }) => code)).toEqual(["samples-lost"]);
  });
});
