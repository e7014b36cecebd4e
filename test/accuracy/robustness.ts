import { quantile, standardDeviation } from "simple-statistics";
import { treadmillSession } from "../../src/import/treadmill-session.ts";
import type { PodId } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { GaitEventOutput } from "../../src/model/session-output.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import {
  type ClockOffsets,
  type PacketLoss,
  withClocksOff,
  withPacketLoss,
} from "../support/damaged-link.ts";
import { ofKind, pipelineOutputs } from "../support/recorded-events.ts";
import { measureAngles } from "./angles.ts";
import { type Figure, type Measured, rootMeanSquare } from "./figure.ts";
import { measureTrial, type TrialStance } from "./stance.ts";
import { type TreadmillRun, trialsOf } from "./treadmill-trial.ts";

/** Packets hold 35 ms of samples. */
const losses: readonly PacketLoss[] = [0.01, 0.05, 0.2].flatMap((share) => [
  { share, burst: 1 },
  { share, burst: 3 },
]);

const clockErrorsS = [0.005, 0.02, 0.05] as const;

/** Fewer clean strides of a side than this are not compared by the session either. */
const leastStrides = 15;

/** What was done to the packets of a session. */
interface Damage {
  readonly id: string;
  readonly text: string;
  readonly to: (header: SessionHeader, events: readonly TransportEvent[]) => TransportEvent[];
  /** Whether the angles of the whole run are there to be measured. */
  readonly keepsAngles: boolean;
}

const percent = (share: number): string => `${Math.round(100 * share)}`;

/** Who stands still can be told to stand on; the figures are of the run. */
const standingEndS = ({ calibrationSpans }: SessionHeader): number =>
  Math.max(0, ...calibrationSpans.map((span) => span.endS));

const lossDamage = (loss: PacketLoss): Damage => ({
  id: `loss-${percent(loss.share)}${loss.burst > 1 ? "-bursts" : ""}`,
  text: `${percent(loss.share)} % lost${loss.burst > 1 ? `, ${loss.burst} in a row` : ""}`,
  to: (header, events) =>
    withPacketLoss(header, events, loss, standingEndS(header), header.sessionId),
  keepsAngles: false,
});

const clockDamage = (id: string, text: string, offsetsS: ClockOffsets): Damage => ({
  id,
  text,
  to: (header, events) => withClocksOff(header, events, offsetsS),
  keepsAngles: true,
});

const clockDamages = clockErrorsS.flatMap((offsetS): Damage[] => {
  const ms = `${1000 * offsetS}`;
  return [
    clockDamage(`clock-both-${ms}`, `both thighs ${ms} ms late`, {
      leftThigh: offsetS,
      rightThigh: offsetS,
    }),
    clockDamage(`clock-opposite-${ms}`, `left ${ms} ms late, right as early`, {
      leftThigh: offsetS,
      rightThigh: -offsetS,
    }),
    clockDamage(`clock-left-${ms}`, `left ${ms} ms late`, { leftThigh: offsetS }),
  ];
});

const damages: readonly Damage[] = [
  { id: "undamaged", text: "nothing", to: (_, events) => [...events], keepsAngles: true },
  ...losses.map(lossDamage),
  ...clockDamages,
];

async function damagedRun(run: TreadmillRun, { to }: Damage): Promise<TreadmillRun> {
  const { runner, samples } = run.raw;
  const { header, events } = treadmillSession(runner, samples, { seed: 1, title: null });
  return { ...run, outputs: await pipelineOutputs(header, to(header, [...events])) };
}

/** Median over the trials of the standard deviation within each, ms; trials of a few events tell none. */
function spreadMs(errorsS: readonly (readonly number[])[]): number {
  const told = errorsS.filter((errors) => errors.length >= leastStrides);
  if (told.length === 0) return Number.NaN;
  return quantile(
    told.map((errors) => 1000 * standardDeviation([...errors])),
    0.5,
  );
}

/** Shares of the ways of timing among the events of the trials, "method 100 %". */
function methodsText(events: readonly GaitEventOutput[]): string {
  const counts = new Map<string, number>();
  for (const { method } of events) counts.set(method, (counts.get(method) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([method, count]) => `${method} ${percent(count / events.length)} %`)
    .join(", ");
}

/** Pods that were said to be off, each once. */
function podsFoundOff({ outputs }: TreadmillRun): PodId[] {
  const faults = ofKind(outputs, "fault").filter(({ code }) => code === "clock-misaligned");
  return [...new Set(faults.flatMap(({ podId }) => podId ?? []))];
}

interface DamageResult {
  readonly figures: readonly Figure[];
  readonly row: readonly string[];
}

function resultOf({ id, text, keepsAngles }: Damage, runs: readonly TreadmillRun[]): DamageResult {
  const trials = trialsOf(runs);
  const measured = trials.map(measureTrial);
  const sum = (value: (m: TrialStance) => number): number =>
    measured.reduce((total, m) => total + value(m), 0);
  const contacts = trials.reduce((total, trial) => total + trial.contacts.length, 0);
  const found = sum((m) => m.found);
  const plateStrides = sum((m) => m.strides.plate);
  // A trial with hardly a stride left has no stance time and no index, as in the session.
  const answered = measured.filter((m) => m.strides.clean >= 2 * leastStrides);
  const rms = (value: (m: TrialStance) => { ours: number; reference: number }): number =>
    answered.length === 0
      ? Number.NaN
      : rootMeanSquare(answered.map((m) => value(m).ours - value(m).reference));
  const covered = answered.filter(
    ({ symmetryIndexPct: { ours, reference }, interval95Pct }) =>
      Math.abs(ours - reference) <= interval95Pct,
  );
  const delaysS = measured.flatMap((m) => [...m.delayS.initialContact, ...m.delayS.toeOff]);
  const figure = (name: string, value: number, unit: string, n: number): Figure => ({
    id: `${id}-${name}`,
    value,
    unit,
    n,
  });
  const figures = [
    figure("contacts-found", (100 * found) / contacts, "%", contacts),
    figure("contacts-false", (100 * sum((m) => m.falseContacts)) / contacts, "%", contacts),
    figure("side-right", (100 * sum((m) => m.sideRight)) / found, "%", found),
    figure("side-wrong", (100 * sum((m) => m.sideWrong)) / found, "%", found),
    figure("ic-sd", spreadMs(measured.map((m) => m.initialContactErrorS)), "ms", trials.length),
    figure("to-sd", spreadMs(measured.map((m) => m.toeOffErrorS)), "ms", trials.length),
    figure("strides-clean", (100 * sum((m) => m.strides.clean)) / plateStrides, "%", plateStrides),
    figure("stance-rms", 1000 * rms((m) => m.stanceTimeS), "ms", answered.length),
    figure(
      "si-rms",
      rms((m) => m.symmetryIndexPct),
      "points",
      answered.length,
    ),
    figure(
      "decision-delay-p95",
      delaysS.length === 0 ? Number.NaN : 1000 * quantile(delaysS, 0.95),
      "ms",
      delaysS.length,
    ),
  ];
  figures.push(
    figure("si-interval-coverage", (100 * covered.length) / answered.length, "%", answered.length),
  );
  if (keepsAngles) {
    const angles = measureAngles(trials).figures;
    for (const name of ["hip-flexion-rmse", "hip-adduction-rmse", "hip-rotation-rmse"]) {
      const one = angles.find((angle) => angle.id === name);
      if (one !== undefined) figures.push({ ...one, id: `${id}-${name}` });
    }
  }
  const noted = runs.flatMap(podsFoundOff).length;
  figures.push(figure("clocks-noted", noted, "thighs", 2 * runs.length));
  const events = trials.flatMap(({ run, startS, endS }) =>
    ofKind(run.outputs, "gaitEvent").filter((e) => e.timeS > startS && e.timeS < endS),
  );
  const value = (name: string, digits: number): string => {
    const number = figures.find((one) => one.id === `${id}-${name}`)?.value ?? Number.NaN;
    return Number.isNaN(number) ? "–" : number.toFixed(digits);
  };
  const row = [
    text,
    `${value("contacts-found", 1)} / ${value("contacts-false", 1)}`,
    `${value("side-right", 1)} / ${value("side-wrong", 1)}`,
    `${value("ic-sd", 1)} / ${value("to-sd", 1)}`,
    value("strides-clean", 0),
    `${answered.length}`,
    value("stance-rms", 1),
    value("si-rms", 2),
    value("si-interval-coverage", 0),
    value("decision-delay-p95", 0),
    `${value("hip-flexion-rmse", 1)} / ${value("hip-adduction-rmse", 1)} / ${value("hip-rotation-rmse", 1)}`,
    value("clocks-noted", 0),
    methodsText(events),
  ];
  return { figures, row };
}

/** Figures where packets are lost or the pods' clocks are off against each other, held to plate and markers. */
export async function measureRobustness(
  runs: readonly TreadmillRun[],
  progress: (text: string) => void,
): Promise<Measured> {
  const figures: Figure[] = [];
  const rows: (readonly string[])[] = [
    [
      "packets, clocks",
      "contacts found / false %",
      "side right / wrong %",
      "IC / TO SD ms",
      "clean strides %",
      "trials told",
      "stance RMS ms",
      "index RMS points",
      "within its interval %",
      "decided p95 ms",
      "hip RMSE °",
      "clocks noted",
      "method",
    ],
  ];
  for (const damage of damages) {
    progress(`damage: ${damage.text}`);
    const damaged: TreadmillRun[] = [];
    for (const run of runs) damaged.push(await damagedRun(run, damage));
    const result = resultOf(damage, damaged);
    figures.push(...result.figures);
    rows.push(result.row);
  }
  return { figures, tables: [{ title: "Packet loss and clocks that are off", rows }] };
}
