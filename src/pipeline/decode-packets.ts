import type { OperatorFunction } from "rxjs";
import { decodePacket } from "../codec/decode-packet.ts";
import type { PacketFault, PodPacket } from "../codec/packet.ts";
import { placementNames } from "../model/placement-names.ts";
import type { PodDescription, PodId } from "../model/pod.ts";
import type { NotificationChannel, TransportEvent } from "../model/transport-event.ts";
import { MovesenseStream, type MovesenseValue } from "./movesense-stream.ts";
import { perSubscription } from "./per-subscription.ts";
import type { PipelineValue } from "./pipeline-value.ts";

/**
 * Notifications become packets or faults, and what people state and enter becomes output. Bytes of a pod that the session
 * does not know are a fault.
 */
export function decodePackets(
  pods: readonly PodDescription[],
): OperatorFunction<TransportEvent, PipelineValue> {
  return perSubscription<TransportEvent, PipelineValue>(() => {
    const byId = new Map<PodId, PodDescription>(pods.map((pod) => [pod.podId, pod]));
    const streams = new Map<PodId, MovesenseStream>(
      pods
        .filter(({ family }) => family === "movesense")
        .map((pod) => [pod.podId, new MovesenseStream(pod)]),
    );
    return (value, emit) => {
      if (value.kind === "beltSpeed") {
        const { arrivalTimeS: timeS, beltSpeedMPerS } = value;
        emit({ kind: "beltSpeed", timeS, beltSpeedMPerS });
        return;
      }
      if (value.kind === "entry") {
        const { arrivalTimeS: timeS, entry, painLevel, effortLevel } = value;
        emit({ kind: "entry", timeS, entry, painLevel, effortLevel });
        return;
      }
      if (value.kind === "alertAction" || value.kind === "baselineReset") {
        const { arrivalTimeS: timeS, ...what } = value;
        emit({ ...what, timeS });
        return;
      }
      if (value.kind !== "notification") {
        emit(value);
        return;
      }
      const { podId, arrivalTimeS, channel, payload } = value;
      const pod = byId.get(podId);
      if (pod === undefined) {
        emit({
          kind: "fault",
          code: "packet-unknown-pod",
          timeS: arrivalTimeS,
          podId,
          message: `${channel} packet from pod ${podId}, which is not part of this session`,
          count: 1,
        });
        return;
      }
      for (const packet of decodeFor(streams.get(podId), channel, payload)) {
        if (packet.kind === "packetFault") {
          emit({
            kind: "fault",
            code: packet.code,
            timeS: arrivalTimeS,
            podId,
            message: `${channel} of the ${placementNames[pod.placement]} pod: ${packet.message}`,
            count: 1,
          });
        } else if (packet.kind === "batteryLevel") {
          emit({ kind: "battery", podId, arrivalTimeS, batteryPct: packet.batteryPct });
        } else {
          emit({ kind: "packet", podId, placement: pod.placement, arrivalTimeS, packet });
        }
      }
    };
  });
}

/** What a notification is to the pod's family: a Movesense sensor has one characteristic of its own, and none of a Hipline pod's. */
function decodeFor(
  movesense: MovesenseStream | undefined,
  channel: NotificationChannel,
  payload: Uint8Array,
): readonly (PodPacket | PacketFault | MovesenseValue)[] {
  if (movesense === undefined) return [decodePacket(channel, payload)];
  if (channel === "movesense") return movesense.take(payload);
  const message = "a Movesense sensor has no such characteristic";
  return [{ kind: "packetFault", code: "packet-unknown-type", message, offset: 0 }];
}
