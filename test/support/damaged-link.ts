import type { Placement, PodId } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { seededUniform } from "./random.ts";

/** Packets that are lost: the share of them, and how many in a row. */
export interface PacketLoss {
  readonly share: number;
  readonly burst: number;
}

/** How much later (+) than they were measured the samples of a pod seem to be, s. */
export type ClockOffsets = Readonly<Partial<Record<Placement, number>>>;

const isSamples = (event: TransportEvent): boolean =>
  event.kind === "notification" && event.channel === "samples";

/** A seed that depends on the text alone. */
function seedOf(text: string): number {
  let seed = 0;
  for (const character of text) seed = (31 * seed + character.charCodeAt(0)) >>> 0;
  return seed;
}

/** The events without sample packets that were lost at random from a time on, each pod's for itself. */
export function withPacketLoss(
  { pods }: Pick<SessionHeader, "pods">,
  events: readonly TransportEvent[],
  { share, burst }: PacketLoss,
  fromS: number,
  seed: string,
): TransportEvent[] {
  // Bursts that begin this often after a packet that came through make up the share.
  const begins = share / (burst - (burst - 1) * share);
  const links = new Map(
    pods.map(({ podId, placement }) => [
      podId,
      { uniform: seededUniform(seedOf(`${seed} ${placement}`)), left: 0 },
    ]),
  );
  return events.filter((event) => {
    const link = "podId" in event && isSamples(event) ? links.get(event.podId) : undefined;
    if (link === undefined || event.arrivalTimeS < fromS) return true;
    if (link.left === 0 && link.uniform() < begins) link.left = burst;
    if (link.left === 0) return true;
    link.left -= 1;
    return false;
  });
}

/**
 * The events as they come where links delay some pods' packets always alike: the earliest arrival is all that ties a pod's clock
 * to the session's, so its samples seem to be as much later.
 */
export function withClocksOff(
  { pods }: Pick<SessionHeader, "pods">,
  events: readonly TransportEvent[],
  offsetsS: ClockOffsets,
): TransportEvent[] {
  const byPod = new Map<PodId, number>(
    pods.map(({ podId, placement }) => [podId, offsetsS[placement] ?? 0]),
  );
  const moved = events.map((event) => {
    const offsetS = "podId" in event ? (byPod.get(event.podId) ?? 0) : 0;
    // Nothing comes before the session's start.
    return { ...event, arrivalTimeS: Math.max(0, event.arrivalTimeS + offsetS) };
  });
  return moved.sort((a, b) => a.arrivalTimeS - b.arrivalTimeS);
}
