/** An angle at a time, degrees, and how fast it changes then, degrees per second. */
export interface TurnAngle {
  readonly deg: number;
  readonly degPerS: number;
}

/** A turn that happens within a time: from 0 to `deg`, from `startS` on for `rampS`. */
export function rampedTurn(
  deg: number,
  startS: number,
  rampS: number,
): (timeS: number) => TurnAngle {
  return (timeS) => {
    const share = Math.min(1, Math.max(0, (timeS - startS) / rampS));
    return { deg: deg * share, degPerS: share > 0 && share < 1 ? deg / rampS : 0 };
  };
}
