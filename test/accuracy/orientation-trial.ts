import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { MagnetometerHeading } from "../../src/kernels/vqf/magnetometer-heading.ts";
import { defaultMagnetometerParams } from "../../src/kernels/vqf/magnetometer-params.ts";
import { NineAxisVqf } from "../../src/kernels/vqf/nine-axis-vqf.ts";
import { Vqf } from "../../src/kernels/vqf/vqf.ts";
import { degPerRad } from "../../src/model/units.ts";
import { type Figure, type Measured, rootMeanSquare } from "./figure.ts";

/** One trial of the BROAD form: a pod on a board, the earth frame of the reference East-North-Up (magnetic north). */
interface OrientationTrial {
  readonly samplePeriodS: number;
  readonly timeS: Float64Array;
  /** Triples in pod axes; null where the file has no magnetometer. */
  readonly gyrRadPerS: Float64Array;
  readonly accMPerS2: Float64Array;
  readonly magMicroT: Float64Array | null;
  /** Quaternions earthFromPod; NaN where the sample does not count for the error. */
  readonly reference: Float64Array;
}

/** Errors of the samples that count, rad. */
interface OrientationErrors {
  readonly total: number[];
  readonly heading: number[];
  readonly inclination: number[];
}

async function readTrial(path: string): Promise<OrientationTrial> {
  const text = gunzipSync(await readFile(path))
    .toString("utf8")
    .trim();
  const [head = "", ...lines] = text.split("\n");
  const header = head.trim().split(",");
  const rows = lines.map((line) => line.split(",").map(Number));
  const indexOf = (name: string): number => header.findIndex((column) => column.startsWith(name));
  const columns = (name: string, count: number): Float64Array => {
    const index = indexOf(name);
    if (index < 0) throw new Error(`${path}: column ${name} is missing`);
    return Float64Array.from(rows.flatMap((row) => row.slice(index, index + count)));
  };
  const timeS = columns("time_s", 1);
  const moving = columns("moving", 1);
  const reference = columns("ref_qw", 4);
  return {
    samplePeriodS: ((timeS.at(-1) as number) - (timeS[0] as number)) / (rows.length - 1),
    timeS,
    gyrRadPerS: columns("gyr_x", 3),
    accMPerS2: columns("acc_x", 3),
    magMicroT: indexOf("mag_x") < 0 ? null : columns("mag_x", 3),
    reference: reference.map((q, i) => (moving[Math.floor(i / 4)] === 1 ? q : Number.NaN)),
  };
}

/**
 * Adds the error quaternion q_est ⊗ conj(q_ref) in the earth frame, split as BROAD does: the whole
 * turn, the part about the vertical and the rest. By tangents, which do not mind that the reference is
 * rounded and so not exactly of unit length: the cosine of half a degree is 1 but for 1e-5.
 */
function addErrors(errors: OrientationErrors, q: Float64Array, ref: Float64Array): void {
  const [w = 0, x = 0, y = 0, z = 0] = q;
  const [rw = 0, rx = 0, ry = 0, rz = 0] = ref;
  const ew = w * rw + x * rx + y * ry + z * rz;
  const ex = -w * rx + x * rw - y * rz + z * ry;
  const ey = -w * ry + x * rz + y * rw - z * rx;
  const ez = -w * rz - x * ry + y * rx + z * rw;
  errors.total.push(2 * Math.atan2(Math.hypot(ex, ey, ez), Math.abs(ew)));
  errors.heading.push(2 * Math.atan(ez / ew));
  errors.inclination.push(2 * Math.atan2(Math.hypot(ex, ey), Math.hypot(ew, ez)));
}

/** Errors of one orientation over a trial; `step` takes sample i and writes earthFromPod after it. */
function errorsOf(
  trial: OrientationTrial,
  step: (i: number, earthFromPod: Float64Array) => void,
): OrientationErrors {
  const errors: OrientationErrors = { total: [], heading: [], inclination: [] };
  const q = new Float64Array(4);
  for (let i = 0; i < trial.timeS.length; i++) {
    step(i, q);
    const ref = trial.reference.subarray(4 * i, 4 * i + 4);
    if (!ref.some(Number.isNaN)) addErrors(errors, q, ref);
  }
  return errors;
}

function sixAxisErrors(trial: OrientationTrial): OrientationErrors {
  const filter = new Vqf(trial.samplePeriodS);
  return errorsOf(trial, (i, q) => {
    filter.update(trial.gyrRadPerS, trial.accMPerS2, 3 * i);
    filter.orientation(q);
  });
}

function nineAxisErrors(
  trial: OrientationTrial,
  magMicroT: Float64Array,
  magnetometerParams = defaultMagnetometerParams,
): OrientationErrors {
  const magnetometer = new MagnetometerHeading(trial.samplePeriodS, magnetometerParams);
  const filter = new NineAxisVqf(new Vqf(trial.samplePeriodS), magnetometer);
  return errorsOf(trial, (i, q) => {
    filter.update(trial.gyrRadPerS, trial.accMPerS2, magMicroT, 3 * i);
    filter.orientation9(q);
  });
}

/** A magnet on the pod from 100 to 120 s: 40 µT along pod x, nearly as much as the earth's field. */
function withMagnet(magMicroT: Float64Array, timeS: Float64Array): Float64Array {
  return magMicroT.map((field, i) => {
    const t = timeS[Math.floor(i / 3)] as number;
    return i % 3 === 0 && t >= 100 && t < 120 ? field + 40 : field;
  });
}

const rmseDeg = (errors: readonly number[]): number => rootMeanSquare(errors) * degPerRad;

const cell = (errors: readonly number[]): string => `${rmseDeg(errors).toFixed(2)}°`;

/** Inclination RMSE of the shipped filter over the moving part of one trial of the BROAD form. */
export async function inclinationRmseDeg(path: string): Promise<{ rmseDeg: number; n: number }> {
  const { inclination } = sixAxisErrors(await readTrial(path));
  return { rmseDeg: rmseDeg(inclination), n: inclination.length };
}

/** Figures of the 9-axis filter on a trial, and its row for people. */
function measureNineAxis(
  name: string,
  trial: OrientationTrial,
  magMicroT: Float64Array,
): { figures: Figure[]; row: string[] } {
  const magnet = withMagnet(magMicroT, trial.timeS);
  const { total, heading } = nineAxisErrors(trial, magMicroT);
  const besideMagnet = nineAxisErrors(trial, magnet).heading;
  const notRejected = nineAxisErrors(trial, magnet, {
    ...defaultMagnetometerParams,
    maxRejectionTimeS: 0,
    rejectionFactor: 1,
  }).heading;
  const figure = (id: string, errors: readonly number[]): Figure => ({
    id: `${id} ${name}`,
    value: rmseDeg(errors),
    unit: "deg",
    n: errors.length,
  });
  return {
    figures: [
      figure("orientation-9d-rmse", total),
      figure("heading-9d-rmse", heading),
      figure("heading-9d-magnet-rmse", besideMagnet),
    ],
    row: [name, cell(total), cell(heading), cell(besideMagnet), cell(notRejected)],
  };
}

/** RMSE of the orientation filter, without and with magnetometer, on every trial of a folder of the BROAD form. */
export async function measureOrientation(directory: string): Promise<Measured> {
  const files = (await readdir(directory)).filter((name) => name.endsWith(".csv.gz")).sort();
  const figures: Figure[] = [];
  const sixAxis = [["trial", "inclination RMSE", "samples"]];
  const nineAxis = [["trial", "total RMSE", "heading", "magnet for 20 s", "that not rejected"]];
  for (const file of files) {
    const trial = await readTrial(join(directory, file));
    const name = file.replace(".csv.gz", "");
    const { inclination } = sixAxisErrors(trial);
    const n = inclination.length;
    figures.push({ id: `inclination-rmse ${name}`, value: rmseDeg(inclination), unit: "deg", n });
    sixAxis.push([name, cell(inclination), `${n}`]);
    if (trial.magMicroT === null) continue;
    const measured = measureNineAxis(name, trial, trial.magMicroT);
    figures.push(...measured.figures);
    nineAxis.push(measured.row);
  }
  return {
    figures,
    tables: [
      { title: "Orientation against optics", rows: sixAxis },
      { title: "Orientation with magnetometer against optics", rows: nineAxis },
    ],
  };
}
