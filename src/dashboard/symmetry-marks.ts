/** The scale ends here on either side, percentage points. */
export const fullScalePct = 10;

type Direction = "left" | "right";

/** The index and its 95 % interval as they are drawn: positions from 0, the left end, to 100. */
export interface SymmetryMarks {
  readonly point: number;
  /** The end that the index lies beyond; null where it is on the scale. */
  readonly pointBeyond: Direction | null;
  readonly interval: { readonly from: number; readonly to: number } | null;
  /** The ends that the interval goes beyond. */
  readonly intervalBeyond: readonly Direction[];
}

/** Where an index and the half width of its interval, percentage points, are drawn; what lies beyond the scale is at its end, and said so. */
export function symmetryMarks(indexPct: number, ciPct: number | null): SymmetryMarks {
  const point = position(indexPct);
  const pointBeyond = beyond(indexPct);
  if (ciPct === null) return { point, pointBeyond, interval: null, intervalBeyond: [] };
  const ends = [indexPct - ciPct, indexPct + ciPct] as const;
  return {
    point,
    pointBeyond,
    interval: { from: position(ends[0]), to: position(ends[1]) },
    intervalBeyond: (["left", "right"] as const).filter((end) =>
      ends.some((pct) => beyond(pct) === end),
    ),
  };
}

/** Place of an index on the scale, 0 … 100. */
export function position(pct: number): number {
  const clamped = Math.max(-fullScalePct, Math.min(fullScalePct, pct));
  return 50 + (clamped / fullScalePct) * 50;
}

function beyond(pct: number): Direction | null {
  if (Math.abs(pct) <= fullScalePct) return null;
  return pct < 0 ? "left" : "right";
}
