import { describe, expect, it } from "vitest";
import type { StrideOutput } from "../../src/model/session-output.ts";
import { isSameStride, withStride } from "../../src/model/stride-order.ts";
import { latestKey } from "../../src/server/latest-key.ts";
import { SessionSnapshot } from "../../src/server/session-snapshot.ts";
import { sampleStride, sampleStrideAngle } from "../support/sample-stride.ts";

const live = (timeS: number): StrideOutput => sampleStride("left", timeS, { late: false });
const late = (timeS: number): StrideOutput => sampleStride("left", timeS, { late: true });
const times = (strides: readonly { readonly timeS: number }[]): number[] =>
  strides.map(({ timeS }) => timeS);

describe("a late stride", () => {
  it("takes the place of the live one, or its own in the order of time", () => {
    const told = [live(10), live(11), live(14)];
    const completed = withStride(withStride(told, late(11.01)), late(12));
    expect(times(completed)).toEqual([10, 11.01, 12, 14]);
    expect(completed.map((stride) => stride.late)).toEqual([false, true, true, false]);
    expect(isSameStride(live(11), sampleStride("right", 11, {}))).toBe(false);
    expect(times(withStride(told, live(15)))).toEqual([10, 11, 14, 15]);
  });

  it("is the one that a page which opens later gets, and pushes no newer one out", () => {
    const snapshot = new SessionSnapshot();
    for (let timeS = 1; timeS <= 25; timeS++) snapshot.add(live(timeS));
    snapshot.add(late(20.02));
    snapshot.add(late(3));
    const strides = snapshot.outputs().filter((output) => output.kind === "stride");
    expect(strides).toHaveLength(20);
    expect(times(strides).sort((a, b) => a - b)).toEqual([
      ...Array.from({ length: 14 }, (_, i) => 6 + i),
      20.02,
      21,
      22,
      23,
      24,
      25,
    ]);
    // They come in the order in which they were told.
    expect(strides.at(-1)?.late).toBe(true);
  });

  it("has angles that do not pass for the newest", () => {
    const angle = sampleStrideAngle("left", 10, { angle: "hipFlexion" });
    expect(latestKey(angle)).toBe("strideAngle:left:hipFlexion");
    expect(latestKey({ ...angle, late: true })).toBeNull();
    const snapshot = new SessionSnapshot();
    snapshot.add(angle);
    snapshot.add({ ...angle, timeS: 4, late: true });
    expect(snapshot.outputs()).toEqual([angle]);
  });
});
