import { join } from "node:path";
import { standardGravityMPerS2 as g } from "../../src/model/units.ts";
import type { PelvisForce } from "../support/pelvis-force.ts";
import { column, readTable } from "../support/treadmill-reference.ts";
import type { ReferenceContact } from "./contact-comparison.ts";

/** Force normal to the belt from which a foot is on it, body weights: 50 N, as on the treadmill runs, of this man's 76.8 kg. */
const contactForceBw = 0.0664;

/** A force that lasts less than this is the plate's noise, s. */
const shortestContactS = 0.1;

/** Contacts that begin in the first part of a piece find the methods' filters not settled, s. */
const settlingS = 0.5;

/** One piece of running with a real sacral accelerometer. */
export interface SacralTrial {
  readonly name: string;
  readonly speedMPerS: number;
  readonly slopeDeg: number;
  readonly pelvis: PelvisForce;
  /** Whole contacts; sides are taken in turn, which foot begins is not known. */
  readonly contacts: readonly ReferenceContact[];
}

/** Reads a folder of the form of the shared sacral-force data. */
export async function readSacralTrials(directory: string): Promise<SacralTrial[]> {
  const list = await readTable(join(directory, "trials.csv"));
  const speeds = column(list, "speed_mps").map(Number);
  const slopes = column(list, "slope_deg").map(Number);
  return Promise.all(
    column(list, "trial").map(async (number, i) => {
      const table = await readTable(join(directory, `trial-${number}.csv.gz`));
      const timeS = column(table, "time_s").map(Number);
      const speedMPerS = speeds[i] as number;
      const slopeDeg = slopes[i] as number;
      const normalBw = column(table, "normal_force_bw").map(Number);
      return {
        name: `sacral ${number}, ${speedMPerS} m/s ${slopeDeg}°`,
        speedMPerS,
        slopeDeg,
        pelvis: {
          samplePeriodS: ((timeS.at(-1) as number) - (timeS[0] as number)) / (timeS.length - 1),
          timeS,
          force: forces(
            column(table, "acc_anteroposterior_g").map(Number),
            column(table, "acc_vertical_g").map(Number),
          ),
        },
        contacts: plateContacts(timeS, normalBw),
      };
    }),
  );
}

/**
 * Forces along the accelerometer's own axes, the missing one 0. They are not levelled: the sacrum's tilt (10 to 40° here) is
 * not known without standing, and the mean force does not tell it, because the vertical axis was cut off at 0.
 */
function forces(forwardG: readonly number[], upG: readonly number[]): Float64Array[] {
  return forwardG.map((forward, i) => Float64Array.of(g * forward, 0, g * (upG[i] as number)));
}

/** Whole contacts of the plate, their times between the samples. */
function plateContacts(timeS: readonly number[], normalBw: readonly number[]): ReferenceContact[] {
  const crossingS = (i: number): number => {
    const [before, after] = [normalBw[i - 1] as number, normalBw[i] as number];
    const fraction = (contactForceBw - before) / (after - before);
    const beforeS = timeS[i - 1] as number;
    return beforeS + fraction * ((timeS[i] as number) - beforeS);
  };
  const contacts: { initialContactS: number; toeOffS: number }[] = [];
  let initialContactS = Number.NaN;
  for (let i = 1; i < timeS.length; i++) {
    const wasOn = (normalBw[i - 1] as number) >= contactForceBw;
    const isOn = (normalBw[i] as number) >= contactForceBw;
    if (isOn && !wasOn) initialContactS = crossingS(i);
    if (!wasOn || isOn) continue;
    const toeOffS = crossingS(i);
    if (toeOffS - initialContactS >= shortestContactS) contacts.push({ initialContactS, toeOffS });
  }
  const first = (timeS[0] as number) + settlingS;
  return contacts
    .map((contact, i): ReferenceContact => ({ ...contact, side: i % 2 === 0 ? "left" : "right" }))
    .filter((contact) => contact.initialContactS > first);
}
