import type { Side } from "../model/pod.ts";
import type { GaitEventOutput } from "../model/session-output.ts";

/** No stance lasts longer than this in running or walking, s; a longer pair has an event missing in between. */
const longestStanceS = 1.5;

/** From an initial contact to the toe-off of the same foot, session seconds. */
export interface StanceSpan {
  readonly side: Side;
  readonly fromS: number;
  readonly toS: number;
}

/**
 * Pairs contacts with toe-offs, in the order of the toe-offs. An unpaired event gives no span, and
 * around an event of unknown side no pair is certain.
 */
export function stanceSpans(events: readonly GaitEventOutput[]): StanceSpan[] {
  let contactS: Record<Side, number | null> = { left: null, right: null };
  const spans: StanceSpan[] = [];
  for (const { type, side, timeS } of [...events].sort((a, b) => a.timeS - b.timeS)) {
    if (side === null) {
      contactS = { left: null, right: null };
      continue;
    }
    if (type === "initialContact") {
      contactS[side] = timeS;
      continue;
    }
    const fromS = contactS[side];
    contactS[side] = null;
    if (fromS !== null && timeS - fromS <= longestStanceS) spans.push({ side, fromS, toS: timeS });
  }
  return spans;
}
