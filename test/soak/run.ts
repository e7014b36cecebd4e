/**
 * `npm run soak`: what takes too long for `npm test`.
 *
 *   npm run soak                       everything: about half an hour
 *   npm run soak -- --only faults      every fault of a link, twenty times (--times N)
 *   npm run soak -- --only stream      three pods at 200 Hz for ten minutes, the emulated radio in a process of its own (--seconds N)
 *   npm run soak -- --only latency     from a pod's sensor to the pipeline, for a minute
 */
import { parseArgs } from "node:util";
import { textTable } from "../../src/session/text-table.ts";
import { measureFaults } from "./measure-faults.ts";
import { measureLatency } from "./measure-latency.ts";
import { measureStream } from "./measure-stream.ts";

const parts = ["faults", "stream", "latency"] as const;

function readArguments(): { only: string | null; times: number; seconds: number } {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string" },
        times: { type: "string", default: "20" },
        seconds: { type: "string", default: "600" },
      },
    });
    const only = values.only ?? null;
    if (only !== null && !parts.some((part) => part === only)) {
      throw new Error(`--only is "${only}"; it must be ${parts.join(", ")}`);
    }
    const numbers = { times: Number(values.times), seconds: Number(values.seconds) };
    for (const [name, number] of Object.entries(numbers)) {
      if (!(Number.isInteger(number) && number > 0))
        throw new Error(`--${name} must be a whole number`);
    }
    return { only, ...numbers };
  } catch (error) {
    console.error(`npm run soak: ${(error as Error).message}`);
    process.exit(2);
  }
}

function show(rows: readonly (readonly string[])[]): void {
  for (const line of textTable(rows.map((row) => [...row]))) console.log(line);
  console.log("");
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const { only, times, seconds } = readArguments();

if (only === null || only === "stream") {
  console.log(`Three pods at 200 Hz for ${seconds} s …`);
  const { made, lost, late, serviceCpu, worldCpu } = await measureStream(seconds);
  show([
    ["packets made", "lost", "late", "service, of one core", "emulated world"],
    [`${made}`, `${lost}`, `${late}`, percent(serviceCpu), percent(worldCpu)],
  ]);
}
if (only === null || only === "latency") {
  console.log("From a packet's newest sample to the pipeline, connection interval 18.75 ms …");
  const { p50Ms, p99Ms, maxMs, packets } = await measureLatency(60);
  show([
    ["packets", "median", "99 %", "largest"],
    [`${packets}`, ...[p50Ms, p99Ms, maxMs].map((ms) => `${ms.toFixed(1)} ms`)],
  ]);
}
if (only === null || only === "faults") {
  console.log(`Every fault ${times} times …`);
  const { faults, growth } = await measureFaults(times, (done, all) => {
    if (done % 10 === 0) console.error(`${done} of ${all}`);
  });
  show([
    ["fault", "times", "recovered", "slowest", "over 3 s", "missing", "late", "silent after"],
    ...faults.map((one) => [
      one.name,
      `${one.times}`,
      `${one.recovered}`,
      `${one.slowestS.toFixed(1)} s`,
      `${one.slow}`,
      `${one.missing}`,
      `${one.late}`,
      `${one.silentAfterS.toFixed(2)} s`,
    ]),
  ]);
  for (const { name, problems } of faults) {
    for (const problem of problems) console.log(`${name}: ${problem}`);
  }
  console.log(
    `listeners on the process ${growth.listenersBefore} before, ${growth.listenersAfter} after; ` +
      `heap ${growth.heapBeforeMb.toFixed(0)} MB before, ${growth.heapAfterMb.toFixed(0)} MB after`,
  );
}
