import { median } from "simple-statistics";
import type { AlertOutput } from "../../../src/model/alert-output.ts";
import type { AlertRules } from "../../../src/model/alert-rules.ts";
import { type Side, sides } from "../../../src/model/pod.ts";
import type { Figure, Measured } from "../figure.ts";
import type { Trial } from "../treadmill-trial.ts";
import { gaitAlerts, per10h } from "./gait-alerts.ts";
import { LoopedStrides, stridePairs } from "./looped-strides.ts";
import { StrideRunner } from "./stride-runner.ts";
import { runStrideSession } from "./stride-session.ts";
import {
  ChangedStrides,
  type ChangeKind,
  changeKinds,
  type StrideSource,
} from "./stride-source.ts";

/** A run as long as a treadmill session gets. */
const normalRun = { runs: 420, durationS: 1800 } as const;

/** Changes set in after five minutes, grow for one, and then have nine minutes to be told. */
const change = { runs: 60, atS: 300, rampS: 60, durationS: 900 } as const;

/** A true change, and half the size from which on a rule alerts: points, degrees, degrees, percent. */
const amounts: Readonly<Record<ChangeKind, { readonly full: number; readonly half: number }>> = {
  "stance-shortened": { full: 6, half: 2.5 },
  "pelvic-tilt": { full: 6, half: 2.5 },
  "contralateral-drop": { full: 4, half: 1.5 },
  "hip-rotation-reduced": { full: 40, half: 15 },
};

/** Rules that may tell of a change, and the unit of its amount. */
const rulesOf: Readonly<Record<ChangeKind, readonly string[]>> = {
  "stance-shortened": ["stance-shortened"],
  "pelvic-tilt": ["pelvic-tilt"],
  "contralateral-drop": ["contralateral-drop", "contralateral-drop-difference"],
  "hip-rotation-reduced": ["hip-rotation-reduced"],
};

/** Seconds of one stride, for delays in strides. */
const strideS = 0.7;

/** A belt that goes ±2 km/h and back. */
const speedSteps = { runs: 40, stepMPerS: 2 / 3.6, everyS: 300, durationS: 1200 } as const;

const loops = { perTrialAndSide: 3, durationS: 1200 } as const;

const affectedSide = (seed: number): Side => (seed % 2 === 0 ? "left" : "right");

/** From an easy jog to a fast run. */
const speedMPerS = (seed: number): number => 2.2 + 0.2 * (seed % 11);

interface Run {
  readonly seed: number;
  readonly durationS: number;
  readonly source: StrideSource;
  readonly rules: AlertRules | undefined;
}

function steady({ seed, durationS, source, rules }: Run): AlertOutput[] {
  return runStrideSession({
    source,
    affectedSide: affectedSide(seed),
    durationS,
    speeds: [{ atS: 0, speedMPerS: speedMPerS(seed) }],
    isSpeedKnown: true,
    ...(rules === undefined ? {} : { rules }),
  });
}

/** False alarms of so many hours of running. */
function falseAlarms(id: string, alerts: readonly AlertOutput[], hours: number): Figure[] {
  return (["alert", "watch"] as const).map((severity): Figure => {
    const raised = gaitAlerts(alerts, severity);
    return {
      id: `${severity === "alert" ? "alerts" : "watches"}-${id}`,
      value: (10 * raised.length) / hours,
      unit: "per 10 h",
      n: Math.round(hours),
      per: per10h(raised, hours),
    };
  });
}

function share(id: string, isSo: readonly boolean[]): Figure {
  const n = isSo.length;
  return { id, value: (100 * isSo.filter(Boolean).length) / n, unit: "%", n };
}

/** Normal running of people on paper. */
function measureNormalRuns(
  progress: (text: string) => void,
  rules?: AlertRules,
  runs: number = normalRun.runs,
): Figure[] {
  const { durationS } = normalRun;
  const alerts: AlertOutput[] = [];
  for (let seed = 1; seed <= runs; seed++) {
    if (seed % 60 === 1) progress(`alerts: ${seed} of ${runs} half hours of normal running`);
    alerts.push(...steady({ seed, durationS, source: new StrideRunner(seed), rules }));
  }
  return falseAlarms("false-simulated", alerts, (runs * durationS) / 3600);
}

/** Every trial of the treadmill runners looped, with either side as the affected one. */
function measureLoops(
  trials: readonly Trial[],
  progress: (text: string) => void,
  rules?: AlertRules,
): Figure[] {
  const alerts: AlertOutput[] = [];
  let hours = 0;
  const per: Record<string, number> = {};
  for (const trial of trials) {
    progress(`alerts: looping ${trial.name}`);
    const pairs = stridePairs(trial);
    let ofTrial = 0;
    for (const side of sides) {
      for (let loop = 0; loop < loops.perTrialAndSide; loop++) {
        const told = runStrideSession({
          source: new LoopedStrides(pairs, 1 + loop),
          affectedSide: side,
          durationS: loops.durationS,
          speeds: [{ atS: 0, speedMPerS: trial.beltSpeedMPerS }],
          isSpeedKnown: true,
          ...(rules === undefined ? {} : { rules }),
        });
        hours += loops.durationS / 3600;
        ofTrial += gaitAlerts(told, "alert").length;
        alerts.push(...told);
      }
    }
    per[trial.name] = ofTrial;
  }
  const [alert, watch] = falseAlarms("false-looped", alerts, hours);
  return [{ ...(alert as Figure), per }, watch as Figure];
}

interface ChangedRun {
  readonly alerts: readonly AlertOutput[];
  /** When the first of the change's rules came to "alert"; null = never. */
  readonly raisedAtS: number | null;
}

function changedRun(
  kind: ChangeKind,
  seed: number,
  size: "full" | "half",
  isOther: boolean,
  rules: AlertRules | undefined,
): ChangedRun {
  const own = affectedSide(seed);
  const side = isOther === (own === "left") ? "right" : "left";
  const { atS, rampS, durationS } = change;
  const amount = amounts[kind][size];
  const runner = new StrideRunner(10_000 + seed);
  const source = new ChangedStrides(runner, { kind, side, atS, rampS, amount });
  const alerts = steady({ seed, durationS, source, rules });
  const first = gaitAlerts(alerts, "alert").find(({ ruleId }) => rulesOf[kind].includes(ruleId));
  return { alerts, raisedAtS: first?.timeS ?? null };
}

/** What is said of a true change, of half the size that alerts, and of the same on the other side. */
function measureChanges(progress: (text: string) => void, rules?: AlertRules): Figure[] {
  const { runs, atS, rampS } = change;
  const seeds = Array.from({ length: runs }, (_, i) => i + 1);
  return changeKinds.flatMap((kind): Figure[] => {
    progress(
      `alerts: ${runs} runs with ${kind}, as many with half the alert's size and on the other side`,
    );
    const full = seeds.map((seed) => changedRun(kind, seed, "full", false, rules));
    const half = seeds.map((seed) => changedRun(kind, seed, "half", false, rules));
    const others =
      kind === "pelvic-tilt"
        ? null
        : seeds.map((seed) => changedRun(kind, seed, "full", true, rules));
    const delays = full.flatMap(({ raisedAtS }) =>
      raisedAtS === null ? [] : [(raisedAtS - atS - rampS) / strideS],
    );
    const quiet = (of: readonly ChangedRun[]): boolean[] =>
      of.map(({ alerts }) => gaitAlerts(alerts, "alert").length === 0);
    return [
      share(
        `${kind}-raised`,
        full.map(({ raisedAtS }) => raisedAtS !== null),
      ),
      {
        id: `${kind}-delay`,
        value: delays.length === 0 ? Number.NaN : median(delays),
        unit: "strides",
        n: delays.length,
        worst: Math.max(...delays),
      },
      share(`${kind}-half-not-raised`, quiet(half)),
      ...(others === null ? [] : [share(`${kind}-other-side-not-raised`, quiet(others))]),
    ];
  });
}

/** Normal running at one speed, 2 km/h faster or slower, and back again: gait changes with speed as these people's does. */
function measureSpeedSteps(progress: (text: string) => void, rules?: AlertRules): Figure[] {
  const { runs, stepMPerS, everyS, durationS } = speedSteps;
  return [true, false].map((isSpeedKnown): Figure => {
    progress(`alerts: ${runs} runs with two changes of speed, ${isSpeedKnown ? "" : "not "}stated`);
    const alerts = Array.from({ length: runs }, (_, i) => {
      const seed = i + 1;
      const usual = speedMPerS(seed);
      const other = usual + (seed % 4 < 2 ? 1 : -1) * stepMPerS;
      return runStrideSession({
        source: new StrideRunner(20_000 + seed),
        affectedSide: affectedSide(seed),
        durationS,
        speeds: [usual, other, usual].map((speed, stage) => ({
          atS: stage * everyS,
          speedMPerS: speed,
        })),
        isSpeedKnown,
        ...(rules === undefined ? {} : { rules }),
      });
    });
    const id = `speed-${isSpeedKnown ? "stated" : "unknown"}-no-alert`;
    return share(
      id,
      alerts.map((of) => gaitAlerts(of, "alert").length === 0),
    );
  });
}

/** Everything at the level of strides. */
export function measurePaperRuns(
  trials: readonly Trial[],
  progress: (text: string) => void,
): Measured {
  const figures = [
    ...measureNormalRuns(progress),
    ...measureLoops(trials, progress),
    ...measureChanges(progress),
    ...measureSpeedSteps(progress),
  ];
  return { figures, tables: [] };
}
