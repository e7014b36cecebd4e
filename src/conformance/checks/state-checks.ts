import type { Check } from "../check.ts";
import { demand, hexText } from "../verdict.ts";

/** Status packets come once a second, ± 10 %; what the radio adds is one connection interval and a busy host. */
const statusPeriodS = { least: 0.85, most: 1.15 } as const;
const atOnceS = 0.1;
const radioS = 0.1;

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
      // The status that tells of the change may come after the answer, and belongs to no period.
      await bench.wait(1000 * (atOnceS + radioS));
      bench.clear();
      await bench.until(() => statusTimes(bench).length >= 5, 7000);
      const times = statusTimes(bench);
      demand(times.length >= 5, () => `${times.length} status packets in 7 s`);
      for (const [i, timeS] of times.entries()) {
        const before = times[i - 1];
        if (before === undefined) continue;
        const periodS = timeS - before;
        const isRight = periodS > statusPeriodS.least && periodS < statusPeriodS.most;
        demand(isRight, () => `a status came ${periodS.toFixed(2)} s after the one before it`);
      }
      bench.clear();
      await bench.command({ opcode: "start" });
      const started = bench.received.find(({ channel }) => channel === "control");
      const isThere = (): boolean =>
        bench.received.some(
          ({ channel, bytes }) =>
            channel === "status" && bench.decoded("status", bytes, "status").state === "streaming",
        );
      await bench.until(isThere, 1000 * (atOnceS + radioS));
      demand(
        started !== undefined && isThere(),
        () => `no status told of streaming within ${atOnceS} s of start`,
      );
    },
  },
  {
    id: "HP-015",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("buffering", settings);
      bench.clear();
      await bench.until(() => statusTimes(bench).length >= 3, 5000);
      const all = bench.received.flatMap(({ channel, bytes }) =>
        channel === "status" ? [bench.decoded("status", bytes, "status")] : [],
      );
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

function statusTimes(bench: Parameters<Check["run"]>[0]): number[] {
  return bench.received.flatMap(({ channel, arrivalS }) =>
    channel === "status" ? [arrivalS] : [],
  );
}
