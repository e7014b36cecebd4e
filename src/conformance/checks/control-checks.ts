import { randomInt } from "node:crypto";
import { controlOpcodes, controlResultCodes, packetTypes } from "../../codec/protocol.ts";
import type { Check, PodUnderTest } from "../check.ts";
import { addressOf, encodeRequest, type PodBench, resultName } from "../pod-bench.ts";
import { SeededBytes } from "../seeded-bytes.ts";
import { demand, hexText, Violation } from "../verdict.ts";

/** What a pod is in, as far as a central can see it: nothing of it may change by a request that was refused. */
async function conditionText(bench: PodBench): Promise<string> {
  const { settings, placement } = await bench.configuration();
  const { state, bootId } = await bench.status();
  return JSON.stringify({ settings, placement, state, bootId });
}

/** Writes bytes that must be refused in one way, without any effect. */
async function refused(
  bench: PodBench,
  what: string,
  bytes: Uint8Array,
  ...results: (keyof typeof controlResultCodes)[]
): Promise<void> {
  const before = await conditionText(bench);
  const answers = await bench.writeControl(bytes);
  const [answer] = answers;
  if (answer === undefined) throw new Violation(`${what} (${hexText(bytes)}) was not answered`);
  const response = bench.decoded("control", answer.bytes, "controlResponse");
  const seen = resultName(response.resultCode);
  const isRight = results.some((result) => controlResultCodes[result] === response.resultCode);
  demand(
    isRight,
    () => `${what} (${hexText(bytes)}): expected ${results.join(" or ")}, got ${seen}`,
  );
  const [opcode = 0, token = 0] = bytes.subarray(1);
  const isOfIt = response.opcodeByte === opcode && response.token === token;
  demand(isOfIt, () => `${what} (${hexText(bytes)}) was answered with ${hexText(answer.bytes)}`);
  const after = await conditionText(bench);
  demand(after === before, () => `${what} (${hexText(bytes)}) changed ${before} to ${after}`);
}

/** Requests with an argument outside its table, or a packet period outside 20 … 50 ms. */
function invalidRequests({ settings, identity }: PodUnderTest): [string, number[]][] {
  const { configure, setPlacement, identify, haptic, requestBackfill } = controlOpcodes;
  const format = encodeRequest({ opcode: "configure", settings, placement: null }, 0)[3] ?? 0;
  const request = (opcode: number, ...rest: number[]): number[] => [
    packetTypes.controlRequest,
    opcode,
    0,
    ...rest,
  ];
  const list: [string, number[]][] = [
    ["configure with the rate code 0", request(configure, format & 0xf0, settings.batchSamples, 0)],
    [
      "configure with the rate code 15",
      request(configure, format | 0x0f, settings.batchSamples, 0),
    ],
    ["configure with the placement 4", request(configure, format, settings.batchSamples, 4)],
    ["configure with a batch of 0", request(configure, format, 0, 0)],
    ["configure with a packet period under 20 ms", request(configure, format, 1, 0)],
    ["configure with a batch of 20", request(configure, format, 20, 0)],
    ["setPlacement with 9", request(setPlacement, 9)],
    ["requestBackfill of 0 packets", request(requestBackfill, 0, 0, 0, 0)],
    ["requestBackfill of 32768 packets", request(requestBackfill, 0, 0, 0, 0x80)],
  ];
  if (identity.features.includes("identifyLed")) {
    list.push(["identify with the pattern 9", request(identify, 9, 1)]);
    list.push(["identify for 61 s", request(identify, 0, 61)]);
  }
  if (identity.features.includes("haptic")) {
    list.push(["haptic with the strength 0", request(haptic, 0, 0, 1)]);
    list.push(["haptic with 11 repeats", request(haptic, 0, 10, 11)]);
  }
  return list;
}

const states = ["connected", "configured", "streaming", "buffering"] as const;

export const controlChecks: readonly Check[] = [
  {
    id: "HP-040",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("configured", settings);
      for (let i = 0; i < 5; i++) {
        const bytes = encodeRequest({ opcode: "resetCounters" }, bench.nextToken());
        const writtenS = performance.now() / 1000;
        const [answer] = await bench.writeControl(bytes);
        demand(answer !== undefined, () => `${hexText(bytes)} was not answered`);
        const tookS = answer.arrivalS - writtenS;
        // What the radio adds: an event to go, one to come.
        demand(tookS < 1.1, () => `${hexText(bytes)} was answered after ${tookS.toFixed(2)} s`);
        demand(
          answer.bytes[1] === bytes[1] && answer.bytes[2] === bytes[2],
          () => `${hexText(bytes)} was answered with ${hexText(answer.bytes)}`,
        );
        await bench.wait(100);
        const all = bench.received.filter(
          ({ channel, bytes: one }) => channel === "control" && one[2] === bytes[2],
        );
        demand(all.length === 1, () => `${hexText(bytes)} was answered ${all.length} times`);
      }
    },
  },
  {
    id: "HP-041",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("configured", settings);
      const start = [...encodeRequest({ opcode: "start" }, 7)];
      const wrong: [string, number[], keyof typeof controlResultCodes][] = [
        ["an empty request", [], "malformed"],
        ["a request of one byte", start.slice(0, 1), "malformed"],
        ["a request without token", start.slice(0, 2), "malformed"],
        ["start with a byte too many", [...start, 0], "malformed"],
        [
          "configure without arguments",
          [packetTypes.controlRequest, controlOpcodes.configure, 9],
          "malformed",
        ],
        ["another type", [packetTypes.samples, ...start.slice(1)], "malformed"],
        ["the opcode 0", [packetTypes.controlRequest, 0x00, 10], "unknownOpcode"],
        ["the opcode 0x7f", [packetTypes.controlRequest, 0x7f, 11], "unknownOpcode"],
      ];
      for (const [what, bytes, result] of wrong) {
        await refused(bench, what, Uint8Array.from(bytes), result);
      }
    },
  },
  {
    id: "HP-042",
    run: async (bench, pod) => {
      await bench.reconnect();
      for (const state of states) {
        await bench.bringTo(state, pod.settings);
        for (const [what, bytes] of invalidRequests(pod)) {
          await refused(bench, `in ${state}, ${what}`, Uint8Array.from(bytes), "invalidArgument");
        }
      }
    },
  },
  {
    id: "HP-043",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("connected", settings);
      await bench.reconnect([]);
      const before = await conditionText(bench);
      const bytes = encodeRequest({ opcode: "configure", settings, placement: "leftThigh" }, 1);
      await bench.connection.write(addressOf("control"), bytes, "with-response");
      await bench.wait(300);
      const after = await conditionText(bench);
      demand(after === before, () => `without indications configure changed ${before} to ${after}`);
    },
  },
  {
    id: "HP-044",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      const configure = { opcode: "configure", settings, placement: "pelvis" } as const;
      const setPlacement = { opcode: "setPlacement", placement: "rightThigh" } as const;
      const backfill = { opcode: "requestBackfill", firstSequence: 0, packetCount: 1 } as const;
      const table = {
        connected: [
          [{ opcode: "stop" }, "connected", "ok"],
          [setPlacement, "connected", "ok"],
          [{ opcode: "start" }, "connected", "wrongState"],
          [backfill, "connected", "wrongState"],
          [{ opcode: "resetCounters" }, "connected", "ok"],
          [{ opcode: "cancelBackfill" }, "connected", "ok"],
          [configure, "configured", "ok"],
        ],
        configured: [
          [configure, "configured", "ok"],
          [setPlacement, "configured", "ok"],
          [{ opcode: "stop" }, "configured", "ok"],
          // What it has of that is of no matter here.
          [backfill, "configured", "ok", "notAvailable"],
          [{ opcode: "resetCounters" }, "configured", "ok"],
          [{ opcode: "cancelBackfill" }, "configured", "ok"],
          [{ opcode: "start" }, "streaming", "ok"],
        ],
        streaming: [
          [{ opcode: "start" }, "streaming", "ok"],
          [configure, "streaming", "wrongState"],
          [setPlacement, "streaming", "wrongState"],
          [backfill, "streaming", "ok", "notAvailable"],
          [{ opcode: "resetCounters" }, "streaming", "ok"],
          [{ opcode: "cancelBackfill" }, "streaming", "ok"],
          [{ opcode: "stop" }, "configured", "ok"],
        ],
        buffering: [
          [configure, "buffering", "wrongState"],
          [setPlacement, "buffering", "wrongState"],
          [backfill, "buffering", "ok", "notAvailable"],
          [{ opcode: "resetCounters" }, "buffering", "ok"],
          [{ opcode: "cancelBackfill" }, "buffering", "ok"],
          [{ opcode: "stop" }, "configured", "ok"],
        ],
      } as const;
      for (const state of states) {
        await bench.bringTo(state, settings);
        for (const [request, next, ...results] of table[state]) {
          const what = `${request.opcode} in ${state}`;
          bench.expectResult(what, await bench.request(request), ...results);
          const { state: now } = await bench.status();
          demand(now === next, () => `after ${what} it is ${now}; expected ${next}`);
        }
      }
      await bench.bringTo("buffering", settings);
      await bench.listen("samples");
      await bench.command({ opcode: "start" });
      const { state } = await bench.status();
      demand(state === "streaming", () => `after start in buffering it is ${state}`);
    },
  },
  {
    id: "HP-045",
    run: async (bench, { settings }) => {
      await bench.reconnect(["control"]);
      await bench.bringTo("configured", settings);
      bench.expectResult(
        "start without samples",
        await bench.request({ opcode: "start" }),
        "notSubscribed",
      );
    },
  },
  {
    id: "HP-070",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      await bench.bringTo("streaming", settings);
      const { bootId } = await bench.status();
      const seed = randomInt(2 ** 31);
      const bytes = new SeededBytes(seed);
      bench.clear();
      for (let i = 0; i < 60; i++) {
        const value = harmless(bytes.next(20));
        const [channel, mode] =
          i % 2 === 0
            ? (["control", "with-response"] as const)
            : (["timeExchange", "without-response"] as const);
        try {
          await bench.connection.write(addressOf(channel), value, mode);
        } catch (error) {
          throw new Violation(`${channel} ${hexText(value)} (seed ${seed}): ${String(error)}`);
        }
      }
      await bench.wait(500);
      const status = await bench.status();
      demand(status.bootId === bootId, () => `it has restarted (seed ${seed})`);
      demand(status.state === "streaming", () => `it is ${status.state} now (seed ${seed})`);
      const numbers = bench.samples().map(({ sequence }) => sequence);
      for (const [i, number] of numbers.entries()) {
        const before = numbers[i - 1];
        const isNext = before === undefined || number === ((before + 1) & 0xffff);
        demand(isNext, () => `packet ${number} came after ${before} (seed ${seed})`);
      }
      demand(numbers.length > 0, () => `it sends no samples any more (seed ${seed})`);
    },
  },
];

/** Random bytes that are no request which a sound pod would carry out. */
function harmless(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === packetTypes.controlRequest) bytes[0] = 0;
  return bytes;
}
