import type { PodDescription } from "../../src/model/pod.ts";
import type { SessionHeader } from "../../src/model/session-header.ts";

const pod = (podId: string, placement: PodDescription["placement"]): PodDescription => ({
  podId,
  placement,
  sampleRateHz: 200,
  accRangeG: 16,
  gyrRangeDegPerS: 2000,
  batchSamples: 7,
});

/** A session of three pods that nothing is known of but what must be. */
export const testHeader: SessionHeader = {
  sessionId: "test-session",
  title: "Test session",
  startedAt: null,
  protocolVersion: "1.0",
  pods: [
    pod("00000000000000a1", "pelvis"),
    pod("00000000000000b2", "leftThigh"),
    pod("00000000000000c3", "rightThigh"),
  ],
  runner: {},
  calibrationSpans: [],
  origin: { kind: "simulated", description: "made by a test" },
};
