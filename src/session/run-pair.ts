import type { CommandContext } from "../config/command-context.ts";
import { type Config, emptyConfig } from "../config/config.ts";
import { CommandLineError, UserError } from "../config/user-error.ts";
import { placementNames } from "../model/placement-names.ts";
import { type Placement, placements } from "../model/pod.ts";
import type { SensorDescription } from "../model/sensor.ts";
import { sensorKindNames } from "../model/sensor-kind-names.ts";
import { defaultScenario } from "../transport/simulated/scenario.ts";
import type { Scenario } from "../transport/simulated/scenario-schema.ts";
import { standardSensorDrivers } from "../transport/standard-sensors/standard-sensor-drivers.ts";
import {
  addSensors,
  forgetDevices,
  type PlacedPod,
  placementRemarks,
  placePods,
} from "./change-config.ts";
import { configPath, readConfig, writeConfig } from "./config-file.ts";
import { findId, meansId } from "./device-ids.ts";
import { listenNearby } from "./listen-nearby.ts";
import { NearbyDevices, type NearbyPod, podName } from "./nearby-devices.ts";
import { type OpenCentral, openCentral, type RadioOptions } from "./open-central.ts";
import { pairByLed } from "./pair-by-led.ts";
import { pairByTap } from "./pair-by-tap.ts";
import { type PairingTools, placeOnPod, type WantedPlace } from "./pairing-tools.ts";
import { podDrivers } from "./pod-drivers.ts";
import { nothingHeardText } from "./scan-report.ts";
import { textTable } from "./text-table.ts";
import { userFacing } from "./user-facing-error.ts";
import { countText } from "./words.ts";

const givenUpText = "Given up: the config is as it was.";

/** How pods are told apart where nobody names them. */
export type PairingWay = "tap" | "led";

export interface PairOptions {
  readonly configFile: string | null;
  readonly radio: RadioOptions;
  /** How long to listen for pods, s. */
  readonly seconds: number;
  /** Null = by what the other options name; where they name nothing, by taps. */
  readonly by: PairingWay | null;
  /** Ids may be the end of one. */
  readonly assign: readonly { readonly id: string; readonly placement: Placement }[];
  readonly forget: readonly string[];
  readonly sensors: readonly string[];
}

/**
 * Puts pods and sensors into the config, or takes them out. The config is written once, at the end, when every pod has confirmed its
 * place; whatever ends it before leaves the config as it was. Returns the process' exit code: 1 where nothing was changed.
 */
export async function runPair(
  options: PairOptions,
  context: CommandContext,
  open: typeof openCentral = openCentral,
): Promise<number> {
  const { output, signal } = context;
  try {
    checkOptions(options);
    const isSaved = options.radio.virtual === null || options.configFile !== null;
    const path = configPath(options.configFile);
    const before = (isSaved ? await readConfig(path) : null) ?? emptyConfig;
    const forgotten = options.forget.map((asked) => findId(asked, idsOf(before), "in the config"));
    const found = needsRadio(options)
      ? await pairNearby(options, before, context, open)
      : { placed: [], sensors: [] };
    output.progress(null);
    if (signal.aborted) {
      output.note(givenUpText);
      return 1;
    }
    for (const remark of placementRemarks(before, found.placed)) output.note(remark);
    // Read again: somebody may have edited it while the pods were told apart.
    const current = (isSaved ? await readConfig(path) : null) ?? emptyConfig;
    const cleaned = forgetDevices(current, forgotten);
    const config = addSensors(placePods(cleaned, found.placed), found.sensors);
    if (forgotten.length + found.placed.length + found.sensors.length === 0) {
      output.note("Nothing was changed.");
      return 1;
    }
    if (isSaved) await writeConfig(path, config);
    printConfig(config, context);
    if (config.pods.every(({ placement }) => placement !== "pelvis")) {
      output.note("There is no pelvis pod yet; `hipline monitor` needs one.");
    }
    if (isSaved) output.print(`Saved to ${path}`);
    else output.note("Emulated pods are not saved to your own config; --config FILE keeps them.");
    return 0;
  } catch (error) {
    const shown = userFacing(error);
    if (!(signal.aborted && shown instanceof UserError)) throw shown;
    output.note(givenUpText);
    return 1;
  }
}

/** @throws CommandLineError where the options do not go together. */
function checkOptions({ assign }: PairOptions): void {
  for (const [index, { id, placement }] of assign.entries()) {
    for (const other of assign.slice(0, index)) {
      if (other.placement === placement) {
        throw new CommandLineError(`--assign: two pods for the ${placementNames[placement]}`);
      }
      if (other.id === id) throw new CommandLineError(`--assign: two placements for ${id}`);
    }
  }
}

function wayOf({ by, assign, forget, sensors }: PairOptions): PairingWay | null {
  const namesSomething = assign.length + forget.length + sensors.length > 0;
  return by ?? (namesSomething ? null : "tap");
}

function needsRadio(options: PairOptions): boolean {
  return wayOf(options) !== null || options.assign.length + options.sensors.length > 0;
}

function idsOf({ pods, sensors }: Config): string[] {
  return [...pods.map(({ podId }) => podId), ...sensors.map(({ sensorId }) => sensorId)];
}

interface Found {
  readonly placed: readonly PlacedPod[];
  readonly sensors: readonly SensorDescription[];
}

async function pairNearby(
  options: PairOptions,
  config: Config,
  context: CommandContext,
  openRadio: typeof openCentral,
): Promise<Found> {
  const radio = await openRadio(options.radio, standingRunner());
  try {
    const nearby = await listen(radio, options, context);
    if (context.signal.aborted) return { placed: [], sensors: [] };
    const isAlone = nearby.pods.length + nearby.sensors.length === 0;
    if (isAlone || (wayOf(options) !== null && nearby.pods.length === 0)) {
      throw nothingHeard(options.seconds);
    }
    const sensors = options.sensors.map((asked) => findSensor(asked, nearby));
    const wanted = assignedPlaces(options, nearby);
    const open = placements.filter((place) => !wanted.some(({ placement }) => placement === place));
    const tools: PairingTools = { radio, config, context, open };
    const way = wayOf(options);
    const free = nearby.pods.filter(
      (pod) => !wanted.some((place) => place.pod.deviceId === pod.deviceId),
    );
    const told = way === null ? [] : await (way === "tap" ? pairByTap : pairByLed)(free, tools);
    const placed: PlacedPod[] = [];
    for (const place of [...wanted, ...told]) {
      if (context.signal.aborted) break;
      placed.push(await placeOnPod(place, tools));
    }
    return { placed, sensors };
  } finally {
    await radio.close();
  }
}

/** @throws UserError where a pod is not there, or is named twice. */
function assignedPlaces({ assign }: PairOptions, nearby: NearbyDevices): readonly WantedPlace[] {
  const places = assign.map(({ id, placement }) => ({ pod: findPod(id, nearby), placement }));
  for (const [index, { pod }] of places.entries()) {
    const first = places.findIndex((place) => place.pod.deviceId === pod.deviceId);
    if (first === index) continue;
    throw new UserError(`--assign: two placements for ${podName(pod.advertised)}`);
  }
  return places;
}

/** Whose pods an emulated radio has: taps can be told from nothing else while somebody walks. */
function standingRunner(): Scenario {
  return defaultScenario({ durationS: null, stages: [{ atS: 0, gait: "standing" }] });
}

async function listen(
  { central }: OpenCentral,
  options: PairOptions,
  { output, signal }: CommandContext,
): Promise<NearbyDevices> {
  const nearby = new NearbyDevices(podDrivers, standardSensorDrivers);
  const isHeard = (asked: string): boolean =>
    nearby.pods.some(({ advertised: { podId } }) => podId !== null && meansId(asked, podId)) ||
    nearby.sensors.some(({ sensorId }) => meansId(asked, sensorId));
  const named = [...options.assign.map(({ id }) => id), ...options.sensors];
  await listenNearby(central, nearby, {
    seconds: options.seconds,
    signal,
    isEnough: () => wayOf(options) === null && named.every(isHeard),
    onTime: (leftS) =>
      output.progress(
        `Listening, ${Math.ceil(leftS)} s left: ${countText(nearby.pods.length, "pod")}`,
      ),
  });
  return nearby;
}

function nothingHeard(seconds: number): UserError {
  const [message = "", ...hints] = nothingHeardText(seconds);
  return new UserError(message, { hint: hints.join("\n").trimStart() });
}

/** @throws UserError where there is no such pod, or several. */
function findPod(asked: string, nearby: NearbyDevices): NearbyPod {
  const idOf = ({ advertised: { podId, podIdTail } }: NearbyPod): string => podId ?? podIdTail;
  const id = findId(asked, nearby.pods.map(idOf), "nearby");
  const pod = nearby.pods.find((candidate) => idOf(candidate) === id);
  if (pod === undefined) throw new Error(`${id} was found and is not there`);
  return pod;
}

/** @throws UserError where there is no such sensor, or several. */
function findSensor(asked: string, nearby: NearbyDevices): SensorDescription {
  const ids = nearby.sensors.map(({ sensorId }) => sensorId);
  const sensorId = findId(asked, ids, "nearby");
  const sensor = nearby.sensors.find((candidate) => candidate.sensorId === sensorId);
  const [kind] = sensor?.kinds ?? [];
  if (sensor === undefined || kind === undefined) throw new Error(`${sensorId} is not there`);
  return { sensorId, kind, name: sensor.name ?? sensorKindNames[kind] };
}

function printConfig({ pods, sensors }: Config, { output }: CommandContext): void {
  const rows = [
    ...pods.map(({ placement, podId, sampleRateHz }) => [
      placementNames[placement],
      podId,
      `${sampleRateHz} Hz`,
    ]),
    ...sensors.map(({ kind, sensorId, name }) => [sensorKindNames[kind], sensorId, name]),
  ];
  for (const line of textTable(rows)) output.print(line);
}
