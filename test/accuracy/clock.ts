import { quantile } from "simple-statistics";
import { type ClockTrial, clockErrors } from "../clock/simulated-clock.ts";
import type { Figure, Measured } from "./figure.ts";

type Link = Pick<ClockTrial, "toHost" | "toPod">;

const pairs = 100;
/** From when on errors count, s: a clock is found in the first seconds. */
const settledS = 5;
const durationS = 60;

/** Both ways delay every packet by the first, and at random by up to the second more, ms. */
const even = (leastMs: number, jitterMs: number): Link => {
  const way = { leastS: leastMs / 1000, jitterS: jitterMs / 1000 };
  return { toHost: way, toPod: way };
};

const links: readonly { readonly id: string; readonly text: string; readonly link: Link }[] = [
  { id: "jitter-15", text: "1 to 16 ms", link: even(1, 15) },
  { id: "jitter-30", text: "2 to 32 ms", link: even(2, 30) },
  { id: "jitter-50", text: "0 to 50 ms", link: even(0, 50) },
  { id: "delay-15-50", text: "15 to 50 ms", link: even(15, 35) },
  {
    id: "uneven-jitter",
    text: "2 to 17 ms to the host, 4 to 54 ms to the pod",
    link: { toHost: { leastS: 0.002, jitterS: 0.015 }, toPod: { leastS: 0.004, jitterS: 0.05 } },
  },
  {
    id: "uneven-delay",
    text: "10 to 40 ms to the host, 2 to 32 ms to the pod",
    link: { toHost: { leastS: 0.01, jitterS: 0.03 }, toPod: { leastS: 0.002, jitterS: 0.03 } },
  },
];

interface Errors {
  readonly alone: number[];
  readonly between: number[];
}

function errorsMs(link: Link, exchanges: ClockTrial["exchanges"]): Errors {
  const alone: number[] = [];
  const between: number[] = [];
  for (let seed = 1; seed <= pairs; seed++) {
    const trial = { ...link, exchanges, durationS };
    const fast = clockErrors({ ...trial, driftPpm: 100 }, 2 * seed);
    const slow = clockErrors({ ...trial, driftPpm: -100 }, 2 * seed + 1);
    for (const [i, { trueS, errorS }] of fast.entries()) {
      const other = slow[i];
      if (trueS < settledS || other === undefined) continue;
      alone.push(1000 * Math.abs(errorS), 1000 * Math.abs(other.errorS));
      between.push(1000 * Math.abs(errorS - other.errorS));
    }
  }
  return { alone, between };
}

/** How well pods' clocks are tied to the session's, with drifts of ±100 ppm, over links of many kinds. */
export function measureClocks(): Measured {
  const figures: Figure[] = [];
  const rows: (readonly string[])[] = [
    ["link delays", "exchanges", "to the truth p95 ms", "pod to pod p95 ms", "pod to pod worst ms"],
  ];
  for (const { id, text, link } of links) {
    for (const exchanges of ["as-specified", "none"] as const) {
      const { alone, between } = errorsMs(link, exchanges);
      const name = exchanges === "none" ? `${id}-arrivals` : id;
      const [toTruth, toOther] = [quantile(alone, 0.95), quantile(between, 0.95)];
      const worst = between.reduce((most, error) => Math.max(most, error), 0);
      figures.push(
        { id: `clock-${name}-truth-p95`, value: toTruth, unit: "ms", n: alone.length },
        { id: `clock-${name}-pods-p95`, value: toOther, unit: "ms", n: between.length, worst },
      );
      rows.push([text, exchanges, toTruth.toFixed(1), toOther.toFixed(1), worst.toFixed(1)]);
    }
  }
  return {
    figures,
    tables: [{ title: "Clocks of pods that drift by ±100 ppm, from 5 s after the start", rows }],
  };
}
