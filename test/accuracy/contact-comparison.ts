import { mean, median, quantile, standardDeviation } from "simple-statistics";
import type { ContactType } from "../../src/kernels/contact-detector.ts";
import { type Side, sides } from "../../src/model/pod.ts";
import { type Figure, largest, rootMeanSquare, type Table } from "./figure.ts";

/** An event this close to the plate's is meant for the same event, s: wide enough for the methods' own biases. */
const matchS = 0.1;

/** A trial with fewer stances of a side has neither a mean nor an index worth the name. */
const leastStancesASide = 3;

/** One stance of the plate. */
export interface ReferenceContact {
  readonly side: Side;
  readonly initialContactS: number;
  readonly toeOffS: number;
}

/** What a method said, and when. */
export interface DetectedEvent {
  readonly type: ContactType;
  readonly timeS: number;
  readonly decidedAtS: number;
}

/** A stretch of running at one speed, with what every method said, by its name. */
export interface ComparedTrial {
  readonly contacts: readonly ReferenceContact[];
  readonly detected: ReadonlyMap<string, readonly DetectedEvent[]>;
}

/** A stance that both have, s. */
interface SharedStance {
  readonly side: Side;
  readonly detectedS: number;
  readonly plateS: number;
}

/** How one method fared in one trial. */
interface TrialResult {
  readonly found: number;
  readonly falseContacts: number;
  readonly initialContactErrorS: readonly number[];
  readonly toeOffErrorS: readonly number[];
  readonly stances: readonly SharedStance[];
  readonly delayS: readonly number[];
}

function nearest(events: readonly DetectedEvent[], timeS: number): DetectedEvent | undefined {
  const away = (event: DetectedEvent): number => Math.abs(event.timeS - timeS);
  return events.filter((e) => away(e) <= matchS).sort((a, b) => away(a) - away(b))[0];
}

function compareTrial({ contacts, detected }: ComparedTrial, method: string): TrialResult {
  const last = contacts.at(-1) as ReferenceContact;
  const fromS = (contacts[0] as ReferenceContact).initialContactS - matchS;
  const toS = last.toeOffS + matchS;
  const events = (detected.get(method) ?? []).filter((e) => e.timeS >= fromS && e.timeS <= toS);
  const initial = events.filter((e) => e.type === "initialContact");
  const toeOff = events.filter((e) => e.type === "toeOff");
  const pairs = contacts.map((contact) => ({
    contact,
    begin: nearest(initial, contact.initialContactS),
    end: nearest(toeOff, contact.toeOffS),
  }));
  const meant = new Set(pairs.map(({ begin }) => begin));
  return {
    found: pairs.filter(({ begin }) => begin !== undefined).length,
    // The contact after the last one is none of these, and no false one either.
    falseContacts: initial.filter(
      (event) => !meant.has(event) && event.timeS <= last.initialContactS + matchS,
    ).length,
    initialContactErrorS: pairs.flatMap(({ contact, begin }) =>
      begin === undefined ? [] : [begin.timeS - contact.initialContactS],
    ),
    toeOffErrorS: pairs.flatMap(({ contact, end }) =>
      end === undefined ? [] : [end.timeS - contact.toeOffS],
    ),
    stances: pairs.flatMap(({ contact: { side, initialContactS, toeOffS }, begin, end }) =>
      begin === undefined || end === undefined
        ? []
        : [{ side, detectedS: end.timeS - begin.timeS, plateS: toeOffS - initialContactS }],
    ),
    delayS: events.map((event) => event.decidedAtS - event.timeS),
  };
}

/** Error of a trial's mean stance time, ms. */
function stanceErrorMs(stances: readonly SharedStance[]): number {
  return 1000 * mean(stances.map((s) => s.detectedS - s.plateS));
}

/** Errors of every trial's mean stance time, ms; NaN where a method gives no stance. */
export function stanceErrorsMs(trials: readonly ComparedTrial[], method: string): number[] {
  return trials.map((trial) => stanceErrorMs(compareTrial(trial, method).stances));
}

function symmetryIndexPct(stances: readonly SharedStance[], key: "detectedS" | "plateS"): number {
  const of = (side: Side): number =>
    mean(stances.filter((s) => s.side === side).map((s) => s[key]));
  const [left, right] = [of("left"), of("right")];
  return (200 * (right - left)) / (right + left);
}

/** One figure of a method, and how the table shows it. */
interface Column {
  readonly heading: string;
  readonly id: string;
  readonly unit: string;
  readonly decimals: number;
  readonly value: (results: readonly TrialResult[], contacts: number) => Value | null;
}

interface Value {
  readonly value: number;
  /** How many trials it is made of. */
  readonly n: number;
  readonly worst?: number;
}

const ratePct =
  (key: "found" | "falseContacts"): Column["value"] =>
  (results, contacts) => ({
    value: (100 * results.reduce((sum, result) => sum + result[key], 0)) / contacts,
    n: results.length,
  });

/** Over the trials' errors of one kind of event, ms. */
const timingMs =
  (
    key: "initialContactErrorS" | "toeOffErrorS",
    ofTrial: (errors: number[]) => number,
    ofAll: (values: number[]) => number,
  ): Column["value"] =>
  (results) => {
    const errors = results.map((result) => [...result[key]]).filter((e) => e.length > 1);
    if (errors.length === 0) return null;
    return { value: 1000 * ofAll(errors.map(ofTrial)), n: errors.length };
  };

const hasBothSides = ({ stances }: TrialResult): boolean =>
  sides.every((side) => stances.filter((s) => s.side === side).length >= leastStancesASide);

const overStances =
  (
    ofTrial: (stances: TrialResult["stances"]) => number,
    ofAll: (errors: number[]) => number,
    prepared: (errors: number[]) => number[] = (errors) => errors,
  ): Column["value"] =>
  (results) => {
    const usable = results.filter(hasBothSides);
    if (usable.length === 0) return null;
    const errors = prepared(usable.map(({ stances }) => ofTrial(stances)));
    return { value: ofAll(errors), n: errors.length, worst: largest(errors) };
  };

const withoutMean = (errors: number[]): number[] => {
  const centre = mean(errors);
  return errors.map((error) => error - centre);
};

const columns: readonly Column[] = [
  { heading: "found", id: "found", unit: "%", decimals: 1, value: ratePct("found") },
  { heading: "false", id: "false", unit: "%", decimals: 1, value: ratePct("falseContacts") },
  {
    heading: "IC bias",
    id: "ic-bias",
    unit: "ms",
    decimals: 0,
    value: timingMs("initialContactErrorS", mean, mean),
  },
  {
    heading: "IC SD",
    id: "ic-sd",
    unit: "ms",
    decimals: 1,
    value: timingMs("initialContactErrorS", standardDeviation, median),
  },
  {
    heading: "TO bias",
    id: "to-bias",
    unit: "ms",
    decimals: 0,
    value: timingMs("toeOffErrorS", mean, mean),
  },
  {
    heading: "TO SD",
    id: "to-sd",
    unit: "ms",
    decimals: 1,
    value: timingMs("toeOffErrorS", standardDeviation, median),
  },
  {
    heading: "stance bias",
    id: "stance-bias",
    unit: "ms",
    decimals: 0,
    value: overStances(stanceErrorMs, mean),
  },
  {
    heading: "stance RMS",
    id: "stance-rms",
    unit: "ms",
    decimals: 1,
    value: overStances(stanceErrorMs, rootMeanSquare, withoutMean),
  },
  {
    heading: "index RMS",
    id: "si-rms",
    unit: "points",
    decimals: 1,
    value: overStances(
      (stances) => symmetryIndexPct(stances, "detectedS") - symmetryIndexPct(stances, "plateS"),
      rootMeanSquare,
    ),
  },
  {
    heading: "decided p95",
    id: "decision-delay-p95",
    unit: "ms",
    decimals: 0,
    value: (results) => {
      const delays = results.flatMap(({ delayS }) => [...delayS]);
      return { value: 1000 * quantile(delays, 0.95), n: results.length };
    },
  },
];

/**
 * Every method over the same trials: contacts found and falsely found; bias of the events, and the median of their standard
 * deviations within a trial; error of a trial's mean stance time, without the method's own mean over all trials; error of its
 * symmetry index, the sides from the plate. A figure of fewer trials than there are says of how many.
 */
export function compareMethods(
  title: string,
  idPrefix: string,
  methods: readonly string[],
  trials: readonly ComparedTrial[],
): { figures: Figure[]; table: Table } {
  const contacts = trials.reduce((sum, trial) => sum + trial.contacts.length, 0);
  const figures: Figure[] = [];
  const rows = methods.map((method) => {
    const results = trials.map((trial) => compareTrial(trial, method));
    const cells = columns.map(({ id, unit, decimals, value }) => {
      const figure = value(results, contacts);
      if (figure === null) return "–";
      figures.push({ id: `${idPrefix} ${method} ${id}`, unit, ...figure });
      const text = `${figure.value.toFixed(decimals)}${unit === "%" ? " %" : ""}`;
      return figure.n < trials.length ? `${text} (${figure.n})` : text;
    });
    return [method, ...cells];
  });
  return {
    figures,
    table: { title, rows: [["method", ...columns.map((c) => c.heading)], ...rows] },
  };
}
