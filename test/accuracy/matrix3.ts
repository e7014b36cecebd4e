/** Rotation matrices, row by row. */
export type Matrix3 = readonly number[];

const places = [0, 1, 2];

const product = (a: Matrix3, b: Matrix3): Matrix3 =>
  places.flatMap((row) =>
    places.map((column) =>
      places.reduce(
        (sum, k) => sum + (a[3 * row + k] as number) * (b[3 * k + column] as number),
        0,
      ),
    ),
  );

export const multiply = (...factors: readonly Matrix3[]): Matrix3 => factors.reduce(product);

export const transpose = (m: Matrix3): Matrix3 =>
  [0, 3, 6, 1, 4, 7, 2, 5, 8].map((index) => m[index] as number);

export const transform = (m: Matrix3, v: readonly number[]): number[] =>
  places.map((row) =>
    places.reduce((sum, k) => sum + (m[3 * row + k] as number) * (v[k] as number), 0),
  );

/** Turn about an axis by the right-hand rule, rad. */
export function turn(axis: "x" | "y" | "z", angleRad: number): Matrix3 {
  const c = Math.cos(angleRad);
  const s = Math.sin(angleRad);
  if (axis === "x") return [1, 0, 0, 0, c, -s, 0, s, c];
  if (axis === "y") return [c, 0, s, 0, 1, 0, -s, 0, c];
  return [c, -s, 0, s, c, 0, 0, 0, 1];
}

/** Rotation matrix of a rotation vector, rad (Rodrigues). */
export function fromRotationVector(v: readonly number[]): Matrix3 {
  const angle = Math.hypot(...v);
  const [x, y, z] = v.map((component) => component / (angle || 1)) as [number, number, number];
  const cross = [0, -z, y, z, 0, -x, -y, x, 0];
  const squared = product(cross, cross);
  const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  return identity.map(
    (one, i) =>
      one + Math.sin(angle) * (cross[i] as number) + (1 - Math.cos(angle)) * (squared[i] as number),
  );
}
