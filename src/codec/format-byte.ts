import type { FieldWriter } from "./field-writer.ts";
import { accRangeCodes, gyrRangeCodes, sampleRateCodes } from "./protocol.ts";
import type { SampleFormat } from "./sample-format.ts";

/** The format byte of rate and ranges. @throws RangeError naming the field. */
export function formatByte(out: FieldWriter, format: SampleFormat): number {
  return (
    out.codeOf("sampleRateHz", sampleRateCodes, format.sampleRateHz) |
    (out.codeOf("accRangeG", accRangeCodes, format.accRangeG) << 4) |
    (out.codeOf("gyrRangeDegPerS", gyrRangeCodes, format.gyrRangeDegPerS) << 6)
  );
}
