import { encodeGspCommand } from "../../src/codec/movesense/encode-gsp.ts";
import {
  energyLevelPath,
  gspReferences,
  imu6Path,
  movesensePodId,
} from "../../src/codec/movesense/gsp.ts";
import type { Placement, PodDescription } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";
import type { NotificationEvent, TransportEvent } from "../../src/model/transport-event.ts";
import { scenarioHeader } from "../../src/transport/simulated/scenario-header.ts";
import { scenarioMotion } from "../../src/transport/simulated/scenario-motion.ts";
import type { Scenario } from "../../src/transport/simulated/scenario-schema.ts";
import { Simulation } from "../../src/transport/simulated/simulation.ts";
import { scenarioMovesense } from "../../src/transport/virtual/scenario-movesense.ts";
import { seededUniform } from "./random.ts";

const connectionIntervalS = 0.015;
/** A host hands notifications on by so much later at most, s. */
const hostJitterS = 0.003;
const mtu = 161;
const runAheadS = 0.05;

export interface WornMovesense {
  readonly header: SessionHeader;
  readonly events: TransportEvent[];
}

/** A scenario in which some pods are Movesense sensors, linked from the first moment on and without faults. */
export function wornMovesense(
  scenario: Scenario,
  placements: readonly Placement[],
  sampleRateHz: 104 | 208,
): WornMovesense {
  const { header, events } = ofOtherPods(scenario, placements);
  const motion = scenarioMotion(scenario);
  const endS = scenario.durationS ?? 0;
  const random = seededUniform(7);
  const worn = placements.map((placement) => {
    const sensor = scenarioMovesense(scenario, placement, motion);
    const podId = movesensePodId(sensor.localName.slice(-12));
    sensor.connect(0, mtu);
    sensor.listen(true, 0);
    sensor.write(encodeGspCommand("subscribe", gspReferences.imu6, imu6Path(sampleRateHz)), 0);
    sensor.write(encodeGspCommand("get", gspReferences.energyLevel, energyLevelPath), 0);
    return { sensor, podId, placement, nextS: random() * connectionIntervalS, newestS: 0 };
  });
  const arrived: NotificationEvent[] = [];
  // All together in small steps: none may ask for the motion far behind another.
  for (let untilS = runAheadS; untilS <= endS; untilS += runAheadS) {
    for (const one of worn) {
      for (; one.nextS <= untilS; one.nextS += connectionIntervalS) {
        one.sensor.advance(one.nextS);
        for (;;) {
          const payload = one.sensor.take(one.nextS);
          if (payload === null) break;
          one.newestS = Math.max(one.newestS, one.nextS + random() * hostJitterS);
          const arrivalTimeS = Math.round(one.newestS * 1e6) / 1e6;
          const { podId } = one;
          arrived.push({
            kind: "notification",
            arrivalTimeS,
            podId,
            channel: "movesense",
            payload,
          });
        }
      }
    }
  }
  const pods: PodDescription[] = worn.map(({ podId, placement }) => ({
    podId,
    placement,
    family: "movesense",
    sampleRateHz,
    accRangeG: 16,
    gyrRangeDegPerS: 2000,
    batchSamples: 8,
  }));
  const states = worn.map(
    ({ podId }): TransportEvent => ({ kind: "link", arrivalTimeS: 0, podId, state: "streaming" }),
  );
  return {
    header: { ...header, pods: [...header.pods, ...pods] },
    events: [...states, ...events, ...arrived].sort((a, b) => a.arrivalTimeS - b.arrivalTimeS),
  };
}

/** What the scenario's own pods send, and what the runner and the treadmill say; without ticks. */
function ofOtherPods(scenario: Scenario, without: readonly Placement[]): WornMovesense {
  const all = scenarioHeader(scenario);
  const pods = all.pods.filter(({ placement }) => !without.includes(placement));
  const ids = new Set(pods.map(({ podId }) => podId));
  const events = [...new Simulation(scenario).events()].filter(
    (event) => event.kind !== "tick" && (!("podId" in event) || ids.has(event.podId)),
  );
  return { header: { ...all, pods }, events };
}
