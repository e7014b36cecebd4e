import { decodePacket } from "../../src/codec/decode-packet.ts";
import { encodePacket } from "../../src/codec/encode-packet.ts";
import type { SamplesPacket } from "../../src/codec/packet.ts";
import { rotateVector } from "../../src/kernels/quaternion.ts";
import type { Placement } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { radPerDeg } from "../../src/model/units.ts";
import { rampedTurn, type TurnAngle } from "./ramped-turn.ts";

/** A turn of a pod about one of its case's own axes: angle in degrees, changing at degPerS. */
export interface Turn {
  readonly axis: 0 | 1 | 2;
  readonly deg: (timeS: number) => TurnAngle;
}

export const fixedTurn = (axis: 0 | 1 | 2, deg: number): Turn => ({
  axis,
  deg: () => ({ deg, degPerS: 0 }),
});

/** The session as if the pods had been turned: once for all where they are strapped on, or while the runner runs. */
export function remounted(
  header: SessionHeader,
  events: readonly TransportEvent[],
  turns: Partial<Record<Placement, Turn>>,
): TransportEvent[] {
  return events.map((event) => {
    if (event.kind !== "notification" || event.channel !== "samples") return event;
    const pod = header.pods.find((candidate) => candidate.podId === event.podId);
    const turn = pod === undefined ? undefined : turns[pod.placement];
    if (turn === undefined) return event;
    const packet = decodePacket("samples", event.payload) as SamplesPacket;
    const accMPerS2 = new Float64Array(packet.accMPerS2.length);
    const gyrRadPerS = new Float64Array(packet.gyrRadPerS.length);
    for (let i = 0; i < packet.count; i++) {
      const timeS = event.arrivalTimeS - (packet.count - i) / packet.sampleRateHz;
      const { deg, degPerS } = turn.deg(timeS);
      // A pod turned one way sees the world turned the other way.
      const half = (-deg * radPerDeg) / 2;
      const q = Float64Array.of(Math.cos(half), 0, 0, 0);
      q[1 + turn.axis] = Math.sin(half);
      rotateVector(accMPerS2, q, packet.accMPerS2, 3 * i, 0, 3 * i);
      rotateVector(gyrRadPerS, q, packet.gyrRadPerS, 3 * i, 0, 3 * i);
      const along = 3 * i + turn.axis;
      gyrRadPerS[along] = (gyrRadPerS[along] as number) + degPerS * radPerDeg;
    }
    return { ...event, payload: encodePacket({ ...packet, accMPerS2, gyrRadPerS }) };
  });
}

/** A turn that happens within a time: from 0 to `deg`, from `startS` on for `rampS`. */
export function turnOverTime(axis: 0 | 1 | 2, deg: number, startS: number, rampS: number): Turn {
  return { axis, deg: rampedTurn(deg, startS, rampS) };
}
