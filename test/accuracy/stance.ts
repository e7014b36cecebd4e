import { mean, quantile, standardDeviation } from "simple-statistics";
import { type StanceSymmetry, stanceSymmetry } from "../../src/kernels/stance-symmetry.ts";
import type {
  GaitEventOutput,
  StrideOutput,
  SymmetryOutput,
} from "../../src/model/session-output.ts";
import { ofKind } from "../support/recorded-events.ts";
import type { PlateContact } from "../support/treadmill-reference.ts";
import { type Figure, largest, type Measured, rootMeanSquare } from "./figure.ts";
import { changeErrors, type Trial } from "./treadmill-trial.ts";

/** An event this close to the plate's is the same event, s. */
const matchS = 0.06;

/** A symmetry index of the plate from here on has a sign that means something, %. */
const signFromPct = 3;

/** What our contacts and strides of one trial are worth; a mean of nothing is NaN. */
export interface TrialStance {
  readonly found: number;
  readonly sideRight: number;
  /** Contacts with a side, and the other one; the rest has none. */
  readonly sideWrong: number;
  readonly falseContacts: number;
  readonly initialContactErrorS: number[];
  readonly toeOffErrorS: number[];
  readonly delayS: Readonly<Record<GaitEventOutput["type"], number[]>>;
  readonly stanceTimeS: Pair;
  readonly flightTimeS: Pair;
  readonly stepTimeS: Pair;
  readonly symmetryIndexPct: Pair;
  readonly interval95Pct: number;
  /** Strides of both sides: what the means rest on, all that came out, and the plate's. */
  readonly strides: { readonly clean: number; readonly all: number; readonly plate: number };
}

interface Pair {
  readonly ours: number;
  readonly reference: number;
}

const meanOf = (values: number[]): number => (values.length === 0 ? Number.NaN : mean(values));

/** Index and half width of its interval; NaN where a side has too few strides for that. */
function compareSides(
  left: number[],
  right: number[],
): Pick<StanceSymmetry, "symmetryIndexPct" | "ci95Pct"> {
  if (Math.min(left.length, right.length) >= 2) return stanceSymmetry(left, right);
  return { symmetryIndexPct: Number.NaN, ci95Pct: Number.NaN };
}

const error = ({ ours, reference }: Pair): number => ours - reference;
const delays = (events: readonly GaitEventOutput[]): number[] =>
  events.map((event) => event.decidedAtS - event.timeS);
const nearest = (events: readonly GaitEventOutput[], timeS: number): GaitEventOutput | undefined =>
  events.find((event) => Math.abs(event.timeS - timeS) <= matchS);

function stanceOf(contacts: readonly PlateContact[], side: string): number[] {
  return contacts.filter((c) => c.side === side).map((c) => c.toeOffS - c.initialContactS);
}

/** Holds one trial to the plate. */
export function measureTrial(trial: Trial): TrialStance {
  const { contacts, startS, endS } = trial;
  const all = ofKind(trial.run.outputs, "gaitEvent");
  const events = all.filter((e) => e.timeS > startS - matchS && e.timeS < endS + matchS);
  const initial = events.filter((e) => e.type === "initialContact");
  const toeOff = events.filter((e) => e.type === "toeOff");
  const matched = contacts.map((contact) => nearest(initial, contact.initialContactS));
  const allStrides = ofKind(trial.run.outputs, "stride").filter(
    (s) => s.initialContactS > startS - matchS && s.timeS < endS + matchS,
  );
  const strides = allStrides.filter((s) => s.clean);
  const side = (name: string): StrideOutput[] => strides.filter((s) => s.side === name);
  const stanceTimes = (name: string): number[] => side(name).map((s) => s.stanceTimeS);
  const ours = compareSides(stanceTimes("left"), stanceTimes("right"));
  const left = mean(stanceOf(contacts, "left"));
  const right = mean(stanceOf(contacts, "right"));
  const plateSteps = contacts
    .slice(1)
    .map((c, i) => c.initialContactS - (contacts[i] as PlateContact).initialContactS);
  const plateFlights = contacts
    .slice(1)
    .map((c, i) => c.initialContactS - (contacts[i] as PlateContact).toeOffS);
  const known = (values: (number | null)[]): number[] => values.filter((v) => v !== null);
  return {
    found: matched.filter((event) => event !== undefined).length,
    sideRight: contacts.filter((contact, i) => matched[i]?.side === contact.side).length,
    sideWrong: contacts.filter((contact, i) => {
      const side = matched[i]?.side ?? null;
      return side !== null && side !== contact.side;
    }).length,
    falseContacts: initial.filter(
      (event) => !contacts.some((c) => Math.abs(c.initialContactS - event.timeS) <= matchS),
    ).length,
    initialContactErrorS: contacts.flatMap((contact, i) => {
      const event = matched[i];
      return event === undefined ? [] : [event.timeS - contact.initialContactS];
    }),
    toeOffErrorS: contacts.flatMap((contact) => {
      const event = nearest(toeOff, contact.toeOffS);
      return event === undefined ? [] : [event.timeS - contact.toeOffS];
    }),
    delayS: { initialContact: delays(initial), toeOff: delays(toeOff) },
    stanceTimeS: { ours: meanOf(strides.map((s) => s.stanceTimeS)), reference: (left + right) / 2 },
    flightTimeS: {
      ours: meanOf(known(strides.map((s) => s.flightTimeS))),
      reference: mean(plateFlights),
    },
    stepTimeS: {
      ours: meanOf(known(strides.map((s) => s.stepTimeS))),
      reference: mean(plateSteps),
    },
    symmetryIndexPct: {
      ours: ours.symmetryIndexPct,
      reference: (200 * (right - left)) / (right + left),
    },
    interval95Pct: lastInterval(trial) ?? ours.ci95Pct,
    // A stride is closed by the second contact after its own.
    strides: { clean: strides.length, all: allStrides.length, plate: contacts.length - 2 },
  };
}

/** Half width that the session itself stated at the end of the trial. */
function lastInterval(trial: Trial): number | null {
  const stated: SymmetryOutput[] = ofKind(trial.run.outputs, "symmetry").filter(
    (s) => s.timeS > trial.startS && s.timeS < trial.endS && s.absent === null,
  );
  return stated.at(-1)?.symmetryIndexCi95Pct ?? null;
}

const inMs = (values: readonly number[]): number[] => values.map((value) => 1000 * value);

/** Gait events, stance times and their symmetry against the force plate. */
export function measureStance(trials: readonly Trial[]): Measured {
  const measured = new Map(trials.map((trial) => [trial, measureTrial(trial)]));
  const of = (trial: Trial): TrialStance => measured.get(trial) as TrialStance;
  const each = <T>(value: (m: TrialStance) => T): T[] => trials.map((trial) => value(of(trial)));
  const contacts = trials.reduce((sum, trial) => sum + trial.contacts.length, 0);
  const sum = (value: (m: TrialStance) => number): number => each(value).reduce((a, b) => a + b, 0);
  const share = (id: string, value: number, n: number): Figure => ({
    id,
    value: (100 * value) / n,
    unit: "%",
    n,
  });
  const rms = (id: string, errors: number[], unit: string): Figure => ({
    id,
    value: rootMeanSquare(errors),
    unit,
    n: errors.length,
    worst: largest(errors),
  });
  const perTrial = (id: string, errors: number[], unit: string): Figure => ({
    ...rms(id, errors, unit),
    per: Object.fromEntries(trials.map((trial, i) => [trial.name, errors[i] as number])),
  });
  const spread = (id: string, values: number[][]): Figure => {
    const deviations = values.map((v) => standardDeviation(inMs(v)));
    return {
      id,
      value: quantile(deviations, 0.5),
      unit: "ms",
      n: deviations.length,
      worst: largest(deviations),
    };
  };
  const signed = each((m) => m.symmetryIndexPct).filter(
    (p) => Math.abs(p.reference) >= signFromPct,
  );
  const covered = each((m) => Math.abs(error(m.symmetryIndexPct)) <= m.interval95Pct);
  const delayS = (type: GaitEventOutput["type"]): number[] => each((m) => m.delayS[type]).flat();
  const allDelaysS = [...delayS("initialContact"), ...delayS("toeOff")];
  const p95Ms = (values: number[]): number => 1000 * quantile(values, 0.95);
  const figures: Figure[] = [
    share(
      "contacts-found",
      sum((m) => m.found),
      contacts,
    ),
    share(
      "contacts-false",
      sum((m) => m.falseContacts),
      contacts,
    ),
    share(
      "side-right",
      sum((m) => m.sideRight),
      sum((m) => m.found),
    ),
    spread(
      "ic-sd",
      each((m) => m.initialContactErrorS),
    ),
    spread(
      "to-sd",
      each((m) => m.toeOffErrorS),
    ),
    perTrial("stance-rms", inMs(each((m) => error(m.stanceTimeS))), "ms"),
    rms("stance-change-rms", inMs(changeErrors(trials, (trial) => of(trial).stanceTimeS)), "ms"),
    rms("flight-rms", inMs(each((m) => error(m.flightTimeS))), "ms"),
    rms("step-rms", inMs(each((m) => error(m.stepTimeS))), "ms"),
    perTrial(
      "si-rms",
      each((m) => error(m.symmetryIndexPct)),
      "points",
    ),
    share("si-sign", signed.filter((p) => p.ours * p.reference > 0).length, signed.length),
    rms(
      "si-change-rms",
      changeErrors(trials, (trial) => of(trial).symmetryIndexPct),
      "points",
    ),
    share("si-interval-coverage", covered.filter(Boolean).length, covered.length),
    {
      id: "decision-delay-p95",
      value: p95Ms(allDelaysS),
      unit: "ms",
      n: allDelaysS.length,
      worst: 1000 * largest(allDelaysS),
      per: { initialContact: p95Ms(delayS("initialContact")), toeOff: p95Ms(delayS("toeOff")) },
    },
  ];
  const pairs = (pair: Pair, scale: number, decimals: number): string =>
    `${(scale * pair.ours).toFixed(decimals)} / ${(scale * pair.reference).toFixed(decimals)}`;
  const rows = [
    [
      "trial (ours / plate)",
      "contacts",
      "side right",
      "stance ms",
      "flight ms",
      "step ms",
      "symmetry index %",
    ],
    ...trials.map((trial) => {
      const m = of(trial);
      return [
        trial.name,
        `${m.found} / ${trial.contacts.length}`,
        `${m.sideRight}`,
        pairs(m.stanceTimeS, 1000, 0),
        pairs(m.flightTimeS, 1000, 0),
        pairs(m.stepTimeS, 1000, 1),
        `${pairs(m.symmetryIndexPct, 1, 1)} (± ${m.interval95Pct.toFixed(1)})`,
      ];
    }),
  ];
  return { figures, tables: [{ title: "Gait events against the force plate", rows }] };
}
