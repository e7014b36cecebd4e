import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePacket } from "../../../src/codec/decode-packet.ts";
import type { PodPacket, SamplesPacket, StatusPacket } from "../../../src/codec/packet.ts";
import { tickRateHz } from "../../../src/codec/protocol.ts";
import { type Placement, placements } from "../../../src/model/pod.ts";
import type { NotificationEvent, TransportEvent } from "../../../src/model/transport-event.ts";
import { defaultScenario } from "../../../src/transport/simulated/scenario.ts";
import type { ScenarioInput } from "../../../src/transport/simulated/scenario-schema.ts";
import { simulatedTransport } from "../../../src/transport/simulated/simulated-transport.ts";
import { Simulation } from "../../../src/transport/simulated/simulation.ts";
import { swingingBody, swingRad } from "../../support/swinging-body.ts";

type Faults = NonNullable<ScenarioInput["faults"]>;

const perfectPods: ScenarioInput["pods"] = {
  pelvis: { sensor: "perfect", mounting: { tiltDeg: 0, turnDeg: 0, rollDeg: 0 } },
  leftThigh: { sensor: "perfect", mounting: { tiltDeg: 0, turnDeg: 0, rollDeg: 0 } },
  rightThigh: { sensor: "perfect", mounting: { tiltDeg: 0, turnDeg: 0, rollDeg: 0 } },
};

function simulation(changes: Partial<ScenarioInput> = {}): Simulation {
  return new Simulation(defaultScenario({ durationS: 12, ...changes }), swingingBody);
}

/** Where the packets come whose kind is not the channel's name. */
const channels: Partial<Record<PodPacket["kind"], string>> = {
  controlResponse: "control",
  timeExchangeResponse: "timeExchange",
};

/** One played scenario, sorted by what came from where. */
class Played {
  readonly events: TransportEvent[];
  readonly #simulation: Simulation;

  constructor(changes: Partial<ScenarioInput> = {}) {
    this.#simulation = simulation(changes);
    this.events = [...this.#simulation.events()];
  }

  idOf(placement: Placement): string | undefined {
    return this.#simulation.header.pods.find((pod) => pod.placement === placement)?.podId;
  }

  notifications(placement: Placement, channel: string): NotificationEvent[] {
    const podId = this.idOf(placement);
    return this.events.flatMap((event) =>
      event.kind === "notification" && event.podId === podId && event.channel === channel
        ? [event]
        : [],
    );
  }

  packets<Kind extends PodPacket["kind"]>(placement: Placement, kind: Kind) {
    const channel = channels[kind] ?? kind;
    return this.notifications(placement, channel).flatMap((event) => {
      const packet = decodePacket(event.channel, event.payload);
      return packet.kind === kind
        ? [
            {
              arrivalTimeS: event.arrivalTimeS,
              packet: packet as Extract<PodPacket, { kind: Kind }>,
            },
          ]
        : [];
    });
  }

  samples(
    placement: Placement,
  ): { readonly arrivalTimeS: number; readonly packet: SamplesPacket }[] {
    return this.packets(placement, "samples");
  }

  states(placement: Placement): { readonly atS: number; readonly state: string }[] {
    const podId = this.idOf(placement);
    return this.events.flatMap((event) =>
      event.kind === "link" && event.podId === podId
        ? [{ atS: event.arrivalTimeS, state: event.state }]
        : [],
    );
  }
}

const withFault = (...faults: Faults) => new Played({ faults });

/** Steps of the sequence number from packet to packet. */
function steps(packets: readonly { readonly packet: SamplesPacket }[]): number[] {
  return packets.slice(1).map(({ packet }, i) => {
    const before = packets[i]?.packet.sequence ?? 0;
    return ((packet.sequence - before + 0x8000) & 0xffff) - 0x8000;
  });
}

const streamingOnce = ["searching", "connecting", "configuring", "streaming"];
const lostAndBack = [...streamingOnce, "lost", ...streamingOnce];

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

describe("faults", () => {
  it("of one pod change nothing about the others", () => {
    const well = new Played();
    const faulty = withFault(
      { kind: "reboot", pod: "pelvis", atS: 4 },
      { kind: "corrupt", pod: "pelvis", atS: 1, forS: 5 },
      { kind: "slip", pod: "pelvis", atS: 9, tiltDeg: 20 },
    );
    for (const placement of ["leftThigh", "rightThigh"] as const) {
      const podId = well.idOf(placement);
      const of = ({ events }: Played) =>
        events.filter((event) => "podId" in event && event.podId === podId);
      expect(of(faulty)).toEqual(of(well));
    }
    expect(faulty.samples("pelvis")).not.toEqual(well.samples("pelvis"));
  });

  it("dropout: the link is lost after the supervision time-out and comes back; what was sampled meanwhile is missing", () => {
    const played = withFault({ kind: "dropout", pod: "leftThigh", atS: 4, forS: 3 });
    const states = played.states("leftThigh");
    expect(states.map(({ state }) => state)).toEqual(lostAndBack);
    expect(states[4]?.atS).toBeCloseTo(5, 6);
    expect(states[6]?.atS).toBeGreaterThan(7);
    expect(states[8]?.atS).toBeLessThan(8);
    const arrivals = played.samples("leftThigh").map(({ arrivalTimeS }) => arrivalTimeS);
    expect(arrivals.filter((timeS) => timeS > 4.06 && timeS < 7)).toEqual([]);
    // The pod sampled on: the sequence has one gap, as long as the silence.
    const gaps = steps(played.samples("leftThigh")).filter((step) => step !== 1);
    expect(gaps).toHaveLength(1);
    const back = arrivals.find((timeS) => timeS > 7) ?? 0;
    expect((gaps[0] ?? 0) * 0.035).toBeCloseTo(back - 4, 0);
    const status = played.packets("leftThigh", "status").at(-1)?.packet;
    expect(status?.droppedPackets).toBe((gaps[0] ?? 0) - 1);
  });

  it("dropout shorter than the time-out: everything comes, but late", () => {
    const played = withFault({ kind: "dropout", pod: "leftThigh", atS: 4, forS: 0.6 });
    expect(played.states("leftThigh").map(({ state }) => state)).toEqual(streamingOnce);
    const packets = played.samples("leftThigh");
    expect(new Set(steps(packets))).toEqual(new Set([1]));
    expect(packets.filter(({ arrivalTimeS }) => arrivalTimeS > 4.03 && arrivalTimeS < 4.6)).toEqual(
      [],
    );
    expect(
      packets.filter(({ arrivalTimeS }) => arrivalTimeS >= 4.6 && arrivalTimeS < 4.7).length,
    ).toBeGreaterThan(15);
  });

  it("burst loss: notifications are missing although the link holds", () => {
    const played = withFault({ kind: "burst-loss", pod: "pelvis", atS: 4, forS: 1 });
    expect(played.states("pelvis").map(({ state }) => state)).toEqual(streamingOnce);
    const gaps = steps(played.samples("pelvis")).filter((step) => step !== 1);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toBeGreaterThan(26);
    expect(gaps[0]).toBeLessThan(32);
    expect(played.packets("pelvis", "status").at(-1)?.packet.droppedPackets).toBe(0);
  });

  it("duplicate: the same bytes twice", () => {
    const played = withFault({ kind: "duplicate", pod: "pelvis", atS: 4, forS: 4, sharePct: 50 });
    const all = steps(played.samples("pelvis"));
    expect(all.every((step) => step === 0 || step === 1)).toBe(true);
    const share = all.filter((step) => step === 0).length / (4 / 0.035);
    expect(share).toBeGreaterThan(0.35);
    expect(share).toBeLessThan(0.65);
    const payloads = played.notifications("pelvis", "samples").map((event) => event.payload);
    all.forEach((step, i) => {
      if (step === 0) expect(payloads[i + 1]).toEqual(payloads[i]);
    });
  });

  it("reorder: a notification comes after the next one, and none is missing", () => {
    const played = withFault({ kind: "reorder", pod: "pelvis", atS: 4, forS: 4, sharePct: 30 });
    const all = steps(played.samples("pelvis"));
    expect(all.filter((step) => step < 0).length).toBeGreaterThan(15);
    expect(all.every((step) => [-1, 1, 2, 3].includes(step))).toBe(true);
    const sequences = played.samples("pelvis").map(({ packet }) => packet.sequence);
    expect([...sequences].sort((a, b) => a - b)).toEqual(
      sequences.map((_, i) => (sequences[0] ?? 0) + i),
    );
  });

  it("corrupt: notifications differ from what the pod sent, the others do not", () => {
    const well = new Played().notifications("pelvis", "samples");
    const played = withFault({ kind: "corrupt", pod: "pelvis", atS: 4, forS: 4, sharePct: 50 });
    const damaged = played.notifications("pelvis", "samples");
    expect(damaged).toHaveLength(well.length);
    let shortened = 0;
    let flipped = 0;
    damaged.forEach((event, i) => {
      const sent = well[i]?.payload ?? new Uint8Array();
      if (event.payload.length < sent.length) shortened += 1;
      else if (event.payload.some((byte, k) => byte !== sent[k])) flipped += 1;
      else return;
      expect(event.arrivalTimeS).toBeGreaterThanOrEqual(4);
      expect(event.arrivalTimeS).toBeLessThan(8);
    });
    expect(shortened).toBeGreaterThan(15);
    expect(flipped).toBeGreaterThan(15);
    expect(played.notifications("pelvis", "status")).toEqual(
      new Played().notifications("pelvis", "status"),
    );
  });

  it("reboot: silence, then a pod that begins anew with another boot id", () => {
    const played = withFault({ kind: "reboot", pod: "rightThigh", atS: 4, downS: 2 });
    expect(played.states("rightThigh").map(({ state }) => state)).toEqual(lostAndBack);
    const boots = new Set(
      played.packets("rightThigh", "status").map(({ packet }) => packet.bootId),
    );
    expect(boots.size).toBe(2);
    const after = played.samples("rightThigh").filter(({ arrivalTimeS }) => arrivalTimeS > 6);
    expect(after[0]?.packet.sequence).toBe(0);
    expect((after[0]?.packet.ticks ?? 0) / tickRateHz).toBeLessThan(2);
    expect(played.packets("rightThigh", "controlResponse")).toHaveLength(4);
  });

  it("battery dies: the charge falls, then nothing comes any more", () => {
    const played = withFault({ kind: "battery-dies", pod: "pelvis", atS: 8, fallS: 5 });
    const charges = played.packets("pelvis", "status").map(({ packet }) => packet.batteryPct ?? -1);
    expect(charges[0]).toBe(90);
    expect(charges.at(-1)).toBe(0);
    expect(charges).toEqual([...charges].sort((a, b) => b - a));
    expect(played.states("pelvis").map(({ state }) => state)).toEqual([
      ...streamingOnce,
      "lost",
      "searching",
    ]);
    expect(played.samples("pelvis").at(-1)?.arrivalTimeS).toBeLessThan(9.2);
  });

  it("slip: gravity lies otherwise in the pod from then on, and the gyroscope felt the turn", () => {
    const still = { ...swingingBody(), strapMotion: standing };
    const scenario = defaultScenario({
      durationS: 10,
      pods: perfectPods,
      faults: [{ kind: "slip", pod: "leftThigh", atS: 5, tiltDeg: 30 }],
    });
    const { header, ...rest } = {
      header: new Simulation(scenario).header,
      events: new Simulation(scenario, () => still).events(),
    };
    const podId = header.pods.find((pod) => pod.placement === "leftThigh")?.podId;
    let angleRad = 0;
    let acc: number[] = [];
    for (const event of rest.events) {
      if (event.kind !== "notification" || event.podId !== podId || event.channel !== "samples")
        continue;
      const packet = decodePacket("samples", event.payload);
      if (packet.kind !== "samples") throw new Error("no samples");
      if (acc.length === 0) expect(packet.accMPerS2[0]).toBeCloseTo(9.80665, 2);
      acc = [...packet.accMPerS2.slice(0, 3)];
      for (let i = 0; i < packet.count; i++)
        angleRad += (packet.gyrRadPerS[3 * i + 2] as number) / 200;
    }
    const deg = Math.PI / 180;
    expect(acc[0]).toBeCloseTo(9.80665 * Math.cos(30 * deg), 2);
    // The left pod's y points forward: leaning forward, it points down.
    expect(acc[1]).toBeCloseTo(-9.80665 * Math.sin(30 * deg), 2);
    expect(Math.abs(angleRad) / deg).toBeCloseTo(30, 1);
  });

  it("swapped, upside down: each pod feels what is felt where it really is", () => {
    // Only the left thigh moves.
    const left = () => {
      const body = swingingBody();
      return {
        ...body,
        strapMotion: ((out, placement, timeS) =>
          placement === "leftThigh"
            ? body.strapMotion(out, placement, timeS)
            : standing(out)) as typeof body.strapMotion,
      };
    };
    const rates = (faults: Faults) => {
      const one = new Simulation(
        defaultScenario({ durationS: 4, pods: perfectPods, faults }),
        left,
      );
      const felt = new Map<string, { rate: number; up: number }>();
      for (const event of one.events()) {
        if (event.kind !== "notification" || event.channel !== "samples") continue;
        const packet = decodePacket("samples", event.payload);
        if (packet.kind !== "samples") continue;
        const placement = one.header.pods.find((pod) => pod.podId === event.podId)?.placement ?? "";
        const before = felt.get(placement)?.rate ?? 0;
        felt.set(placement, {
          rate: Math.max(before, ...packet.gyrRadPerS.map(Math.abs)),
          up: Math.sign(packet.accMPerS2[0] as number),
        });
      }
      return felt;
    };
    const well = rates([]);
    expect(well.get("leftThigh")?.rate).toBeGreaterThan(3);
    expect(well.get("rightThigh")).toEqual({ rate: 0, up: 1 });
    const swapped = rates([{ kind: "swapped", pods: ["rightThigh", "leftThigh"] }]);
    expect(swapped.get("rightThigh")?.rate).toBeGreaterThan(3);
    expect(swapped.get("leftThigh")?.rate).toBe(0);
    expect(rates([{ kind: "upside-down", pod: "pelvis" }]).get("pelvis")?.up).toBe(-1);
  });

  it("wrong rate: the packets say so, and last about as long", () => {
    const played = withFault({ kind: "wrong-rate", pod: "pelvis", sampleRateHz: 104 });
    const [{ packet } = { packet: null }] = played.samples("pelvis");
    expect(packet).toMatchObject({ sampleRateHz: 104, count: 4 });
    const { packet: right } = played.samples("leftThigh")[0] ?? {};
    expect(right?.sampleRateHz).toBe(200);
  });

  it("clock jump: the ticks step, the sequence does not", () => {
    for (const byS of [5, -5]) {
      const packets = withFault({ kind: "clock-jump", pod: "pelvis", atS: 6, byS }).samples(
        "pelvis",
      );
      expect(new Set(steps(packets))).toEqual(new Set([1]));
      const jumps = packets
        .slice(1)
        .map(
          ({ packet }, i) => ((packet.ticks - (packets[i]?.packet.ticks ?? 0)) | 0) / tickRateHz,
        );
      const odd = jumps.filter((step) => Math.abs(step) > 0.1);
      expect(odd).toHaveLength(1);
      expect(odd[0]).toBeCloseTo(byS, 1);
    }
  });

  it("never appears: the host goes on searching", () => {
    const played = withFault({ kind: "never-appears", pod: "leftThigh" });
    expect(played.states("leftThigh")).toEqual([{ atS: 0, state: "searching" }]);
    expect(
      played.events.filter((event) => "podId" in event && event.podId === played.idOf("leftThigh")),
    ).toHaveLength(1);
  });
});

function standing(out: Parameters<ReturnType<typeof swingingBody>["strapMotion"]>[0]) {
  out.forceMPerS2.set([0, 9.80665, 0]);
  out.rateRadPerS.fill(0);
  out.earthFromSegment.set([Math.SQRT1_2, Math.SQRT1_2, 0, 0]);
  return out;
}

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
