import { randomUUID } from "node:crypto";
import { protocolVersion } from "../codec/protocol.ts";
import type { Placement, PodDescription } from "../model/pod.ts";
import type { SessionHeader } from "../model/session-header.ts";
import { decodePackets } from "../pipeline/decode-packets.ts";
import { bluetoothTransport } from "../transport/bluetooth/bluetooth-transport.ts";
import { samplingOf } from "./change-config.ts";
import type { NearbyPod } from "./nearby-devices.ts";
import {
  askCandidates,
  type Candidate,
  isPodProblem,
  type PairingTools,
  type WantedPlace,
} from "./pairing-tools.ts";
import { podDrivers } from "./pod-drivers.ts";
import { withConnection } from "./short-connection.ts";
import { Tapping } from "./tapping.ts";

/** Adapters hold few connections at a time; the pods of somebody who is being paired are the nearest. */
const mostPods = 6;
/**
 * Has all pods stream and asks for a tap on one after the other: whose pod was tapped, and is clearly the one, has its place. The
 * pods remember what they remembered before; nothing is written here.
 */
export async function pairByTap(
  pods: readonly NearbyPod[],
  tools: PairingTools,
): Promise<readonly WantedPlace[]> {
  const { output, signal } = tools.context;
  if (pods.length > mostPods) {
    output.note(
      `${pods.length} pods are nearby; the ${mostPods} with the strongest signal are asked`,
    );
  }
  const candidates = await askCandidates(pods.slice(0, mostPods), tools);
  if (candidates.length === 0 || signal.aborted) return [];
  const transport = bluetoothTransport({
    header: tappingHeader(candidates, tools),
    central: tools.radio.central,
    drivers: podDrivers,
  });
  const tapping = new Tapping(candidates, transport.header.pods, tools);
  const subscription = transport.events
    .pipe(decodePackets(transport.header.pods))
    .subscribe({ next: (value) => tapping.take(value), error: (error) => tapping.fail(error) });
  try {
    return await tapping.run();
  } finally {
    subscription.unsubscribe();
    output.progress("Ending the connections");
    await transport.stopped();
    await restoreMemory(candidates, tools);
    output.progress(null);
  }
}

/** A session that nobody keeps: its pods are all that are asked, at the place that they remember. */
function tappingHeader(candidates: readonly Candidate[], { config }: PairingTools): SessionHeader {
  return {
    sessionId: randomUUID(),
    title: "Pairing",
    startedAt: null,
    protocolVersion: `${protocolVersion.major}.${protocolVersion.minor}`,
    pods: candidates.map((candidate) => tappingPod(candidate, config.pods)),
    runner: {},
    calibrationSpans: [],
    origin: { kind: "recorded", description: "Pairing" },
  };
}

/** A pod that remembers no place has to be told one to stream; `restoreMemory` takes it back. */
const placeMeanwhile: Placement = "pelvis";

function tappingPod(
  { pod, identification }: Candidate,
  configured: readonly PodDescription[],
): PodDescription {
  const { podId, placement } = identification;
  const { family } = pod.driver;
  const known = configured.find((other) => other.podId === podId);
  return {
    ...known,
    ...samplingOf(identification, family, known),
    podId,
    family,
    placement: placement ?? placeMeanwhile,
  };
}

async function restoreMemory(
  candidates: readonly Candidate[],
  { radio }: PairingTools,
): Promise<void> {
  for (const { pod, identification } of candidates) {
    const { pairing } = pod.driver;
    if (identification.placement !== null || pairing === undefined) continue;
    try {
      // Also after Ctrl-C: the pod may be somebody else's.
      await withConnection(
        radio.central,
        pod.deviceId,
        new AbortController().signal,
        (connection) => pairing.remember(connection, null),
      );
    } catch (error) {
      // What a pod remembers does not decide anything; the next pairing tells it anew.
      if (!isPodProblem(error)) throw error;
    }
  }
}
