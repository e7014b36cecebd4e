import { type Placement, placements, thighOf } from "../../src/model/pod.ts";
import type { CalibrationOutput, SessionOutput } from "../../src/model/session-output.ts";
import { degPerRad, radPerDeg } from "../../src/model/units.ts";
import { ofKind } from "../support/recorded-events.ts";
import { type Figure, largest, rootMeanSquare } from "./figure.ts";
import {
  firstSpeed,
  type PodTurn,
  runSamples,
  standingUp,
  turnAbout,
  turnOverTime,
  withPodTurned,
} from "./manipulate.ts";
import type { RawRun, TreadmillRun } from "./treadmill-trial.ts";

const axes = [
  Float64Array.of(1, 0, 0),
  Float64Array.of(0, 1, 0),
  Float64Array.of(0, 0, 1),
] as const;

/** Where a case's long axis and the runner's right are at nominal mounting (README of the reference data). */
const nominalRight: Readonly<Record<Placement, Float64Array>> = {
  pelvis: Float64Array.of(0, -1, 0),
  leftThigh: Float64Array.of(0, 0, -1),
  rightThigh: Float64Array.of(0, 0, 1),
};

/** A mounting: turns of the case about its own axes, one after the other. */
interface Mounting {
  readonly name: string;
  readonly turns: readonly PodTurn[];
}

const fixed = (axis: Float64Array, deg: number): PodTurn => ({
  axis,
  deg: () => ({ deg, degPerS: 0 }),
});

/** The 24 orientations of a cube, and 30° either way about every axis. */
const mountings: readonly Mounting[] = [
  ...["+x", "+y", "+z", "-x", "-y", "-z"].flatMap((up, i) =>
    [0, 90, 180, 270].map((about) => {
      // First the axis that shall point up, then round it.
      const tip =
        [
          fixed(axes[0], 0),
          fixed(axes[2], 90),
          fixed(axes[1], -90),
          fixed(axes[1], 180),
          fixed(axes[2], -90),
          fixed(axes[1], 90),
        ][i] ?? fixed(axes[0], 0);
      return {
        name: `${up} up, ${about}°`,
        turns: [tip, fixed(axes[i % 3] as Float64Array, about)],
      };
    }),
  ),
  ...axes.flatMap((axis, i) =>
    [30, -30].map((deg) => ({ name: `${deg}° about ${"xyz"[i]}`, turns: [fixed(axis, deg)] })),
  ),
];

/** A direction in pod axes as the turned pod sees it. */
function seen(direction: Float64Array, turns: readonly PodTurn[]): Float64Array {
  const out = direction.slice();
  for (const { axis, deg } of turns) turnAbout(out, 0, axis, -deg(0).deg * radPerDeg);
  return out;
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
const cross = (a: Float64Array, b: Float64Array): Float64Array => {
  const [x = 0, y = 0, z = 0] = a;
  const [u = 0, v = 0, w = 0] = b;
  return Float64Array.of(y * w - z * v, z * u - x * w, x * v - y * u);
};
function unit(v: Float64Array): Float64Array {
  const length = Math.hypot(...v);
  return v.map((value) => value / length);
}

/** The runner's forward in pod axes by the true mounting of runner.json; null where the file does not state it. */
function trueForward({ runner }: RawRun, placement: Placement): Float64Array | null {
  const key = { pelvis: "pelvis", leftThigh: "left_thigh", rightThigh: "right_thigh" }[placement];
  const mounting = (runner as { pod_in_segment_true_rotvec_deg?: unknown })
    .pod_in_segment_true_rotvec_deg;
  const deg = (mounting as Record<string, number[]> | undefined)?.[key];
  if (deg === undefined) return null;
  const angle = Math.hypot(...deg);
  const forward = Float64Array.of(1, 0, 0);
  turnAbout(
    forward,
    0,
    Float64Array.from(deg, (d) => d / angle),
    -angle * radPerDeg,
  );
  return forward;
}

/** Turn about the vertical from the nominal to the true mounting, degrees. */
function turnDeg(placement: Placement, up: Float64Array, forward: Float64Array): number {
  const right = nominalRight[placement];
  const z = unit(right.map((value, i) => value - dot(right, up) * (up[i] as number)));
  const x = cross(up, z);
  return Math.atan2(-dot(forward, z), dot(forward, x)) * degPerRad;
}

/** Verdicts that are right for a mounting; more than one where it lies at a limit within twice the method's error. */
function rightVerdicts(raw: RawRun, placement: Placement, { turns }: Mounting): readonly string[] {
  const up = seen(standingUp(raw, placement), turns);
  const tiltDeg = Math.acos(Math.max(-1, Math.min(1, up[0] as number))) * degPerRad;
  if (tiltDeg > 120) return ["upside-down"];
  if (tiltDeg > 35) return ["crooked"];
  const forward = trueForward(raw, placement);
  if (forward === null) return ["good", "turned"];
  const beyondDeg =
    Math.abs(turnDeg(placement, up, seen(forward, turns))) - (placement === "pelvis" ? 60 : 75);
  if (Math.abs(beyondDeg) < 12) return ["good", "turned"];
  return [beyondDeg > 0 ? "turned" : "good"];
}

/** The last word of standing, or of gait where standing was good; "swapped" where anything was found exchanged. */
function verdictOf(outputs: readonly SessionOutput[], placement: Placement): string {
  const said = ofKind(outputs, "calibration").filter((c) => c.placement === placement);
  const last = (stage: CalibrationOutput["stage"]): string =>
    said.findLast((c) => c.stage === stage)?.verdict ?? "none";
  if (last("sides") === "swapped") return "swapped";
  return last("standing") === "good" ? last("gait") : last("standing");
}

async function mountingVerdicts({ name, raw }: TreadmillRun): Promise<Map<string, boolean>> {
  const samples = firstSpeed(raw, 26);
  const right = new Map<string, boolean>();
  for (const mounting of mountings) {
    // Both thighs at once; the pelvis alone, because the thighs' forward rests on it.
    for (const turned of [["pelvis"], [thighOf.left, thighOf.right]] as const) {
      let mounted = samples;
      for (const placement of turned) {
        for (const turn of mounting.turns) mounted = withPodTurned(mounted, placement, turn);
      }
      const outputs = await runSamples(raw.runner, mounted);
      for (const placement of turned) {
        const found = verdictOf(outputs, placement);
        const expected = rightVerdicts(raw, placement, mounting);
        right.set(`${name} ${placement} ${mounting.name}: ${found}`, expected.includes(found));
      }
    }
  }
  return right;
}

/** The size of the slips that are made, and when, s. */
const slip = { deg: 10, startS: 22, rampS: 0.5 } as const;

interface SlipFound {
  readonly delayS: number;
  readonly errorDeg: number;
}

const slipsIn = (outputs: readonly SessionOutput[]): CalibrationOutput[] =>
  ofKind(outputs, "calibration").filter((c) => c.verdict === "slipped");

async function slipsOf({ name, raw }: TreadmillRun): Promise<Map<string, SlipFound | null>> {
  const samples = firstSpeed(raw, 38);
  const found = new Map<string, SlipFound | null>();
  for (const placement of placements) {
    for (const [i, axis] of axes.entries()) {
      const turn = turnOverTime(axis, slip.deg, slip.startS, slip.rampS);
      const slips = slipsIn(await runSamples(raw.runner, withPodTurned(samples, placement, turn)));
      const [first] = slips;
      const alone = slips.length === 1 && first?.placement === placement;
      found.set(
        `${name} ${placement} ${"xyz"[i]}`,
        alone
          ? {
              delayS: first.timeS - slip.startS,
              errorDeg: (first.slipDeg ?? Number.NaN) - slip.deg,
            }
          : null,
      );
    }
  }
  return found;
}

/** Found minus true turn about the vertical, and its stated standard deviation, degrees. */
function forwardErrors({ raw, outputs }: TreadmillRun, placement: Placement) {
  const forward = trueForward(raw, placement);
  const said = ofKind(outputs, "calibration").find(
    (c) => c.stage === "gait" && c.placement === placement && c.mountingTurnDeg !== null,
  );
  if (forward === null || said === undefined) return null;
  const trueDeg = turnDeg(placement, standingUp(raw, placement), forward);
  const error = (said.mountingTurnDeg as number) - trueDeg;
  return { errorDeg: error - 360 * Math.round(error / 360), sigmaDeg: said.uncertaintyDeg ?? 0 };
}

const sharePct = (all: readonly boolean[]): number =>
  (100 * all.filter(Boolean).length) / all.length;

/** Figures on how the pods sit: verdicts on wrong mountings, where forward is, straps that slip. */
export async function measureMounting(
  runs: readonly TreadmillRun[],
  progress: (text: string) => void,
): Promise<Figure[]> {
  const verdicts = new Map<string, boolean>();
  const slips = new Map<string, SlipFound | null>();
  for (const one of runs) {
    progress(`mounting the pods of ${one.name} otherwise`);
    for (const [key, value] of await mountingVerdicts(one)) verdicts.set(key, value);
    progress(`letting the straps of ${one.name} slip`);
    for (const [key, value] of await slipsOf(one)) slips.set(key, value);
  }
  const found = [...slips.values()].filter((one) => one !== null);
  const wrong = [...verdicts].filter(([, right]) => !right);
  const forward = placements.flatMap((placement): Figure[] => {
    const errors = runs.map((one) => forwardErrors(one, placement)).filter((e) => e !== null);
    if (errors.length === 0) return [];
    const deg = errors.map((e) => e.errorDeg);
    return [
      {
        id: `forward-error ${placement}`,
        value: rootMeanSquare(deg),
        unit: "deg",
        n: deg.length,
        worst: largest(deg),
      },
      {
        id: `forward-within-2sd ${placement}`,
        value: sharePct(errors.map((e) => Math.abs(e.errorDeg) <= 2 * e.sigmaDeg)),
        unit: "%",
        n: deg.length,
      },
    ];
  });
  return [
    {
      id: "mounting-verdict",
      value: sharePct([...verdicts.values()]),
      unit: "%",
      n: verdicts.size,
      per: Object.fromEntries(wrong.map(([key]) => [key, 0])),
    },
    ...forward,
    {
      id: "slip-detected",
      value: sharePct([...slips.values()].map((one) => one !== null && one.delayS <= 30)),
      unit: "%",
      n: slips.size,
      per: Object.fromEntries(
        [...slips].filter(([, one]) => one === null).map(([key]) => [key, 0]),
      ),
    },
    {
      id: "slip-delay",
      value: Math.max(...found.map((one) => one.delayS)),
      unit: "s",
      n: found.length,
    },
    {
      id: "slip-size-error",
      value: rootMeanSquare(found.map((one) => one.errorDeg)),
      unit: "deg",
      n: found.length,
      worst: largest(found.map((one) => one.errorDeg)),
    },
    {
      id: "slip-false",
      value: runs.reduce((sum, { outputs }) => sum + slipsIn(outputs).length, 0),
      unit: "slips",
      n: runs.length,
    },
  ];
}
