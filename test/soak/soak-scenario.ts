import { defaultScenario } from "../../src/transport/simulated/scenario.ts";

/** Ticks that are the world's own time from its beginning: so that a packet tells when its samples were taken. */
const clock = { ppm: 0, offsetTicks: 0, ppmPerMinute: 0 };

/** Three pods at 200 Hz on a runner who runs on and on. */
export const soakScenario = defaultScenario({
  durationS: null,
  pods: { pelvis: { clock }, leftThigh: { clock }, rightThigh: { clock } },
});
