import type { SessionHeader } from "../../src/model/session-header.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";

/** The session as if there had never been a thigh pod. */
export function pelvisOnly(
  header: SessionHeader,
  events: readonly TransportEvent[],
): { header: SessionHeader; events: TransportEvent[] } {
  const pods = header.pods.filter((pod) => pod.placement === "pelvis");
  const ids = pods.map((pod) => pod.podId);
  return {
    header: { ...header, pods },
    events: events.filter((event) => !("podId" in event) || ids.includes(event.podId)),
  };
}
