import { describe, expect, it } from "vitest";
import {
  conjugateQuaternion,
  multiplyQuaternions,
  rotateVector,
} from "../../src/kernels/quaternion.ts";
import { MagnetometerHeading } from "../../src/kernels/vqf/magnetometer-heading.ts";
import { defaultMagnetometerParams } from "../../src/kernels/vqf/magnetometer-params.ts";
import { NineAxisVqf } from "../../src/kernels/vqf/nine-axis-vqf.ts";
import { Vqf } from "../../src/kernels/vqf/vqf.ts";
import { degPerRad, standardGravityMPerS2 as g, radPerDeg } from "../../src/model/units.ts";

const periodS = 1 / 100;
const level = Float64Array.of(1, 0, 0, 0);
/** The field of the earth in central Europe, East-North-Up, µT. */
const earthField = [0, 20, -44] as const;
/** The same beside a magnet that pulls 40 µT to the east. */
const disturbedField = [40, 20, -44] as const;
const turning = 1;
const still = 0;

type Field = readonly [number, number, number];

/** Turns a field about the vertical: norm and dip stay. */
function turned([east, north, up]: Field, angleDeg: number): Field {
  const c = Math.cos(angleDeg * radPerDeg);
  const s = Math.sin(angleDeg * radPerDeg);
  return [c * east - s * north, s * east + c * north, up];
}

/** A level pod in a steady field for some time. */
function feed(heading: MagnetometerHeading, seconds: number, field: Field, rate: number): void {
  const mag = Float64Array.from(field);
  const samples = Math.round(seconds / heading.coefficients.samplePeriodS);
  for (let k = 0; k < samples; k++) heading.update(mag, 0, level, rate);
}

const offsetDeg = (heading: MagnetometerHeading): number => heading.headingOffsetRad * degPerRad;

/** One that knows the field of the earth, points north and may reject for the whole 60 s. */
function settled(params = defaultMagnetometerParams): MagnetometerHeading {
  const heading = new MagnetometerHeading(periodS, params);
  feed(heading, 50, earthField, turning);
  return heading;
}

const notRejecting = { ...defaultMagnetometerParams, maxRejectionTimeS: 0, rejectionFactor: 1 };

describe("heading from the magnetometer", () => {
  it.each([0, 37, 120, -90, 179])("points north with its first sample, turned by %d°", (angle) => {
    const heading = new MagnetometerHeading(periodS);
    expect(heading.headingKnown).toBe(false);
    expect(heading.update(Float64Array.from(turned(earthField, -angle)), 0, level, still)).toBe(
      true,
    );
    expect(heading.headingKnown).toBe(true);
    expect(offsetDeg(heading)).toBeCloseTo(angle, 9);
  });

  it("starts with the plain mean of what it was given", () => {
    const heading = new MagnetometerHeading(periodS);
    feed(heading, 2, earthField, still);
    feed(heading, 1, turned(earthField, -30), still);
    expect(offsetDeg(heading)).toBeCloseTo(10, 6);
  });

  it("follows a turned field of the same norm and dip with the time constant of 9 s, the short way round", () => {
    const heading = new MagnetometerHeading(periodS);
    feed(heading, 50, turned(earthField, -170), turning);
    feed(heading, 9, turned(earthField, -190), turning);
    const reached = 190 - 20 * Math.exp(-1) - 360;
    expect(offsetDeg(heading)).toBeCloseTo(reached, 6);
    feed(heading, 9, turned(earthField, -190), turning);
    expect(offsetDeg(heading)).toBeCloseTo(190 - 20 * Math.exp(-2) - 360, 6);
  });

  it("knows the first field after 5 s of turning, and never while it lies still", () => {
    const heading = new MagnetometerHeading(periodS);
    feed(heading, 30, earthField, still);
    feed(heading, 4.9, earthField, turning);
    expect(heading.disturbed).toBe(true);
    feed(heading, 0.2, earthField, turning);
    expect(heading.disturbed).toBe(false);
    expect(heading.saveState().field.undisturbedTimeS).toBeGreaterThan(0.5);
  });

  it("follows at half the speed while no field is known", () => {
    const heading = new MagnetometerHeading(periodS);
    feed(heading, 9, earthField, still);
    feed(heading, 18, turned(earthField, -20), still);
    expect(offsetDeg(heading)).toBeCloseTo(20 * (1 - Math.exp(-1)), 1);
  });

  it("goes along with a known field that changes slowly, 20 s behind", () => {
    const heading = settled();
    for (let t = 0; t <= 200; t++) {
      const factor = 1 + 0.002 * t;
      feed(heading, 1, [0, 20 * factor, -44 * factor], still);
      expect(heading.disturbed).toBe(false);
    }
    const behind = Math.hypot(20, 44) * (1 + 0.002 * 180);
    expect(heading.saveState().field.known[0]).toBeCloseTo(behind, 1);
  });

  it("takes the mean of a first field for known, not its first sample", () => {
    const heading = new MagnetometerHeading(periodS);
    feed(heading, 0.1, [0, 21.8, -47.96], still);
    feed(heading, 60, earthField, still);
    feed(heading, 5.1, earthField, turning);
    feed(heading, 0.1, [0, 18.6, -40.92], turning);
    expect(heading.disturbed).toBe(false);
  });

  it.each([
    ["a norm 9 % larger", [0, 21.8, -47.96], false],
    ["a norm 11 % larger", [0, 22.2, -48.84], true],
    ["a norm 11 % smaller", [0, 17.8, -39.16], true],
    ["a dip 9° steeper", [0, 12.87, -46.58], false],
    ["a dip 11° steeper", [0, 11.24, -47], true],
    ["a dip 11° flatter", [0, 28.03, -39.37], true],
  ] as const)("judges %s", (_, field, disturbed) => {
    const heading = settled();
    feed(heading, 0.5, field, turning);
    expect(heading.disturbed).toBe(disturbed);
  });

  it("keeps its heading beside a magnet, and is pulled away where nothing is rejected", () => {
    const heading = settled();
    feed(heading, 19, disturbedField, turning);
    expect(Math.abs(offsetDeg(heading))).toBeLessThan(0.3);
    const pulled = settled(notRejecting);
    feed(pulled, 19, disturbedField, turning);
    expect(offsetDeg(pulled)).toBeGreaterThan(50);
  });

  it("trusts the field again after half a second without a magnet", () => {
    const heading = settled();
    feed(heading, 5, disturbedField, turning);
    feed(heading, 0.5, earthField, turning);
    expect(heading.disturbed).toBe(true);
    // The low-pass on norm and dip takes some of the time.
    feed(heading, 0.2, earthField, turning);
    expect(heading.disturbed).toBe(false);
  });

  it("takes a steady new field for the earth's after 20 s of turning", () => {
    const heading = settled();
    feed(heading, 19.9, disturbedField, turning);
    expect(heading.disturbed).toBe(true);
    feed(heading, 0.5, disturbedField, turning);
    expect(heading.disturbed).toBe(false);
    feed(heading, 60, disturbedField, turning);
    expect(offsetDeg(heading)).toBeCloseTo(Math.atan2(40, 20) * degPerRad, 0);
    // The field of before is the strange one now.
    feed(heading, 1, earthField, turning);
    expect(heading.disturbed).toBe(true);
  });

  it("takes no field that changes within the 20 s", () => {
    const heading = settled();
    for (let k = 0; k < 4; k++) {
      feed(heading, 10, disturbedField, turning);
      feed(heading, 10, [-20, 60, -44], turning);
    }
    expect(heading.disturbed).toBe(true);
  });

  it("rejects for 60 s at most, and then follows at half the speed", () => {
    const heading = settled();
    feed(heading, 59.9, disturbedField, still);
    const kept = offsetDeg(heading);
    expect(Math.abs(kept)).toBeLessThan(0.3);
    feed(heading, 18.1, disturbedField, still);
    expect(heading.disturbed).toBe(true);
    const away = Math.atan2(40, 20) * degPerRad - kept;
    expect((offsetDeg(heading) - kept) / away).toBeCloseTo(1 - Math.exp(-1), 2);
  });

  it("earns rejection time back at twice the speed in an undisturbed field", () => {
    const heading = settled();
    feed(heading, 40, disturbedField, still);
    feed(heading, 10.6, earthField, still);
    const before = offsetDeg(heading);
    feed(heading, 39, disturbedField, still);
    expect(Math.abs(offsetDeg(heading) - before)).toBeLessThan(0.3);
    feed(heading, 3, disturbedField, still);
    expect(offsetDeg(heading) - before).toBeGreaterThan(3);
  });

  it.each([
    ["NaN", [0, Number.NaN, -44]],
    ["an infinite value", [Number.POSITIVE_INFINITY, 0, -44]],
    ["a value beyond all measure", [0, 1e200, 0]],
    ["nothing but zeros", [0, 0, 0]],
    ["too few values", [0, 20]],
  ])("skips a sample with %s", (_, values) => {
    const heading = settled();
    const before = heading.saveState();
    expect(heading.update(Float64Array.from(values), 0, level, turning)).toBe(false);
    expect(heading.saveState()).toEqual(before);
  });

  it("finds the heading anew after missing samples, in the field that it knows", () => {
    const heading = settled();
    heading.restart();
    expect(heading.headingKnown).toBe(false);
    // Only the known field counts for the new start.
    feed(heading, 5, disturbedField, turning);
    expect(heading.headingKnown).toBe(false);
    feed(heading, 1, turned(earthField, -70), turning);
    expect(offsetDeg(heading)).toBeCloseTo(70, 0);
    expect(heading.disturbed).toBe(false);
  });

  it("is as new after a reset", () => {
    const heading = settled();
    feed(heading, 7, disturbedField, turning);
    heading.reset();
    expect(heading.saveState()).toEqual(new MagnetometerHeading(periodS).saveState());
  });

  it.each([0, -1, Number.NaN, 0.2])("refuses a sample period of %d s", (bad) => {
    expect(() => new MagnetometerHeading(bad)).toThrow(RangeError);
  });
});

/** Samples of a pod that turns about changing axes in the field of the earth, and its true orientation. */
class TurningPod {
  readonly count: number;
  readonly gyr: Float64Array;
  readonly acc: Float64Array;
  readonly mag: Float64Array;
  readonly northFromPod = Float64Array.of(Math.cos(0.6), 0, 0, Math.sin(0.6));

  constructor(seconds: number, gyrBiasRadPerS = 0) {
    this.count = Math.round(seconds / periodS);
    this.gyr = new Float64Array(3 * this.count);
    this.acc = new Float64Array(3 * this.count);
    this.mag = new Float64Array(3 * this.count);
    const podFromNorth = new Float64Array(4);
    const step = new Float64Array(4);
    for (let k = 0; k < this.count; k++) {
      const t = k * periodS;
      const rate = [1.5 * Math.sin(1.3 * t), 1.2 * Math.cos(0.9 * t), 1 + Math.sin(0.4 * t)];
      const speed = Math.hypot(...rate);
      step[0] = Math.cos((speed * periodS) / 2);
      rate.forEach((r, i) => {
        step[i + 1] = (r / speed) * Math.sin((speed * periodS) / 2);
        this.gyr[3 * k + i] = r + gyrBiasRadPerS;
      });
      multiplyQuaternions(this.northFromPod, this.northFromPod, step);
      conjugateQuaternion(podFromNorth, this.northFromPod);
      rotateVector(this.acc, podFromNorth, Float64Array.of(0, 0, g), 3 * k);
      rotateVector(this.mag, podFromNorth, Float64Array.from(earthField), 3 * k);
    }
  }
}

const nineAxis = (): NineAxisVqf => new NineAxisVqf(new Vqf(periodS));

function run(filter: NineAxisVqf, pod: TurningPod, from = 0, to = pod.count): void {
  for (let k = from; k < to; k++) filter.update(pod.gyr, pod.acc, pod.mag, 3 * k);
}

/** Angle between the filter's orientation and the true one, degrees. */
function errorDeg(filter: NineAxisVqf, truth: Float64Array): number {
  const q = filter.orientation9(new Float64Array(4));
  conjugateQuaternion(q, q);
  multiplyQuaternions(q, truth, q);
  const [w = 0, x = 0, y = 0, z = 0] = q;
  return 2 * Math.atan2(Math.hypot(x, y, z), Math.abs(w)) * degPerRad;
}

describe("VQF with magnetometer", () => {
  it("gives the true East-North-Up orientation of a turning pod", () => {
    const pod = new TurningPod(30);
    const filter = nineAxis();
    run(filter, pod);
    expect(filter.magnetometer.disturbed).toBe(false);
    expect(errorDeg(filter, pod.northFromPod)).toBeLessThan(0.5);
  });

  it("holds the heading where a gyroscope's bias carries that of the 6-axis filter away", () => {
    const pod = new TurningPod(120, 1.8 * radPerDeg);
    const filter = nineAxis();
    run(filter, pod);
    const drift = Math.abs(filter.magnetometer.headingOffsetRad * degPerRad);
    expect(drift).toBeGreaterThan(15);
    expect(errorDeg(filter, pod.northFromPod)).toBeLessThan(5);
  });

  it("never lets the magnetometer into the 6-axis filter", () => {
    const pod = new TurningPod(20, 0.01);
    pod.mag.forEach((_, i) => {
      pod.mag[i] = 300 * Math.sin(i * i);
    });
    const filter = nineAxis();
    run(filter, pod);
    const alone = new Vqf(periodS);
    for (let k = 0; k < pod.count; k++) alone.update(pod.gyr, pod.acc, 3 * k);
    expect(filter.sixAxis.saveState()).toEqual(alone.saveState());
    const up = Float64Array.of(0, 0, 1);
    const q6 = alone.orientation(new Float64Array(4));
    const q9 = filter.orientation9(new Float64Array(4));
    for (const q of [q6, q9]) conjugateQuaternion(q, q);
    const upInPod = rotateVector(new Float64Array(3), q6, up);
    rotateVector(up, q9, up);
    for (let i = 0; i < 3; i++) expect(up[i]).toBeCloseTo(upInPod[i] as number, 12);
  });

  it("goes on without the magnetometer where its samples are missing", () => {
    const pod = new TurningPod(60);
    pod.mag.fill(Number.NaN, 3 * 3000, 3 * 4000);
    const filter = nineAxis();
    run(filter, pod);
    expect(filter.magnetometer.disturbed).toBe(false);
    expect(errorDeg(filter, pod.northFromPod)).toBeLessThan(0.5);
  });

  it("takes a magnetometer of a quarter of the rate as well", () => {
    const pod = new TurningPod(60);
    for (let i = 0; i < pod.mag.length; i++) if (Math.floor(i / 3) % 4 > 0) pod.mag[i] = Number.NaN;
    const filter = new NineAxisVqf(new Vqf(periodS), new MagnetometerHeading(4 * periodS));
    run(filter, pod, 0, 400);
    expect(filter.magnetometer.disturbed).toBe(true);
    run(filter, pod, 400, 700);
    expect(filter.magnetometer.disturbed).toBe(false);
    run(filter, pod, 700);
    expect(errorDeg(filter, pod.northFromPod)).toBeLessThan(0.5);
  });

  it("refuses a sample with a bad rate, its field included", () => {
    const pod = new TurningPod(2);
    const filter = nineAxis();
    run(filter, pod);
    const before = filter.saveState();
    const bad = Float64Array.of(0, Number.NaN, 0);
    expect(filter.update(bad, pod.acc, pod.mag)).toBe(false);
    expect(filter.saveState()).toEqual(before);
  });

  it("gives for a whole batch what it gives for its samples one by one", () => {
    const pod = new TurningPod(10);
    const batch = nineAxis();
    const single = nineAxis();
    const batchOut = new Float64Array(4 * pod.count);
    const out = new Float64Array(4);
    for (let k = 0; k < pod.count; k++) {
      batch.update(pod.gyr, pod.acc, pod.mag, 3 * k);
      batch.orientation9(batchOut, 4 * k);
      const at = (values: Float64Array) => values.slice(3 * k, 3 * k + 3);
      single.update(at(pod.gyr), at(pod.acc), at(pod.mag));
      single.orientation9(out);
      expect(batchOut.subarray(4 * k, 4 * k + 4)).toEqual(out);
    }
    expect(batch.saveState()).toEqual(single.saveState());
  });

  it.each([
    ["while the first field is on trial", 250],
    ["in a disturbance", 3500],
    ["just after one", 4030],
  ])("goes on from a state saved %s as if nothing had happened", (_, at) => {
    const pod = new TurningPod(60);
    for (let k = 3000; k < 4000; k++) pod.mag[3 * k] = (pod.mag[3 * k] as number) + 60;
    const whole = nineAxis();
    run(whole, pod);
    const first = nineAxis();
    run(first, pod, 0, at);
    expect(first.magnetometer.disturbed).toBe(true);
    const saved = first.saveState();
    run(first, pod, at, at + 100);
    const second = nineAxis();
    second.restoreState(saved);
    run(second, pod, at);
    expect(second.saveState()).toEqual(whole.saveState());
  });

  it("finds its heading again after a turn that it did not see", () => {
    const pod = new TurningPod(60);
    const filter = nineAxis();
    run(filter, pod, 0, 3000);
    const sixAxis = new Vqf(periodS);
    sixAxis.restoreState(filter.sixAxis.saveState());
    sixAxis.restartInclination();
    filter.restart();
    expect(filter.sixAxis.saveState()).toEqual(sixAxis.saveState());
    expect(filter.magnetometer.headingKnown).toBe(false);
    run(filter, pod, 3150);
    expect(errorDeg(filter, pod.northFromPod)).toBeLessThan(2);
  });
});
