import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Side } from "../../src/model/pod.ts";

/** One stance from the force plate, s. */
export interface PlateContact {
  readonly side: Side;
  readonly initialContactS: number;
  readonly toeOffS: number;
  readonly beltSpeedMPerS: number;
}

/** Optical pelvic angles at 100 Hz, degrees. */
export interface OpticalAngles {
  readonly timeS: readonly number[];
  readonly tiltDeg: readonly number[];
  readonly obliquityDeg: readonly number[];
}

async function readTable(path: string): Promise<{ header: string[]; rows: string[][] }> {
  const bytes = await readFile(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").trim();
  const [head = "", ...lines] = text.split("\n");
  return {
    header: head.trim().split(","),
    rows: lines.map((line) => line.trim().split(",")),
  };
}

function column(table: { header: string[]; rows: string[][] }, name: string): string[] {
  const index = table.header.indexOf(name);
  if (index < 0) throw new Error(`column ${name} is missing`);
  return table.rows.map((row) => row[index] as string);
}

/** reference-contacts.csv of a treadmill-run folder. */
export async function readPlateContacts(directory: string): Promise<PlateContact[]> {
  const table = await readTable(join(directory, "reference-contacts.csv"));
  const initialContactS = column(table, "initial_contact_s").map(Number);
  const toeOffS = column(table, "toe_off_s").map(Number);
  const beltSpeedMPerS = column(table, "speed_mps").map(Number);
  return column(table, "side").map((side, i) => ({
    side: side as Side,
    initialContactS: initialContactS[i] as number,
    toeOffS: toeOffS[i] as number,
    beltSpeedMPerS: beltSpeedMPerS[i] as number,
  }));
}

/** Pelvic angles of reference-angles.csv.gz of a treadmill-run folder. */
export async function readOpticalAngles(directory: string): Promise<OpticalAngles> {
  const table = await readTable(join(directory, "reference-angles.csv.gz"));
  return {
    timeS: column(table, "time_s").map(Number),
    tiltDeg: column(table, "pelvis_tilt_deg").map(Number),
    obliquityDeg: column(table, "pelvis_obliquity_deg").map(Number),
  };
}
