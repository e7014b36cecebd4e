import { packetTypes, tickRateHz } from "../../codec/protocol.ts";
import { sequenceGap } from "../../codec/sequence.ts";
import type { Check } from "../check.ts";
import type { PodBench } from "../pod-bench.ts";
import { demand, hexText, Undecided } from "../verdict.ts";

/** Packets to look at: a second and a half of them. */
const packetsPerLook = 40;
const tolerance = 0.05;
const longestPeriodS = 0.05;
const flagsOffset = 2;
/** Of a backfill end. */
const reservedOffset = 3;
const knownFlags = 0b11;

type Samples = Awaited<ReturnType<PodBench["gather"]>>;

function look(
  id: Check["id"],
  judge: (samples: Samples, pod: Parameters<Check["run"]>[1], bench: PodBench) => void,
): Check {
  return {
    id,
    run: async (bench, pod) => {
      await bench.reconnect();
      await bench.bringTo("streaming", pod.settings);
      judge(await bench.gather(packetsPerLook), pod, bench);
    },
  };
}

/** Every packet with the one before it. */
function pairs(samples: Samples): [Samples[number], Samples[number]][] {
  return samples.slice(1).flatMap((after, i) => {
    const before = samples[i];
    return before === undefined ? [] : [[before, after]];
  });
}

export const sampleChecks: readonly Check[] = [
  {
    id: "HP-008",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("streaming", settings);
      const [first] = await bench.gather(packetsPerLook);
      const firstSequence = first?.sequence ?? 0;
      await bench.command({ opcode: "requestBackfill", firstSequence, packetCount: 3 });
      const endOf = () =>
        bench.received.find(
          ({ channel, bytes }) => channel === "backfill" && bytes[0] === packetTypes.backfillEnd,
        );
      await bench.until(() => endOf() !== undefined, 3000);
      const end = endOf()?.bytes;
      demand(end !== undefined, () => "no backfill end came within 3 s");
      demand(
        end[reservedOffset] === 0,
        () => `the reserved byte at offset ${reservedOffset} is not 0: ${hexText(end)}`,
      );
      for (const { channel, bytes } of bench.received) {
        if (channel !== "samples") continue;
        const flags = bytes[flagsOffset] ?? 0;
        demand((flags & ~knownFlags) === 0, () => `reserved flags are set: ${hexText(bytes)}`);
      }
    },
  },
  look("HP-021", (samples, { settings }) => {
    for (const { sequence, sampleRateHz, accRangeG, gyrRangeDegPerS } of samples) {
      const seen = `${sampleRateHz} Hz, ±${accRangeG} g, ±${gyrRangeDegPerS} °/s`;
      const expected = `${settings.sampleRateHz} Hz, ±${settings.accRangeG} g, ±${settings.gyrRangeDegPerS} °/s`;
      demand(seen === expected, () => `packet ${sequence} has ${seen}; configured is ${expected}`);
    }
  }),
  look("HP-022", (samples, { settings: { batchSamples } }) => {
    for (const { sequence, count } of samples) {
      demand(
        count === batchSamples,
        () => `packet ${sequence} has ${count} samples; configured are ${batchSamples}`,
      );
    }
  }),
  look("HP-023", (samples, { settings }) => {
    const nominal = ((settings.batchSamples - 1) * tickRateHz) / settings.sampleRateHz;
    for (const { sequence, spanTicks } of samples) {
      demand(
        Math.abs(spanTicks - nominal) <= tolerance * nominal,
        () =>
          `packet ${sequence} has a span of ${spanTicks} ticks; expected ${nominal.toFixed(0)} ± 5 %`,
      );
    }
    // 208 Hz is no whole number of ticks, and no oscillator is that even.
    const spans = new Set(samples.map(({ spanTicks }) => spanTicks));
    demand(
      spans.size > 1,
      () => `all packets have a span of ${samples[0]?.spanTicks}: not measured`,
    );
  }),
  look("HP-024", (samples, { settings: { sampleRateHz } }) => {
    for (const [before, after] of pairs(samples)) {
      if (after.overrun || sequenceGap(before.sequence, after.sequence) !== 0) continue;
      const nominal = (before.count * tickRateHz) / sampleRateHz;
      const ticks = (after.ticks - before.ticks) | 0;
      demand(
        Math.abs(ticks - nominal) <= tolerance * nominal,
        () =>
          `packet ${after.sequence} comes ${ticks} ticks after the one before it; expected ${nominal.toFixed(0)} ± 5 %`,
      );
    }
  }),
  {
    id: "HP-025",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("streaming", settings);
      const first = await bench.gather(20);
      for (const [before, after] of pairs(first)) {
        demand(
          sequenceGap(before.sequence, after.sequence) === 0,
          () => `packet ${after.sequence} came after ${before.sequence}`,
        );
      }
      await bench.command({ opcode: "stop" });
      const { newestSequence } = await bench.status();
      const { firstSequence } = await bench.command({ opcode: "start" });
      const expected = (newestSequence + 1) & 0xffff;
      demand(
        firstSequence === expected,
        () => `after stop and start packets begin with ${firstSequence}; expected ${expected}`,
      );
      const [next] = await bench.gather(1);
      demand(
        next?.sequence === expected,
        () => `the first packet after start is ${next?.sequence}; expected ${expected}`,
      );
      await bench.reconnect();
      const { newestSequence: after } = await bench.status();
      demand(
        ((after - expected) & 0xffff) < 0x8000,
        () => `the newest packet after the loss of the link is ${after}; before it was ${expected}`,
      );
    },
  },
  look("HP-026", (samples, _pod, bench) => {
    const extreme = [...bench.received].flatMap(({ channel, bytes }) =>
      channel === "samples" && hasExtreme(bytes) ? [bytes] : [],
    );
    if (extreme.length === 0) {
      const what = `no value of ${samples.length} packets was at an end of its range`;
      throw new Undecided("not-checked", `${what}: shake the pod hard while this is checked`);
    }
    for (const bytes of extreme) {
      demand(
        ((bytes[flagsOffset] ?? 0) & 1) === 1,
        () => `not marked as clipped: ${hexText(bytes)}`,
      );
    }
  }),
  look("HP-032", (samples) => {
    for (const { sequence, count, sampleRateHz } of samples) {
      const periodS = count / sampleRateHz;
      demand(
        periodS <= longestPeriodS + 1e-9,
        () => `packet ${sequence} lasts ${(1000 * periodS).toFixed(1)} ms; at most 50 are allowed`,
      );
    }
  }),
];

/** Whether a value of a samples packet is the smallest or the largest that there is. */
function hasExtreme(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 1 < bytes.length; at += 2) {
    const value = view.getInt16(at, true);
    if (value === -32_768 || value === 32_767) return true;
  }
  return false;
}
