import type { SessionOutput } from "../model/session-output.ts";

/**
 * Key of an output that a newer one of the same key makes obsolete (a state, or what is many times larger than
 * it is worth once the next one is there: curves), or null for an output that says something of its own (an event).
 */
export function latestKey(output: SessionOutput): string | null {
  switch (output.kind) {
    case "symmetry":
    case "cadence":
    case "activity":
    case "beltSpeed":
    case "gaitWatch":
    case "plan":
    case "loadAdvice":
      return output.kind;
    case "baseline":
      return `${output.kind}:${output.speedKmH}`;
    case "strideAngle":
      // One of a stride that was found afterwards does not make the newest obsolete.
      return output.late ? null : `${output.kind}:${output.side}:${output.angle}`;
    case "podState":
      return `${output.kind}:${output.podId}`;
    case "heartRate":
    case "treadmill":
    case "runningSpeedCadence":
    case "sensorState":
      return `${output.kind}:${output.sensorId}`;
    case "calibration":
      return `${output.kind}:${output.stage}:${output.podId}`;
    case "heading":
      return `${output.kind}:${output.side}`;
    case "pelvicAngles":
    case "hipAngles":
    case "gaitEvent":
    case "stride":
    case "alert":
    case "alertAction":
    case "baselineReset":
    case "cue":
    case "entry":
    case "fault":
      return null;
    default:
      return output satisfies never;
  }
}
