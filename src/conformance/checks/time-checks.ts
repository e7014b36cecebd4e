import { encodePacket } from "../../codec/encode-packet.ts";
import type { TimeExchangeResponse } from "../../codec/packet.ts";
import { tickRateHz } from "../../codec/protocol.ts";
import type { Check } from "../check.ts";
import { addressOf, type PodBench } from "../pod-bench.ts";
import { demand, hexText, Violation } from "../verdict.ts";

/** 100 ms, and what the radio adds: an event to go, one to come. */
const answerMs = 200;

interface Exchange {
  readonly response: TimeExchangeResponse;
  readonly sentS: number;
  readonly arrivalS: number;
}

function requestBytes(token: number, centralTimeS: number): Uint8Array {
  return encodePacket({ kind: "timeExchangeRequest", token, centralTimeS });
}

function answers(bench: PodBench): { bytes: Uint8Array; arrivalS: number }[] {
  return bench.received.filter(({ channel }) => channel === "timeExchange");
}

async function exchange(bench: PodBench, centralTimeS: number): Promise<Exchange> {
  bench.clear();
  const bytes = requestBytes(bench.nextToken(), centralTimeS);
  const sentS = performance.now() / 1000;
  await bench.connection.write(addressOf("timeExchange"), bytes, "without-response");
  await bench.until(() => answers(bench).length > 0, answerMs);
  const [answer] = answers(bench);
  if (answer === undefined) {
    throw new Violation(`${hexText(bytes)} was not answered within ${answerMs} ms`);
  }
  const response = bench.decoded("timeExchange", answer.bytes, "timeExchangeResponse");
  const isOfIt = response.token === bytes[1] && response.centralTimeS === centralTimeS;
  demand(isOfIt, () => `${hexText(bytes)} was answered with ${hexText(answer.bytes)}`);
  return { response, sentS, arrivalS: answer.arrivalS };
}

export const timeChecks: readonly Check[] = [
  {
    id: "HP-060",
    run: async (bench) => {
      await bench.reconnect();
      for (const centralTimeS of [0, 1.000001, 12_345.678901, 1e9]) {
        await exchange(bench, centralTimeS);
      }
    },
  },
  {
    id: "HP-061",
    run: async (bench) => {
      await bench.reconnect();
      let first: Exchange | null = null;
      for (let i = 0; i < 8; i++) {
        const now = await exchange(bench, i);
        const { receivedTicks, sentTicks } = now.response;
        const heldS = ((sentTicks - receivedTicks) | 0) / tickRateHz;
        demand(heldS >= 0, () => `it sent at ${sentTicks} what it received at ${receivedTicks}`);
        const roundTripS = now.arrivalS - now.sentS;
        demand(
          heldS <= roundTripS + 0.001,
          () =>
            `it held the request for ${heldS.toFixed(3)} s of a round trip of ${roundTripS.toFixed(3)} s`,
        );
        first ??= now;
        const podS = ((receivedTicks - first.response.receivedTicks) | 0) / tickRateHz;
        const hostS = now.sentS - first.sentS;
        // Each request waits for a connection event; what is left is far more than a clock may be off.
        demand(
          Math.abs(podS - hostS) < answerMs / 1000,
          () =>
            `between two requests ${hostS.toFixed(3)} s passed here and ${podS.toFixed(3)} s there`,
        );
        await bench.wait(150);
      }
    },
  },
  {
    id: "HP-062",
    run: async (bench) => {
      await bench.reconnect();
      const whole = requestBytes(1, 5);
      const malformed = [
        whole.subarray(0, 5),
        Uint8Array.from([...whole, 0]),
        whole.map((byte, i) => (i === 0 ? 0x30 : byte)),
      ];
      bench.clear();
      for (const bytes of malformed) {
        await bench.connection.write(addressOf("timeExchange"), bytes, "without-response");
        await bench.wait(answerMs);
        demand(answers(bench).length === 0, () => `${hexText(bytes)} was answered`);
      }
      await bench.reconnect(["control"]);
      bench.clear();
      await bench.connection.write(addressOf("timeExchange"), whole, "without-response");
      await bench.wait(answerMs);
      await bench.listen("timeExchange");
      await bench.wait(answerMs);
      demand(
        answers(bench).length === 0,
        () => "it answered a request from before notifications were enabled",
      );
    },
  },
];
