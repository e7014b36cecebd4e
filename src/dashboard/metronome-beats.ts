/** Beats that are due, and the time of the first one after them, both in seconds of the audio clock. */
export interface Beats {
  readonly dueS: readonly number[];
  readonly nextS: number;
}

/** Beats of a cadence in steps of both feet per minute from `nextS` on, up to `untilS`; what is past already is left out. */
export function beatsUntil(nextS: number, nowS: number, untilS: number, spm: number): Beats {
  const periodS = 60 / spm;
  const missed = Math.max(0, Math.ceil((nowS - nextS) / periodS));
  const dueS: number[] = [];
  let beatS = nextS + missed * periodS;
  while (beatS < untilS) {
    dueS.push(beatS);
    beatS += periodS;
  }
  return { dueS, nextS: beatS };
}
