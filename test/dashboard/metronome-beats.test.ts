import { describe, expect, it } from "vitest";
import { beatsUntil } from "../../src/dashboard/metronome-beats.ts";

describe("beatsUntil", () => {
  it("goes on evenly from one look to the next", () => {
    const dueS: number[] = [];
    let nextS = 0;
    for (let nowS = 0; nowS < 60; nowS += 0.25) {
      const beats = beatsUntil(nextS, nowS, nowS + 1.5, 180);
      dueS.push(...beats.dueS);
      nextS = beats.nextS;
    }
    const gaps = dueS.slice(1).map((atS, i) => atS - (dueS[i] ?? 0));
    expect(Math.min(...gaps)).toBeCloseTo(1 / 3, 6);
    expect(Math.max(...gaps)).toBeCloseTo(1 / 3, 6);
    expect(dueS.filter((atS) => atS < 60)).toHaveLength(180);
  });

  it("leaves out what was slept through, and stays in step", () => {
    const { dueS } = beatsUntil(10, 12.1, 13, 120);
    expect(dueS).toEqual([12.5]);
  });
});
