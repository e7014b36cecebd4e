import type { Side } from "../model/pod.ts";
import type { ContactType } from "./contact-detector.ts";
import type { Stateful } from "./stateful.ts";

/** One stride in time: initial contact to the next of the same side. Times in s. */
export interface StrideTimes {
  readonly side: Side;
  readonly initialContactS: number;
  readonly toeOffS: number;
  readonly endS: number;
  readonly strideTimeS: number;
  readonly stanceTimeS: number;
  readonly swingTimeS: number;
  /** From this side's toe-off to the other side's initial contact; < 0 would be double support. */
  readonly flightTimeS: number | null;
  /** From the other side's initial contact to this stride's end. */
  readonly stepTimeS: number | null;
  readonly dutyFactor: number;
  readonly cadenceSpm: number;
  /** Smallest confidence of its events, 0 … 1. */
  readonly confidence: number;
}

interface Contact {
  readonly initialContactS: number;
  readonly toeOffS: number | null;
  readonly confidence: number;
}

/** The contact of each side that no stride has closed yet. */
export type StrideBuilderState = Readonly<Record<Side, Contact | null>>;

/** Bounds of a running stride, s: 240 to 120 steps per minute with a wide margin. */
const strideBoundsS = { min: 0.4, max: 1.2 } as const;

const otherSide: Readonly<Record<Side, Side>> = { left: "right", right: "left" };

/**
 * Puts foot contact events together to strides. A stride whose times contradict each other, or that
 * misses an event, is not made at all.
 */
export class StrideBuilder implements Stateful<StrideBuilderState> {
  readonly #contacts: Record<Side, Contact | null> = { left: null, right: null };

  /** Forgets open contacts: no stride spans a gap. */
  reset(): void {
    this.#contacts.left = null;
    this.#contacts.right = null;
  }

  /**
   * Takes one event; returns the stride that it completes, or null. After one whose time or confidence is not
   * finite strides begin anew: it might have ended the open ones.
   */
  add(type: ContactType, side: Side, timeS: number, confidence: number): StrideTimes | null {
    if (!Number.isFinite(timeS + confidence)) {
      this.reset();
      return null;
    }
    const open = this.#contacts[side];
    if (type === "toeOff") {
      if (open !== null && timeS > open.initialContactS) {
        this.#contacts[side] = {
          ...open,
          toeOffS: timeS,
          confidence: Math.min(open.confidence, confidence),
        };
      }
      return null;
    }
    this.#contacts[side] = { initialContactS: timeS, toeOffS: null, confidence };
    if (open === null || open.toeOffS === null) return null;
    return this.#close(side, open, open.toeOffS, timeS, confidence);
  }

  saveState(): StrideBuilderState {
    return structuredClone(this.#contacts);
  }

  restoreState(saved: StrideBuilderState): void {
    Object.assign(this.#contacts, structuredClone(saved));
  }

  #close(
    side: Side,
    open: Contact,
    toeOffS: number,
    endS: number,
    confidence: number,
  ): StrideTimes | null {
    const strideTimeS = endS - open.initialContactS;
    if (strideTimeS < strideBoundsS.min || strideTimeS > strideBoundsS.max || toeOffS >= endS) {
      return null;
    }
    const otherS = this.#contacts[otherSide[side]]?.initialContactS ?? null;
    const between = otherS !== null && otherS > open.initialContactS && otherS < endS;
    const stanceTimeS = toeOffS - open.initialContactS;
    return {
      side,
      initialContactS: open.initialContactS,
      toeOffS,
      endS,
      strideTimeS,
      stanceTimeS,
      swingTimeS: endS - toeOffS,
      flightTimeS: between ? otherS - toeOffS : null,
      stepTimeS: between ? endS - otherS : null,
      dutyFactor: stanceTimeS / strideTimeS,
      cadenceSpm: 120 / strideTimeS,
      confidence: Math.min(open.confidence, confidence),
    };
  }
}
