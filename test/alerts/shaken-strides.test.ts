import { expect, it } from "vitest";
import { ShakenStrides } from "../../src/alerts/shaken-strides.ts";
import type { CueChannel } from "../../src/model/alert-rules.ts";
import type { StrideOutput } from "../../src/model/session-output.ts";
import { sampleStride } from "../support/sample-stride.ts";

function strideAt(timeS: number): StrideOutput {
  return sampleStride("left", timeS, { clean: true });
}

/** Which of the strides that end at these times count as clean. */
function cleanOf(shaken: ShakenStrides, times: readonly number[]): number[] {
  return times.filter((timeS) => {
    const seen = shaken.seen(strideAt(timeS));
    return seen.kind === "stride" && seen.clean;
  });
}

function cue(shaken: ShakenStrides, timeS: number, channel: CueChannel): void {
  const channels = [channel];
  shaken.takeCue({ kind: "cue", timeS, channels, severity: "alert", text: "", alertId: null });
}

it("strides are not clean while a cue is felt, and nothing else is changed", () => {
  const shaken = new ShakenStrides();
  const times = [9, 9.9, 10.5, 12, 14, 14.3, 20];
  expect(cleanOf(shaken, times)).toEqual(times);
  cue(shaken, 10, "sound");
  expect(cleanOf(shaken, times)).toEqual(times);
  cue(shaken, 10, "haptic");
  expect(cleanOf(shaken, times)).toEqual([9, 9.9, 14.3, 20]);
  cue(shaken, 12, "haptic");
  expect(cleanOf(shaken, times)).toEqual([9, 9.9, 20]);
  cue(shaken, 30, "haptic");
  expect(cleanOf(shaken, [29, 31, 40])).toEqual([29, 40]);
  const before = strideAt(31);
  expect(shaken.seen(before)).toEqual({ ...before, clean: false });
  expect(before.clean).toBe(true);
});
