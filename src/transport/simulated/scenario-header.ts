import { protocolVersion } from "../../codec/protocol.ts";
import type { Placement, PodDescription, PodId } from "../../model/pod.ts";
import type { CalibrationSpan, SessionHeader } from "../../model/session-header.ts";
import { stableId } from "./random-streams.ts";
import { podsOf, type Scenario } from "./scenario-schema.ts";

/** A standing stage that nothing ends gives a calibration span of so long, s. */
const standingSpanS = 10;

/** What a session of the scenario knows before its first event. The same scenario gives the same header. */
export function scenarioHeader(scenario: Scenario): SessionHeader {
  const { name, description, seed, runner } = scenario;
  const origin = `Simulated by Hipline, scenario "${name}"${description === "" ? "." : `: ${description}`}`;
  return {
    sessionId: stableId(seed, `session ${JSON.stringify(scenario)}`),
    title: name,
    startedAt: null,
    protocolVersion: `${protocolVersion.major}.${protocolVersion.minor}`,
    pods: podsOf(scenario).map(
      ({ placement, params }): PodDescription => ({
        podId: simulatedPodId(scenario, placement),
        placement,
        sampleRateHz: params.sampleRateHz,
        accRangeG: params.accRangeG,
        gyrRangeDegPerS: params.gyrRangeDegPerS,
        batchSamples: params.batchSamples,
        modelName: "simulated",
      }),
    ),
    runner: {
      label: runner.label,
      ...(runner.affectedSide === null ? {} : { affectedSide: runner.affectedSide }),
      heightCm: runner.heightCm,
    },
    calibrationSpans: standingSpans(scenario),
    origin: { kind: "simulated", description: origin, seed },
  };
}

/** The serial number of a scenario's pod. */
function simulatedPodId(scenario: Scenario, placement: Placement): PodId {
  return stableId(scenario.seed, `pod ${placement}`);
}

function standingSpans({ stages, durationS }: Scenario): CalibrationSpan[] {
  const index = stages.findIndex((stage) => stage.gait === "standing");
  const startS = stages[index]?.atS;
  if (startS === undefined) return [];
  const endS = stages[index + 1]?.atS ?? durationS ?? startS + standingSpanS;
  return [{ kind: "standing", startS, endS }];
}
