import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoUtcToNs, nsToSessionTime, sessionTimeToNs } from "../../src/recording/session-time.ts";

describe("session time", () => {
  it("reads any date as the language itself does", () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date("1970-01-01T00:00:00Z"),
          max: new Date("2500-01-01T00:00:00Z"),
          noInvalidDate: true,
        }),
        (date) => {
          expect(isoUtcToNs(date.toISOString())).toBe(BigInt(date.getTime()) * 1_000_000n);
        },
      ),
    );
  });

  it("reads leap days, missing seconds and nanoseconds", () => {
    expect(isoUtcToNs("2000-02-29T00:00Z")).toBe(951_782_400_000_000_000n);
    expect(isoUtcToNs("1970-01-01T00:00:01.0000000019Z")).toBe(1_000_000_001n);
  });

  it("refuses what is no time in UTC from 1970 on", () => {
    for (const text of [
      ...["", "2024-05-01", "2024-05-01T08:30:00", "1969-12-31T23:59:59Z"],
      ...["2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-10T00:00:00Z"],
      ...["2024-05-00T00:00:00Z", "2024-05-01T24:00:00Z", "2024-05-01T08:60Z"],
      "2024-05-01T08:30:60Z",
    ]) {
      expect(() => isoUtcToNs(text)).toThrow(RangeError);
    }
  });

  it("gives whole nanoseconds back exactly, up to a day", () => {
    const start = isoUtcToNs("2024-05-01T08:30:00Z");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400_000_000_000 }), (ns) => {
        const timeS = ns / 1e9;
        expect(nsToSessionTime(start, sessionTimeToNs(start, timeS))).toBe(timeS);
      }),
    );
  });
});
