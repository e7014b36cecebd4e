import { beforeAll, describe, expect, it } from "vitest";
import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { Simulation } from "../../src/transport/simulated/simulation.ts";
import { ofKind, pipelineOutputs } from "../support/recorded-events.ts";

const { header, events } = (() => {
  const stages = [{ atS: 0, gait: "standing" } as const];
  const simulation = new Simulation(defaultScenario({ seed: 5, durationS: 20, stages }));
  const all = [...simulation.events()].filter((event) => event.kind !== "tick");
  return { header: simulation.header, events: all };
})();

const isExchange = (event: TransportEvent): boolean =>
  event.kind === "notification" && event.channel === "timeExchange";

/** The same exchanges as a host sends them whose clock began earlier than the session. */
function withOrigin(originS: number): TransportEvent[] {
  return events.map((event) => {
    if (event.kind !== "notification" || event.channel !== "timeExchange") return event;
    const packet = decodePacket(event.channel, event.payload);
    if (packet.kind !== "timeExchangeResponse") throw new Error("no response");
    const centralTimeS = packet.centralTimeS + originS;
    return { ...event, payload: encodePacket({ ...packet, centralTimeS }) };
  });
}

describe("time exchanges in a session", () => {
  let withoutExchanges: readonly unknown[];

  beforeAll(async () => {
    expect(events.filter(isExchange).length).toBeGreaterThan(60);
    const left = events.filter((event) => !isExchange(event));
    withoutExchanges = await pipelineOutputs(header, left);
  });

  it.each([1000, 0.5])(
    "are said once per pod to be on another clock, %d s off, and change nothing",
    async (originS) => {
      const outputs = await pipelineOutputs(header, withOrigin(originS));
      const faults = ofKind(outputs, "fault");
      expect(faults.map(({ code }) => code)).toEqual(
        header.pods.map(() => "time-exchange-unusable"),
      );
      expect(new Set(faults.map(({ podId }) => podId)).size).toBe(header.pods.length);
      const rest = outputs.filter(({ kind }) => kind !== "fault" && kind !== "podState");
      expect(rest).toEqual(
        withoutExchanges.filter((output) => (output as { kind: string }).kind !== "podState"),
      );
    },
  );

  it("that can be believed are no fault", async () => {
    const outputs = await pipelineOutputs(header, events);
    expect(ofKind(outputs, "fault")).toEqual([]);
  });
});
