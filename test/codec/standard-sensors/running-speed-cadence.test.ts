import { describe, expect, it } from "vitest";
import { decodeMeasurement } from "../../../src/codec/standard-sensors/decode-measurement.ts";

const decode = (...bytes: number[]) =>
  decodeMeasurement("running-speed-cadence", Uint8Array.from(bytes));

describe("an RSC Measurement", () => {
  it("is speed in 1/256 m/s and contacts per minute", () => {
    expect(decode(0x00, 0xc0, 0x02, 84)).toEqual({
      kind: "rscMeasurement",
      speedMPerS: 2.75,
      contactsPerMin: 84,
      strideLengthM: null,
      isRunning: false,
    });
  });

  it("has stride length in cm before the distance, and the status of running", () => {
    expect(decode(0x07, 0xc0, 0x02, 84, 0xc4, 0x00, 0x10, 0x27, 0x00, 0x00)).toEqual({
      kind: "rscMeasurement",
      speedMPerS: 2.75,
      contactsPerMin: 84,
      strideLengthM: 1.96,
      isRunning: true,
    });
  });

  it.each([
    ["12.004 m/s", [0x00, 0x01, 0x0c, 84], "Instantaneous Speed", 1],
    ["a stride of 6.01 m", [0x01, 0xc0, 0x02, 84, 0x59, 0x02], "Instantaneous Stride Length", 4],
  ])("is a fault with %s", (_, bytes, field, offset) => {
    expect(decode(...bytes)).toMatchObject({
      code: "packet-invalid-field",
      offset,
      message: expect.stringContaining(`field ${field} at offset ${offset}`),
    });
  });

  it("is a number at the ends of what may be", () => {
    expect(decode(0x01, 0x00, 0x0c, 255, 0x58, 0x02)).toMatchObject({
      speedMPerS: 12,
      contactsPerMin: 255,
      strideLengthM: 6,
    });
  });

  it.each([
    [[], "Flags", 0],
    [[0x00, 0x01], "Instantaneous Speed", 1],
    [[0x00, 0xc0, 0x02], "Instantaneous Cadence", 3],
    [[0x01, 0xc0, 0x02, 84, 1], "Instantaneous Stride Length", 4],
    [[0x02, 0xc0, 0x02, 84, 1, 2, 3], "Total Distance", 4],
  ])("that ends too early (%j) is a fault that names %s", (bytes, field, offset) => {
    expect(decode(...bytes)).toMatchObject({
      code: "packet-truncated",
      offset,
      message: expect.stringContaining(`field ${field} at offset ${offset}`),
    });
  });

  it("has nothing behind what its flags announce, unless they announce what is not known yet", () => {
    expect(decode(0x00, 0xc0, 0x02, 84, 9)).toMatchObject({ code: "packet-too-long", offset: 4 });
    expect(decode(0x08, 0xc0, 0x02, 84, 9)).toMatchObject({ contactsPerMin: 84 });
  });
});
