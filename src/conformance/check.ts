import type { IdentityPacket, SamplingSettings } from "../codec/packet.ts";
import type { Placement } from "../model/pod.ts";
import type { PodBench } from "./pod-bench.ts";
import type { RequirementId } from "./requirements.ts";

/** What all checks know of the pod. */
export interface PodUnderTest {
  readonly identity: IdentityPacket;
  /** Settings that the pod offers. */
  readonly settings: SamplingSettings;
  /** What it was configured for when the checks began. */
  readonly placement: Placement | null;
}

/**
 * Looks at one requirement. Begins in any state of the pod, with or without a link, and may leave it in any other.
 * Throws Violation where the pod does not meet it, Undecided where that cannot be told, BluetoothError where the radio fails.
 */
export interface Check {
  readonly id: RequirementId;
  run(bench: PodBench, pod: PodUnderTest): Promise<void>;
}

const usualSettings = [
  { sampleRateHz: 208, batchSamples: 8 },
  { sampleRateHz: 104, batchSamples: 4 },
  { sampleRateHz: 200, batchSamples: 7 },
  { sampleRateHz: 100, batchSamples: 4 },
] as const;

/** Recommended settings (SPEC.md, section 6) that a pod offers; ±16 g and ±2000 °/s are there in every pod. Null = it offers none of them. */
export function settingsFor({
  sampleRatesHz,
  maxBatchSamples,
}: IdentityPacket): SamplingSettings | null {
  const found = usualSettings.find(
    ({ sampleRateHz, batchSamples }) =>
      sampleRatesHz.includes(sampleRateHz) && batchSamples <= maxBatchSamples,
  );
  return found === undefined ? null : { ...found, accRangeG: 16, gyrRangeDegPerS: 2000 };
}
