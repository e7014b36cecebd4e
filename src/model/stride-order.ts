import type { StrideOutput } from "./session-output.ts";

/** Contacts of one and the same stride, found live and afterwards, differ by less than this, s. */
const sameS = 0.1;

/** Whether both are of the same stride of the runner. */
export function isSameStride(one: StrideOutput, other: StrideOutput): boolean {
  return (
    one.side === other.side &&
    Math.abs(one.initialContactS - other.initialContactS) < sameS &&
    Math.abs(one.timeS - other.timeS) < sameS
  );
}

/** Strides in the order of time with one more; a late one takes the place of the same stride as it was found live. */
export function withStride(strides: readonly StrideOutput[], stride: StrideOutput): StrideOutput[] {
  if (!stride.late) return [...strides, stride];
  const others = strides.filter((one) => !isSameStride(one, stride));
  const later = others.findIndex((one) => one.timeS > stride.timeS);
  return later === -1 ? [...others, stride] : others.toSpliced(later, 0, stride);
}
