/**
 * Accuracy against the reference data, which is too large for the repository:
 *   npm run accuracy -- [--only angles|stance|robustness|simulated|clock|alerts] [--runs DIR] [--orientation DIR] [--sacral DIR] [--json]
 * One of the folders is enough for its part of the figures.
 * Nothing is fitted here: the shipped code runs as it is, mounting and references are not its input.
 */
import { statSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ImportError } from "../../src/import/import-error.ts";
import { textTable } from "../../src/session/text-table.ts";
import { measureActivity } from "./activity.ts";
import { measureFullChain } from "./alerts/full-chain.ts";
import { measurePaperRuns } from "./alerts/paper-runs.ts";
import { measureAngles } from "./angles.ts";
import { measureClocks } from "./clock.ts";
import { compareOnSacral, compareOnTreadmill } from "./contact-methods.ts";
import type { Figure, Measured } from "./figure.ts";
import { measureManipulated } from "./manipulated-runs.ts";
import { measureMounting } from "./mounting.ts";
import { measureOrientation } from "./orientation-trial.ts";
import { measurePelvisOnly } from "./pelvis-only.ts";
import { measureRobustness } from "./robustness.ts";
import { readSacralTrials } from "./sacral-trial.ts";
import { measureSimulated } from "./simulated.ts";
import { measureStance } from "./stance.ts";
import { measureStrideAngles } from "./stride-angles.ts";
import { measureSymmetryChange } from "./symmetry-change.ts";
import { runTreadmillFolder, trialsOf } from "./treadmill-trial.ts";

const shared = (path: string): string =>
  fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url));

const usage =
  "npm run accuracy -- [--only angles|stance|robustness|simulated|clock|alerts] [--runs DIR] [--orientation DIR] [--sacral DIR] [--json]";

/** Ends the process with one line on what the user can put right. */
function refuse(problem: string): never {
  console.error(problem);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        only: { type: "string" },
        runs: { type: "string" },
        orientation: { type: "string" },
        sacral: { type: "string" },
        json: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return refuse(`${(error as Error).message}\n  ${usage}`);
  }
}

const values = readArguments();
const groups = ["angles", "stance", "robustness", "simulated", "clock", "alerts"];
if (values.only !== undefined && !groups.includes(values.only)) {
  refuse(`--only ${values.only}: choose one of ${groups.join(", ")}`);
}
const wanted = (group: string): boolean => values.only === undefined || values.only === group;
const progress = (text: string): void => {
  if (!values.json) console.error(text);
};

type FolderFlag = "runs" | "orientation" | "sacral";

/** The folder to read: the one given, which must be there, or the usual one; null where that is not. */
function folder(flag: FolderFlag, usual: string): string | null {
  const given = values[flag];
  const isFolder = statSync(given ?? usual, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (given !== undefined && !isFolder) refuse(`--${flag} ${given}: no such folder`);
  return isFolder ? (given ?? usual) : null;
}

// Simulated runs and clocks need no folder.
const needsRuns = values.only !== "simulated" && values.only !== "clock";
const runs = needsRuns ? folder("runs", shared("treadmill-runs")) : null;
const orientation = wanted("angles") ? folder("orientation", shared("orientation")) : null;
const sacral = wanted("stance") ? folder("sacral", shared("sacral-force")) : null;
const missing: readonly FolderFlag[] = [
  ...(needsRuns && runs === null ? (["runs"] as const) : []),
  ...(wanted("angles") && orientation === null ? (["orientation"] as const) : []),
  ...(wanted("stance") && sacral === null ? (["sacral"] as const) : []),
];
const isNamed = [values.runs, values.orientation, values.sacral].some((path) => path !== undefined);
for (const flag of missing) {
  // A part of the figures is what was asked for only where a folder was named; the sacral ones are a small part.
  if (!isNamed && flag !== "sacral") {
    refuse("the reference data is not here; give --runs DIR --orientation DIR --sacral DIR");
  }
  console.error(`without --${flag} DIR, its part of the figures is left out`);
}

async function measureRuns(directory: string): Promise<Measured[]> {
  const measured: Measured[] = [];
  const treadmillRuns = await runTreadmillFolder(directory, progress);
  const trials = trialsOf(treadmillRuns);
  if (trials.length === 0) refuse(`${directory}: holds no treadmill run`);
  if (wanted("angles")) {
    measured.push(measureAngles(trials));
    measured.push(measureStrideAngles(trials));
    measured.push({ figures: await measureManipulated(treadmillRuns, progress), tables: [] });
    measured.push({ figures: await measureMounting(treadmillRuns, progress), tables: [] });
  }
  if (wanted("stance")) {
    measured.push(measureStance(trials), measureSymmetryChange(trials));
    measured.push(await measurePelvisOnly(treadmillRuns, progress));
    measured.push(await measureActivity(treadmillRuns));
    progress("comparing contact methods");
    measured.push(await compareOnTreadmill(trials));
  }
  if (wanted("robustness")) measured.push(await measureRobustness(treadmillRuns, progress));
  if (wanted("alerts")) measured.push(measurePaperRuns(trials, progress));
  return measured;
}

async function measure(): Promise<Measured[]> {
  const measured: Measured[] = [];
  if (orientation !== null) measured.push(await measureOrientation(orientation));
  if (runs !== null) measured.push(...(await measureRuns(runs)));
  if (sacral !== null) measured.push(compareOnSacral(await readSacralTrials(sacral)));
  if (wanted("simulated")) measured.push(await measureSimulated(progress));
  if (wanted("clock")) measured.push(measureClocks());
  if (wanted("alerts")) measured.push(await measureFullChain(progress));
  return measured;
}

const measured = await measure().catch((error: Error) => {
  // A file that is missing or of another form; anything else is a defect, and shows its stack.
  if (error instanceof ImportError || "code" in error) return refuse(error.message);
  throw error;
});
const figures = measured.flatMap((part) => part.figures);
if (values.json) console.log(JSON.stringify({ figures }, null, 1));
else {
  for (const { title, rows } of measured.flatMap((part) => part.tables)) {
    console.log(`\n${title}`);
    for (const line of textTable(rows)) console.log(line);
  }
  const text = (figure: Figure): string[] => [
    figure.id,
    `${figure.value.toFixed(2)} ${figure.unit}`,
    figure.worst === undefined ? "" : figure.worst.toFixed(2),
    `${figure.n}`,
  ];
  const date = new Date().toISOString().slice(0, 10);
  console.log(
    `\nFigures, ${date}, Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}`,
  );
  for (const line of textTable([["figure", "value", "worst", "n"], ...figures.map(text)])) {
    console.log(line);
  }
}
