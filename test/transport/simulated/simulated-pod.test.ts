import { describe, expect, it } from "vitest";
import { decodePacket } from "../../../src/codec/decode-packet.ts";
import { encodePacket } from "../../../src/codec/encode-packet.ts";
import { podErrorCodes, tickRateHz } from "../../../src/codec/protocol.ts";
import { PodBattery } from "../../../src/transport/simulated/pod-battery.ts";
import { PodClock } from "../../../src/transport/simulated/pod-clock.ts";
import { PodOnBench, settings } from "./pod-on-bench.ts";

type StateName = "connected" | "configured" | "streaming" | "buffering";

function benchIn(state: StateName): PodOnBench {
  const bench = new PodOnBench();
  bench.wait(0.5);
  bench.connect();
  if (state !== "connected") bench.configure();
  if (state === "streaming" || state === "buffering") {
    bench.ask({ opcode: "start" });
    bench.wait(1);
  }
  if (state === "buffering") {
    bench.pod.disconnect(bench.timeS);
    bench.wait(0.5);
    bench.connect();
  }
  expect(bench.pod.state).toBe(state);
  return bench;
}

describe("states of a simulated pod", () => {
  const requests = {
    configure: { opcode: "configure", settings, placement: "leftThigh" },
    start: { opcode: "start" },
    stop: { opcode: "stop" },
    setPlacement: { opcode: "setPlacement", placement: "leftThigh" },
    requestBackfill: { opcode: "requestBackfill", firstSequence: 0, packetCount: 5 },
    identify: { opcode: "identify", pattern: "blink", durationS: 2 },
    haptic: { opcode: "haptic", pattern: "short", strengthPct: 50, repeats: 1 },
    cancelBackfill: { opcode: "cancelBackfill" },
    resetCounters: { opcode: "resetCounters" },
  } as const;

  // SPEC.md, section 8; a fresh pod's buffer is empty, so a backfill of it has nothing.
  it.each([
    ["configure", "connected", "ok", "configured"],
    ["configure", "configured", "ok", "configured"],
    ["configure", "streaming", "wrongState", "streaming"],
    ["configure", "buffering", "wrongState", "buffering"],
    ["start", "connected", "wrongState", "connected"],
    ["start", "configured", "ok", "streaming"],
    ["start", "streaming", "ok", "streaming"],
    ["start", "buffering", "ok", "streaming"],
    ["stop", "connected", "ok", "connected"],
    ["stop", "configured", "ok", "configured"],
    ["stop", "streaming", "ok", "configured"],
    ["stop", "buffering", "ok", "configured"],
    ["setPlacement", "connected", "ok", "connected"],
    ["setPlacement", "configured", "ok", "configured"],
    ["setPlacement", "streaming", "wrongState", "streaming"],
    ["setPlacement", "buffering", "wrongState", "buffering"],
    ["requestBackfill", "connected", "wrongState", "connected"],
    ["requestBackfill", "configured", "notAvailable", "configured"],
    ["requestBackfill", "streaming", "ok", "streaming"],
    ["requestBackfill", "buffering", "ok", "buffering"],
    ...(["identify", "haptic", "cancelBackfill", "resetCounters"] as const).flatMap((request) =>
      (["connected", "configured", "streaming", "buffering"] as const).map(
        (state) => [request, state, "ok", state] as const,
      ),
    ),
  ] as const)("%s in %s: %s, then %s", (request, state, result, after) => {
    const bench = benchIn(state);
    expect(bench.ask(requests[request]).result).toBe(result);
    expect(bench.pod.state).toBe(after);
  });

  it("refuse what the bytes or the pod's limits forbid, in every state and without effect", () => {
    for (const state of ["connected", "configured", "streaming", "buffering"] as const) {
      const bench = benchIn(state);
      const before = bench.status();
      expect(bench.askBytes(0x30)).toBe("malformed");
      expect(bench.askBytes()).toBe("malformed");
      expect(bench.askBytes(0x31, 1, 1)).toBe("malformed");
      expect(bench.askBytes(0x30, 0x01, 1, 9)).toBe("malformed");
      expect(bench.askBytes(0x30, 0x77, 1)).toBe("unknownOpcode");
      expect(bench.askBytes(0x30, 0x05, 1, 9)).toBe("invalidArgument");
      // 19 samples at 200 Hz last 95 ms.
      expect(bench.askBytes(0x30, 0x09, 1, 0xa3, 19, 1)).toBe("invalidArgument");
      expect(bench.askBytes(0x30, 0x09, 1, 0xa3, 3, 1)).toBe("invalidArgument");
      expect(bench.status()).toEqual(before);
    }
  });

  it("refuse to start where the central has not prepared the link", () => {
    const small = new PodOnBench();
    small.connect(98);
    small.configure();
    expect(small.ask({ opcode: "start" }).result).toBe("mtuTooSmall");
    const enough = new PodOnBench();
    enough.connect(99);
    enough.configure();
    enough.pod.subscribe("samples", false, enough.timeS);
    expect(enough.ask({ opcode: "start" }).result).toBe("notSubscribed");
    enough.pod.subscribe("samples", true, enough.timeS);
    expect(enough.ask({ opcode: "start" }).result).toBe("ok");
  });

  it("answer nothing while indications are off", () => {
    const bench = benchIn("configured");
    bench.pod.subscribe("control", false, bench.timeS);
    expect(bench.ask({ opcode: "start" }).result).toBe("0 responses");
    expect(bench.pod.state).toBe("configured");
  });

  it("turn to buffering where notifications of samples are switched off", () => {
    const bench = benchIn("streaming");
    bench.pod.subscribe("samples", false, bench.timeS);
    expect(bench.pod.state).toBe("buffering");
    const before = bench.of("samples").length;
    bench.wait(0.5);
    expect(bench.of("samples")).toHaveLength(before);
  });

  it("forget the configuration but not the placement with the link", () => {
    const bench = benchIn("configured");
    bench.pod.disconnect(bench.timeS);
    expect(bench.pod.isAdvertising).toBe(true);
    bench.connect();
    const configuration = decodePacket(
      "configuration",
      bench.pod.read("configuration", bench.timeS),
    );
    expect(configuration).toEqual({ kind: "configuration", settings: null, placement: "pelvis" });
  });

  it("keep sampling for ten minutes without a link, and switch off after thirty", () => {
    const bench = benchIn("streaming");
    bench.pod.disconnect(bench.timeS);
    bench.wait(599, 1);
    expect(bench.pod.state).toBe("buffering");
    bench.wait(2, 1);
    expect(bench.pod.state).toBe("advertising");
    expect(bench.pod.isAdvertising).toBe(true);
    bench.wait(1198, 10);
    expect(bench.pod.isOn).toBe(true);
    bench.wait(2, 1);
    expect(bench.pod.isOn).toBe(false);
  });
});

describe("samples of a simulated pod", () => {
  it("come in whole packets, numbered from 0, timed by the pod's clock across its wrap", () => {
    const clock = new PodClock(40, 0xffff_ffff - tickRateHz, { ppmPerMinute: 0 });
    const bench = new PodOnBench(undefined, clock);
    bench.connect();
    bench.configure();
    expect(bench.ask({ opcode: "start" }).firstSequence).toBe(0);
    bench.wait(3);
    const packets = bench.of("samples");
    expect(packets.length).toBe(Math.floor((3 * 200) / 7));
    packets.forEach((packet, i) => {
      expect(packet).toMatchObject({ sequence: i, count: 7, ...{ sampleRateHz: 200 } });
      const before = packets[i - 1];
      if (before === undefined) return;
      // The pod samples at its own pace: ticks per packet are those of the nominal rate.
      const step = (packet.ticks - before.ticks) >>> 0;
      expect(Math.abs(step - (7 * tickRateHz) / 200)).toBeLessThanOrEqual(1);
    });
    expect(packets.some((packet, i) => packet.ticks < (packets[i - 1]?.ticks ?? 0))).toBe(true);
  });

  it("that wait at a stop become a shorter packet, which counts as dropped", () => {
    const bench = benchIn("streaming");
    bench.wait(0.02);
    const before = bench.of("samples").length;
    bench.ask({ opcode: "stop" });
    expect(bench.of("samples")).toHaveLength(before);
    expect(bench.status()).toMatchObject({ droppedPackets: 1, newestSequence: before });
    const { firstSequence, packetCount } = bench.ask({
      opcode: "requestBackfill",
      firstSequence: before,
      packetCount: 1,
    });
    expect({ firstSequence, packetCount }).toEqual({ firstSequence: before, packetCount: 1 });
    bench.wait(0.1);
    expect(bench.of("samples").at(-1)?.count).toBeLessThan(7);
    expect(bench.of("backfillEnd").at(-1)).toMatchObject({ outcome: "complete", packetCount: 1 });
  });

  it("that the radio does not take within a second are given up, counted, and still there for backfill", () => {
    const bench = benchIn("streaming");
    const sent = bench.of("samples").length;
    bench.wait(3, 0.01, false);
    bench.takeAll();
    const late = bench.of("samples").slice(sent);
    const { droppedPackets, errorCode } = bench.status();
    expect(late[0]?.sequence).toBe(sent + droppedPackets);
    expect(droppedPackets).toBeGreaterThan(50);
    expect(errorCode).toBe(podErrorCodes.transmitOverflow);
    expect(
      bench.ask({ opcode: "requestBackfill", firstSequence: sent, packetCount: droppedPackets })
        .packetCount,
    ).toBe(droppedPackets);
  });
});

describe("backfill of a simulated pod", () => {
  function afterGap(): { bench: PodOnBench; live: number } {
    const bench = benchIn("streaming");
    const live = bench.of("samples").length;
    bench.pod.disconnect(bench.timeS);
    bench.wait(2);
    bench.connect();
    return { bench, live };
  }

  it("brings every packet of a gap again, the same in every byte but the type", () => {
    const { bench, live } = afterGap();
    const { firstSequence } = bench.ask({ opcode: "start" });
    const missing = firstSequence - live;
    expect(missing).toBe(bench.status().droppedPackets);
    bench.ask({ opcode: "requestBackfill", firstSequence: live, packetCount: missing });
    bench.wait(0.2);
    const again = bench.of("samples").filter((packet) => packet.backfilled);
    expect(again.map((packet) => packet.sequence)).toEqual(
      Array.from({ length: missing }, (_, i) => live + i),
    );
    const end = bench.of("backfillEnd");
    expect(end).toEqual([
      {
        kind: "backfillEnd",
        token: expect.any(Number),
        outcome: "complete",
        firstSequence: live,
        packetCount: missing,
      },
    ]);
    // A packet that had been sent live.
    bench.ask({ opcode: "requestBackfill", firstSequence: 3, packetCount: 1 });
    const [first, second] = bench.packets.filter(
      ({ packet }) => packet.kind === "samples" && packet.sequence === 3,
    );
    expect(second?.bytes[0]).toBe(0x11);
    expect(second?.bytes.slice(1)).toEqual(first?.bytes.slice(1));
  });

  it("gives the part of a range that it holds, on both ends", () => {
    const { bench } = afterGap();
    const made = bench.status().newestSequence + 1;
    expect(
      bench.ask({ opcode: "requestBackfill", firstSequence: 0xfff0, packetCount: 20 }),
    ).toEqual({ result: "ok", firstSequence: 0, packetCount: 4 });
    expect(
      bench.ask({ opcode: "requestBackfill", firstSequence: made - 3, packetCount: 100 }),
    ).toEqual({ result: "ok", firstSequence: made - 3, packetCount: 3 });
    expect(
      bench.ask({ opcode: "requestBackfill", firstSequence: made + 5, packetCount: 100 }).result,
    ).toBe("notAvailable");
    expect(
      bench.ask({ opcode: "requestBackfill", firstSequence: 0xfff0, packetCount: 16 }).result,
    ).toBe("notAvailable");
  });

  it("runs once at a time, lets live packets go first, and says that it was cancelled before the answer", () => {
    const bench = benchIn("streaming");
    bench.wait(0.034, 0.034, false);
    const request = encodePacket({
      kind: "controlRequest",
      opcode: "requestBackfill",
      token: 9,
      firstSequence: 0,
      packetCount: 20,
    });
    bench.pod.write("control", request, bench.timeS);
    bench.pod.write("control", request, bench.timeS);
    bench.wait(0.07, 0.07, false);
    const before = bench.packets.length;
    for (let i = 0; i < 6; i++) {
      const sent = bench.pod.take(bench.timeS, bench.timeS);
      if (sent === null) break;
      const packet = decodePacket(sent.channel, sent.bytes);
      if (packet.kind === "packetFault") throw new Error(packet.message);
      bench.packets.push({ timeS: bench.timeS, packet, bytes: sent.bytes });
    }
    const order = bench.packets
      .slice(before)
      .map(({ packet }) =>
        packet.kind === "samples" ? `samples ${packet.backfilled}` : packet.kind,
      );
    expect(order.slice(0, 2)).toEqual(["controlResponse", "controlResponse"]);
    expect(order.indexOf("samples true")).toBeGreaterThan(order.lastIndexOf("samples false"));
    expect(bench.of("controlResponse").at(-1)?.resultCode).toBe(8);
    const beforeCancel = bench.packets.length;
    expect(bench.ask({ opcode: "cancelBackfill" }).result).toBe("ok");
    expect(bench.packets.slice(beforeCancel).map(({ packet }) => packet.kind)).toEqual([
      "backfillEnd",
      "controlResponse",
    ]);
    expect(bench.of("backfillEnd")[0]).toMatchObject({ outcome: "cancelled", token: 9 });
    bench.wait(0.5);
    expect(bench.of("samples").filter((packet) => packet.backfilled).length).toBe(
      bench.of("backfillEnd")[0]?.packetCount,
    );
  });

  it("holds at least the newest minute, and says where newer packets took the place of older ones", () => {
    const bench = benchIn("streaming");
    bench.wait(130, 0.05);
    const { newestSequence, bufferedPackets } = bench.status();
    expect(bufferedPackets * 0.035).toBeGreaterThan(60);
    const oldest = newestSequence + 1 - bufferedPackets;
    expect(oldest).toBeGreaterThan(0);
    bench.pod.write(
      "control",
      encodePacket({
        kind: "controlRequest",
        opcode: "requestBackfill",
        token: 1,
        firstSequence: oldest,
        packetCount: 30,
      }),
      bench.timeS,
    );
    // Nothing is sent for a while, and some packets are made meanwhile.
    bench.wait(0.36, 0.05, false);
    const overwritten = bench.status().newestSequence - newestSequence;
    expect(overwritten).toBeGreaterThan(9);
    bench.takeAll();
    expect(bench.of("backfillEnd").at(-1)).toMatchObject({
      outcome: "overwritten",
      firstSequence: oldest + overwritten,
      packetCount: 30 - overwritten,
    });
  });
});

describe("status, time and motor of a simulated pod", () => {
  it("tells its status once a second and at every change", () => {
    const bench = benchIn("connected");
    bench.wait(5);
    const periodic = bench.of("status");
    expect(periodic).toHaveLength(5);
    bench.configure();
    bench.takeAll();
    expect(bench.of("status").at(-1)?.state).toBe("configured");
    expect(bench.of("status")).toHaveLength(6);
  });

  it("answers a time exchange with the ticks of receiving and of sending", () => {
    const bench = benchIn("streaming");
    bench.pod.write(
      "timeExchange",
      encodePacket({ kind: "timeExchangeRequest", token: 7, centralTimeS: 12.345678 }),
      bench.timeS,
    );
    const receivedS = bench.timeS;
    bench.wait(0.02, 0.02);
    const [response] = bench.of("timeExchangeResponse");
    expect(response).toMatchObject({
      token: 7,
      centralTimeS: 12.345678,
      bootId: bench.status().bootId,
    });
    expect(response?.receivedTicks).toBe(Math.floor(receivedS * tickRateHz));
    expect(response?.sentTicks).toBe(Math.floor(bench.timeS * tickRateHz));
    bench.pod.subscribe("timeExchange", false, bench.timeS);
    bench.write(
      "timeExchange",
      encodePacket({ kind: "timeExchangeRequest", token: 8, centralTimeS: 1 }),
    );
    bench.pod.subscribe("timeExchange", true, bench.timeS);
    bench.write("timeExchange", Uint8Array.of(0x40, 1, 2));
    bench.wait(0.1);
    expect(bench.of("timeExchangeResponse")).toHaveLength(1);
  });

  it("begins anew after a loss of power, with another boot id", () => {
    const bench = benchIn("streaming");
    const before = bench.status();
    bench.pod.powerOff();
    bench.wait(2);
    bench.pod.powerOn(bench.timeS);
    bench.wait(1);
    bench.connect();
    const after = bench.status();
    expect(Math.abs(after.ticks - tickRateHz)).toBeLessThanOrEqual(1);
    expect(after.bootId).not.toBe(before.bootId);
    expect(after).toMatchObject({
      state: "connected",
      newestSequence: 0,
      bufferedPackets: 0,
      errorCode: podErrorCodes.watchdogReset,
    });
    bench.configure();
    expect(bench.ask({ opcode: "start" }).firstSequence).toBe(0);
  });

  it("says that its battery is low, then empty, stops sampling and is silent", () => {
    const bench = new PodOnBench(new PodBattery(50, 0, { atS: 20, fallS: 10 }));
    bench.connect();
    bench.configure();
    bench.ask({ opcode: "start" });
    bench.wait(25);
    const charges = bench.of("status").map((status) => status.batteryPct ?? -1);
    expect(charges[5]).toBe(50);
    expect(charges).toEqual([...charges].sort((a, b) => b - a));
    const last = bench.of("status").at(-1);
    expect(last).toMatchObject({
      batteryPct: 0,
      errorCode: podErrorCodes.batteryEmpty,
      state: "configured",
    });
    expect(bench.of("status").some((status) => status.errorCode === podErrorCodes.batteryLow)).toBe(
      true,
    );
    expect(bench.packets.at(-1)?.timeS).toBeLessThan(22);
    expect(bench.pod.isOn).toBe(false);
  });

  it("keeps its motor within ten seconds of any sixty", () => {
    const bench = benchIn("connected");
    const alarm = { opcode: "haptic", pattern: "alarm", strengthPct: 100, repeats: 10 } as const;
    expect(bench.ask(alarm).result).toBe("ok");
    bench.wait(7.1, 0.1);
    // 6 s are spent: 4 s are left, 6 s would be too many.
    expect(bench.ask(alarm).result).toBe("busy");
    expect(bench.ask({ ...alarm, repeats: 6 }).result).toBe("ok");
    bench.wait(1, 0.1);
    // A new request replaces the running one, of which a second has passed.
    expect(bench.ask({ ...alarm, repeats: 5 }).result).toBe("ok");
    bench.wait(62, 1);
    expect(bench.ask(alarm).result).toBe("ok");
  });
});
