import type { Config } from "../../src/config/config.ts";

/** A config with everything in it. */
export const sampleConfig: Config = {
  version: 1,
  runner: { label: "Runner 18", affectedSide: "left" },
  pods: [
    {
      podId: "00a1b2c3d4e5f601",
      placement: "pelvis",
      family: "hipline",
      sampleRateHz: 208,
      accRangeG: 16,
      gyrRangeDegPerS: 2000,
      batchSamples: 8,
      modelName: "HL-1",
      firmwareRevision: "1.0.3",
    },
    {
      podId: "00a1b2c3d4e5f602",
      placement: "leftThigh",
      sampleRateHz: 200,
      accRangeG: 32,
      gyrRangeDegPerS: 4000,
      batchSamples: 7,
    },
  ],
  sensors: [{ sensorId: "c0ffee000001", kind: "heart-rate", name: "Belt" }],
  plan: "fai-treadmill-20",
};
