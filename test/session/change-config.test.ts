import { describe, expect, it } from "vitest";
import { type Config, emptyConfig } from "../../src/config/config.ts";
import type { Placement } from "../../src/model/pod.ts";
import {
  addSensors,
  forgetDevices,
  type PlacedPod,
  placementRemarks,
  placePods,
} from "../../src/session/change-config.ts";
import { sampleConfig } from "../support/sample-config.ts";

const pelvisId = "00a1b2c3d4e5f601";
const leftThighId = "00a1b2c3d4e5f602";
const newId = "00a1b2c3d4e5f603";

function placed(
  podId: string,
  placement: Placement,
  remembered: Placement | null = null,
): PlacedPod {
  const identification = {
    podId,
    placement: remembered,
    modelName: null,
    firmwareRevision: "2.0",
    batteryPct: 80,
  };
  return { identification, family: "hipline", placement };
}

function placements({ pods }: Config): Record<string, string> {
  return Object.fromEntries(pods.map(({ placement, podId }) => [placement, podId]));
}

describe("pods that are put where they are worn", () => {
  it("are added with the usual sampling, in the order of placements", () => {
    const config = placePods(emptyConfig, [
      placed(newId, "rightThigh"),
      placed(pelvisId, "pelvis"),
    ]);
    expect(config.pods).toEqual([
      {
        podId: pelvisId,
        placement: "pelvis",
        family: "hipline",
        sampleRateHz: 208,
        accRangeG: 16,
        gyrRangeDegPerS: 2000,
        batchSamples: 8,
        firmwareRevision: "2.0",
      },
      expect.objectContaining({ podId: newId, placement: "rightThigh" }),
    ]);
  });

  it("keep the sampling that the config has for them", () => {
    const config = placePods(sampleConfig, [placed(leftThighId, "rightThigh")]);
    expect(placements(config)).toEqual({ pelvis: pelvisId, rightThigh: leftThighId });
    expect(config.pods[1]).toMatchObject({ sampleRateHz: 200, accRangeG: 32, batchSamples: 7 });
    expect(config.runner).toEqual(sampleConfig.runner);
  });

  it("take the place of another pod, also of each other", () => {
    expect(placements(placePods(sampleConfig, [placed(newId, "pelvis")]))).toEqual({
      pelvis: newId,
      leftThigh: leftThighId,
    });
    const swapped = [placed(pelvisId, "leftThigh"), placed(leftThighId, "pelvis")];
    expect(placements(placePods(sampleConfig, swapped))).toEqual({
      pelvis: leftThighId,
      leftThigh: pelvisId,
    });
  });

  it("are remarked on where they had another place, or another pod has lost its own", () => {
    expect(placementRemarks(sampleConfig, [placed(pelvisId, "pelvis", "leftThigh")])).toEqual([]);
    expect(placementRemarks(sampleConfig, [placed(newId, "rightThigh", "rightThigh")])).toEqual([]);
    expect(placementRemarks(sampleConfig, [placed(newId, "pelvis", "leftThigh")])).toEqual([
      `${newId} remembered being a left thigh pod, perhaps somebody else's; it is now the pelvis pod`,
      `${pelvisId} was the pelvis pod; it is no longer in the config`,
    ]);
    const swapped = [placed(pelvisId, "leftThigh"), placed(leftThighId, "pelvis")];
    expect(placementRemarks(sampleConfig, swapped)).toEqual([
      `${pelvisId} was the pelvis pod; it is now the left thigh pod`,
      `${leftThighId} was the left thigh pod; it is now the pelvis pod`,
    ]);
  });
});

describe("sensors", () => {
  it("are added once, under their newest name", () => {
    const [belt] = sampleConfig.sensors;
    if (belt === undefined) throw new Error("the sample has no sensor");
    const treadmill = { sensorId: "c0ffee000002", kind: "treadmill", name: "Mill" } as const;
    const config = addSensors(sampleConfig, [{ ...belt, name: "New belt" }, treadmill]);
    expect(config.sensors).toEqual([{ ...belt, name: "New belt" }, treadmill]);
  });
});

describe("what is forgotten", () => {
  it("leaves the rest", () => {
    expect(forgetDevices(sampleConfig, [pelvisId, "c0ffee000001"])).toEqual({
      ...sampleConfig,
      pods: sampleConfig.pods.slice(1),
      sensors: [],
    });
  });
});
