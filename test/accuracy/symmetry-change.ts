import { median } from "simple-statistics";
import { stanceSymmetry } from "../../src/kernels/stance-symmetry.ts";
import type { Side } from "../../src/model/pod.ts";
import { ofKind } from "../support/recorded-events.ts";
import { largest, type Measured } from "./figure.ts";
import type { Trial } from "./treadmill-trial.ts";

/** The index over the first and over the second half of a trial's clean strides, and what a change must exceed. */
function halves({ run, startS, endS }: Trial): { changePct: number; mdc95Pct: number } {
  const strides = ofKind(run.outputs, "stride").filter(
    (s) => s.clean && s.initialContactS >= startS && s.timeS <= endS,
  );
  const stances = (side: Side): number[] =>
    strides.filter((s) => s.side === side).map((s) => s.stanceTimeS);
  const [left, right] = [stances("left"), stances("right")];
  const half = Math.floor(Math.min(left.length, right.length) / 2);
  const before = stanceSymmetry(left.slice(0, half), right.slice(0, half));
  const now = stanceSymmetry(left.slice(-half), right.slice(-half));
  return { changePct: now.symmetryIndexPct - before.symmetryIndexPct, mdc95Pct: now.mdc95Pct };
}

/**
 * Nobody's index should change within 30 s at one speed: how often the stated minimal detectable change holds the difference
 * between the halves of a trial, some twenty strides of each side.
 */
export function measureSymmetryChange(trials: readonly Trial[]): Measured {
  const measured = trials.map(halves);
  const held = measured.filter(({ changePct, mdc95Pct }) => Math.abs(changePct) <= mdc95Pct);
  const detectable = measured.map(({ mdc95Pct }) => mdc95Pct);
  const n = measured.length;
  return {
    figures: [
      { id: "si-unchanged", value: (100 * held.length) / n, unit: "%", n },
      {
        id: "si-mdc",
        value: median(detectable),
        unit: "points",
        n,
        worst: largest(detectable),
      },
    ],
    tables: [],
  };
}
