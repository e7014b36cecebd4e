import { mean } from "simple-statistics";
import { type Activity, activities, type SessionOutput } from "../../src/model/session-output.ts";
import { ofKind } from "../support/recorded-events.ts";
import { type Figure, largest, type Measured } from "./figure.ts";
import { repeatRows, runSamples } from "./manipulate.ts";
import type { TreadmillRun } from "./treadmill-trial.ts";

/** Columns of the confusion: what is said, and last that nothing is. */
const said = [...activities, "not known"] as const;
type Said = (typeof said)[number];

/** Rows: what the runner really does. */
const done = ["standing", "running", "joined pieces", "standing after a stop"] as const;
type Done = (typeof done)[number];

/** Time that was spent on one thing while another was said, s. */
type Confusion = Record<Done, Record<Said, number>>;

function emptyConfusion(): Confusion {
  const row = () => Object.fromEntries(said.map((one) => [one, 0]));
  return Object.fromEntries(done.map((one) => [one, row()])) as Confusion;
}

/** What was last said before a time. */
function saidAt(outputs: readonly SessionOutput[], timeS: number): Said {
  const last = ofKind(outputs, "activity").findLast((output) => output.timeS <= timeS);
  return last?.activity ?? "not known";
}

/** How finely time is looked at, s. */
const gridS = 0.05;

/** A run as it was recorded. */
function addRun(confusion: Confusion, { outputs, angles }: TreadmillRun): void {
  const firstS = angles.timeS[0] as number;
  const lastS = angles.timeS.at(-1) as number;
  const rateHz = (angles.timeS.length - 1) / (lastS - firstS);
  for (let timeS = firstS; timeS < lastS; timeS += gridS) {
    const really = angles.activity[Math.floor((timeS - firstS) * rateHz)];
    confusion[really ?? "joined pieces"][saidAt(outputs, timeS)] += gridS;
  }
}

/** Pieces of the run with a stop, s of the recording: it stands, runs at the first speed, and stands for twice as long. */
const stopPieces = [
  { fromS: 0.2, untilS: 5.4 },
  { fromS: 10, untilS: 25 },
  { fromS: 0.2, untilS: 5.4 },
  { fromS: 0.2, untilS: 5.4 },
] as const;

/** A run cut so that the runner stops dead; how long it took to say that nobody runs, and that somebody stands, s. */
async function addStop(
  confusion: Confusion,
  { raw: { runner, samples } }: TreadmillRun,
): Promise<Record<"stopped" | "standing", number>> {
  const rateHz = runner.sample_rate_hz;
  const row = (timeS: number): number => samples.timeS.findIndex((at) => at >= timeS);
  const rows = stopPieces.flatMap(({ fromS, untilS }) => {
    const first = row(fromS);
    return Array.from({ length: row(untilS) - first }, (_, i) => first + i);
  });
  const cut = repeatRows(samples, rows, rateHz);
  const outputs = await runSamples(runner, cut);
  const standsFor = stopPieces.slice(2).reduce((sum, { fromS, untilS }) => sum + untilS - fromS, 0);
  const endS = cut.timeS.at(-1) as number;
  const stopS = endS - standsFor;
  for (let timeS = stopS; timeS < endS; timeS += gridS) {
    confusion["standing after a stop"][saidAt(outputs, timeS)] += gridS;
  }
  const firstSaid = (is: (activity: Activity) => boolean): number => {
    const after = ofKind(outputs, "activity").find(
      ({ timeS, activity }) => timeS > stopS && activity !== null && is(activity),
    );
    return (after?.timeS ?? Number.POSITIVE_INFINITY) - stopS;
  };
  return {
    stopped: firstSaid((activity) => activity !== "running"),
    standing: firstSaid((activity) => activity === "standing"),
  };
}

/**
 * Standing and running against what the treadmill runs are known to be. Nobody walks in them, and the pieces that join two
 * speeds are no real motion: they are shown and not judged. Neither is the time before the pelvis pod is calibrated. They
 * hold less than a second of standing after that, so each is cut once more to a run with a stop, which no real one is so sudden as.
 */
export async function measureActivity(runs: readonly TreadmillRun[]): Promise<Measured> {
  const confusion = emptyConfusion();
  for (const run of runs) addRun(confusion, run);
  const delays = [];
  for (const run of runs) delays.push(await addStop(confusion, run));
  const share = (id: string, rows: readonly Done[]): Figure => {
    const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
    const right = (row: Done): number => confusion[row][row === "running" ? "running" : "standing"];
    const stated = (row: Done): number => sum(activities.map((one) => confusion[row][one]));
    const n = sum(rows.map(stated));
    return {
      id,
      value: (100 * sum(rows.map(right))) / n,
      unit: "% of time",
      n: Math.round(n),
      per: Object.fromEntries(rows.map((row) => [row, (100 * right(row)) / stated(row)])),
    };
  };
  const delay = (id: string, values: number[]): Figure => {
    return { id, value: mean(values), unit: "s", n: values.length, worst: largest(values) };
  };
  const figures = [
    share("activity-right", ["standing", "running"]),
    share("stop-right", ["standing after a stop"]),
    delay(
      "stop-noticed",
      delays.map((one) => one.stopped),
    ),
    delay(
      "standing-noticed",
      delays.map((one) => one.standing),
    ),
  ];
  const rows = [
    ["really (s)", ...said.map((one) => `said ${one}`)],
    ...done.map((one) => [one, ...said.map((other) => confusion[one][other].toFixed(1))]),
  ];
  return { figures, tables: [{ title: "Activity", rows }] };
}
