/** Plain 3-vectors in Float64Array; `out` may alias an input. */

export function dot3(a: Float64Array, b: Float64Array): number {
  return (
    (a[0] as number) * (b[0] as number) +
    (a[1] as number) * (b[1] as number) +
    (a[2] as number) * (b[2] as number)
  );
}

/** Right-handed cross product a × b. */
export function cross3(out: Float64Array, a: Float64Array, b: Float64Array): Float64Array {
  const ax = a[0] as number;
  const ay = a[1] as number;
  const az = a[2] as number;
  const bx = b[0] as number;
  const by = b[1] as number;
  const bz = b[2] as number;
  out[0] = ay * bz - az * by;
  out[1] = az * bx - ax * bz;
  out[2] = ax * by - ay * bx;
  return out;
}

/** Scales to unit length and returns the former length; a zero vector stays zero. */
export function normalize3(v: Float64Array): number {
  const length = Math.sqrt(dot3(v, v));
  if (length > 0) for (let i = 0; i < 3; i++) v[i] = (v[i] as number) / length;
  return length;
}

/** Angle between two vectors, rad, 0 … π; accurate near 0 and π, where acos is not. */
export function angleBetween3(a: Float64Array, b: Float64Array): number {
  const cross = cross3(new Float64Array(3), a, b);
  return Math.atan2(Math.sqrt(dot3(cross, cross)), dot3(a, b));
}
