import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Vqf } from "../../src/kernels/vqf/vqf.ts";
import { degPerRad } from "../../src/model/units.ts";
import { type Measured, rootMeanSquare } from "./figure.ts";

/**
 * Inclination error of a sample: what is left of q_est ⊗ conj(q_ref) when its turn about the vertical
 * is taken out, rad. By the tangent, which does not mind that the rounded reference is not quite of unit
 * length: the cosine of half a degree differs from 1 by no more than that.
 */
function inclinationError(q: Float64Array, ref: readonly number[]): number {
  const [w = 0, x = 0, y = 0, z = 0] = q;
  const [rw = 0, rx = 0, ry = 0, rz = 0] = ref;
  const ew = w * rw + x * rx + y * ry + z * rz;
  const ex = -w * rx + x * rw - y * rz + z * ry;
  const ey = -w * ry + x * rz + y * rw - z * rx;
  const ez = -w * rz - x * ry + y * rx + z * rw;
  return 2 * Math.atan2(Math.hypot(ex, ey), Math.hypot(ew, ez));
}

/** Inclination RMSE of the shipped filter over the moving part of one trial of the BROAD form. */
export async function inclinationRmseDeg(path: string): Promise<{ rmseDeg: number; n: number }> {
  const text = gunzipSync(await readFile(path))
    .toString("utf8")
    .trim();
  const [head = "", ...lines] = text.split("\n");
  const header = head.trim().split(",");
  const at = (name: string): number => {
    const index = header.findIndex((column) => column.startsWith(name));
    if (index < 0) throw new Error(`${path}: column ${name} is missing`);
    return index;
  };
  const [acc, gyr, ref, moving, time] = [
    at("acc_x"),
    at("gyr_x"),
    at("ref_qw"),
    at("moving"),
    at("time_s"),
  ];
  const rows = lines.map((line) => line.split(",").map(Number));
  const first = rows[0]?.[time] as number;
  const last = rows.at(-1)?.[time] as number;
  const filter = new Vqf((last - first) / (rows.length - 1));
  const q = new Float64Array(4);
  const errors: number[] = [];
  for (const row of rows) {
    filter.update(
      Float64Array.from(row.slice(gyr, gyr + 3)),
      Float64Array.from(row.slice(acc, acc + 3)),
    );
    const reference = row.slice(ref, ref + 4);
    if (row[moving] !== 1 || reference.some(Number.isNaN)) continue;
    errors.push(inclinationError(filter.orientation(q), reference));
  }
  return { rmseDeg: rootMeanSquare(errors) * degPerRad, n: errors.length };
}

/** Inclination RMSE of the orientation filter on every trial of a folder of the BROAD form. */
export async function measureOrientation(directory: string): Promise<Measured> {
  const files = (await readdir(directory)).filter((name) => name.endsWith(".csv.gz")).sort();
  const figures = [];
  const rows = [["trial", "inclination RMSE", "samples"]];
  for (const file of files) {
    const { rmseDeg, n } = await inclinationRmseDeg(join(directory, file));
    const trial = file.replace(".csv.gz", "");
    figures.push({ id: `inclination-rmse ${trial}`, value: rmseDeg, unit: "deg", n });
    rows.push([trial, `${rmseDeg.toFixed(2)}°`, `${n}`]);
  }
  return { figures, tables: [{ title: "Orientation against optics", rows }] };
}
