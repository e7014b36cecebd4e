import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import type { SamplesPacket } from "../../src/codec/packet.ts";
import { tickRateHz } from "../../src/codec/protocol.ts";
import type { PodId } from "../../src/model/pod.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";

/** A pod's samples, and the tick at which each was taken. */
interface PodSamples {
  readonly template: SamplesPacket;
  readonly ticks: readonly number[];
  readonly accMPerS2: readonly number[];
  readonly gyrRadPerS: readonly number[];
  /** Session time of the first sample, s. */
  readonly startS: number;
}

/** A recording whose packets have been taken apart. */
export interface TakenApart {
  readonly pods: ReadonlyMap<PodId, PodSamples>;
  /** Everything that is no packet of samples. */
  readonly others: readonly TransportEvent[];
}

const isSamples = (event: TransportEvent): boolean =>
  event.kind === "notification" && event.channel === "samples";

/** Takes a recording's packets apart. */
export function takeApart(events: readonly TransportEvent[]): TakenApart {
  const taken = new Map<
    PodId,
    PodSamples & { ticks: number[]; accMPerS2: number[]; gyrRadPerS: number[]; startS: number }
  >();
  for (const event of events) {
    if (event.kind !== "notification" || event.channel !== "samples") continue;
    const packet = decodePacket("samples", event.payload) as SamplesPacket;
    const { count, spanTicks, ticks } = packet;
    const pod = taken.get(event.podId) ?? {
      template: packet,
      ticks: [],
      accMPerS2: [],
      gyrRadPerS: [],
      startS: event.arrivalTimeS - spanTicks / tickRateHz,
    };
    taken.set(event.podId, pod);
    const since = (ticks - pod.template.ticks) >>> 0;
    // The earliest arrival is the one that the link delayed least: by any other the pods' clocks would be off against each other.
    pod.startS = Math.min(pod.startS, event.arrivalTimeS - (since + spanTicks) / tickRateHz);
    for (let i = 0; i < count; i++) {
      pod.ticks.push(since + Math.round((i * spanTicks) / (count - 1)));
    }
    pod.accMPerS2.push(...packet.accMPerS2);
    pod.gyrRadPerS.push(...packet.gyrRadPerS);
  }
  return { pods: taken, others: events.filter((event) => !isSamples(event)) };
}

/** How the samples of a recording come instead. */
export interface Cut {
  /** Samples of the next packet. */
  readonly size: () => number;
  /** How much faster than their nominal rate the pods sample. */
  readonly pace?: number;
  /** Only every so many samples are taken: the pods sample so much more slowly, and say so. */
  readonly every?: number;
}

/** The same samples in other packets. Each arrives with its last sample, so that all clocks are found alike. */
export function recut(
  { pods, others }: TakenApart,
  { size, pace = 1, every = 1 }: Cut,
): TransportEvent[] {
  const events = [...others];
  for (const [podId, samples] of pods) {
    const { template, startS } = samples;
    const ticks = samples.ticks
      .filter((_, i) => i % every === 0)
      .map((tick) => Math.round(tick / pace));
    const pick = (values: readonly number[], first: number, end: number): Float64Array => {
      const out = new Float64Array(3 * (end - first));
      for (let i = 0; i < out.length; i++) {
        const sample = first + Math.floor(i / 3);
        out[i] = values[3 * every * sample + (i % 3)] as number;
      }
      return out;
    };
    let sequence = 0;
    for (let first = 0; first < ticks.length; ) {
      const count = Math.min(size(), ticks.length - first);
      const end = first + count;
      const firstTick = ticks[first] as number;
      const lastTick = ticks[end - 1] as number;
      const payload = encodePacket({
        ...template,
        sampleRateHz: template.sampleRateHz / every,
        sequence: sequence++,
        ticks: (template.ticks + firstTick) >>> 0,
        spanTicks: lastTick - firstTick,
        count,
        accMPerS2: pick(samples.accMPerS2, first, end),
        gyrRadPerS: pick(samples.gyrRadPerS, first, end),
      });
      const arrivalTimeS = startS + lastTick / tickRateHz;
      events.push({ kind: "notification", podId, channel: "samples", arrivalTimeS, payload });
      first = end;
    }
  }
  return events.sort((a, b) => a.arrivalTimeS - b.arrivalTimeS);
}
