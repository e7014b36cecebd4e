import { describe, expect, it } from "vitest";
import { decodeMeasurement } from "../../../src/codec/standard-sensors/decode-measurement.ts";

const decode = (...bytes: number[]) => decodeMeasurement("treadmill", Uint8Array.from(bytes));

const nothing = { speedMPerS: null, inclinePct: null, rampAngleDeg: null, distanceM: null };

describe("Treadmill Data", () => {
  it("has the speed in 0.01 km/h, least significant byte first, where bit 0 is not set", () => {
    // 0x0384 = 900: 9 km/h.
    expect(decode(0x00, 0x00, 0x84, 0x03)).toEqual({
      ...nothing,
      kind: "treadmillData",
      moreData: false,
      speedMPerS: 2.5,
    });
  });

  it("is a fault where the bytes of the speed are in the wrong order", () => {
    expect(decode(0x00, 0x00, 0x03, 0x84)).toMatchObject({
      kind: "packetFault",
      code: "packet-invalid-field",
      offset: 2,
      message: expect.stringContaining("Instantaneous Speed at offset 2"),
    });
  });

  it("has incline and ramp angle in 0.1, with sign, beside the speed", () => {
    // 10.8 km/h, average 10 km/h, 70 000 m, +1.5 %, -0.9 degrees, and what the rest announces.
    expect(
      decode(
        ...[0x8e, 0x04, 0x38, 0x04, 0xe8, 0x03, 0x70, 0x11, 0x01, 0x0f, 0x00, 0xf7, 0xff],
        ...[0x10, 0x00, 0xff, 0xff, 0xff, 0x3c, 0x00],
      ),
    ).toEqual({
      kind: "treadmillData",
      moreData: false,
      speedMPerS: expect.closeTo(3, 12),
      inclinePct: 1.5,
      rampAngleDeg: -0.9,
      distanceM: 70_000,
    });
  });

  it("has no speed where more data follow: bit 0 set means that it is not there", () => {
    expect(decode(0x09, 0x00, 0x0f, 0x00, 0xff, 0x7f)).toEqual({
      ...nothing,
      kind: "treadmillData",
      moreData: true,
      inclinePct: 1.5,
    });
  });

  it("has no incline and no angle where the machine says that it has none", () => {
    expect(decode(0x08, 0x00, 0x84, 0x03, 0xff, 0x7f, 0xff, 0x7f)).toMatchObject({
      speedMPerS: 2.5,
      inclinePct: null,
      rampAngleDeg: null,
    });
  });

  it.each([
    ["an incline of -30.1 %", [0x08, 0, 0x84, 3, 0xd3, 0xfe, 0, 0], "Inclination", 4],
    ["an incline of 50.1 %", [0x08, 0, 0x84, 3, 0xf5, 0x01, 0, 0], "Inclination", 4],
    ["a ramp at 45.1 degrees", [0x08, 0, 0x84, 3, 0, 0, 0xc3, 0x01], "Ramp Angle Setting", 6],
    ["a speed of 43.21 km/h", [0x00, 0, 0xe1, 0x10], "Instantaneous Speed", 2],
  ])("is a fault with %s", (_, bytes, field, offset) => {
    expect(decode(...bytes)).toMatchObject({
      code: "packet-invalid-field",
      offset,
      message: expect.stringContaining(`field ${field} at offset ${offset}`),
    });
  });

  it("is a number at the ends of what may be", () => {
    expect(decode(0x08, 0, 0xe0, 0x10, 0xd4, 0xfe, 0xc2, 0x01)).toMatchObject({
      speedMPerS: expect.closeTo(12, 12),
      inclinePct: -30,
      rampAngleDeg: 45,
    });
  });

  it.each([
    [[], "Flags", 0],
    [[0x00], "Flags", 0],
    [[0x00, 0x00, 0x84], "Instantaneous Speed", 2],
    [[0x02, 0x00, 0x84, 0x03, 1], "Average Speed", 4],
    [[0x04, 0x00, 0x84, 0x03, 1, 2], "Total Distance", 4],
    [[0x08, 0x00, 0x84, 0x03, 1], "Inclination", 4],
    [[0x08, 0x00, 0x84, 0x03, 1, 0, 1], "Ramp Angle Setting", 6],
  ])("that ends too early (%j) is a fault that names %s", (bytes, field, offset) => {
    expect(decode(...bytes)).toMatchObject({
      code: "packet-truncated",
      offset,
      message: expect.stringContaining(`field ${field} at offset ${offset}`),
    });
  });
});
