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

/** Columns of the optical angles, with the signs of our own angles. */
export const opticalColumns = {
  pelvicTilt: "pelvis_tilt_deg",
  pelvicObliquity: "pelvis_obliquity_deg",
  pelvicRotation: "pelvis_rotation_deg",
  leftHipFlexion: "left_hip_flexion_deg",
  leftHipAdduction: "left_hip_adduction_deg",
  leftHipInternalRotation: "left_hip_internal_rotation_deg",
  rightHipFlexion: "right_hip_flexion_deg",
  rightHipAdduction: "right_hip_adduction_deg",
  rightHipInternalRotation: "right_hip_internal_rotation_deg",
} as const;
export type OpticalAngle = keyof typeof opticalColumns;

/** Optical angles at 100 Hz, degrees. */
export interface OpticalAngles {
  readonly timeS: readonly number[];
  /** What is being done; null where the pieces of the recording are joined by what is no real motion. */
  readonly activity: readonly ("standing" | "running" | null)[];
  readonly deg: Readonly<Record<OpticalAngle, readonly number[]>>;
}

export async function readTable(path: string): Promise<{ header: string[]; rows: string[][] }> {
  const bytes = await readFile(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").trim();
  const [head = "", ...lines] = text.split("\n");
  return {
    header: head.trim().split(","),
    rows: lines.map((line) => line.trim().split(",")),
  };
}

export function column(table: { header: string[]; rows: string[][] }, name: string): string[] {
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

/** What the column `valid` says. */
const activityOf: Readonly<Record<string, "running" | "standing">> = {
  1: "running",
  2: "standing",
};

/** reference-angles.csv.gz of a treadmill-run folder. */
export async function readOpticalAngles(directory: string): Promise<OpticalAngles> {
  const table = await readTable(join(directory, "reference-angles.csv.gz"));
  const deg = Object.fromEntries(
    Object.entries(opticalColumns).map(([angle, name]) => [angle, column(table, name).map(Number)]),
  ) as Record<OpticalAngle, number[]>;
  const activity = column(table, "valid").map((valid) => activityOf[valid] ?? null);
  return { timeS: column(table, "time_s").map(Number), activity, deg };
}

/** An optical angle at any time, linear between its samples. */
export function opticalAngleAt(angles: OpticalAngles, angle: OpticalAngle, timeS: number): number {
  const { timeS: times, deg } = angles;
  const first = times[0] as number;
  const rateHz = (times.length - 1) / ((times.at(-1) as number) - first);
  const position = (timeS - first) * rateHz;
  const index = Math.floor(position);
  const before = deg[angle][index] as number;
  return before + (position - index) * ((deg[angle][index + 1] as number) - before);
}
