import type { StatusPacket } from "../../codec/packet.ts";
import { tickRateHz } from "../../codec/protocol.ts";
import type { Check } from "../check.ts";
import type { PodBench } from "../pod-bench.ts";
import { demand, hexText } from "../verdict.ts";

const periodTolerance = 0.1;
/** A change of state is told within this, s. */
const atOnceS = 0.1;

const samplePeriodS = ({ sampleRateHz }: { readonly sampleRateHz: number }): number =>
  1 / sampleRateHz;

const counterNames = ["clippedSamples", "overrunSamples", "droppedPackets"] as const;

export const stateChecks: readonly Check[] = [
  {
    id: "HP-011",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("connected", settings);
      const none = await bench.configuration();
      demand(none.settings === null, () => "it has settings before it was configured");
      const bytes = await bench.read("configuration");
      const isZero = bytes[1] === 0 && bytes[2] === 0;
      demand(isZero, () => `format and batch are not 0 before configure: ${hexText(bytes)}`);
      await bench.command({ opcode: "configure", settings, placement: "leftThigh" });
      const set = await bench.configuration();
      const expected = JSON.stringify(settings, Object.keys(settings).toSorted());
      const seen = JSON.stringify(set.settings, Object.keys(settings).toSorted());
      demand(seen === expected, () => `configured ${expected}, it reads ${seen}`);
      demand(set.placement === "leftThigh", () => `the placement reads ${set.placement}`);
      await bench.command({ opcode: "setPlacement", placement: "rightThigh" });
      const { placement } = await bench.configuration();
      demand(placement === "rightThigh", () => `after setPlacement it reads ${placement}`);
    },
  },
  {
    id: "HP-013",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("configured", settings);
      // The status that tells of the new state comes besides those of every second.
      await bench.wait(300);
      bench.clear();
      await bench.until(() => statuses(bench).length >= 4, 7000);
      const all = statuses(bench);
      demand(all.length >= 4, () => `${all.length} status packets in 7 s`);
      for (const [i, { ticks }] of all.entries()) {
        const before = all[i - 1];
        if (before === undefined) continue;
        // By its own clock: radio and host may hold one back.
        const periodS = ((ticks - before.ticks) | 0) / tickRateHz;
        const isRight = Math.abs(periodS - 1) <= periodTolerance;
        demand(isRight, () => `a status was made ${periodS.toFixed(2)} s after the one before it`);
      }
      bench.clear();
      await bench.command({ opcode: "start" });
      const [first] = await bench
        .until(() => bench.samples().length > 0, 2000)
        .then(() => bench.samples());
      demand(first !== undefined, () => "no samples came within 2 s of start");
      const told = statuses(bench).find(({ state }) => state === "streaming");
      demand(told !== undefined, () => "no status told of streaming before the first samples came");
      const lateS = Math.abs((told.ticks - first.ticks) | 0) / tickRateHz;
      demand(
        lateS <= atOnceS + samplePeriodS(settings),
        () =>
          `the status that told of streaming was made ${lateS.toFixed(2)} s from the first sample`,
      );
    },
  },
  {
    id: "HP-015",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("buffering", settings);
      bench.clear();
      await bench.until(() => statuses(bench).length >= 3, 5000);
      const all = statuses(bench);
      for (const name of counterNames) {
        for (const [i, status] of all.entries()) {
          const before = all[i - 1]?.[name] ?? 0;
          demand(status[name] >= before, () => `${name} fell from ${before} to ${status[name]}`);
        }
      }
      const last = all[all.length - 1];
      await bench.reconnect();
      const again = await bench.status();
      for (const name of counterNames) {
        const before = last?.[name] ?? 0;
        demand(
          again[name] >= before,
          () => `${name} fell from ${before} to ${again[name]} with a new link`,
        );
      }
      await bench.command({ opcode: "stop" });
      await bench.command({ opcode: "resetCounters" });
      const { droppedPackets, clippedSamples, overrunSamples, errorCode } = await bench.status();
      const sum = droppedPackets + clippedSamples + overrunSamples + errorCode;
      demand(
        sum === 0,
        () =>
          `after resetCounters: dropped ${droppedPackets}, clipped ${clippedSamples}, overrun ${overrunSamples}, error ${errorCode}`,
      );
    },
  },
  {
    id: "HP-047",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("streaming", settings);
      await bench.gather(5);
      await bench.reconnect();
      bench.clear();
      const { state } = await bench.status();
      demand(state === "buffering", () => `on the new link it is ${state}; expected buffering`);
      await bench.wait(500);
      const { length } = bench.samples();
      demand(length === 0, () => `it sent ${length} packets of samples before start`);
      await bench.command({ opcode: "start" });
      await bench.gather(5);
    },
  },
  {
    id: "HP-048",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("configured", settings);
      await bench.command({ opcode: "setPlacement", placement: "rightThigh" });
      await bench.reconnect();
      const { settings: kept, placement } = await bench.configuration();
      demand(
        kept === null,
        () => "it still has its settings after the link was lost in configured",
      );
      demand(
        placement === "rightThigh",
        () => `the placement is ${placement} now; it was rightThigh`,
      );
    },
  },
  {
    id: "HP-049",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("streaming", settings);
      await bench.gather(3);
      await bench.ignore("samples");
      const { state } = await bench.status();
      demand(state === "buffering", () => `without notifications of samples it is ${state}`);
    },
  },
  {
    id: "HP-055",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("buffering", settings);
      await bench.wait(200);
      const before = await bench.status();
      await bench.wait(2000);
      const after = await bench.status();
      const made = (after.newestSequence - before.newestSequence) & 0xffff;
      const dropped = after.droppedPackets - before.droppedPackets;
      demand(made > 0, () => "it made no packets in buffering");
      demand(
        dropped === made,
        () => `in buffering it made ${made} packets and counted ${dropped} as dropped`,
      );
    },
  },
];

/** The status packets that have come. */
function statuses(bench: PodBench): StatusPacket[] {
  return bench.received.flatMap(({ channel, bytes }) =>
    channel === "status" ? [bench.decoded("status", bytes, "status")] : [],
  );
}
