import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GspData } from "../../../src/codec/movesense/gsp-message.ts";
import { decodeImu6 } from "../../../src/codec/movesense/imu6.ts";
import { Imu6Parts } from "../../../src/codec/movesense/imu6-parts.ts";
import { imu6Value } from "./gsp-bytes.ts";

const ranges = { accRangeG: 16, gyrRangeDegPerS: 2000 };
const acc = Array.from({ length: 24 }, (_, i) => (i % 3 === 0 ? 9.75 : i / 16));
const gyr = Array.from({ length: 24 }, (_, i) => i * 8 - 90);
const value = imu6Value(123_456, acc, gyr);

function part(number: 1 | 2, bytes: Uint8Array): GspData {
  return { kind: "data", reference: 0x20, part: number, value: bytes };
}

describe("decodeImu6", () => {
  it("reads all accelerations, then all angular rates, in SI units", () => {
    const samples = decodeImu6(value, ranges);
    expect(samples).toMatchObject({
      kind: "imu6",
      timestampMs: 123_456,
      count: 8,
      clipped: false,
    });
    if (samples.kind !== "imu6") return;
    expect([...samples.accMPerS2]).toEqual(acc);
    expect([...samples.gyrRadPerS]).toEqual(gyr.map((degPerS) => degPerS * (Math.PI / 180)));
  });

  it("gives samples or a fault that names field and offset for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const samples = decodeImu6(bytes, ranges);
        if (samples.kind === "imu6") {
          expect(bytes.length).toBe(4 + 24 * samples.count);
          for (const one of samples.accMPerS2) expect(Number.isFinite(one)).toBe(true);
          for (const one of samples.gyrRadPerS) expect(Number.isFinite(one)).toBe(true);
          return;
        }
        expect(samples.message).toContain(`offset ${samples.offset}`);
        expect(samples.offset).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ["acceleration", 4 + 4 * 5, Number.NaN, "ArrayAcc[1].z"],
    ["acceleration", 4 + 4 * 5, 16.01 * 9.80665 * 1.25, "ArrayAcc[1].z"],
    ["angular rate", 4 + 4 * (24 + 3), -2501, "ArrayGyro[1].x"],
    ["angular rate", 4 + 4 * (24 + 3), Number.NEGATIVE_INFINITY, "ArrayGyro[1].x"],
  ])("calls an %s that cannot be a fault", (_, offset, impossible, field) => {
    const bytes = value.slice();
    new DataView(bytes.buffer).setFloat32(offset, impossible, true);
    const fault = decodeImu6(bytes, ranges);
    expect(fault).toMatchObject({ code: "packet-invalid-field", offset });
    expect(fault).toHaveProperty("message", expect.stringContaining(field));
  });

  it("says where a value reaches the end of its range", () => {
    const atEnd = [0, 0, -15.992 * 9.80665];
    expect(decodeImu6(imu6Value(0, atEnd, [0, 0, 0]), ranges)).toMatchObject({ clipped: true });
    expect(decodeImu6(imu6Value(0, [0, 0, 0], [0, 2000, 0]), ranges)).toMatchObject({
      clipped: true,
    });
    expect(decodeImu6(imu6Value(0, [0, 0, -156], [0, 1990, 0]), ranges)).toMatchObject({
      clipped: false,
    });
  });

  it("refuses more samples than two notifications can carry", () => {
    const triples = Array.from({ length: 39 }, () => 0);
    expect(decodeImu6(imu6Value(0, triples, triples), ranges)).toMatchObject({
      code: "packet-too-long",
      offset: 4 + 24 * 12,
    });
  });
});

describe("Imu6Parts", () => {
  it("joins two parts, wherever they were cut, and keeps none of their bytes", () => {
    for (const cut of [1, 3, 90, 150, 195]) {
      const parts = new Imu6Parts(ranges);
      const first = value.slice(0, cut);
      expect(parts.take(part(1, first))).toEqual([]);
      first.fill(0xff);
      expect(parts.take(part(2, value.slice(cut)))).toEqual([decodeImu6(value, ranges)]);
    }
  });

  it("takes a value that comes whole", () => {
    const parts = new Imu6Parts(ranges);
    expect(parts.take(part(1, value))).toEqual([decodeImu6(value, ranges)]);
    expect(parts.take(part(1, value))).toEqual([decodeImu6(value, ranges)]);
  });

  it("has a fault for each part that is lost, and goes on with the next value", () => {
    const parts = new Imu6Parts(ranges);
    const first = part(1, value.subarray(0, 150));
    const second = part(2, value.subarray(150));
    expect(parts.take(second)).toMatchObject([{ code: "packet-truncated" }]);
    expect(parts.take(first)).toEqual([]);
    expect(parts.take(first)).toMatchObject([{ code: "packet-truncated" }]);
    expect(parts.take(second)).toMatchObject([{ kind: "imu6" }]);
    expect(parts.take(second)).toMatchObject([{ code: "packet-truncated" }]);
  });

  it("gives samples or faults for any parts in any order", () => {
    const any = fc.array(
      fc.record({
        kind: fc.constant("data" as const),
        reference: fc.constant(0x20),
        part: fc.constantFrom(1 as const, 2 as const),
        value: fc.uint8Array({ maxLength: 200 }),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(any, (all) => {
        const parts = new Imu6Parts(ranges);
        for (const one of all) {
          for (const out of parts.take(one)) {
            expect(["imu6", "packetFault"]).toContain(out.kind);
          }
        }
      }),
    );
  });
});
