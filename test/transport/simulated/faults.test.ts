import { describe, expect, it } from "vitest";
import { decodePacket } from "../../../src/codec/decode-packet.ts";
import { tickRateHz } from "../../../src/codec/protocol.ts";
import { defaultScenario } from "../../../src/transport/simulated/scenario.ts";
import { Simulation } from "../../../src/transport/simulated/simulation.ts";
import { swingingBody } from "../../support/swinging-body.ts";
import { type Faults, Played, perfectPods, steps, streamingOnce } from "./played.ts";

const withFault = (...faults: Faults) => new Played({ faults });

const lostAndBack = [...streamingOnce, "lost", ...streamingOnce];

function standing(out: Parameters<ReturnType<typeof swingingBody>["strapMotion"]>[0]) {
  out.forceMPerS2.set([0, 9.80665, 0]);
  out.rateRadPerS.fill(0);
  out.earthFromSegment.set([Math.SQRT1_2, Math.SQRT1_2, 0, 0]);
  return out;
}

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

  it.each([0.16, 0.25, 0.33])(
    "reboot while the host sets the pod up, at %s s: nothing is heard of it until the host has found it again",
    (atS) => {
      const fault = { kind: "reboot", pod: "pelvis", atS, downS: 0.2 } as const;
      const played = new Played({ durationS: 5, faults: [fault] });
      const states = played.states("pelvis");
      const setUp = ["searching", "connecting", "configuring"];
      expect(states.map(({ state }) => state)).toEqual([...setUp, "lost", ...streamingOnce]);
      const podId = played.idOf("pelvis");
      // What was in the air is still read by the host.
      const heard = played.events.filter(
        (event) =>
          event.kind === "notification" &&
          event.podId === podId &&
          event.arrivalTimeS > atS + 0.02 &&
          event.arrivalTimeS < (states[3]?.atS ?? 0),
      );
      expect(heard).toEqual([]);
    },
  );

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
