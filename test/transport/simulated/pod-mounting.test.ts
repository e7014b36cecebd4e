import { describe, expect, it } from "vitest";
import {
  identityQuaternion,
  multiplyQuaternions,
  normalizeQuaternion,
  rotateVector,
} from "../../../src/kernels/quaternion.ts";
import { noStrapMotion } from "../../../src/kernels/simulation/body-motion.ts";
import { calibrateStanding } from "../../../src/kernels/standing-calibration.ts";
import type { Placement } from "../../../src/model/pod.ts";
import { degPerRad } from "../../../src/model/units.ts";
import { PodMounting } from "../../../src/transport/simulated/pod-mounting.ts";
import { BodySensor } from "../../../src/transport/simulated/pod-sensor.ts";
import { parseScenario } from "../../../src/transport/simulated/scenario.ts";
import { seededUniform } from "../../support/random.ts";
import { swingingBody } from "../../support/swinging-body.ts";

const straight = { tiltDeg: 0, turnDeg: 0, rollDeg: 0 };
const forward = Float64Array.of(1, 0, 0);
const up = Float64Array.of(0, 1, 0);
const right = Float64Array.of(0, 0, 1);

function seen(mounting: PodMounting, vector: Float64Array, timeS = 0): number[] {
  return [...mounting.toPod(new Float64Array(3), vector, timeS)].map(
    (v) => Number(v.toFixed(9)) + 0,
  );
}

function mount(placement: Placement, params = straight, upsideDown = false): PodMounting {
  return new PodMounting(placement, params, upsideDown, []);
}

describe("mounting of a pod", () => {
  it("is as SPEC.md draws it: arrow up, facing out of the body", () => {
    for (const placement of ["pelvis", "leftThigh", "rightThigh"] as const) {
      expect(seen(mount(placement), up)).toEqual([1, 0, 0]);
    }
    // y points to the runner's left on the sacrum, forward on the left thigh, backward on the right one.
    expect(seen(mount("pelvis"), right)).toEqual([0, -1, 0]);
    expect(seen(mount("leftThigh"), forward)).toEqual([0, 1, 0]);
    expect(seen(mount("rightThigh"), forward)).toEqual([0, -1, 0]);
  });

  it("upside down turns the arrow down and still faces outward", () => {
    expect(seen(mount("leftThigh", straight, true), up)).toEqual([-1, 0, 0]);
    expect(seen(mount("leftThigh", straight, true), right)).toEqual([0, 0, -1]);
  });

  it("leans forward with tilt, to the right with roll, and turns counterclockwise with turn", () => {
    const tilted = seen(mount("rightThigh", { ...straight, tiltDeg: 30 }), forward);
    expect(tilted[0]).toBeCloseTo(0.5, 6);
    const rolled = seen(mount("rightThigh", { ...straight, rollDeg: 30 }), right);
    expect(rolled[0]).toBeCloseTo(0.5, 6);
    // Its y was backward; turned left, it points to the right of backward.
    const turned = seen(mount("rightThigh", { ...straight, turnDeg: 30 }), right);
    expect(turned[1]).toBeCloseTo(0.5, 6);
  });

  it("is what standing calibration finds", () => {
    const gravity = Float64Array.from(
      seen(mount("pelvis", { tiltDeg: 12, turnDeg: 0, rollDeg: -5 }), up),
    );
    const found = calibrateStanding("pelvis", gravity);
    expect(found.verdict).toBe("good");
    const tiltDeg = Math.acos(Math.cos(12 / degPerRad) * Math.cos(5 / degPerRad)) * degPerRad;
    expect(found.mountingTiltRad * degPerRad).toBeCloseTo(tiltDeg, 6);
  });
});

describe("slip of a pod on a moving body", () => {
  it("is felt by the gyroscope exactly as the pod turns", () => {
    const slips = [
      { atS: 0.3, overS: 0.5, tiltDeg: 20, turnDeg: -15, rollDeg: 10 },
      // The second begins while the first goes on.
      { atS: 0.6, overS: 0.4, tiltDeg: -5, turnDeg: 25, rollDeg: 0 },
    ];
    const { pods } = parseScenario(
      '{"stages":[{"atS":0,"gait":"standing"}],"pods":{"leftThigh":{"sensor":"perfect"}}}',
      "test",
    );
    if (pods.leftThigh === null) throw new Error("no pod");
    const mounting = new PodMounting(
      "leftThigh",
      { tiltDeg: 3, turnDeg: -8, rollDeg: 4 },
      false,
      slips,
    );
    const motion = swingingBody();
    const sensor = new BodySensor({
      motion,
      wornAt: "leftThigh",
      mounting,
      params: pods.leftThigh.sensor,
      stream: () => seededUniform(1),
    });
    sensor.configure({ sampleRateHz: 200, accRangeG: 32, gyrRangeDegPerS: 4000, batchSamples: 7 });
    const acc = new Float64Array(3);
    const gyr = new Float64Array(3);
    const podNow = (timeS: number) => {
      // The pod's axes in earth axes at the start, from three directions.
      const { earthFromSegment } = motion.strapMotion(noStrapMotion(), "leftThigh", timeS);
      return (inPod: Float64Array, inSegment: Float64Array) => {
        mounting.toPod(inPod, inSegment, timeS);
        return rotateVector(new Float64Array(3), earthFromSegment, inSegment);
      };
    };
    // Orientation of the pod against where it was at the start, from the gyroscope alone.
    const startFromPod = identityQuaternion();
    const stepS = 1e-4;
    for (let i = 0; i < 12_000; i++) {
      sensor.sample(acc, gyr, 0, (i + 0.5) * stepS);
      const rate = Math.hypot(...gyr);
      const half = (rate * stepS) / 2;
      const turn = Float64Array.of(Math.cos(half), ...gyr.map((w) => (Math.sin(half) * w) / rate));
      multiplyQuaternions(startFromPod, startFromPod, turn);
      normalizeQuaternion(startFromPod, startFromPod);
    }
    // Three earth-fixed directions, as the pod sees them now and as the gyroscope says it should.
    const endS = 1.2;
    for (const axis of [forward, up, right]) {
      const nowInPod = new Float64Array(3);
      const inEarth = podNow(endS)(nowInPod, axis);
      const { earthFromSegment } = motion.strapMotion(noStrapMotion(), "leftThigh", 0);
      const segmentFromEarth = earthFromSegment.map((v, k) => (k === 0 ? v : -v));
      const inSegmentAtStart = rotateVector(new Float64Array(3), segmentFromEarth, inEarth);
      const startInPod = mounting.toPod(new Float64Array(3), inSegmentAtStart, 0);
      const integrated = rotateVector(new Float64Array(3), startFromPod, nowInPod);
      for (let k = 0; k < 3; k++) expect(integrated[k]).toBeCloseTo(startInPod[k] as number, 6);
    }
    // And it did turn: by far more than the tolerance.
    expect(seen(mounting, forward, 0)[0]).not.toBeCloseTo(
      seen(mounting, forward, endS)[0] as number,
      1,
    );
  });
});
