import type { CommandContext } from "../config/command-context.ts";
import { type Config, emptyConfig } from "../config/config.ts";
import { BluetoothError } from "../transport/bluetooth/bluetooth-error.ts";
import { type PodIdentification, PodRefusal } from "../transport/bluetooth/device-driver.ts";
import { standardSensorDrivers } from "../transport/standard-sensors/standard-sensor-drivers.ts";
import { configPath, readConfig } from "./config-file.ts";
import { listenNearby } from "./listen-nearby.ts";
import { mayBePod, NearbyDevices, type NearbyPod, podName } from "./nearby-devices.ts";
import { type OpenCentral, openCentral, type RadioOptions } from "./open-central.ts";
import { podDrivers } from "./pod-drivers.ts";
import { nothingHeardText, printScan, type ScannedPod, type ScanResult } from "./scan-report.ts";
import { withConnection } from "./short-connection.ts";
import { userFacing } from "./user-facing-error.ts";
import { countText } from "./words.ts";

export interface ScanOptions {
  readonly configFile: string | null;
  readonly radio: RadioOptions;
  /** How long to listen, s. */
  readonly seconds: number;
  /** Connect to each pod for a moment, to ask for battery, model and firmware. */
  readonly connect: boolean;
  /** Print one JSON object instead of text. */
  readonly json: boolean;
}

/** Lists pods and sensors nearby; returns the process' exit code: 1 where there is none. */
export async function runScan(
  options: ScanOptions,
  context: CommandContext,
  open: typeof openCentral = openCentral,
): Promise<number> {
  let radio: OpenCentral | null = null;
  try {
    radio = await open(options.radio);
    const config = await knownConfig(options, radio);
    const result = await scan(radio, config, options, context);
    context.output.progress(null);
    if (options.json) context.output.print(JSON.stringify(result, null, 2));
    else printScan(context.output, result);
    if (result.pods.length + result.sensors.length > 0) return 0;
    for (const line of nothingHeardText(options.seconds)) context.output.note(line);
    return 1;
  } catch (error) {
    throw userFacing(error);
  } finally {
    await radio?.close();
  }
}

/** The config to compare with: emulated pods have their own, unless a file is named. */
async function knownConfig(
  { configFile }: ScanOptions,
  { virtualConfig }: OpenCentral,
): Promise<Config> {
  if (virtualConfig !== null && configFile === null) return virtualConfig;
  return (await readConfig(configPath(configFile))) ?? emptyConfig;
}

async function scan(
  { central }: OpenCentral,
  config: Config,
  options: ScanOptions,
  { output, signal }: CommandContext,
): Promise<ScanResult> {
  const nearby = new NearbyDevices(podDrivers, standardSensorDrivers);
  await listenNearby(central, nearby, {
    seconds: options.seconds,
    signal,
    isEnough: () => false,
    onTime: (leftS) => {
      const found = [
        countText(nearby.pods.length, "pod"),
        countText(nearby.sensors.length, "sensor"),
      ];
      output.progress(`Listening, ${Math.ceil(leftS)} s left: ${found.join(", ")}`);
    },
  });
  const pods: ScannedPod[] = [];
  for (const pod of nearby.pods) {
    const asks = options.connect && pod.advertised.unusable === null && !signal.aborted;
    if (asks) output.progress(`Asking ${podName(pod.advertised)}`);
    const answer = asks ? await ask(pod) : { identification: null, problem: null };
    pods.push(scannedPod(pod, config, answer));
  }
  const sensors = nearby.sensors.map((sensor) => ({
    ...sensor,
    isConfigured: config.sensors.some(({ sensorId }) => sensorId === sensor.sensorId),
  }));
  return { pods, sensors };

  async function ask({ deviceId, driver }: NearbyPod): Promise<Answer> {
    try {
      const identification = await withConnection(central, deviceId, signal, (connection) =>
        driver.identify(connection),
      );
      return { identification, problem: null };
    } catch (error) {
      if (!(error instanceof BluetoothError) && !(error instanceof PodRefusal)) throw error;
      return { identification: null, problem: error.message };
    }
  }
}

interface Answer {
  readonly identification: PodIdentification | null;
  readonly problem: string | null;
}

function scannedPod(
  { advertised, rssiDbm }: NearbyPod,
  { pods }: Config,
  { identification, problem }: Answer,
): ScannedPod {
  const known = { ...advertised, podId: identification?.podId ?? advertised.podId };
  const configured = pods.find(({ podId }) => mayBePod(known, podId));
  return {
    podId: known.podId ?? configured?.podId ?? null,
    podIdTail: advertised.podIdTail,
    family: advertised.family,
    rememberedPlacement: identification?.placement ?? advertised.placement,
    configuredPlacement: configured?.placement ?? null,
    rssiDbm,
    batteryPct: identification?.batteryPct ?? null,
    modelName: identification?.modelName ?? null,
    firmwareRevision: identification?.firmwareRevision ?? null,
    problem: advertised.unusable ?? problem,
  };
}
