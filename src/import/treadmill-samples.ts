import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type Placement, placements } from "../model/pod.ts";
import { ImportError } from "./import-error.ts";
import { readFolderFile, samplesFileName } from "./treadmill-folder.ts";

const gunzipAsync = promisify(gunzip);

const columnPrefix: Readonly<Record<Placement, string>> = {
  pelvis: "pelvis",
  leftThigh: "left_thigh",
  rightThigh: "right_thigh",
};

/** What one pod measured: flat triples in pod axes, SI units. */
export interface ImportedPod {
  readonly accMPerS2: Float64Array;
  readonly gyrRadPerS: Float64Array;
}

/** imu.csv.gz of a treadmill-run folder: all pods on one common clock. */
export interface TreadmillSamples {
  readonly count: number;
  readonly timeS: Float64Array;
  readonly pods: Readonly<Record<Placement, ImportedPod>>;
}

function columnNames(placement: Placement): string[] {
  const prefix = columnPrefix[placement];
  return [
    ...["x", "y", "z"].map((axis) => `${prefix}_acc_${axis}_mps2`),
    ...["x", "y", "z"].map((axis) => `${prefix}_gyr_${axis}_radps`),
  ];
}

async function readLines(directory: string): Promise<string[]> {
  const zipped = await readFolderFile(directory, samplesFileName);
  try {
    return (await gunzipAsync(zipped)).toString("utf8").trimEnd().split("\n");
  } catch (cause) {
    const path = join(directory, samplesFileName);
    throw new ImportError(`${path}: cannot be unpacked (${(cause as Error).message})`, { cause });
  }
}

/**
 * Reads the samples of all three pods.
 * @throws ImportError where the file is missing or no gzip, a column is missing, a value is no number
 * or the times do not keep to the sample rate.
 */
export async function readTreadmillSamples(
  directory: string,
  sampleRateHz: number,
): Promise<TreadmillSamples> {
  const path = join(directory, samplesFileName);
  const lines = await readLines(directory);
  const header = (lines[0] ?? "").trim().split(",");
  const indexOf = (name: string): number => {
    const index = header.indexOf(name);
    if (index < 0) throw new ImportError(`${path}: column ${name} is missing`);
    return index;
  };
  const timeColumn = indexOf("time_s");
  const columns = placements.map((placement) => columnNames(placement).map(indexOf));
  const count = lines.length - 1;
  if (count < 1) throw new ImportError(`${path}: holds no samples`);
  const timeS = new Float64Array(count);
  const arrays = placements.map(() => ({
    accMPerS2: new Float64Array(3 * count),
    gyrRadPerS: new Float64Array(3 * count),
  }));
  for (let row = 0; row < count; row++) {
    const cells = (lines[row + 1] as string).split(",");
    const number = (column: number): number => {
      const cell = cells[column]?.trim();
      const value = cell === undefined || cell === "" ? Number.NaN : Number(cell);
      if (Number.isFinite(value)) return value;
      const where = `${path}: line ${row + 2}, column ${header[column] ?? column}`;
      throw new ImportError(`${where}: "${cell ?? ""}" is not a number`);
    };
    timeS[row] = number(timeColumn);
    arrays.forEach(({ accMPerS2, gyrRadPerS }, pod) => {
      const podColumns = columns[pod] as number[];
      for (let i = 0; i < 3; i++) {
        accMPerS2[3 * row + i] = number(podColumns[i] as number);
        gyrRadPerS[3 * row + i] = number(podColumns[i + 3] as number);
      }
    });
  }
  checkTimes(path, timeS, sampleRateHz);
  const pods = Object.fromEntries(placements.map((placement, i) => [placement, arrays[i]]));
  return { count, timeS, pods: pods as Record<Placement, ImportedPod> };
}

function checkTimes(path: string, timeS: Float64Array, sampleRateHz: number): void {
  const periodS = 1 / sampleRateHz;
  for (let row = 1; row < timeS.length; row++) {
    const step = (timeS[row] as number) - (timeS[row - 1] as number);
    if (Math.abs(step - periodS) <= 0.1 * periodS) continue;
    throw new ImportError(
      `${path}: line ${row + 2}: ${step.toFixed(4)} s after the line before, ` +
        `but runner.json says ${sampleRateHz} Hz`,
    );
  }
}
