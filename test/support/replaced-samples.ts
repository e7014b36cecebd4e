import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import type { SamplesPacket } from "../../src/codec/packet.ts";
import type { Placement, PodId } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";

/** What a packet holds: flat triples in pod axes, SI units. */
export type Samples = Pick<SamplesPacket, "accMPerS2" | "gyrRadPerS">;

/** One packet of a pod, and what others of the same pod held. */
export interface GivenPacket extends Samples {
  readonly placement: Placement;
  /** When it arrived, s. */
  readonly timeS: number;
  /** What the packet held that arrived so much later (+) or earlier (−), s. */
  readonly shifted: (byS: number) => Samples;
}

/**
 * The session with other samples in its packets, which keep their clocks: the runner did something else. A shift is the same for
 * all pods.
 */
export function withSamples(
  { pods }: SessionHeader,
  events: readonly TransportEvent[],
  replace: (given: GivenPacket) => Samples,
): TransportEvent[] {
  const packets = new Map<PodId, SamplesPacket[]>(pods.map(({ podId }) => [podId, []]));
  for (const event of events) {
    if (event.kind !== "notification" || event.channel !== "samples") continue;
    packets.get(event.podId)?.push(decodePacket("samples", event.payload) as SamplesPacket);
  }
  const taken = new Map<PodId, number>();
  return events.map((event) => {
    if (event.kind !== "notification" || event.channel !== "samples") return event;
    const pod = pods.find(({ podId }) => podId === event.podId);
    const ofPod = packets.get(event.podId);
    if (pod === undefined || ofPod === undefined) return event;
    const index = taken.get(event.podId) ?? 0;
    taken.set(event.podId, index + 1);
    const packet = ofPod[index] as SamplesPacket;
    const { accMPerS2, gyrRadPerS } = packet;
    const shifted = (byS: number): Samples => {
      const other = ofPod[index + Math.round((byS * pod.sampleRateHz) / pod.batchSamples)];
      if (other === undefined)
        throw new RangeError(`no packet ${byS} s from ${event.arrivalTimeS} s`);
      return other;
    };
    const given = { placement: pod.placement, timeS: event.arrivalTimeS, shifted };
    const samples = replace({ ...given, accMPerS2, gyrRadPerS });
    const payload = encodePacket({
      ...packet,
      accMPerS2: samples.accMPerS2,
      gyrRadPerS: samples.gyrRadPerS,
    });
    return { ...event, payload };
  });
}
