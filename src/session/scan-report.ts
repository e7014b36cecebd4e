import type { CommandOutput } from "../config/command-context.ts";
import { placementNames } from "../model/placement-names.ts";
import type { Placement, PodFamily, PodId } from "../model/pod.ts";
import { sensorKindNames } from "../model/sensor-kind-names.ts";
import type { NearbySensor } from "./nearby-devices.ts";
import { textTable } from "./text-table.ts";

/** A pod that was heard, and what it said of itself. What is not known is null. */
export interface ScannedPod {
  readonly podId: PodId | null;
  readonly podIdTail: string;
  readonly family: PodFamily;
  /** Where the pod says that it is worn. */
  readonly rememberedPlacement: Placement | null;
  /** Where the config says that it is worn; null = the config does not name it. */
  readonly configuredPlacement: Placement | null;
  readonly rssiDbm: number;
  readonly batteryPct: number | null;
  readonly modelName: string | null;
  readonly firmwareRevision: string | null;
  /** What keeps it from being used, or from being asked. */
  readonly problem: string | null;
}

export interface ScanResult {
  readonly pods: readonly ScannedPod[];
  readonly sensors: readonly (NearbySensor & { readonly isConfigured: boolean })[];
}

const notKnown = "–";

export function printScan(output: CommandOutput, { pods, sensors }: ScanResult): void {
  if (pods.length > 0) {
    const heading = [
      "pod",
      "family",
      "config",
      "remembers",
      "signal",
      "battery",
      "model",
      "firmware",
    ];
    const rows = pods.map((pod) => [
      nameOf(pod),
      pod.family,
      placementText(pod.configuredPlacement, "not in it"),
      placementText(pod.rememberedPlacement, notKnown),
      `${pod.rssiDbm} dBm`,
      pod.batteryPct === null ? notKnown : `${pod.batteryPct} %`,
      pod.modelName ?? notKnown,
      pod.firmwareRevision ?? notKnown,
    ]);
    for (const line of textTable([heading, ...rows])) output.print(line);
  }
  if (sensors.length > 0) {
    if (pods.length > 0) output.print("");
    const rows = sensors.map(({ sensorId, kinds, name, isConfigured, rssiDbm }) => [
      sensorId,
      kinds.map((kind) => sensorKindNames[kind]).join(", "),
      isConfigured ? "in it" : "not in it",
      `${rssiDbm} dBm`,
      name ?? notKnown,
    ]);
    const heading = ["sensor", "kind", "config", "signal", "name"];
    for (const line of textTable([heading, ...rows])) output.print(line);
  }
  for (const pod of pods) {
    if (pod.problem !== null) output.note(`${nameOf(pod)}: ${pod.problem}`);
  }
}

/** What to check where nothing was heard. */
export function nothingHeardText(seconds: number): readonly string[] {
  return [
    `No pods and no sensors were heard in ${seconds} s. What to check:`,
    "  - The pods are charged and switched on: a pod without a link switches itself off after 30 minutes.",
    "  - They are within a few metres; a body between pod and computer weakens the signal.",
    "  - Nothing else is connected to them: a pod with a link does not advertise. Is `hipline monitor` running, here or on another machine?",
    "  - A longer look helps where much is on the air: --seconds 30.",
  ];
}

function nameOf({ podId, podIdTail }: ScannedPod): string {
  return podId ?? `…${podIdTail}`;
}

function placementText(placement: Placement | null, otherwise: string): string {
  return placement === null ? otherwise : placementNames[placement];
}
