/**
 * Fits the corrections of src/kernels/contact-timing.ts to the force plate, with the shipped kernels:
 *   tsx test/accuracy/fit-contact-timing.ts DIR
 * DIR holds the treadmill runs. It prints the coefficients fitted on the five runners that are not shipped, on all and without
 * each in turn, and what they leave. Nothing is written: the shipped coefficients were typed in from here.
 */
import { linearRegression, mean, median, standardDeviation } from "simple-statistics";
import { ImportError } from "../../src/import/import-error.ts";
import {
  type ContactCorrection,
  type ContactMeasurement,
  contactTime,
  logSpeed,
  middleFallTimeS,
} from "../../src/kernels/contact-timing.ts";
import { stanceSymmetry } from "../../src/kernels/stance-symmetry.ts";
import { sides } from "../../src/model/pod.ts";
import { textTable } from "../../src/session/text-table.ts";
import {
  contactFrames,
  type MeasuredContact,
  measureContacts,
  type Withheld,
} from "./contact-measurements.ts";
import { largest, rootMeanSquare } from "./figure.ts";
import { readRunFolders } from "./treadmill-trial.ts";
import { type Observation, weightedRidge } from "./weighted-ridge.ts";

/** The shipped recordings are of these runners; the shipped coefficients are fitted without them. */
const shipped = ["runner-01", "runner-18", "runner-25"];

/** A trace of a penalty, for inputs that hardly differ between the runners. */
const ridge = { force: 1e-3, pelvis: 3e-3 } as const;

/** What is kept from the kernels, by name. */
const topologies = {
  "both thighs": { pods: [], sides: false },
  "both thighs, landing side not known": { pods: [], sides: true },
  "left thigh": { pods: ["rightThigh"], sides: false },
  "right thigh": { pods: ["leftThigh"], sides: false },
  "no thigh": { pods: ["leftThigh", "rightThigh"], sides: true },
} as const satisfies Record<string, Withheld>;
type Topology = keyof typeof topologies;

/** One side of one runner at one speed. */
interface Cell {
  readonly runner: string;
  readonly contacts: Readonly<Record<Topology, readonly MeasuredContact[]>>;
  readonly beltSpeedMPerS: number;
}

interface Corrections {
  readonly initialContact: ContactCorrection;
  readonly toeOff: ContactCorrection;
}

async function readCells(directory: string): Promise<Cell[]> {
  const cells: Cell[] = [];
  for await (const { name, raw, contacts } of readRunFolders(directory, console.error)) {
    const frames = await contactFrames(raw);
    const measured = Object.entries(topologies).map(
      ([topology, withheld]) => [topology, measureContacts(frames, contacts, withheld)] as const,
    );
    for (const beltSpeedMPerS of new Set(contacts.map((c) => c.beltSpeedMPerS))) {
      for (const side of sides) {
        const inside = measured.map(([topology, all]) => [
          topology,
          all.filter(({ plate: c }) => c.beltSpeedMPerS === beltSpeedMPerS && c.side === side),
        ]);
        cells.push({ runner: name, beltSpeedMPerS, contacts: Object.fromEntries(inside) });
      }
    }
  }
  return cells;
}

type Event = "initialContact" | "toeOff";

const plateS = (contact: MeasuredContact, event: Event): number =>
  event === "toeOff" ? contact.plate.toeOffS : contact.plate.initialContactS;

/** Fits one kind of event; every cell weighs the same, however many steps it holds. */
function fitEvent(cells: readonly Cell[], event: Event): ContactCorrection {
  const observe = (
    crossingS: (m: ContactMeasurement) => number,
    inputs: (m: ContactMeasurement, cell: Cell) => number[],
  ): Observation[] =>
    cells.flatMap((cell) => {
      const known = cell.contacts["both thighs"].flatMap(
        (contact): Omit<Observation, "weight">[] => {
          const measurement = contact[event];
          const value = plateS(contact, event) - crossingS(measurement);
          const one = { inputs: inputs(measurement, cell), value };
          return [value, ...one.inputs].every(Number.isFinite) ? [one] : [];
        },
      );
      return known.map((one) => ({ ...one, weight: 1 / known.length }));
    });
  const pelvisS = (m: ContactMeasurement): number => m.pelvisS;
  const force = weightedRidge(
    observe(
      (m) => m.forceS,
      (m) => [m.fallTimeS - middleFallTimeS],
    ),
    ridge.force,
  );
  const pelvis = weightedRidge(
    observe(pelvisS, (m, cell) => [logSpeed(cell.beltSpeedMPerS), m.pelvisContactS]),
    ridge.pelvis,
  );
  const [perFallTime = 0] = force.slopes;
  const [perLogSpeedS = 0, perContact = 0] = pelvis.slopes;
  return {
    force: { constantS: force.constant, perFallTime },
    pelvis: {
      constantS: pelvis.constant,
      perLogSpeedS,
      perContact,
      unknownSpeedS: weightedRidge(
        observe(pelvisS, () => []),
        0,
      ).constant,
    },
  };
}

const fitted = (cells: readonly Cell[]): Corrections => ({
  initialContact: fitEvent(cells, "initialContact"),
  toeOff: fitEvent(cells, "toeOff"),
});

/** What a correction leaves, in a row of the table. */
function leftOver(
  cells: readonly Cell[],
  topology: Topology,
  corrections: (runner: string) => Corrections,
  speedKnown: boolean,
): string[] {
  const time = { timeS: 0, method: "pelvis-vertical-crossing", confidence: 0 } as const;
  const timesOf = (cell: Cell, event: Event): number[] =>
    cell.contacts[topology].map((contact) => {
      const speed = speedKnown ? cell.beltSpeedMPerS : null;
      const correction = corrections(cell.runner)[event];
      return contactTime({ ...time }, contact[event], correction, speed).timeS;
    });
  const errorsMs = (cell: Cell, event: Event): number[] => {
    const times = timesOf(cell, event);
    return cell.contacts[topology].map(
      (contact, i) => 1000 * ((times[i] as number) - plateS(contact, event)),
    );
  };
  const stances = (cell: Cell): { ours: number[]; plate: number[] } => {
    const startS = timesOf(cell, "initialContact");
    return {
      ours: timesOf(cell, "toeOff").map((endS, i) => endS - (startS[i] as number)),
      plate: cell.contacts[topology].map(({ plate: c }) => c.toeOffS - c.initialContactS),
    };
  };
  // Cells come in pairs of left and right.
  const trials = cells.flatMap((left, i) => {
    const right = cells[i + 1];
    if (i % 2 === 1 || right === undefined) return [];
    const [l, r] = [stances(left), stances(right)];
    const ours = stanceSymmetry(l.ours, r.ours);
    const plate = { left: mean(l.plate), right: mean(r.plate) };
    const sum = plate.left + plate.right;
    return [
      {
        runner: left.runner,
        stanceErrorMs: 500 * (ours.leftStanceTimeS + ours.rightStanceTimeS - sum),
        ours: ours.symmetryIndexPct,
        plate: (200 * (plate.right - plate.left)) / sum,
        spreadsMs: (["initialContact", "toeOff"] as const).map((event) =>
          standardDeviation([...errorsMs(left, event), ...errorsMs(right, event)]),
        ),
      },
    ];
  });
  const changes = trials.slice(1).flatMap((after, i) => {
    const before = trials[i];
    if (before === undefined || before.runner !== after.runner) return [];
    return [
      {
        stanceMs: after.stanceErrorMs - before.stanceErrorMs,
        index: after.ours - before.ours - (after.plate - before.plate),
      },
    ];
  });
  const errors = trials.map((t) => t.ours - t.plate);
  const clear = trials.filter((t) => Math.abs(t.plate) >= 3);
  const right = clear.filter((t) => t.ours * t.plate > 0).length;
  const stanceErrors = trials.map((t) => t.stanceErrorMs);
  const spread = (event: 0 | 1): string =>
    median(trials.map((t) => t.spreadsMs[event] as number)).toFixed(1);
  return [
    `${rootMeanSquare(stanceErrors).toFixed(1)} / ${largest(stanceErrors).toFixed(0)}`,
    rootMeanSquare(changes.map((c) => c.stanceMs)).toFixed(1),
    `${rootMeanSquare(errors).toFixed(2)} / ${largest(errors).toFixed(1)}`,
    `${right} of ${clear.length}`,
    linearRegression(trials.map((t) => [t.plate, t.ours])).m.toFixed(2),
    rootMeanSquare(changes.map((c) => c.index)).toFixed(2),
    `${spread(0)} / ${spread(1)}`,
  ];
}

function coefficientRow(name: string, { initialContact, toeOff }: Corrections): string[] {
  return [
    name,
    ...[initialContact, toeOff].flatMap(({ force, pelvis }) => [
      `${force.constantS.toFixed(5)} ${force.perFallTime.toFixed(3)}`,
      `${pelvis.constantS.toFixed(5)} ${pelvis.perLogSpeedS.toFixed(4)} ${pelvis.perContact.toFixed(4)}`,
      pelvis.unknownSpeedS.toFixed(4),
    ]),
  ];
}

/** Ends the process with one line on what the user can put right. */
function refuse(problem: string): never {
  console.error(problem);
  process.exit(2);
}

const [directory, ...rest] = process.argv.slice(2);
if (directory === undefined || rest.length > 0) {
  refuse("usage: tsx test/accuracy/fit-contact-timing.ts DIR");
}
const cells = await readCells(directory).catch((error: Error) => {
  if (error instanceof ImportError || "code" in error) return refuse(error.message);
  throw error;
});
if (cells.length === 0) refuse(`${directory}: holds no treadmill run`);
const runners = [...new Set(cells.map((cell) => cell.runner))];
const five = fitted(cells.filter((cell) => !shipped.includes(cell.runner)));
const without = new Map(
  runners.map((runner) => [runner, fitted(cells.filter((cell) => cell.runner !== runner))]),
);
const leaveOneOut = (runner: string): Corrections => without.get(runner) as Corrections;

const coefficients = [
  ["fitted on", "IC force", "IC pelvis", "IC no speed", "TO force", "TO pelvis", "TO no speed"],
  coefficientRow("five", five),
  coefficientRow("all", fitted(cells)),
  ...runners.map((runner) => coefficientRow(`not ${runner}`, leaveOneOut(runner))),
];
const heldOut = cells.filter((cell) => shipped.includes(cell.runner));
const named = Object.keys(topologies) as Topology[];
const left = [
  ["timing", "stance ms", "change", "index points", "sign", "slope", "change", "SD IC / TO ms"],
  ...named.map((topology) => [
    `${topology}, leave one runner out`,
    ...leftOver(cells, topology, leaveOneOut, true),
  ]),
  ["no thigh, no speed, leave one out", ...leftOver(cells, "no thigh", leaveOneOut, false)],
  ...named.map((topology) => [
    `${topology}, five on all`,
    ...leftOver(cells, topology, () => five, true),
  ]),
  ["both thighs, five on the others", ...leftOver(heldOut, "both thighs", () => five, true)],
];
for (const rows of [coefficients, left]) {
  for (const line of textTable(rows)) console.log(line);
  console.log();
}
