import { valueOfCode } from "./code-table.ts";
import { accRangeCodes, gyrRangeCodes, sampleRateCodes } from "./protocol.ts";

/** What the format byte says: rate and ranges. */
export interface SampleFormat {
  readonly sampleRateHz: number;
  readonly accRangeG: number;
  readonly gyrRangeDegPerS: number;
}

/** Reads a format byte: bits 0–3 rate, 4–5 accelerometer range, 6–7 gyroscope range. A string says what is wrong. */
export function readSampleFormat(format: number): SampleFormat | string {
  const rateCode = format & 0x0f;
  const accCode = (format >> 4) & 0x03;
  const gyrCode = format >> 6;
  const sampleRateHz = valueOfCode(sampleRateCodes, rateCode);
  if (sampleRateHz === undefined) {
    return `rate code ${rateCode} (bits 0–3) is not known`;
  }
  const accRangeG = valueOfCode(accRangeCodes, accCode);
  if (accRangeG === undefined) {
    return `accelerometer range code ${accCode} (bits 4–5) is not known`;
  }
  const gyrRangeDegPerS = valueOfCode(gyrRangeCodes, gyrCode);
  if (gyrRangeDegPerS === undefined) {
    return `gyroscope range code ${gyrCode} (bits 6–7) is not known`;
  }
  return { sampleRateHz, accRangeG, gyrRangeDegPerS };
}
