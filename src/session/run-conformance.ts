import { fromEvent, lastValueFrom, merge, takeUntil, tap, timer } from "rxjs";
import { podServiceUuid } from "../codec/protocol.ts";
import type { CommandContext, CommandOutput } from "../config/command-context.ts";
import { CommandLineError, UserError } from "../config/user-error.ts";
import { type RequirementId, requirements } from "../conformance/requirements.ts";
import { runChecks } from "../conformance/run-checks.ts";
import { type Outcome, type Verdict, Violation } from "../conformance/verdict.ts";
import type { Advertisement, BluetoothCentral } from "../transport/bluetooth/bluetooth-central.ts";
import { matchHiplinePod } from "../transport/hipline-pod/pod-advertisement.ts";
import { findId } from "./device-ids.ts";
import { type OpenCentral, openCentral, type RadioOptions } from "./open-central.ts";
import { textTable } from "./text-table.ts";
import { userFacing } from "./user-facing-error.ts";

export interface ConformanceOptions {
  readonly radio: RadioOptions;
  /** Id of the pod, or its unambiguous end; null = the only one that is near. */
  readonly pod: string | null;
  /** Ids of the requirements to look at; null = all. */
  readonly only: readonly string[] | null;
  /** Print one JSON object instead of text. */
  readonly json: boolean;
}

const givenUpText = "Given up: not every requirement was looked at.";

/** A pod without a link advertises at least twice a second; a lost packet now and then is usual, s. */
const listenS = 4;

/**
 * Holds a pod to the requirements of the protocol; returns the process' exit code: 1 where it does not meet one, or not all
 * that were asked for were looked at because somebody ended it.
 * @param open opens the radio.
 */
export async function runConformance(
  options: ConformanceOptions,
  { output, signal }: CommandContext,
  open: (options: RadioOptions) => Promise<OpenCentral> = openCentral,
): Promise<number> {
  const only = options.only === null ? null : options.only.map(requirementId);
  let radio: OpenCentral | null = null;
  try {
    radio = await open(options.radio);
    output.progress("Listening for pods");
    const heard = await listen(radio.central, signal);
    if (signal.aborted) return giveUp(output);
    const advertisement = choose(heard, options.pod);
    const verdicts = await runChecks({
      central: radio.central,
      advertisement,
      only,
      signal,
      onCheck: (id, number, count) =>
        output.progress(`${number} of ${count}: ${id} ${requirementOf(id).text}`),
    });
    output.progress(null);
    const pod = matchHiplinePod(advertisement)?.podId ?? null;
    if (options.json) output.print(JSON.stringify({ podId: pod, verdicts }, null, 2));
    else printVerdicts(output, pod, verdicts);
    if (signal.aborted) return giveUp(output);
    return verdicts.some(({ outcome }) => outcome === "failed") ? 1 : 0;
  } catch (error) {
    if (error instanceof Violation) {
      throw new UserError(`the pod cannot be checked: ${error.message}`, { cause: error });
    }
    throw userFacing(error);
  } finally {
    await radio?.close();
  }
}

/** Says that it was ended early; returns the exit code of that. */
function giveUp(output: CommandOutput): number {
  output.progress(null);
  output.note(givenUpText);
  return 1;
}

/** @throws CommandLineError where there is no such requirement. */
function requirementId(asked: string): RequirementId {
  const found = requirements.find(({ id }) => id === asked.toUpperCase());
  if (found !== undefined) return found.id;
  const [first, last] = [requirements[0].id, requirements[requirements.length - 1]?.id];
  throw new CommandLineError(
    `--only: there is no requirement "${asked}"; they go from ${first} to ${last}`,
  );
}

function requirementOf(id: RequirementId) {
  const found = requirements.find((requirement) => requirement.id === id);
  if (found === undefined) throw new Error(`no requirement ${id}`);
  return found;
}

/** Everything that pods nearby say of themselves, by device: each report may hold only a part. */
async function listen(
  central: BluetoothCentral,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Advertisement>> {
  const heard = new Map<string, Advertisement>();
  await lastValueFrom(
    central.advertisements.pipe(
      tap((advertisement) => {
        const before = heard.get(advertisement.deviceId);
        if (before === undefined && !advertisement.serviceUuids.includes(podServiceUuid)) return;
        heard.set(advertisement.deviceId, {
          ...advertisement,
          localName: advertisement.localName ?? before?.localName ?? null,
          manufacturerData: advertisement.manufacturerData ?? before?.manufacturerData ?? null,
          serviceUuids: [
            ...new Set([...advertisement.serviceUuids, ...(before?.serviceUuids ?? [])]),
          ],
        });
      }),
      takeUntil(merge(timer(1000 * listenS), fromEvent(signal, "abort"))),
    ),
    { defaultValue: null },
  );
  return heard;
}

/** @throws UserError where there is no such pod, or more than one. */
function choose(heard: ReadonlyMap<string, Advertisement>, asked: string | null): Advertisement {
  const pods = [...heard.values()].flatMap((advertisement) => {
    const pod = matchHiplinePod(advertisement);
    return pod === null ? [] : [{ id: pod.podId ?? pod.podIdTail, advertisement }];
  });
  if (pods.length === 0) {
    throw new UserError(`no pod was heard within ${listenS} s`, {
      hint: "It must be switched on, near, and without a link to anybody else.",
    });
  }
  const ids = pods.map(({ id }) => id);
  if (asked === null && pods.length > 1) {
    throw new UserError(`there are ${pods.length} pods nearby: ${ids.join(", ")}`, {
      hint: "Say which: hipline conformance ID",
    });
  }
  const id = asked === null ? ids[0] : findId(asked, ids, "nearby");
  const found = pods.find((pod) => pod.id === id);
  if (found === undefined) throw new Error(`no pod ${id}`);
  return found.advertisement;
}

const words: Readonly<Record<Outcome, string>> = {
  passed: "passed",
  failed: "FAILED",
  "not-checked": "not checked",
  "not-applicable": "not applicable",
};

function printVerdicts(
  output: CommandOutput,
  podId: string | null,
  verdicts: readonly Verdict[],
): void {
  const rows = verdicts.map(({ id, outcome }) => {
    const { section, text } = requirementOf(id);
    return [id, words[outcome], `section ${section}`, text];
  });
  for (const [i, line] of textTable(rows).entries()) {
    output.print(line);
    const detail = verdicts[i]?.detail ?? null;
    if (detail !== null) output.print(`        ${detail}`);
  }
  const count = (outcome: Outcome): number =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  output.print("");
  output.print(
    `Pod ${podId ?? "of unknown id"}: ${count("passed")} passed, ${count("failed")} failed, ` +
      `${count("not-checked")} not checked, ${count("not-applicable")} not applicable`,
  );
}
