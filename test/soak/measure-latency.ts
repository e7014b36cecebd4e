import { decodePacket } from "../../src/codec/decode-packet.ts";
import { tickRateHz } from "../../src/codec/protocol.ts";
import { LiveBench, sleep } from "../support/live-bench.ts";
import { soakScenario } from "./soak-scenario.ts";

export interface LatencyFigures {
  /** From a packet's newest sample to the pipeline, ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly packets: number;
}

/** How long samples take from the pod's sensor to the pipeline; radio, pods and service in this one process. */
export async function measureLatency(seconds: number): Promise<LatencyFigures> {
  const bench = new LiveBench(soakScenario);
  try {
    await bench.untilAllLive(30);
    const seen = bench.events.length;
    const latenciesMs: number[] = [];
    bench.onEvent = (event) => {
      if (event.kind !== "notification" || event.channel !== "samples") return;
      const packet = decodePacket("samples", event.payload);
      if (packet.kind !== "samples") return;
      // The pods' clocks count from the world's beginning.
      const sampledS = (packet.ticks + packet.spanTicks) / tickRateHz;
      latenciesMs.push(1000 * (bench.world.nowS() - sampledS));
    };
    await sleep(seconds);
    if (bench.events.length === seen) throw new Error("nothing came");
    latenciesMs.sort((a, b) => a - b);
    const at = (share: number): number =>
      latenciesMs[Math.floor(share * (latenciesMs.length - 1))] ?? Number.NaN;
    return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), packets: latenciesMs.length };
  } finally {
    await bench.close();
  }
}
