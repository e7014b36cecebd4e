import type { Advertisement, BluetoothCentral } from "../transport/bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../transport/bluetooth/bluetooth-error.ts";
import { within } from "../transport/bluetooth/deadline.ts";
import { type Check, type PodUnderTest, settingsFor } from "./check.ts";
import { backfillChecks } from "./checks/backfill-checks.ts";
import { controlChecks } from "./checks/control-checks.ts";
import { identityChecks } from "./checks/identity-checks.ts";
import { sampleChecks } from "./checks/sample-checks.ts";
import { stateChecks } from "./checks/state-checks.ts";
import { timeChecks } from "./checks/time-checks.ts";
import { PodBench } from "./pod-bench.ts";
import { type RequirementId, requirements } from "./requirements.ts";
import { unseen } from "./unseen.ts";
import { Undecided, type Verdict, Violation } from "./verdict.ts";

/** No check takes longer than this, s; one that does has lost its pod. */
const longestCheckS = 60;

export const checks: readonly Check[] = [
  ...identityChecks,
  ...stateChecks,
  ...controlChecks,
  ...sampleChecks,
  ...backfillChecks,
  ...timeChecks,
];

export interface CheckRun {
  readonly central: BluetoothCentral;
  /** What the pod advertised when it was found. */
  readonly advertisement: Advertisement;
  /** The requirements to look at; null = all. */
  readonly only: readonly RequirementId[] | null;
  /** Ends it early; the pod is then left as it should be all the same. */
  readonly signal: AbortSignal;
  /** Told which requirement is looked at next. */
  readonly onCheck: (id: RequirementId, number: number, count: number) => void;
}

/**
 * Holds a pod to the requirements of firmware-protocol/SPEC.md, section 13, in the order of their numbers; returns a verdict for each that
 * was asked for. The pod is left without settings and link, with the placement that it had.
 * @throws BluetoothError, Violation where the pod cannot even be read.
 */
export async function runChecks(run: CheckRun): Promise<readonly Verdict[]> {
  const bench = new PodBench(run.central, run.advertisement, run.signal);
  const pod = await meet(bench);
  const verdicts: Verdict[] = [];
  try {
    const wanted = requirements.filter(({ id }) => run.only?.includes(id) ?? true);
    for (const [i, { id }] of wanted.entries()) {
      if (run.signal.aborted) break;
      run.onCheck(id, i + 1, wanted.length);
      verdicts.push(await verdictOn(id, bench, pod, run.signal));
    }
  } finally {
    await leave(
      new PodBench(run.central, run.advertisement, new AbortController().signal),
      bench,
      pod,
    );
  }
  return verdicts;
}

async function meet(bench: PodBench): Promise<PodUnderTest> {
  await bench.connect([]);
  try {
    return await introduced(bench);
  } catch (error) {
    // It stays as it is: what nobody knows, nobody may stop.
    await bench.disconnect();
    throw error;
  }
}

async function introduced(bench: PodBench): Promise<PodUnderTest> {
  const identity = await bench.identity();
  const { state } = await bench.status();
  if (state === "buffering") {
    throw new Violation(
      "it measures for a session whose link is lost, and its samples would be lost too; stop that session, or switch the pod off and on",
    );
  }
  const { placement } = await bench.configuration();
  const settings = settingsFor(identity);
  if (settings === null) {
    throw new Violation("the pod offers no rate with a batch that fits into 20 … 50 ms");
  }
  return { identity, settings, placement };
}

async function verdictOn(
  id: RequirementId,
  bench: PodBench,
  pod: PodUnderTest,
  signal: AbortSignal,
): Promise<Verdict> {
  const check = checks.find((candidate) => candidate.id === id);
  if (check === undefined) return { id, outcome: "not-checked", detail: unseen(id) };
  try {
    await within(check.run(bench, pod), {
      timeoutMs: 1000 * longestCheckS,
      signal,
      late: () => new Violation(`it did not come to an end within ${longestCheckS} s`),
    });
    return { id, outcome: "passed", detail: null };
  } catch (error) {
    // Whatever is cut short then says nothing of the pod.
    if (signal.aborted) return { id, outcome: "not-checked", detail: "ended early" };
    if (error instanceof Undecided) return { id, outcome: error.outcome, detail: error.message };
    if (error instanceof Violation) return { id, outcome: "failed", detail: error.message };
    if (error instanceof BluetoothError) {
      return { id, outcome: "failed", detail: `the radio says: ${error.message}` };
    }
    throw error;
  }
}

/** Leaves the pod as it was found: not sampling, with its placement, without a link. Never throws: whatever it is like, its checks are over. */
async function leave(farewell: PodBench, bench: PodBench, pod: PodUnderTest): Promise<void> {
  try {
    await bench.disconnect();
    await farewell.connect(["control"]);
    await farewell.request({ opcode: "stop" });
    await farewell.request({ opcode: "setPlacement", placement: pod.placement });
  } catch (error) {
    if (!(error instanceof Violation) && !(error instanceof BluetoothError)) throw error;
  } finally {
    await farewell.disconnect();
  }
}
