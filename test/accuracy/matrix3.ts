/** Rotation matrices, row by row. */
export type Matrix3 = readonly number[];

const product = (a: Matrix3, b: Matrix3): Matrix3 =>
  [0, 1, 2].flatMap((row) =>
    [0, 1, 2].map((column) =>
      [0, 1, 2].reduce((sum, k) => sum + (a[3 * row + k] as number) * (b[3 * k + column] as number), 0),
    ),
  );

export const multiply = (...factors: readonly Matrix3[]): Matrix3 => factors.reduce(product);

export const transpose = (m: Matrix3): Matrix3 =>
  [0, 3, 6, 1, 4, 7, 2, 5, 8].map((index) => m[index] as number);

export const transform = (m: Matrix3, v: readonly number[]): number[] =>
  [0, 1, 2].map((row) => [0, 1, 2].reduce((sum, k) => sum + (m[3 * row + k] as number) * (v[k] as number), 0));

/** Turn about an axis by the right-hand rule, rad. */
export function turn(axis: "x" | "y" | "z", angleRad: number): Matrix3 {
  const c = Math.cos(angleRad);
  const s = Math.sin(angleRad);
  if (axis === "x") return [1, 0, 0, 0, c, -s, 0, s, c];
  if (axis === "y") return [c, 0, s, 0, 1, 0, -s, 0, c];
  return [c, -s, 0, s, c, 0, 0, 0, 1];
}

/** Rotation matrix of a rotation vector, rad. */
export function fromRotationVector(v: readonly number[]): Matrix3 {
  const angle = Math.hypot(...v);
  const [x, y, z] = v.map((component) => component / (angle || 1)) as [number, number, number];
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const t = 1 - c;
  return [
    t * x * x + c, t * x * y - s * z, t * x * z + s * y,
    t * x * y + s * z, t * y * y + c, t * y * z - s * x,
    t * x * z - s * y, t * y * z + s * x, t * z * z + c,
  ];
}
