import { randomUUID } from "node:crypto";
import { filter, firstValueFrom, merge, takeWhile } from "rxjs";
import { protocolVersion } from "../codec/protocol.ts";
import type { CommandContext, CommandOutput } from "../config/command-context.ts";
import type { Config } from "../config/config.ts";
import { placementNames } from "../model/placement-names.ts";
import type { PodId } from "../model/pod.ts";
import type { RunPlan } from "../model/run-plan.ts";
import type { SessionHeader } from "../model/session-header.ts";
import type { PodStateOutput, SessionOutput } from "../model/session-output.ts";
import type { LinkState } from "../model/transport-event.ts";
import type { BluetoothCentral } from "../transport/bluetooth/bluetooth-central.ts";
import {
  type BluetoothTransport,
  bluetoothTransport,
} from "../transport/bluetooth/bluetooth-transport.ts";
import { standardSensorDrivers } from "../transport/standard-sensors/standard-sensor-drivers.ts";
import { type ConfigFile, readLiveConfig } from "./config-file.ts";
import { hapticCues } from "./haptic-cues.ts";
import { type OpenCentral, openCentral, type RadioOptions } from "./open-central.ts";
import { type HistoryOptions, openStore } from "./open-store.ts";
import { configuredPlan, findPlan } from "./plan-library.ts";
import { podDrivers } from "./pod-drivers.ts";
import { liveRules, withRules } from "./rules-file.ts";
import type { RunOptions } from "./run-options.ts";
import { runSessions } from "./run-sessions.ts";
import type { SessionSource } from "./running-session.ts";
import { Session } from "./session.ts";
import { SessionKeeper } from "./session-keeper.ts";
import { clockText } from "./text-table.ts";
import { userFacing } from "./user-facing-error.ts";
import { countText } from "./words.ts";

export interface MonitorOptions extends Omit<RunOptions, "speed" | "exitAtEnd"> {
  /** Config file; null = the usual one. */
  readonly configFile: string | null;
  /** Name of a plan that comes with Hipline, or a plan file; null = the config's, where it has one. */
  readonly plan: string | null;
  /** The adapter of this machine, or an emulated one with emulated pods. */
  readonly radio: RadioOptions;
  /** End after so long, s; null = when somebody ends it. */
  readonly durationS: number | null;
  readonly history: HistoryOptions;
}

/**
 * Connects to the pods of the config and runs a live session; returns the process' exit code: 1 where a pod was silent at the end or
 * not everything could be recorded or kept.
 * @param open opens the radio.
 */
export async function runMonitor(
  options: MonitorOptions,
  context: CommandContext,
  open: (options: RadioOptions) => Promise<OpenCentral> = openCentral,
): Promise<number> {
  let radio: OpenCentral | null = null;
  let transport: BluetoothTransport | null = null;
  try {
    radio = await open(options.radio);
    await radioReady(radio.central, context);
    const { config, path } = await liveConfig(radio, options);
    const plan = await livePlan(config, path, options);
    const isVirtual = radio.virtualConfig !== null;
    const store = openStore(options.history, config.runner.label, isVirtual);
    const rules = await liveRules(options.rulesFile, config, path);
    const begun = withRules(liveHeader(config, plan, isVirtual, context.version), rules);
    const keeper = await SessionKeeper.open(store, begun);
    const { header } = keeper;
    transport = bluetoothTransport({
      header,
      central: radio.central,
      drivers: podDrivers,
      sensorDrivers: standardSensorDrivers,
    });
    const source = monitorSource(transport, options, context.output);
    keeper.watch(source.session.outputs);
    const run = { sources: [source], flaw: null, endText: "The session has ended" };
    let isKept: boolean;
    let code: number;
    try {
      code = await runSessions(run, { ...options, speed: 1, exitAtEnd: true }, context);
    } finally {
      // Also of a session that breaks off: what hurt in it counts all the more.
      isKept = await keeper.keep(context.output);
    }
    return isKept ? code : 1;
  } catch (error) {
    throw userFacing(error);
  } finally {
    await transport?.stopped();
    await radio?.close();
  }
}

/** Waits until the adapter can be used. @throws BluetoothError "bluetooth-unavailable" where it cannot: before a page is opened in vain. */
async function radioReady(
  { adapterStates, advertisements }: BluetoothCentral,
  { output }: CommandContext,
): Promise<void> {
  output.progress("Looking for the Bluetooth adapter");
  const isOn = adapterStates.pipe(filter((state) => state === "poweredOn"));
  // Only who listens is told why there is none.
  await firstValueFrom(merge(isOn, advertisements));
  output.progress(null);
}

/** What the session is made of; an emulated world brings its own, of no file. */
async function liveConfig(
  { virtualConfig }: OpenCentral,
  { configFile }: MonitorOptions,
): Promise<ConfigFile> {
  if (virtualConfig !== null) return { path: "emulated pods", config: virtualConfig };
  return readLiveConfig(configFile);
}

/** What the runner means to do: what was asked for just now, else what the config says. */
async function livePlan(
  config: Config,
  configFile: string,
  { plan }: MonitorOptions,
): Promise<RunPlan | null> {
  if (plan !== null) return findPlan(plan);
  return config.plan === undefined ? null : configuredPlan(config.plan, configFile);
}

function liveHeader(
  config: Config,
  plan: RunPlan | null,
  isVirtual: boolean,
  version: string,
): SessionHeader {
  const startedAt = new Date().toISOString();
  const { label } = config.runner;
  return {
    sessionId: randomUUID(),
    title: label === undefined ? "Live session" : `Live session of ${label}`,
    startedAt,
    protocolVersion: `${protocolVersion.major}.${protocolVersion.minor}`,
    pods: config.pods,
    sensors: config.sensors,
    backfill: true,
    runner: config.runner,
    ...(plan === null ? {} : { plan }),
    calibrationSpans: [],
    origin: {
      kind: isVirtual ? "simulated" : "recorded",
      description: isVirtual
        ? `Simulated pods over an emulated Bluetooth radio, Hipline ${version}`
        : `Recorded over Bluetooth by Hipline ${version}`,
    },
  };
}

function monitorSource(
  transport: BluetoothTransport,
  { durationS, radio, recordFile }: MonitorOptions,
  output: CommandOutput,
): SessionSource {
  const { header, events } = transport;
  const session = new Session({
    header,
    events:
      durationS === null
        ? events
        : events.pipe(takeWhile(({ arrivalTimeS }) => arrivalTimeS <= durationS)),
  });
  session.outputs.subscribe({
    next: linkReporter(output),
    // Whoever runs the session says so.
    error: () => undefined,
  });
  const until = durationS === null ? "until Ctrl-C" : clockText(durationS);
  const kept = recordFile === null ? "; not recorded, --record FILE keeps it" : "";
  hapticCues(session.outputs, header, transport).subscribe({
    next: hapticReporter(output),
    error: () => undefined,
  });
  return {
    session,
    playback: { mode: radio.virtual === null ? "live" : "simulated", speed: 1, durationS },
    opening: `Looking for ${countText(header.pods.length, "pod")} (${until}${kept})`,
    name: null,
    file: null,
    needsEveryPod: true,
  };
}

/** Says the first time that a cue could not be felt: the others are told on the page all the same. */
function hapticReporter(output: CommandOutput): (felt: boolean) => void {
  let hasSaid = false;
  return (felt) => {
    if (felt || hasSaid) return;
    hasSaid = true;
    output.note(
      "A cue could not be felt: the pelvis pod is not connected, has no motor, or its motor has had its time",
    );
  };
}

/** Says in a line when a pod streams, and when it is lost and why; the same of a pod again only once something else has happened to it. */
function linkReporter(output: CommandOutput): (value: SessionOutput) => void {
  const links = new Map<PodId, LinkState>();
  const said = new Map<PodId, string>();
  const once = new Set<PodId>();
  return (value) => {
    if (value.kind !== "podState" || links.get(value.podId) === value.link) return;
    links.set(value.podId, value.link);
    const text = linkText(value, once.has(value.podId));
    if (value.link === "streaming") once.add(value.podId);
    if (text === null || text === said.get(value.podId)) return;
    said.set(value.podId, text);
    output.note(`${clockText(value.timeS)} ${text}`);
  };
}

/** Null where nothing happened that a person must know. */
function linkText(state: PodStateOutput, isKnown: boolean): string | null {
  const pod = `${placementNames[state.placement]} pod`;
  const why = state.linkReason === null ? "" : `: ${state.linkReason}`;
  switch (state.link) {
    case "streaming":
      return `${pod} ${isKnown ? "streams again" : "streams"}`;
    case "backfilling":
      return `${pod} sends what was missed`;
    case "lost":
      return `${pod} lost${why}`;
    case "failed":
      return `${pod} cannot be used${why}`;
    case "searching":
    case "connecting":
    case "configuring":
      return null;
  }
}
