import type { NotificationEvent } from "../../model/transport-event.ts";
import type { FaultOf } from "./fault-schema.ts";
import type { Uniform } from "./random-streams.ts";

type DamageKind = "burst-loss" | "duplicate" | "reorder" | "corrupt";
export type DamageFault = FaultOf<DamageKind>;

/** A duplicate comes so long after the first, s. */
const duplicateDelayS = 0.0005;
const mostBitErrors = 4;

export function isDamage(fault: { readonly kind: string }): fault is DamageFault {
  return ["burst-loss", "duplicate", "reorder", "corrupt"].includes(fault.kind);
}

/** What a bad host or driver does to the notifications of one pod while the link holds. Only packets of samples are touched. */
export class NotificationDamage {
  readonly #faults: readonly DamageFault[];
  readonly #random: Uniform;
  #heldBack: NotificationEvent | null = null;

  constructor(faults: readonly DamageFault[], random: Uniform) {
    this.#faults = faults;
    this.#random = random;
  }

  /** What the host sees instead of a notification, in order of arrival. */
  apply(event: NotificationEvent): NotificationEvent[] {
    if (this.#faults.length === 0 || event.channel !== "samples") return [event];
    const heldBack = this.release(event.arrivalTimeS);
    let events = [event];
    for (const { kind, atS, forS, sharePct } of this.#faults) {
      const timeS = event.arrivalTimeS;
      if (timeS < atS || timeS >= atS + forS) continue;
      if (100 * this.#random() >= sharePct) continue;
      if (kind === "burst-loss") events = [];
      else if (kind === "corrupt") events = events.map((one) => this.#corrupted(one));
      else if (kind === "duplicate") {
        events = events.flatMap((one) => [
          one,
          { ...one, arrivalTimeS: one.arrivalTimeS + duplicateDelayS },
        ]);
      } else if (heldBack.length === 0 && events[0] !== undefined) {
        // One that was itself waited for goes on: everything would arrive late otherwise, and nothing out of order.
        this.#heldBack = events[0];
        events = events.slice(1);
      }
    }
    return [...events, ...heldBack];
  }

  /** What is still held back arrives now. */
  release(timeS: number): NotificationEvent[] {
    if (this.#heldBack === null) return [];
    const released = { ...this.#heldBack, arrivalTimeS: timeS };
    this.#heldBack = null;
    return [released];
  }

  #corrupted(event: NotificationEvent): NotificationEvent {
    const { payload } = event;
    // As often cut short as with bits turned over.
    if (this.#random() < 0.5) {
      const bytes = Math.floor(this.#random() * payload.length);
      return { ...event, payload: payload.slice(0, bytes) };
    }
    const damaged = payload.slice();
    const errors = 1 + Math.floor(this.#random() * mostBitErrors);
    for (let i = 0; i < errors; i++) {
      const bit = Math.floor(this.#random() * damaged.length * 8);
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
    }
    return { ...event, payload: damaged };
  }
}
