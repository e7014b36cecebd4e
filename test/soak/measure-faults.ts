import {
  type FaultOutcome,
  type LinkFault,
  linkFaults,
  longFault,
  runFault,
} from "../support/link-faults.ts";
import { LiveBench } from "../support/live-bench.ts";

const placements = ["pelvis", "leftThigh", "rightThigh"] as const;

/** What a fault came to, over all the times that it happened. */
export interface FaultFigures {
  readonly name: string;
  readonly times: number;
  readonly recovered: number;
  /** Slowest recovery after the pod's return, s. */
  readonly slowestS: number;
  /** Recoveries that took longer than 3 s. */
  readonly slow: number;
  /** Packets that the pod still had and that never came. */
  readonly missing: number;
  /** Packets that came late. */
  readonly late: number;
  /** Slowest time after which a pod without samples was shown as silent, s. */
  readonly silentAfterS: number;
  readonly problems: readonly string[];
}

export interface GrowthFigures {
  readonly listenersBefore: number;
  readonly listenersAfter: number;
  readonly heapBeforeMb: number;
  readonly heapAfterMb: number;
}

const slowS = 3;

/**
 * Lets every fault happen again and again, on several emulated worlds side by side.
 * @param onProgress told of every fault that is over.
 */
export async function measureFaults(
  times: number,
  onProgress: (done: number, all: number) => void,
): Promise<{ faults: readonly FaultFigures[]; growth: GrowthFigures }> {
  const faults = [...linkFaults, longFault];
  const outcomes = new Map<string, (FaultOutcome | string)[]>(faults.map(({ name }) => [name, []]));
  const lanes = 3;
  let done = 0;
  const lane = async (bench: LiveBench, share: readonly number[]): Promise<void> => {
    for (const index of share) {
      for (const fault of faults) {
        outcomes.get(fault.name)?.push(await outcomeOf(bench, fault, index));
        done += 1;
        onProgress(done, faults.length * times);
      }
    }
  };
  const indices = Array.from({ length: times }, (_, i) => i);
  const benches = Array.from({ length: lanes }, () => new LiveBench(undefined, false));
  try {
    await Promise.all(benches.map((bench) => bench.untilAllLive(30)));
    const before = measureProcess();
    await Promise.all(
      benches.map((bench, i) =>
        lane(
          bench,
          indices.filter((index) => index % lanes === i),
        ),
      ),
    );
    await Promise.all(benches.map((bench) => bench.untilAllLive(30)));
    const after = measureProcess();
    const growth = {
      listenersBefore: before.listeners,
      listenersAfter: after.listeners,
      heapBeforeMb: before.heapMb,
      heapAfterMb: after.heapMb,
    };
    return { faults: [...outcomes].map(([name, list]) => figuresOf(name, list)), growth };
  } finally {
    for (const bench of benches) await bench.close();
  }
}

async function outcomeOf(
  bench: LiveBench,
  fault: LinkFault,
  index: number,
): Promise<FaultOutcome | string> {
  try {
    await bench.untilAllLive(30);
    return await runFault(bench, fault, placements[index % placements.length] ?? "pelvis");
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function figuresOf(name: string, list: readonly (FaultOutcome | string)[]): FaultFigures {
  const outcomes = list.filter((one) => typeof one !== "string");
  return {
    name,
    times: list.length,
    recovered: outcomes.length,
    slowestS: Math.max(0, ...outcomes.map(({ recoveredS }) => recoveredS)),
    slow: outcomes.filter(({ recoveredS }) => recoveredS > slowS).length,
    missing: outcomes.reduce((sum, { missing }) => sum + missing, 0),
    late: outcomes.reduce((sum, { late }) => sum + late, 0),
    silentAfterS: Math.max(0, ...outcomes.map(({ silentAfterS }) => silentAfterS ?? 0)),
    problems: list.filter((one) => typeof one === "string"),
  };
}

/** Listeners that noble and the service keep on the process, and the heap after everything that can go has gone. */
function measureProcess(): { listeners: number; heapMb: number } {
  global.gc?.();
  const listeners = process
    .eventNames()
    .reduce((sum, name) => sum + process.listenerCount(name), 0);
  return { listeners, heapMb: process.memoryUsage().heapUsed / 2 ** 20 };
}
