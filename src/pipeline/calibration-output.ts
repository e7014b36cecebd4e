import type { PodDescription } from "../model/pod.ts";
import type { CalibrationOutput } from "../model/session-output.ts";

/** What one stage of a calibration says of a pod; figures that it does not know are null. */
export function calibrationOutput(
  { podId, placement }: PodDescription,
  said: Pick<CalibrationOutput, "timeS" | "stage" | "verdict" | "message"> &
    Partial<CalibrationOutput>,
): CalibrationOutput {
  return {
    kind: "calibration",
    podId,
    placement,
    mountingTiltDeg: null,
    mountingTurnDeg: null,
    uncertaintyDeg: null,
    slipDeg: null,
    ...said,
  };
}
