import { describe, expect, it } from "vitest";
import type { PodDescription } from "../../src/model/pod.ts";
import { samplingOf } from "../../src/session/change-config.ts";
import type { PodIdentification } from "../../src/transport/bluetooth/device-driver.ts";

const podId = "0000204730000081";
const fixedRanges = { accRangeG: 8, gyrRangeDegPerS: 1000 };
const identification: PodIdentification = {
  podId,
  placement: null,
  modelName: null,
  firmwareRevision: null,
  batteryPct: null,
};
const known: PodDescription = {
  podId,
  placement: "pelvis",
  family: "movesense",
  sampleRateHz: 104,
  accRangeG: 4,
  gyrRangeDegPerS: 500,
  batchSamples: 8,
};

describe("what a pod is asked for", () => {
  it("is the usual where the config does not know it", () => {
    const usual = { sampleRateHz: 208, accRangeG: 16, gyrRangeDegPerS: 2000, batchSamples: 8 };
    expect(samplingOf(identification, "movesense", undefined)).toEqual(usual);
    expect(samplingOf(identification, "hipline", undefined)).toEqual(usual);
  });

  it("is what the config says", () => {
    const { sampleRateHz, accRangeG, gyrRangeDegPerS, batchSamples } = known;
    const configured = { sampleRateHz, accRangeG, gyrRangeDegPerS, batchSamples };
    expect(samplingOf(identification, "movesense", known)).toEqual(configured);
  });

  it("has the ranges that a pod cannot be told to change", () => {
    const fixed = { ...identification, fixedRanges };
    expect(samplingOf(fixed, "movesense", undefined)).toMatchObject(fixedRanges);
    expect(samplingOf(fixed, "movesense", known)).toMatchObject({
      sampleRateHz: 104,
      ...fixedRanges,
    });
  });
});
