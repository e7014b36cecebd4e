import type { Config } from "../config/config.ts";
import { placementNames } from "../model/placement-names.ts";
import {
  type Placement,
  type PodDescription,
  type PodFamily,
  type PodId,
  placements,
} from "../model/pod.ts";
import type { SensorDescription } from "../model/sensor.ts";
import type { PodIdentification } from "../transport/bluetooth/device-driver.ts";

/** A pod and where it is to be worn from now on. */
export interface PlacedPod {
  readonly identification: PodIdentification;
  readonly family: PodFamily;
  readonly placement: Placement;
}

type Sampling = Pick<
  PodDescription,
  "sampleRateHz" | "accRangeG" | "gyrRangeDegPerS" | "batchSamples"
>;

/**
 * What a pod is asked for that the config does not know yet. 208 Hz never locks to the connection interval of any host (SPEC.md,
 * section 6); every pod has these ranges.
 */
const usualSampling: Readonly<Record<PodFamily, Sampling>> = {
  hipline: { sampleRateHz: 208, accRangeG: 16, gyrRangeDegPerS: 2000, batchSamples: 8 },
  movesense: { sampleRateHz: 208, accRangeG: 16, gyrRangeDegPerS: 2000, batchSamples: 8 },
};

/**
 * What a pod is to be asked for: what the config says, or the usual; and the ranges that it has where nobody can set them.
 * @param known the pod as the config has it; undefined = it does not.
 */
export function samplingOf(
  { fixedRanges }: PodIdentification,
  family: PodFamily,
  known: PodDescription | undefined,
): Sampling {
  const { sampleRateHz, batchSamples, ...ranges } = known ?? usualSampling[family];
  const { accRangeG, gyrRangeDegPerS } = fixedRanges ?? ranges;
  return { sampleRateHz, accRangeG, gyrRangeDegPerS, batchSamples };
}

/** A config with pods put where they are worn. A pod that was there before leaves the config. */
export function placePods(config: Config, placed: readonly PlacedPod[]): Config {
  const taken = new Set<Placement>(placed.map(({ placement }) => placement));
  const ids = new Set<PodId>(placed.map(({ identification }) => identification.podId));
  const kept = config.pods.filter(
    ({ podId, placement }) => !ids.has(podId) && !taken.has(placement),
  );
  const added = placed.map(({ identification, family, placement }): PodDescription => {
    const { podId, modelName, firmwareRevision } = identification;
    const known = config.pods.find((pod) => pod.podId === podId);
    return {
      podId,
      placement,
      family,
      ...samplingOf(identification, family, known),
      ...(modelName === null ? {} : { modelName }),
      ...(firmwareRevision === null ? {} : { firmwareRevision }),
    };
  });
  return { ...config, pods: [...kept, ...added].sort(byPlacement) };
}

/** A config with sensors added, or named anew. */
export function addSensors(config: Config, sensors: readonly SensorDescription[]): Config {
  const ids = new Set(sensors.map(({ sensorId }) => sensorId));
  const kept = config.sensors.filter(({ sensorId }) => !ids.has(sensorId));
  return { ...config, sensors: [...kept, ...sensors] };
}

/** A config without these pods and sensors. */
export function forgetDevices(config: Config, ids: readonly string[]): Config {
  return {
    ...config,
    pods: config.pods.filter(({ podId }) => !ids.includes(podId)),
    sensors: config.sensors.filter(({ sensorId }) => !ids.includes(sensorId)),
  };
}

/** What a person must know of pods that change their place, one line each. */
export function placementRemarks(config: Config, placed: readonly PlacedPod[]): string[] {
  return placed.flatMap((pod) => [
    ...moveRemark(config, pod),
    ...replacementRemark(config, pod, placed),
  ]);
}

/** That the pod had another place. */
function moveRemark({ pods }: Config, { identification, placement }: PlacedPod): string[] {
  const { podId, placement: remembered } = identification;
  const now = `it is now the ${placementNames[placement]} pod`;
  const configured = pods.find((pod) => pod.podId === podId);
  if (configured?.placement === placement || (!configured && remembered === placement)) return [];
  if (configured) return [`${podId} was the ${placementNames[configured.placement]} pod; ${now}`];
  if (remembered === null) return [];
  const before = placementNames[remembered];
  return [`${podId} remembered being a ${before} pod, perhaps somebody else's; ${now}`];
}

/** That another pod had this place, and has none now. */
function replacementRemark(
  { pods }: Config,
  { identification: { podId }, placement }: PlacedPod,
  placed: readonly PlacedPod[],
): string[] {
  const before = pods.find((pod) => pod.placement === placement && pod.podId !== podId);
  const isPlaced = placed.some(({ identification }) => identification.podId === before?.podId);
  if (before === undefined || isPlaced) return [];
  return [
    `${before.podId} was the ${placementNames[placement]} pod; it is no longer in the config`,
  ];
}

function byPlacement(a: PodDescription, b: PodDescription): number {
  return placements.indexOf(a.placement) - placements.indexOf(b.placement);
}
