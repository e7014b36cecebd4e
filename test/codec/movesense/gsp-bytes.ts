/** The bytes of Movesense's protocol, written out a second time: what the decoder is tested with. */
const text = new TextEncoder();

export function bytesOf(...parts: readonly (number | string | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === "number") return [part];
      return [...(typeof part === "string" ? text.encode(part) : part)];
    }),
  );
}

/** An IMU6 value: timestamp, ms, then the accelerations, m/s², then the angular rates, °/s; flat triples. */
export function imu6Value(timestampMs: number, acc: readonly number[], gyr: readonly number[]) {
  const bytes = new Uint8Array(4 + 4 * (acc.length + gyr.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, timestampMs, true);
  for (const [at, value] of [...acc, ...gyr].entries()) view.setFloat32(4 + 4 * at, value, true);
  return bytes;
}
