/** Whether `count` values from `offset` on are all finite. */
export function allFinite(values: Float64Array, count: number, offset = 0): boolean {
  // 0 · x is 0 where x is finite and NaN where it is not: one comparison for all of them.
  let zero = 0;
  for (let i = offset; i < offset + count; i++) zero += 0 * (values[i] as number);
  return zero === 0;
}
