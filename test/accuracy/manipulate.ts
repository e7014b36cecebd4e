import type { TreadmillRunner } from "../../src/import/treadmill-runner.ts";
import type { ImportedPod, TreadmillSamples } from "../../src/import/treadmill-samples.ts";
import { treadmillSession } from "../../src/import/treadmill-session.ts";
import { type Placement, placements } from "../../src/model/pod.ts";
import type { SessionOutput } from "../../src/model/session-output.ts";
import { radPerDeg } from "../../src/model/units.ts";
import { rampedTurn, type TurnAngle } from "../support/ramped-turn.ts";
import { pipelineOutputs } from "../support/recorded-events.ts";
import type { RawRun } from "./treadmill-trial.ts";

/** What the pipeline makes of samples. */
export const runSamples = (
  runner: TreadmillRunner,
  samples: TreadmillSamples,
): Promise<SessionOutput[]> => {
  const { header, events } = treadmillSession(runner, samples, { seed: 1, title: null });
  return pipelineOutputs(header, [...events]);
};

/** Standing and the first belt speed, up to a time. */
export function firstSpeed({ runner, samples }: RawRun, untilS: number): TreadmillSamples {
  const rows = samples.timeS.findIndex((timeS) => timeS >= untilS);
  const rate = runner.sample_rate_hz;
  return repeatRows(
    samples,
    Array.from({ length: rows }, (_, row) => row),
    rate,
  );
}

/** The samples of the given rows, one after the other on an even time line. */
export function repeatRows(
  samples: TreadmillSamples,
  rows: readonly number[],
  rateHz: number,
): TreadmillSamples {
  const first = samples.timeS[0] as number;
  const pick = (values: Float64Array): Float64Array => {
    const out = new Float64Array(3 * rows.length);
    rows.forEach((row, i) => {
      out.set(values.subarray(3 * row, 3 * row + 3), 3 * i);
    });
    return out;
  };
  const pods = Object.fromEntries(
    placements.map((placement) => {
      const { accMPerS2, gyrRadPerS } = samples.pods[placement];
      return [placement, { accMPerS2: pick(accMPerS2), gyrRadPerS: pick(gyrRadPerS) }];
    }),
  ) as Record<Placement, ImportedPod>;
  const timeS = Float64Array.from(rows, (_, i) => first + i / rateHz);
  return { count: rows.length, timeS, pods };
}

/** A turn of one pod about an axis of its own: how far at a time, degrees, and how fast, degrees per second. */
export interface PodTurn {
  readonly axis: Float64Array;
  readonly deg: (timeS: number) => TurnAngle;
}

/** A turn from 0 to `deg` that begins at `startS` and takes `rampS`. */
export function turnOverTime(
  axis: Float64Array,
  deg: number,
  startS: number,
  rampS: number,
): PodTurn {
  return { axis, deg: rampedTurn(deg, startS, rampS) };
}

/** The samples as a pod would have read them that turns on its segment. */
export function withPodTurned(
  samples: TreadmillSamples,
  placement: Placement,
  turn: PodTurn,
): TreadmillSamples {
  const { accMPerS2, gyrRadPerS } = samples.pods[placement];
  const acc = accMPerS2.slice();
  const gyr = gyrRadPerS.slice();
  for (let row = 0; row < samples.count; row++) {
    const { deg, degPerS } = turn.deg(samples.timeS[row] as number);
    // A pod turned one way sees the world turned the other way.
    turnAbout(acc, 3 * row, turn.axis, -deg * radPerDeg);
    turnAbout(gyr, 3 * row, turn.axis, -deg * radPerDeg);
    for (let i = 0; i < 3; i++) {
      const along = degPerS * radPerDeg * (turn.axis[i] as number);
      gyr[3 * row + i] = (gyr[3 * row + i] as number) + along;
    }
  }
  return {
    ...samples,
    pods: { ...samples.pods, [placement]: { accMPerS2: acc, gyrRadPerS: gyr } },
  };
}

/** Direction of the mean specific force of standing in pod axes: up. */
export function standingUp({ runner, samples }: RawRun, placement: Placement): Float64Array {
  const up = new Float64Array(3);
  for (let row = 0; row < 4 * runner.sample_rate_hz; row++) {
    for (let i = 0; i < 3; i++) {
      up[i] = (up[i] as number) + (samples.pods[placement].accMPerS2[3 * row + i] as number);
    }
  }
  const length = Math.hypot(...up);
  return up.map((v) => v / length);
}

/** Rodrigues' rotation of one triple in place about a unit axis. */
export function turnAbout(
  values: Float64Array,
  offset: number,
  axis: Float64Array,
  angle: number,
): void {
  const [x = 0, y = 0, z = 0] = axis;
  const [a = 0, b = 0, c = 0] = values.subarray(offset, offset + 3);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const along = (1 - cos) * (x * a + y * b + z * c);
  values[offset] = a * cos + (y * c - z * b) * sin + x * along;
  values[offset + 1] = b * cos + (z * a - x * c) * sin + y * along;
  values[offset + 2] = c * cos + (x * b - y * a) * sin + z * along;
}
