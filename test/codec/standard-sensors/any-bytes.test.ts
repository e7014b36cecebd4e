import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMeasurement } from "../../../src/codec/standard-sensors/decode-measurement.ts";
import { sensorKinds } from "../../../src/model/sensor.ts";

describe.each(sensorKinds)("any bytes of a %s sensor", (kind) => {
  it("are finite numbers, or a fault within them that names field and offset", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const found = decodeMeasurement(kind, bytes);
        if (found.kind === "packetFault") {
          expect(found.offset).toBeLessThanOrEqual(bytes.length);
          expect(found.message).toContain(`at offset ${found.offset}`);
          return;
        }
        for (const value of Object.values(found).flat()) {
          if (typeof value === "number") expect(value).toSatisfy(Number.isFinite);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("mean the same as a view into a larger buffer", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), fc.nat(5), (bytes, before) => {
        const larger = new Uint8Array(before + bytes.length + 3).fill(0xa5);
        larger.set(bytes, before);
        const view = larger.subarray(before, before + bytes.length);
        expect(decodeMeasurement(kind, view)).toEqual(decodeMeasurement(kind, bytes));
      }),
    );
  });
});
