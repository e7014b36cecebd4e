import { encodePacket } from "../../codec/encode-packet.ts";
import { packetTypes, tickRateHz } from "../../codec/protocol.ts";
import type { Check, PodUnderTest } from "../check.ts";
import { addressOf, type PodBench } from "../pod-bench.ts";
import { demand, hexText, Undecided, Violation } from "../verdict.ts";

const endWithinMs = 10_000;
const reservedOffset = 3;
/** A backfill of so many is still running when the next request comes. */
const manyPackets = 80;
/** How much later live packets may be on average while a backfill runs, s. */
const mostDelayS = 0.02;

/** The backfill end that has come; null = none yet. */
function endOf(bench: PodBench) {
  for (const { channel, bytes } of bench.received) {
    if (channel !== "backfill" || bytes[0] !== packetTypes.backfillEnd) continue;
    demand(bytes[reservedOffset] === 0, () => `a reserved byte is not 0: ${hexText(bytes)}`);
    return bench.decoded("backfill", bytes, "backfillEnd");
  }
  return null;
}

async function untilEnd(bench: PodBench) {
  await bench.until(() => endOf(bench) !== null, endWithinMs);
  const end = endOf(bench);
  if (end === null) throw new Violation(`no backfill end came within ${endWithinMs} ms`);
  return end;
}

/** Streams, and returns the numbers of packets that have come live and are in the pod's buffer. */
async function streamed(
  bench: PodBench,
  { settings }: PodUnderTest,
  count: number,
): Promise<number[]> {
  await bench.reconnect();
  await bench.bringTo("streaming", settings);
  return (await bench.gather(count)).map(({ sequence }) => sequence);
}

export const backfillChecks: readonly Check[] = [
  {
    id: "HP-050",
    run: async (bench, pod) => {
      const numbers = await streamed(bench, pod, 30);
      const live = new Map(
        bench.received.flatMap(({ channel, bytes }) =>
          channel === "samples"
            ? [[bench.decoded("samples", bytes, "samples").sequence, bytes]]
            : [],
        ),
      );
      const [firstSequence = 0] = numbers;
      bench.clear();
      await bench.command({ opcode: "requestBackfill", firstSequence, packetCount: 20 });
      await untilEnd(bench);
      let compared = 0;
      for (const { channel, bytes } of bench.received) {
        if (channel !== "backfill" || bytes[0] !== packetTypes.backfilledSamples) continue;
        const { sequence } = bench.decoded("backfill", bytes, "samples");
        const once = live.get(sequence);
        if (once === undefined) continue;
        compared += 1;
        const isSame = hexText(once.subarray(1)) === hexText(bytes.subarray(1));
        demand(
          isSame,
          () => `packet ${sequence} was ${hexText(once)} live and is ${hexText(bytes)} late`,
        );
      }
      demand(compared > 0, () => "none of the packets that were asked for came");
    },
  },
  {
    id: "HP-051",
    run: async (bench, pod) => {
      const [firstSequence = 0] = await streamed(bench, pod, 30);
      bench.clear();
      const response = await bench.command({
        opcode: "requestBackfill",
        firstSequence,
        packetCount: 20,
      });
      demand(
        response.firstSequence === firstSequence && response.packetCount === 20,
        () =>
          `asked for 20 packets from ${firstSequence}, promised are ${response.packetCount} from ${response.firstSequence}`,
      );
      const end = await untilEnd(bench);
      const numbers = bench.samples("backfill").map(({ sequence }) => sequence);
      const expected = Array.from({ length: 20 }, (_, i) => (firstSequence + i) & 0xffff);
      demand(
        numbers.join(" ") === expected.join(" "),
        () => `asked for ${expected.join(" ")}, came ${numbers.join(" ")}`,
      );
      const { outcome, packetCount, token } = end;
      demand(
        outcome === "complete" && packetCount === 20 && token === response.token,
        () =>
          `the end says ${outcome}, ${packetCount} packets, token ${token}; the request's was ${response.token}`,
      );
    },
  },
  {
    id: "HP-052",
    run: async (bench, pod) => {
      await streamed(bench, pod, manyPackets);
      const quiet = delaysS(bench);
      const [first] = bench.samples();
      bench.clear();
      const firstSequence = first?.sequence ?? 0;
      await bench.command({ opcode: "requestBackfill", firstSequence, packetCount: manyPackets });
      await untilEnd(bench);
      const busy = delaysS(bench);
      demand(busy.length > 0, () => "no live packet came while the backfill ran");
      const growthS = mean(busy) - mean(quiet);
      demand(
        growthS <= mostDelayS,
        () => `live packets were ${(1000 * growthS).toFixed(0)} ms later while a backfill ran`,
      );
    },
  },
  {
    id: "HP-053",
    run: async (bench, pod) => {
      const [firstSequence = 0] = await streamed(bench, pod, manyPackets);
      const request = {
        opcode: "requestBackfill",
        firstSequence,
        packetCount: manyPackets,
      } as const;
      bench.clear();
      await bench.command(request);
      bench.expectResult("a second backfill", await bench.request(request), "busy");
      await untilEnd(bench);
      const { newestSequence } = await bench.status();
      const future = {
        opcode: "requestBackfill",
        firstSequence: (newestSequence + 5000) & 0xffff,
        packetCount: 10,
      } as const;
      bench.expectResult(
        "a backfill of packets that are not made yet",
        await bench.request(future),
        "notAvailable",
      );
    },
  },
  {
    id: "HP-056",
    run: async (bench, pod) => {
      const [firstSequence = 0] = await streamed(bench, pod, manyPackets);
      bench.clear();
      const body = { opcode: "requestBackfill", firstSequence, packetCount: manyPackets } as const;
      const request = { kind: "controlRequest", token: bench.nextToken(), ...body } as const;
      const token = bench.nextToken();
      const cancel = { kind: "controlRequest", token, opcode: "cancelBackfill" } as const;
      // The first answer is not waited for: a fast radio would be done with the backfill by then.
      for (const packet of [request, cancel]) {
        await bench.connection.write(addressOf("control"), encodePacket(packet), "with-response");
      }
      await bench.until(() => endOf(bench) !== null, 2000);
      await bench.wait(200);
      const endAt = bench.received.findIndex(
        ({ channel, bytes }) => channel === "backfill" && bytes[0] === packetTypes.backfillEnd,
      );
      const answerAt = bench.received.findIndex(
        ({ channel, bytes }) => channel === "control" && bytes[2] === token,
      );
      const end = endOf(bench);
      demand(end !== null, () => "no backfill end came after cancelBackfill");
      demand(answerAt >= 0, () => "cancelBackfill was not answered");
      const sent = bench.samples("backfill").length;
      if (end.outcome === "complete" && sent === body.packetCount) {
        throw new Undecided("not-checked", "the backfill was done before it could be cancelled");
      }
      demand(end.outcome === "cancelled", () => `the backfill end says ${end.outcome}`);
      demand(endAt < answerAt, () => "the answer to cancelBackfill came before the backfill end");
    },
  },
];

/** How late each live packet is against its own ticks, from an origin of no meaning, s. */
function delaysS(bench: PodBench): number[] {
  return bench
    .samples()
    .map(({ ticks, spanTicks, arrivalS }) => arrivalS - (ticks + spanTicks) / tickRateHz);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
