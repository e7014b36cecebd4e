import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeGsp } from "../../../src/codec/movesense/decode-gsp.ts";
import { encodeGspCommand } from "../../../src/codec/movesense/encode-gsp.ts";
import { gspReferences, imu6Path } from "../../../src/codec/movesense/gsp.ts";
import {
  decodeEnergyLevel,
  decodeImuConfig,
} from "../../../src/codec/movesense/resource-values.ts";
import { bytesOf } from "./gsp-bytes.ts";

const { hello, imu6, energyLevel } = gspReferences;
const serial = "204730000081";

describe("decodeGsp", () => {
  it("gives a message or a fault that names field and offset for any bytes", () => {
    const first = fc.constantFrom(0, 1, 2, 3, 4, 255);
    const reference = fc.constantFrom(...Object.values(gspReferences), 0, 99);
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 260 }),
      fc
        .tuple(first, reference, fc.uint8Array({ maxLength: 60 }))
        .map(([type, of, rest]) => bytesOf(type, of, rest)),
    );
    fc.assert(
      fc.property(any, (bytes) => {
        const message = decodeGsp(bytes);
        if (message.kind !== "packetFault") return;
        expect(message.message).toMatch(/field \w+ at offset \d+/);
        expect(message.message).toContain(`offset ${message.offset}`);
        expect(message.offset).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 5000 },
    );
  });

  it("reads a result code, and the value behind it", () => {
    expect(decodeGsp(bytesOf(1, energyLevel, 0xc8, 0x00, 87))).toEqual({
      kind: "commandResult",
      reference: energyLevel,
      resultCode: 200,
      value: Uint8Array.of(87),
    });
    expect(decodeGsp(bytesOf(1, imu6, 0x94, 0x01))).toMatchObject({ resultCode: 404 });
  });

  it("reads the result code that old sample firmware writes the other way round", () => {
    expect(decodeGsp(bytesOf(1, imu6, 0x01, 0xfb))).toMatchObject({ resultCode: 507 });
    expect(decodeGsp(bytesOf(1, imu6, 0x03, 0x00))).toMatchObject({
      kind: "packetFault",
      code: "packet-invalid-field",
      offset: 2,
    });
  });

  it.each([1, 2])("reads who the sensor is, sent as response %i", (response) => {
    const bytes = bytesOf(
      ...[response, hello, 1, serial, 0, "Movesense HR+", 0],
      ...["0C:8C:DC:38:72:E9", 0, "gatt_sensordata_app", 0, "2.3.1", 0],
    );
    expect(decodeGsp(bytes)).toEqual({
      kind: "hello",
      reference: hello,
      protocolVersion: 1,
      serial,
      productName: "Movesense HR+",
      appName: "gatt_sensordata_app",
      appVersion: "2.3.1",
    });
    for (let length = 0; length < bytes.length; length += 1) {
      expect(decodeGsp(bytes.subarray(0, length))).toMatchObject({ code: "packet-truncated" });
    }
  });

  it("tells firmware that only says hello, another version, and a serial number that is none", () => {
    expect(decodeGsp(bytesOf(1, hello, "Hello"))).toEqual({ kind: "plainHello", reference: hello });
    expect(decodeGsp(bytesOf(1, hello, 2, serial, 0))).toMatchObject({ offset: 2 });
    expect(decodeGsp(bytesOf(1, hello, 1, "12345", 0, 0, 0, 0, 0))).toMatchObject({ offset: 3 });
    // Firmware of others answers with a result code first (200): it must not be taken for version 1.
    expect(decodeGsp(bytesOf(1, hello, 200, 0, serial, 0))).toMatchObject({ offset: 2 });
  });

  it("reads a view into a larger buffer, and nothing around it", () => {
    const pool = bytesOf("around", 2, imu6, 7, 8, "around");
    expect(decodeGsp(pool.subarray(6, 10))).toEqual({
      kind: "data",
      reference: imu6,
      part: 1,
      value: Uint8Array.of(7, 8),
    });
  });
});

describe("encodeGspCommand", () => {
  it("writes the command, the reference and the path without an end", () => {
    expect(encodeGspCommand("subscribe", imu6, imu6Path(104))).toEqual(
      bytesOf(1, imu6, "/Meas/IMU6/104"),
    );
    expect(encodeGspCommand("unsubscribe", imu6)).toEqual(bytesOf(2, imu6));
    expect(encodeGspCommand("hello", hello)).toEqual(bytesOf(0, hello));
  });
});

describe("values of resources", () => {
  it("reads the battery's charge", () => {
    expect(decodeEnergyLevel(Uint8Array.of(0))).toBe(0);
    expect(decodeEnergyLevel(Uint8Array.of(100))).toBe(100);
    expect(decodeEnergyLevel(Uint8Array.of(101))).toMatchObject({ code: "packet-invalid-field" });
    expect(decodeEnergyLevel(Uint8Array.of())).toMatchObject({ code: "packet-truncated" });
  });

  it("reads the ranges", () => {
    const ranges = { accRangeG: 8, gyrRangeDegPerS: 2000 };
    expect(decodeImuConfig(Uint8Array.of(8, 0xd0, 0x07, 0x90, 0x01))).toEqual(ranges);
    expect(decodeImuConfig(Uint8Array.of())).toMatchObject({ offset: 0 });
    expect(decodeImuConfig(Uint8Array.of(8, 1))).toMatchObject({ offset: 1 });
  });
});
