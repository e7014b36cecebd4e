import type { PodStateOutput } from "../../src/model/session-output.ts";

/** The parts of a pod's state that a test of something else does not look at. */
export const podStateDetails = {
  linkSinceS: 1,
  recoveredSamples: 0,
  unrecoverableSamples: 0,
  rssiDbm: -60,
  arrivalJitterMs: 12,
  clippedSamples: 0,
  podError: null,
  clockSource: "time-exchange",
  clockOffsetSigmaS: 0.001,
  clockDriftSigmaPpm: 2,
} as const satisfies Partial<PodStateOutput>;
