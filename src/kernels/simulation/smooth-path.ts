import type { Jet } from "./gait-phase.ts";

/**
 * out = the smoothest step: 0 before u = 0, 1 after u = 1, two continuous derivatives with respect to u
 * (6 u⁵ − 15 u⁴ + 10 u³).
 */
export function smoothStep(out: Jet, u: number): Jet {
  if (!(u > 0 && u < 1)) {
    out[0] = u >= 1 ? 1 : 0;
    out[1] = 0;
    out[2] = 0;
    return out;
  }
  out[0] = u * u * u * (10 + u * (6 * u - 15));
  out[1] = 30 * u * u * (1 - u) * (1 - u);
  out[2] = 60 * u * (1 - u) * (1 - 2 * u);
  return out;
}

interface Move {
  readonly startS: number;
  readonly durationS: number;
  readonly from: number;
  readonly to: number;
}

/** A value that stays where it is but for smooth moves to other values, one after the other. */
export class SmoothPath {
  readonly #moves: Move[] = [];
  readonly #initial: number;
  /** The newest move that had begun at the time asked for last. */
  #current = -1;

  constructor(initial: number) {
    this.#initial = initial;
  }

  /** Value after the last move. */
  get end(): number {
    return this.#moves.at(-1)?.to ?? this.#initial;
  }

  /** When the last move is over. */
  get endS(): number {
    const last = this.#moves.at(-1);
    return last === undefined ? Number.NEGATIVE_INFINITY : last.startS + last.durationS;
  }

  /**
   * Moves to a value. A move that would begin before the former one is over waits for its end.
   * @param durationS how long it takes; 0 is a jump.
   */
  moveTo(value: number, startS: number, durationS: number): void {
    this.#moves.push({
      startS: Math.max(startS, this.endS),
      durationS,
      from: this.end,
      to: value,
    });
  }

  /** out = value and its derivatives in time. */
  at(out: Jet, timeS: number): Jet {
    const moves = this.#moves;
    let i = this.#current;
    while (i >= 0 && timeS < (moves[i] as Move).startS) i--;
    while (i + 1 < moves.length && timeS >= (moves[i + 1] as Move).startS) i++;
    this.#current = i;
    const move = moves[i];
    if (move === undefined) {
      out[0] = moves[0]?.from ?? this.#initial;
      out[1] = 0;
      out[2] = 0;
      return out;
    }
    const { startS, durationS, from, to } = move;
    smoothStep(out, durationS > 0 ? (timeS - startS) / durationS : 1);
    const rise = to - from;
    out[0] = from + rise * out[0];
    out[1] *= durationS > 0 ? rise / durationS : 0;
    out[2] *= durationS > 0 ? rise / (durationS * durationS) : 0;
    return out;
  }
}
