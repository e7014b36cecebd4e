/**
 * Hamilton quaternions [w, x, y, z], unit length, named `aFromB`: v_a = q ⊗ v_b ⊗ conj(q).
 * Every function reads its inputs completely before it writes, so `out` may alias an input.
 */
export type Quaternion = Float64Array;

/** A fresh identity rotation. */
export function identityQuaternion(): Quaternion {
  return Float64Array.of(1, 0, 0, 0);
}

/**
 * out = a ⊗ b: with a = xFromY and b = yFromZ the result is xFromZ. The offsets let `out` and `a` be
 * one of many in a longer array.
 */
export function multiplyQuaternions(
  out: Float64Array,
  a: Float64Array,
  b: Quaternion,
  outOffset = 0,
  aOffset = 0,
): Float64Array {
  const aw = a[aOffset] as number;
  const ax = a[aOffset + 1] as number;
  const ay = a[aOffset + 2] as number;
  const az = a[aOffset + 3] as number;
  const bw = b[0] as number;
  const bx = b[1] as number;
  const by = b[2] as number;
  const bz = b[3] as number;
  out[outOffset] = aw * bw - ax * bx - ay * by - az * bz;
  out[outOffset + 1] = aw * bx + ax * bw + ay * bz - az * by;
  out[outOffset + 2] = aw * by - ax * bz + ay * bw + az * bx;
  out[outOffset + 3] = aw * bz + ax * by - ay * bx + az * bw;
  return out;
}

/** out = the inverse rotation, bFromA for aFromB. */
export function conjugateQuaternion(out: Quaternion, q: Quaternion): Quaternion {
  out[0] = q[0] as number;
  out[1] = -(q[1] as number);
  out[2] = -(q[2] as number);
  out[3] = -(q[3] as number);
  return out;
}

/** Scales to unit length; a zero quaternion becomes the identity. */
export function normalizeQuaternion(out: Quaternion, q: Quaternion): Quaternion {
  const w = q[0] as number;
  const x = q[1] as number;
  const y = q[2] as number;
  const z = q[3] as number;
  const norm = Math.sqrt(w * w + x * x + y * y + z * z);
  const scale = norm > 0 ? 1 / norm : 0;
  out[0] = norm > 0 ? w * scale : 1;
  out[1] = x * scale;
  out[2] = y * scale;
  out[3] = z * scale;
  return out;
}

/**
 * out = v rotated from frame b to frame a by q = aFromB; 3-vectors. The offsets let each be one of many
 * in a longer array.
 */
export function rotateVector(
  out: Float64Array,
  q: Float64Array,
  v: Float64Array,
  outOffset = 0,
  qOffset = 0,
  vOffset = 0,
): Float64Array {
  const w = q[qOffset] as number;
  const x = q[qOffset + 1] as number;
  const y = q[qOffset + 2] as number;
  const z = q[qOffset + 3] as number;
  const vx = v[vOffset] as number;
  const vy = v[vOffset + 1] as number;
  const vz = v[vOffset + 2] as number;
  // t = 2 q_v × v; v' = v + w t + q_v × t
  const tx = 2 * (y * vz - z * vy);
  const ty = 2 * (z * vx - x * vz);
  const tz = 2 * (x * vy - y * vx);
  out[outOffset] = vx + w * tx + y * tz - z * ty;
  out[outOffset + 1] = vy + w * ty + z * tx - x * tz;
  out[outOffset + 2] = vz + w * tz + x * ty - y * tx;
  return out;
}

/**
 * The rotation aFromB whose matrix columns are the b axes expressed in a: columns (x, y, z) must be
 * orthonormal and right-handed. Shepperd's method: the largest of four candidates avoids division by
 * a small number.
 */
export function quaternionFromColumns(
  out: Quaternion,
  x: Float64Array,
  y: Float64Array,
  z: Float64Array,
): Quaternion {
  const m00 = x[0] as number;
  const m10 = x[1] as number;
  const m20 = x[2] as number;
  const m01 = y[0] as number;
  const m11 = y[1] as number;
  const m21 = y[2] as number;
  const m02 = z[0] as number;
  const m12 = z[1] as number;
  const m22 = z[2] as number;
  const trace = m00 + m11 + m22;
  if (trace >= m00 && trace >= m11 && trace >= m22) {
    out[0] = 1 + trace;
    out[1] = m21 - m12;
    out[2] = m02 - m20;
    out[3] = m10 - m01;
  } else if (m00 >= m11 && m00 >= m22) {
    out[0] = m21 - m12;
    out[1] = 1 + m00 - m11 - m22;
    out[2] = m01 + m10;
    out[3] = m02 + m20;
  } else if (m11 >= m22) {
    out[0] = m02 - m20;
    out[1] = m01 + m10;
    out[2] = 1 - m00 + m11 - m22;
    out[3] = m12 + m21;
  } else {
    out[0] = m10 - m01;
    out[1] = m02 + m20;
    out[2] = m12 + m21;
    out[3] = 1 - m00 - m11 + m22;
  }
  return normalizeQuaternion(out, out);
}
