import { filter, from, lastValueFrom, toArray } from "rxjs";
import type { TreadmillSamples } from "../../src/import/treadmill-samples.ts";
import { treadmillSession } from "../../src/import/treadmill-session.ts";
import { ContactDetector } from "../../src/kernels/contact-detector.ts";
import { type ContactMeasurement, noMeasurement } from "../../src/kernels/contact-timing.ts";
import { motionChannel, motionChannels } from "../../src/kernels/motion-track.ts";
import { type Placement, placements, type Side } from "../../src/model/pod.ts";
import type { SampleBatch } from "../../src/model/sample-batch.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import { calibrateSagittal } from "../../src/pipeline/calibrate-sagittal.ts";
import { calibrateStandingPods } from "../../src/pipeline/calibrate-standing.ts";
import { detectGaitEvents } from "../../src/pipeline/detect-gait-events.ts";
import { estimateOrientation } from "../../src/pipeline/estimate-orientation.ts";
import type { PipelineValue } from "../../src/pipeline/pipeline-value.ts";
import { frameRateHz, synchronizeFrames } from "../../src/pipeline/synchronize-frames.ts";
import type { PlateContact } from "../support/treadmill-reference.ts";
import type { RawRun } from "./treadmill-trial.ts";

/** A stance of the plate and what the shipped kernels measured of it. */
export interface MeasuredContact {
  readonly plate: PlateContact;
  readonly initialContact: ContactMeasurement;
  readonly toeOff: ContactMeasurement;
}

/** Vertical forces of pelvis and thighs on the common grid, NaN where not known, and the sides of the landings. */
export interface ContactFrames {
  readonly timeS: readonly number[];
  readonly forcesMPerS2: readonly Float64Array[];
  /** By the time of the decision. */
  readonly sides: ReadonlyMap<number, Side | null>;
}

/** Samples that are handed on at a time. */
const batchSamples = 7;

/** The samples as they were measured, without a radio link that would delay them. */
function* sampleBatches(
  { pods }: SessionHeader,
  samples: TreadmillSamples,
): Generator<SampleBatch> {
  for (let first = 0; first + batchSamples <= samples.count; first += batchSamples) {
    const end = first + batchSamples;
    for (const { podId, placement, sampleRateHz } of pods) {
      const { accMPerS2, gyrRadPerS } = samples.pods[placement];
      yield {
        kind: "samples",
        podId,
        placement,
        count: batchSamples,
        arrivalTimeS: samples.timeS[end - 1] as number,
        timeS: samples.timeS.subarray(first, end),
        samplePeriodS: 1 / sampleRateHz,
        accMPerS2: accMPerS2.subarray(3 * first, 3 * end),
        gyrRadPerS: gyrRadPerS.subarray(3 * first, 3 * end),
        lostBefore: 0,
        restarted: false,
      };
    }
  }
}

/** What a session's first stages make of a run. */
export async function contactFrames({ runner, samples }: RawRun): Promise<ContactFrames> {
  const { header } = treadmillSession(runner, samples, { seed: 1, title: null });
  const { pods, calibrationSpans } = header;
  const values = await lastValueFrom(
    from<Iterable<PipelineValue>>(sampleBatches(header, samples)).pipe(
      estimateOrientation(pods),
      calibrateStandingPods(pods, calibrationSpans),
      synchronizeFrames(),
      calibrateSagittal(pods),
      detectGaitEvents(),
      filter((value) => value.kind === "frames" || value.kind === "gaitEvent"),
      toArray(),
    ),
  );
  const timeS: number[] = [];
  const forcesMPerS2: Float64Array[] = [];
  const sides = new Map<number, Side | null>();
  for (const value of values) {
    if (value.kind === "gaitEvent" && value.type === "initialContact") {
      sides.set(value.decidedAtS, value.side);
    }
    if (value.kind !== "frames") continue;
    for (let i = 0; i < value.count; i++) {
      const vertical = i * motionChannels + motionChannel.force + 2;
      timeS.push(value.timeS[i] as number);
      forcesMPerS2.push(
        Float64Array.from(placements, (placement) => {
          const { valid, values: motion } = value.segments[placement];
          return valid[i] === 1 ? (motion[vertical] as number) : Number.NaN;
        }),
      );
    }
  }
  return { timeS, forcesMPerS2, sides };
}

/** What is kept from the kernels. */
export interface Withheld {
  readonly pods: readonly Placement[];
  readonly sides: boolean;
}

/** A landing of the pelvis' own force is this much later than the plate's, and at most so much off that, s. */
const pelvisLateS = 0.026;
const matchS = 0.06;

/** What the kernels measure of the plate's contacts. */
export function measureContacts(
  { timeS, forcesMPerS2, sides }: ContactFrames,
  contacts: readonly PlateContact[],
  withheld: Withheld,
): MeasuredContact[] {
  const detector = new ContactDetector(1 / frameRateHz);
  const measured: MeasuredContact[] = [];
  let plate: PlateContact | undefined;
  let initialContact = noMeasurement();
  timeS.forEach((atS, i) => {
    const forces = (forcesMPerS2[i] as Float64Array).slice();
    for (const placement of withheld.pods) forces[placements.indexOf(placement)] = Number.NaN;
    const type = detector.update(atS, forces);
    if (type === "initialContact") {
      const side = withheld.sides ? null : (sides.get(atS) ?? null);
      initialContact = detector.measureInitialContact(noMeasurement(), side);
      const aboutS = initialContact.pelvisS - pelvisLateS;
      plate = contacts.find((c) => Math.abs(c.initialContactS - aboutS) < matchS);
    } else if (type === "toeOff" && plate !== undefined) {
      measured.push({ plate, initialContact, toeOff: detector.measureToeOff(noMeasurement()) });
      plate = undefined;
    }
  });
  return measured;
}
