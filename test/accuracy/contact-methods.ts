import { treadmillSession } from "../../src/import/treadmill-session.ts";
import { ContactDetector } from "../../src/kernels/contact-detector.ts";
import type { ContactMethod } from "../../src/kernels/contact-methods/contact-method.ts";
import { publishedMethods } from "../../src/kernels/contact-methods/published-methods.ts";
import {
  type ContactTime,
  contactTime,
  initialContactCorrection,
  noMeasurement,
  toeOffCorrection,
} from "../../src/kernels/contact-timing.ts";
import { levelAxis } from "../../src/kernels/level-force.ts";
import { frameRateHz } from "../../src/pipeline/synchronize-frames.ts";
import { type PelvisForce, pelvisForce } from "../support/pelvis-force.ts";
import { ofKind } from "../support/recorded-events.ts";
import {
  type ComparedTrial,
  compareMethods,
  type DetectedEvent,
  stanceErrorsMs,
} from "./contact-comparison.ts";
import { type Figure, largest, type Measured, rootMeanSquare } from "./figure.ts";
import type { SacralTrial } from "./sacral-trial.ts";
import type { TreadmillRun, Trial } from "./treadmill-trial.ts";

const ours = "ours";
const methods = [...publishedMethods.map(({ name }) => name), ours];

/** What each published method says of a pelvis' forces. */
function runPublished(pelvis: PelvisForce): [string, DetectedEvent[]][] {
  return publishedMethods.map(({ name, create }) => [
    name,
    runMethod(create(pelvis.samplePeriodS), pelvis),
  ]);
}

function runMethod(method: ContactMethod, { timeS, force }: PelvisForce): DetectedEvent[] {
  const events: DetectedEvent[] = [];
  timeS.forEach((decidedAtS, i) => {
    const levelForce = force[i] ?? null;
    if (levelForce === null) method.reset();
    else if (method.update(decidedAtS, levelForce)) {
      const { initialContactS, toeOffS } = method.found;
      const found = [
        { type: "initialContact", timeS: initialContactS, decidedAtS },
        { type: "toeOff", timeS: toeOffS, decidedAtS },
      ] as const;
      events.push(...found.filter((event) => !Number.isNaN(event.timeS)));
    }
  });
  return events;
}

/** What the shipped detection says from the pelvis' vertical force alone, at a known speed. */
function runShipped(pelvis: PelvisForce, speedMPerS: number): DetectedEvent[] {
  const detector = new ContactDetector(pelvis.samplePeriodS);
  const measurement = noMeasurement();
  const time: ContactTime = { timeS: 0, method: "pelvis-vertical-crossing", confidence: 0 };
  return pelvis.timeS.flatMap((decidedAtS, i) => {
    const up = pelvis.force[i]?.[levelAxis.up] ?? Number.NaN;
    const type = detector.update(decidedAtS, Float64Array.of(up, Number.NaN, Number.NaN));
    if (type === null) return [];
    const isLanding = type === "initialContact";
    if (isLanding) detector.measureInitialContact(measurement, null);
    else detector.measureToeOff(measurement);
    const correction = isLanding ? initialContactCorrection : toeOffCorrection;
    const { timeS } = contactTime(time, measurement, correction, speedMPerS);
    return [{ type, timeS, decidedAtS }];
  });
}

async function detectedInRun({ raw, outputs }: TreadmillRun): Promise<ComparedTrial["detected"]> {
  const { header, events } = treadmillSession(raw.runner, raw.samples, { seed: 1, title: null });
  const pelvis = await pelvisForce(header, [...events], 1 / frameRateHz);
  return new Map([...runPublished(pelvis), [ours, ofKind(outputs, "gaitEvent")]]);
}

/**
 * The published methods and our pipeline on the treadmill runs, all from the same frames of the pelvis. Ours has the advantage of
 * a timing that was fitted on some of these runners; taking out each method's own mean makes up for a part of it.
 */
export async function compareOnTreadmill(trials: readonly Trial[]): Promise<Measured> {
  const detected = new Map<TreadmillRun, ComparedTrial["detected"]>();
  for (const run of new Set(trials.map((trial) => trial.run))) {
    detected.set(run, await detectedInRun(run));
  }
  const compared = trials.map(({ run, contacts }) => ({
    contacts,
    detected: detected.get(run) as ComparedTrial["detected"],
  }));
  const { figures, table } = compareMethods(
    "Contact methods on the same data (ms; stance RMS without the method's own mean)",
    "contact-method",
    methods,
    compared,
  );
  return { figures, tables: [table] };
}

/** The same methods, and ours from the pelvis alone, on a real sacral accelerometer. */
export function compareOnSacral(trials: readonly SacralTrial[]): Measured {
  const compared = trials.map(({ pelvis, speedMPerS, contacts }) => ({
    contacts,
    detected: new Map([...runPublished(pelvis), [ours, runShipped(pelvis, speedMPerS)]]),
  }));
  const { figures, table } = compareMethods(
    "Contact methods on a real sacral accelerometer (ms; sides taken in turn)",
    "sacral-method",
    methods,
    compared,
  );
  const errors = stanceErrorsMs(compared, ours);
  const stanceRms: Figure = {
    id: "sacral-stance-rms",
    value: rootMeanSquare(errors),
    unit: "ms",
    n: errors.length,
    worst: largest(errors),
    per: Object.fromEntries(trials.map((trial, i) => [trial.name, errors[i] as number])),
  };
  return { figures: [stanceRms, ...figures], tables: [table] };
}
