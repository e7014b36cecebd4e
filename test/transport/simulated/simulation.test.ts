import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePacket } from "../../../src/codec/decode-packet.ts";
import type { StatusPacket } from "../../../src/codec/packet.ts";
import { tickRateHz } from "../../../src/codec/protocol.ts";
import { placements } from "../../../src/model/pod.ts";
import type { TransportEvent } from "../../../src/model/transport-event.ts";
import { defaultScenario } from "../../../src/transport/simulated/scenario.ts";
import { simulatedTransport } from "../../../src/transport/simulated/simulated-transport.ts";
import { Simulation } from "../../../src/transport/simulated/simulation.ts";
import { swingingBody, swingRad } from "../../support/swinging-body.ts";
import { type Faults, Played, perfectPods, simulation, steps, streamingOnce } from "./played.ts";

describe("a simulation", () => {
  it("gives the same bytes for the same scenario, however often and beside whatever else", () => {
    const one = simulation({ seed: 5 });
    const first = one.events();
    const beside = simulation({ seed: 6 }).events();
    const events: TransportEvent[] = [];
    for (const event of first) {
      events.push(event);
      beside.next();
    }
    expect(events).toEqual([...one.events()]);
    expect(events).toEqual([...simulation({ seed: 5 }).events()]);
    expect(events).not.toEqual([...simulation({ seed: 6 }).events()]);
    expect(one.header).toEqual(simulation({ seed: 5 }).header);
    expect(one.header.pods[0]?.podId).not.toBe(simulation({ seed: 6 }).header.pods[0]?.podId);
  });

  it("has a header that says what it is", () => {
    const { header } = simulation({ runner: { affectedSide: "left" }, pods: { leftThigh: null } });
    expect(header.pods.map((pod) => pod.placement)).toEqual(["pelvis", "rightThigh"]);
    expect(header).toMatchObject({
      origin: { kind: "simulated", seed: 1 },
      runner: { affectedSide: "left", heightCm: 175 },
      calibrationSpans: [{ kind: "standing", startS: 0, endS: 8 }],
    });
  });

  it("states the belt speed where it is told to, and ticks twenty times a second", () => {
    const stated = new Played().events.filter((event) => event.kind === "beltSpeed");
    expect(stated).toEqual([
      { kind: "beltSpeed", arrivalTimeS: 0, beltSpeedMPerS: 0 },
      { kind: "beltSpeed", arrivalTimeS: 8, beltSpeedMPerS: 1.4 },
    ]);
    const silent = new Played({ beltSpeed: "unknown" });
    expect(silent.events.some((event) => event.kind === "beltSpeed")).toBe(false);
    expect(silent.events.filter((event) => event.kind === "tick")).toHaveLength(12 * 20 + 1);
    expect(silent.events.at(-1)?.arrivalTimeS).toBe(12);
  });

  it("enters what the runner says, each with its own level", () => {
    const { events } = new Played({
      entries: [
        { atS: 3, kind: "effort", level: 6 },
        { atS: 2, kind: "pain", level: 4 },
        { atS: 5, kind: "stop" },
      ],
    });
    expect(events.filter((event) => event.kind === "entry")).toEqual([
      { kind: "entry", arrivalTimeS: 2, entry: "pain", painLevel: 4, effortLevel: null },
      { kind: "entry", arrivalTimeS: 3, entry: "effort", painLevel: null, effortLevel: 6 },
      { kind: "entry", arrivalTimeS: 5, entry: "stop", painLevel: null, effortLevel: null },
    ]);
  });

  it("connects, reads, configures and starts every pod, one after the other", () => {
    const played = new Played();
    for (const placement of placements) {
      expect(played.states(placement).map(({ state }) => state)).toEqual(streamingOnce);
      expect(played.notifications(placement, "identity")).toHaveLength(1);
      expect(
        played.packets(placement, "controlResponse").map(({ packet }) => packet.resultCode),
      ).toEqual([0, 0]);
      expect(new Set(steps(played.samples(placement)))).toEqual(new Set([1]));
      // Eight in the first two seconds, then one every ten.
      expect(played.packets(placement, "timeExchangeResponse").length).toBeGreaterThanOrEqual(8);
    }
    const begun = placements.map((placement) => played.states(placement)[1]?.atS ?? 0);
    expect(begun).toEqual([...begun].sort((a, b) => a - b));
    expect(played.states("rightThigh")[3]?.atS).toBeLessThan(2);
  });

  it("delivers within a few connection intervals, and never before a packet is complete", () => {
    const played = new Played({
      pods: {
        ...perfectPods,
        pelvis: { sensor: "perfect", clock: { ppm: 0, offsetTicks: 0, ppmPerMinute: 0 } },
      },
    });
    const delays = played
      .samples("pelvis")
      .map(
        ({ arrivalTimeS, packet }) => arrivalTimeS - (packet.ticks + packet.spanTicks) / tickRateHz,
      );
    expect(Math.min(...delays)).toBeGreaterThan(0.001);
    expect(Math.max(...delays)).toBeLessThan(0.08);
    const sorted = [...delays].sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(0.02);
  });

  it("puts the pods' own clocks on the samples of the true motion", () => {
    const ppm = 40;
    const played = new Played({
      durationS: 60,
      stages: [{ atS: 0, gait: "standing" }],
      pods: {
        ...perfectPods,
        pelvis: {
          sensor: "perfect",
          mounting: { tiltDeg: 0, turnDeg: 0, rollDeg: 0 },
          clock: { ppm, offsetTicks: 0xffff_0000, ppmPerMinute: 1, sampleRateErrorPct: 1.5 },
        },
      },
    });
    let worst = 0;
    for (const { packet } of played.samples("pelvis")) {
      const podS = ((packet.ticks - 0xffff_0000) >>> 0) / tickRateHz;
      // The clock's rate is 1 + ppm + ppm/min · t: the true time of its reading.
      const trueS = podS - (ppm * podS + podS ** 2 / 120) * 1e-6;
      for (let i = 0; i < packet.count; i++) {
        const timeS = trueS + (i * packet.spanTicks) / tickRateHz / (packet.count - 1);
        const x = packet.accMPerS2[3 * i] as number;
        worst = Math.max(worst, Math.abs(x - 9.80665 * Math.cos(swingRad(timeS))));
      }
    }
    // An LSB is 0.0048 m/s², a tick 31 µs of a swing of 4.4 rad/s.
    expect(worst).toBeLessThan(0.005);
    const packets = played.samples("pelvis").slice(0, 1000);
    const spanS = ((packets.at(-1)?.packet.ticks ?? 0) - (packets[0]?.packet.ticks ?? 0)) >>> 0;
    expect((7 * (packets.length - 1)) / (spanS / tickRateHz)).toBeCloseTo(200 * 1.015, 1);
  });

  it("clips at full scale, says so in the packet and counts the samples", () => {
    const played = new Played({
      pods: {
        pelvis: {
          gyrRangeDegPerS: 1000,
          sensor: {
            gyr: { biasDegPerS: [0, 0, 0] },
            acc: { biasMg: [0, 0, 0], scalePct: [20, 0, 0] },
          },
          accRangeG: 8,
        },
      },
    });
    expect(played.samples("pelvis").some(({ packet }) => packet.clipped)).toBe(false);
    const wild = new Simulation(defaultScenario({ durationS: 5 }), () => {
      const body = swingingBody();
      return {
        ...body,
        strapMotion: (out, placement, timeS) => {
          body.strapMotion(out, placement, timeS);
          if (timeS > 3 && timeS < 3.1) out.rateRadPerS[2] = 100;
          return out;
        },
      };
    });
    const { podId } = wild.header.pods[0] as { podId: string };
    let clippedPackets = 0;
    let status: StatusPacket | null = null;
    for (const event of wild.events()) {
      if (event.kind !== "notification" || event.podId !== podId) continue;
      const packet = decodePacket(event.channel, event.payload);
      if (packet.kind === "samples" && packet.clipped) clippedPackets += 1;
      if (packet.kind === "status") status = packet;
    }
    expect(status?.clippedSamples).toBe(20);
    expect(clippedPackets).toBeGreaterThanOrEqual(3);
    expect(clippedPackets).toBeLessThanOrEqual(4);
  });

  it("can be stopped and played at a pace", async () => {
    const { header, events } = simulatedTransport(simulation({ durationS: null }), { speed: 20 });
    const seen: TransportEvent[] = [];
    const started = performance.now();
    await new Promise<void>((resolve) => {
      const subscription = events.subscribe((event) => {
        seen.push(event);
        if (event.arrivalTimeS < 4) return;
        subscription.unsubscribe();
        resolve();
      });
    });
    expect((performance.now() - started) / 1000).toBeGreaterThan(0.19);
    const stoppedAt = seen.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toHaveLength(stoppedAt);
    expect(header.pods).toHaveLength(3);
    expect(() => simulatedTransport(simulation(), { speed: 0 })).toThrow(RangeError);
  });
});

describe("any scenario", () => {
  const pod = fc.constantFrom(...placements);
  const atS = fc.double({ min: 0, max: 9.9, noNaN: true });
  const forS = fc.double({ min: 0.05, max: 6, noNaN: true });
  const sharePct = fc.double({ min: 1, max: 100, noNaN: true });
  const damage = fc.constantFrom("burst-loss", "duplicate", "reorder", "corrupt");
  const fault = fc.oneof(
    fc.record({ kind: damage, pod, atS, forS, sharePct }),
    fc.record({
      kind: fc.constant("clock-jump"),
      pod,
      atS,
      byS: fc.double({ min: -20, max: 20, noNaN: true }),
    }),
    fc.record({ kind: fc.constant("slip"), pod, atS, tiltDeg: fc.constant(20) }),
  );
  const loss = fc.oneof(
    fc.record({ kind: fc.constant("dropout"), atS, forS }),
    fc.record({
      kind: fc.constant("reboot"),
      atS,
      downS: fc.double({ min: 0.2, max: 4, noNaN: true }),
    }),
    fc.record({ kind: fc.constant("battery-dies"), atS, fallS: forS }),
    fc.constant({ kind: "never-appears" }),
  );
  const radio = fc.record({
    connectionIntervalMs: fc.constantFrom(7.5, 11.25, 15, 18.75, 30),
    eventLossPct: fc.double({ min: 0, max: 60, noNaN: true }),
    hostJitterMs: fc.double({ min: 0, max: 20, noNaN: true }),
    supervisionTimeoutS: fc.double({ min: 1, max: 3, noNaN: true }),
  });

  it("gives its events in the order of arrival, and at most the scenario's length of them", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        radio,
        fc.array(fault, { maxLength: 4 }),
        loss,
        (seed, link, faults, lost) => {
          // Damage of the pod that never appears would contradict the scenario.
          const others =
            lost.kind === "never-appears" ? faults.filter((one) => one.pod !== "pelvis") : faults;
          const all = [...others, { ...lost, pod: "pelvis" }] as Faults;
          let lastS = 0;
          let streaming = 0;
          for (const event of simulation({
            seed,
            durationS: 10,
            radio: link,
            faults: all,
          }).events()) {
            expect(event.arrivalTimeS).toBeGreaterThanOrEqual(lastS);
            lastS = event.arrivalTimeS;
            if (event.kind === "link" && event.state === "streaming") streaming += 1;
            if (event.kind === "link") expect(event.state).not.toBe("failed");
          }
          expect(lastS).toBe(10);
          expect(streaming).toBeGreaterThanOrEqual(2);
        },
      ),
      { numRuns: 40 },
    );
  });
});
