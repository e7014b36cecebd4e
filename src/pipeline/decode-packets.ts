import type { OperatorFunction } from "rxjs";
import { decodePacket } from "../codec/decode-packet.ts";
import { placementNames } from "../model/placement-names.ts";
import type { PodDescription, PodId } from "../model/pod.ts";
import type { TransportEvent } from "../model/transport-event.ts";
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
    return (value, emit) => {
      if (value.kind === "beltSpeed") {
        const { arrivalTimeS: timeS, beltSpeedMPerS } = value;
        emit({ kind: "beltSpeed", timeS, beltSpeedMPerS });
        return;
      }
      if (value.kind === "entry") {
        const { arrivalTimeS: timeS, entry, painLevel } = value;
        emit({ kind: "entry", timeS, entry, painLevel });
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
      const packet = decodePacket(channel, payload);
      if (packet.kind === "packetFault") {
        emit({
          kind: "fault",
          code: packet.code,
          timeS: arrivalTimeS,
          podId,
          message: `${channel} of the ${placementNames[pod.placement]} pod: ${packet.message}`,
          count: 1,
        });
        return;
      }
      emit({ kind: "packet", podId, placement: pod.placement, arrivalTimeS, packet });
    };
  });
}
