/**
 * Accuracy against the shared reference data:
 *   npm run accuracy -- [--only angles|stance] [--runs DIR] [--orientation DIR] [--json]
 * Nothing is fitted here: the shipped code runs as it is, mounting and references are not its input.
 */
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { textTable } from "../../src/session/text-table.ts";
import { measureAngles } from "./angles.ts";
import type { Figure, Measured } from "./figure.ts";
import { measureOrientation } from "./orientation-trial.ts";
import { measureStance } from "./stance.ts";
import { runTreadmillFolder, trialsOf } from "./treadmill-trial.ts";

const shared = (path: string): string =>
  fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url));

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    runs: { type: "string", default: shared("treadmill-runs") },
    orientation: { type: "string", default: shared("orientation") },
    json: { type: "boolean", default: false },
  },
});
const groups = ["angles", "stance"];
if (values.only !== undefined && !groups.includes(values.only)) {
  console.error(`--only ${values.only}: choose one of ${groups.join(", ")}`);
  process.exit(2);
}
const wanted = (group: string): boolean => values.only === undefined || values.only === group;
const progress = (text: string): void => {
  if (!values.json) console.error(text);
};

const measured: Measured[] = [];
if (wanted("angles")) measured.push(await measureOrientation(values.orientation));
const trials = trialsOf(await runTreadmillFolder(values.runs, progress));
if (wanted("angles")) measured.push(measureAngles(trials));
if (wanted("stance")) measured.push(measureStance(trials));

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
