import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMeasurement } from "../../../src/codec/standard-sensors/decode-measurement.ts";
import {
  encodeHeartRate,
  encodeRunningSpeedCadence,
  encodeTreadmill,
  encodeTreadmillInTwo,
} from "../../../src/transport/virtual/sensor-encoders.ts";

const anyReading = fc.record({
  speedMPerS: fc.double({ min: 0, max: 11.9, noNaN: true }),
  inclinePct: fc.double({ min: -30, max: 50, noNaN: true }),
  distanceM: fc.double({ min: 0, max: 0xff_ffff, noNaN: true }),
});

describe("what the emulated sensors send", () => {
  it("is what the service reads: heart rate and RR intervals", () => {
    expect(decodeMeasurement("heart-rate", encodeHeartRate(151.6, [0.4, 0.39], true))).toEqual({
      kind: "heartRateMeasurement",
      heartRateBpm: 152,
      rrIntervalsS: [expect.closeTo(0.4, 2), expect.closeTo(0.39, 2)],
      contact: true,
    });
    expect(decodeMeasurement("heart-rate", encodeHeartRate(151.6, [], false))).toMatchObject({
      heartRateBpm: null,
      contact: false,
    });
  });

  it("is what the service reads: a treadmill, in one notification and in two", () => {
    fc.assert(
      fc.property(anyReading, (reading) => {
        const whole = decodeMeasurement("treadmill", encodeTreadmill(reading));
        expect(whole).toMatchObject({ kind: "treadmillData", moreData: false });
        if (whole.kind !== "treadmillData") return;
        expect(Math.abs((whole.speedMPerS ?? 99) - reading.speedMPerS)).toBeLessThan(0.0015);
        expect(Math.abs((whole.inclinePct ?? 99) - reading.inclinePct)).toBeLessThan(0.0501);
        expect(whole.distanceM).toBe(Math.floor(reading.distanceM));
        const [first, last] = encodeTreadmillInTwo(reading);
        const { speedMPerS, ...slope } = whole;
        expect(decodeMeasurement("treadmill", first)).toEqual({
          ...slope,
          speedMPerS: null,
          moreData: true,
        });
        expect(decodeMeasurement("treadmill", last)).toMatchObject({
          speedMPerS,
          inclinePct: null,
          moreData: false,
        });
      }),
    );
  });

  it("is what the service reads: a foot pod", () => {
    expect(
      decodeMeasurement("running-speed-cadence", encodeRunningSpeedCadence(2.5, 84, 1.79, true)),
    ).toEqual({
      kind: "rscMeasurement",
      speedMPerS: 2.5,
      contactsPerMin: 84,
      strideLengthM: 1.79,
      isRunning: true,
    });
  });
});
