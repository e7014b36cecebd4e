import { describe, expect, it } from "vitest";
import { decodeMeasurement } from "../../../src/codec/standard-sensors/decode-measurement.ts";

const decode = (...bytes: number[]) => decodeMeasurement("heart-rate", Uint8Array.from(bytes));

describe("a Heart Rate Measurement", () => {
  it("is one byte of heart rate where the flags say no more", () => {
    expect(decode(0x00, 72)).toEqual({
      kind: "heartRateMeasurement",
      heartRateBpm: 72,
      rrIntervalsS: [],
      contact: null,
    });
  });

  it("has two bytes, least significant first, where bit 0 is set", () => {
    expect(decode(0x01, 180, 0)).toMatchObject({ heartRateBpm: 180 });
    // 0xb400 = 46080: the bytes in the wrong order are no heart rate.
    expect(decode(0x01, 0, 180)).toMatchObject({
      kind: "packetFault",
      code: "packet-invalid-field",
      offset: 1,
      message: expect.stringContaining("Heart Rate Measurement Value at offset 1: 46080 bpm"),
    });
  });

  it("has RR intervals in 1/1024 s, oldest first, after the energy", () => {
    // Flags 0x1e: contact supported and detected, energy, RR. 666 kJ. 512 and 410 of 1/1024 s.
    expect(decode(0x1e, 131, 0x9a, 0x02, 0x00, 0x02, 0x9a, 0x01)).toEqual({
      kind: "heartRateMeasurement",
      heartRateBpm: 131,
      rrIntervalsS: [0.5, 410 / 1024],
      contact: true,
    });
  });

  it.each([
    [0x00, null],
    [0x02, null],
    [0x04, false],
    [0x06, true],
  ])("says of the contact by the two bits of flags %i: %s", (flags, contact) => {
    expect(decode(flags, 90)).toMatchObject({ contact });
  });

  it("is not known without contact, whatever the sensor goes on sending", () => {
    expect(decode(0x14, 90, 0xff, 0xff)).toEqual({
      kind: "heartRateMeasurement",
      heartRateBpm: null,
      rrIntervalsS: [],
      contact: false,
    });
  });

  it("is not known where the sensor sends 0", () => {
    expect(decode(0x06, 0)).toMatchObject({ heartRateBpm: null, contact: true });
  });

  it.each([19, 251, 255])("is a fault at %i bpm", (rateBpm) => {
    expect(decode(0x00, rateBpm)).toMatchObject({ code: "packet-invalid-field", offset: 1 });
  });

  it.each([20, 250])("is a number at %i bpm", (rateBpm) => {
    expect(decode(0x00, rateBpm)).toMatchObject({ heartRateBpm: rateBpm });
  });

  it("is a fault where an RR interval is none of a heart", () => {
    expect(decode(0x10, 60, 0x00, 0x04, 0x01, 0x00)).toMatchObject({
      code: "packet-invalid-field",
      offset: 4,
      message: expect.stringContaining("RR-Interval"),
    });
  });

  it.each([
    [[], "Flags", 0],
    [[0x00], "Heart Rate Measurement Value", 1],
    [[0x01, 72], "Heart Rate Measurement Value", 1],
    [[0x08, 72, 1], "Energy Expended", 2],
    [[0x10, 72, 0, 4, 0], "RR-Interval", 4],
  ])("that ends too early (%j) is a fault that names %s", (bytes, field, offset) => {
    expect(decode(...bytes)).toMatchObject({
      code: "packet-truncated",
      offset,
      message: expect.stringContaining(`field ${field} at offset ${offset}`),
    });
  });

  it("has nothing behind what its flags announce, unless they announce what is not known yet", () => {
    expect(decode(0x00, 72, 1)).toMatchObject({ code: "packet-too-long", offset: 2 });
    expect(decode(0x20, 72, 1)).toMatchObject({ heartRateBpm: 72 });
  });
});
