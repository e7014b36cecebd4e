import { bench, describe } from "vitest";
import { treadmillSession } from "../../src/import/treadmill-session.ts";
import type { TransportEvent } from "../../src/model/transport-event.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { Simulation } from "../../src/transport/simulated/simulation.ts";
import { swingingBody } from "../support/swinging-body.ts";

const durationS = 60;
const rateHz = 200;
const count = durationS * rateHz;

function countBytes(events: Iterable<TransportEvent>): number {
  let bytes = 0;
  for (const event of events) if (event.kind === "notification") bytes += event.payload.length;
  return bytes;
}

const triples = () =>
  Float64Array.from({ length: 3 * count }, (_, i) => 9.81 + 3 * Math.sin(i / 7));
const pod = () => ({ accMPerS2: triples(), gyrRadPerS: triples() });
const samples = {
  count,
  timeS: Float64Array.from({ length: count }, (_, i) => i / rateHz),
  pods: { pelvis: pod(), leftThigh: pod(), rightThigh: pod() },
};

describe(`${durationS} s of three pods at ${rateHz} Hz`, () => {
  bench("the import: packets and link from samples that are there already", () => {
    const runner = { runner: "bench", segments: [], sample_rate_hz: rateHz };
    countBytes(treadmillSession(runner, samples, { seed: 1, title: null }).events);
  });

  bench("Hipline simulation: sensors, firmware, link; a body that only swings", () => {
    countBytes(new Simulation(defaultScenario({ durationS }), swingingBody).events());
  });

  bench("Hipline simulation: the simulated runner as well", () => {
    countBytes(new Simulation(defaultScenario({ durationS })).events());
  });
});
