import { filter, type OperatorFunction } from "rxjs";
import type { SessionHeader } from "../model/session-header.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { TransportEvent } from "../model/transport-event.ts";
import { alignClock } from "./align-clock.ts";
import { buildStrides } from "./build-strides.ts";
import { calibrateSagittal } from "./calibrate-sagittal.ts";
import { calibrateStandingPods } from "./calibrate-standing.ts";
import { checkSides } from "./check-sides.ts";
import { computeHipAngles } from "./compute-hip-angles.ts";
import { computePelvicAngles } from "./compute-pelvic-angles.ts";
import { decodePackets } from "./decode-packets.ts";
import { decodeSensors } from "./decode-sensors.ts";
import { detectGaitEvents } from "./detect-gait-events.ts";
import { estimateOrientation } from "./estimate-orientation.ts";
import { monitorPods } from "./monitor-pods.ts";
import { monitorSensors } from "./monitor-sensors.ts";
import type { PipelineValue } from "./pipeline-value.ts";
import { synchronizeFrames } from "./synchronize-frames.ts";
import { trackActivity } from "./track-activity.ts";
import { trackBeltSpeed } from "./track-belt-speed.ts";
import { trackCadence } from "./track-cadence.ts";
import { trackHeading } from "./track-heading.ts";
import { trackSymmetry } from "./track-symmetry.ts";
import { watchClocks } from "./watch-clocks.ts";
import { watchSlip } from "./watch-slip.ts";
import { withLateStrides } from "./with-late-strides.ts";

const outputKinds: ReadonlySet<string> = new Set<SessionOutput["kind"]>([
  "pelvicAngles",
  "hipAngles",
  "gaitEvent",
  "stride",
  "strideAngle",
  "symmetry",
  "cadence",
  "activity",
  "podState",
  "calibration",
  "heading",
  "alertAction",
  "baselineReset",
  "beltSpeed",
  "heartRate",
  "treadmill",
  "runningSpeedCadence",
  "sensorState",
  "entry",
  "fault",
]);

function isOutput(value: PipelineValue): value is SessionOutput {
  return outputKinds.has(value.kind);
}

/** The first half of it: raw events in, the segments' motion at common instants out, in functional axes once they are known. */
export function motionPipeline({
  pods,
  calibrationSpans,
  backfill = false,
  sensors = [],
}: SessionHeader): OperatorFunction<TransportEvent, PipelineValue> {
  return (events) =>
    events
      .pipe(decodePackets(pods), decodeSensors(sensors), monitorSensors(sensors), trackBeltSpeed())
      .pipe(
        alignClock(pods, backfill),
        estimateOrientation(pods),
        monitorPods(pods, backfill),
        calibrateStandingPods(pods, calibrationSpans),
        synchronizeFrames(),
        calibrateSagittal(pods),
      );
}

/** Up to the strides. */
function stridePipeline(header: SessionHeader): OperatorFunction<TransportEvent, PipelineValue> {
  const { pods } = header;
  return (events) =>
    events
      .pipe(
        motionPipeline(header),
        watchClocks(pods),
        detectGaitEvents(),
        trackActivity(pods),
        // rxjs types pipe for nine operators; two calls keep them all checked.
      )
      .pipe(
        trackHeading(pods),
        watchSlip(pods),
        computePelvicAngles(pods),
        checkSides(pods),
        computeHipAngles(pods),
        buildStrides(),
      );
}

/**
 * Everything between the transport and the alerts: raw events in, outputs out, in a fixed order that
 * depends on nothing but the events. The same events give the same outputs, live or replayed, at any
 * speed. Where pods are asked again for what got lost, the strides that are completed by it follow, marked late.
 */
export function sessionPipeline(
  header: SessionHeader,
): OperatorFunction<TransportEvent, SessionOutput> {
  const { pods, backfill = false } = header;
  const live: OperatorFunction<TransportEvent, SessionOutput> = (events) =>
    events.pipe(stridePipeline(header), trackSymmetry(pods), trackCadence(pods), filter(isOutput));
  if (!backfill) return live;
  // Nothing of its own is missing on the second lane that could be asked for.
  const lane = stridePipeline({ ...header, backfill: false });
  return withLateStrides(pods, live, (events) => events.pipe(lane, filter(isOutput)));
}
