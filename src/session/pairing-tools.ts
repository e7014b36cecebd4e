import type { CommandContext } from "../config/command-context.ts";
import type { Config } from "../config/config.ts";
import { UserError } from "../config/user-error.ts";
import { placementNames } from "../model/placement-names.ts";
import type { Placement } from "../model/pod.ts";
import { BluetoothError } from "../transport/bluetooth/bluetooth-error.ts";
import { type PodIdentification, PodRefusal } from "../transport/bluetooth/device-driver.ts";
import type { PlacedPod } from "./change-config.ts";
import { type NearbyPod, podName } from "./nearby-devices.ts";
import type { OpenCentral } from "./open-central.ts";
import { withConnection } from "./short-connection.ts";

/** What every way of pairing works with. */
export interface PairingTools {
  readonly radio: OpenCentral;
  readonly config: Config;
  readonly context: CommandContext;
  /** Places that are to be given, in this order. */
  readonly open: readonly Placement[];
}

/** A pod that a person has given a place. */
export interface WantedPlace {
  readonly pod: NearbyPod;
  readonly placement: Placement;
}

/** A pod that can be told apart from others: what it says of itself. */
export interface Candidate {
  readonly pod: NearbyPod;
  readonly identification: PodIdentification;
}

/** Asks pods who they are; those that cannot be used, do not answer or measure for somebody are left out, with a remark. */
export async function askCandidates(
  pods: readonly NearbyPod[],
  { radio, context }: PairingTools,
): Promise<Candidate[]> {
  const { output, signal } = context;
  const candidates: Candidate[] = [];
  for (const pod of pods) {
    if (signal.aborted) break;
    const name = podName(pod.advertised);
    output.progress(`Asking ${name}`);
    try {
      if (pod.advertised.unusable !== null) throw new PodRefusal(pod.advertised.unusable);
      const identification = await withConnection(
        radio.central,
        pod.deviceId,
        signal,
        (connection) => pod.driver.identify(connection),
      );
      if (identification.isSampling === true) throw new PodRefusal(samplingText);
      candidates.push({ pod, identification });
    } catch (error) {
      if (!isPodProblem(error)) throw error;
      if (!signal.aborted) output.note(`${name} is left out: ${error.message}`);
    }
  }
  output.progress(null);
  return candidates;
}

/**
 * Has a pod remember its place, and reads it back.
 * @throws UserError where the pod cannot be used, does not answer, or remembers something else.
 */
export async function placeOnPod(
  { pod, placement }: WantedPlace,
  { radio, context }: PairingTools,
): Promise<PlacedPod> {
  const { driver, deviceId, advertised } = pod;
  const name = podName(advertised);
  context.output.progress(`Telling ${name} that it is the ${placementNames[placement]} pod`);
  try {
    if (advertised.unusable !== null) throw new PodRefusal(advertised.unusable);
    const { signal } = context;
    const identification = await withConnection(radio.central, deviceId, signal, async (link) => {
      const before = await driver.identify(link);
      if (before.isSampling === true) throw new PodRefusal(samplingText);
      if (driver.pairing === undefined) return before;
      await driver.pairing.remember(link, placement);
      const after = await driver.identify(link);
      if (after.placement === placement) return before;
      const found = after.placement === null ? "nothing" : `"${placementNames[after.placement]}"`;
      throw new PodRefusal(`it was told its place and remembers ${found}`);
    });
    return { identification, family: driver.family, placement };
  } catch (error) {
    if (!isPodProblem(error)) throw error;
    throw new UserError(`${name}: ${error.message}`, {
      cause: error,
      hint: "The config is as it was.",
    });
  }
}

const samplingText =
  "it measures for a session whose link it has lost; it can be paired when that session has ended";

/** Whether it is the pod, or the way to it, that is the problem. */
export function isPodProblem(error: unknown): error is BluetoothError | PodRefusal {
  return (
    error instanceof PodRefusal ||
    (error instanceof BluetoothError && error.code !== "bluetooth-unavailable")
  );
}
