import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import { packetTypes } from "../../src/codec/protocol.ts";
import type { PodId } from "../../src/model/pod.ts";
import type { NotificationEvent, TransportEvent } from "../../src/model/transport-event.ts";

/** A stretch in which nothing of a pod arrives, session seconds, half-open. */
export interface Hole {
  readonly podIds: readonly PodId[];
  readonly fromS: number;
  readonly toS: number;
}

/** How the pod makes up for it. */
export interface Redelivery {
  /** The pod still has only the packets that it made since this time, s; left out = all. */
  readonly keptSinceS?: number;
  /** The radio fails once more after so many packets of backfill, and nothing more comes. */
  readonly stopsAfter?: number;
}

const packetsAtOnce = 4;
const everyS = 0.02;
/** The pod is found, asked to start, and asked for what is missing. */
const findingS = 0.3;

/** The events as they come where the radio failed for a while, and what was missing is sent afterwards on backfill (SPEC.md, section 9). */
export function cutAndBackfilled(
  events: readonly TransportEvent[],
  { podIds, fromS, toS }: Hole,
  { keptSinceS = fromS, stopsAfter = Number.POSITIVE_INFINITY }: Redelivery = {},
): TransportEvent[] {
  const isCut = (event: TransportEvent): event is NotificationEvent =>
    event.kind === "notification" &&
    podIds.includes(event.podId) &&
    event.arrivalTimeS >= fromS &&
    event.arrivalTimeS < toS;
  const kept: TransportEvent[] = events.filter((event) => !isCut(event));
  for (const podId of podIds) {
    const missing = events.filter(
      (event): event is NotificationEvent =>
        isCut(event) && event.podId === podId && event.channel === "samples",
    );
    kept.push(...linkEvents(podId, fromS, toS));
    kept.push(...backfill(podId, missing, toS + findingS, keptSinceS, stopsAfter));
  }
  return kept.sort((a, b) => a.arrivalTimeS - b.arrivalTimeS);
}

function linkEvents(podId: PodId, fromS: number, toS: number): TransportEvent[] {
  const states = [
    ["lost", fromS + 1],
    ["searching", fromS + 1.5],
    ["connecting", toS - 0.3],
    ["configuring", toS - 0.2],
    ["streaming", toS],
    ["backfilling", toS + 0.1],
  ] as const;
  return states.map(([state, arrivalTimeS]) => ({ kind: "link", arrivalTimeS, podId, state }));
}

function backfill(
  podId: PodId,
  missing: readonly NotificationEvent[],
  startS: number,
  keptSinceS: number,
  stopsAfter: number,
): TransportEvent[] {
  const had = missing.filter(({ arrivalTimeS }) => arrivalTimeS >= keptSinceS).slice(0, stopsAfter);
  const out: TransportEvent[] = had.map(({ payload }, i) => {
    const bytes = payload.slice();
    bytes[0] = packetTypes.backfilledSamples;
    const arrivalTimeS = startS + everyS * Math.floor(i / packetsAtOnce);
    return { kind: "notification", arrivalTimeS, podId, channel: "backfill", payload: bytes };
  });
  if (Number.isFinite(stopsAfter)) return out;
  const endS = startS + everyS * Math.ceil(had.length / packetsAtOnce);
  const first = had[0] === undefined ? null : decodePacket("samples", had[0].payload);
  const end = encodePacket({
    kind: "backfillEnd",
    token: 1,
    outcome: "complete",
    firstSequence: first?.kind === "samples" ? first.sequence : 0,
    packetCount: had.length,
  });
  out.push({ kind: "notification", arrivalTimeS: endS, podId, channel: "backfill", payload: end });
  out.push({ kind: "link", arrivalTimeS: endS + everyS, podId, state: "streaming" });
  return out;
}
