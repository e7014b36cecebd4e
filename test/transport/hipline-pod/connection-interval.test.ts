import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  batchForMtu,
  connectionParameters,
} from "../../../src/transport/hipline-pod/connection-interval.ts";

/** Rows of the table of SPEC.md, section 6: rate, batch, and the intervals (ms) that it allows in bold. */
function specRows(): { sampleRateHz: number; batchSamples: number; allowedMs: number[] }[] {
  const spec = readFileSync(new URL("../../../firmware-protocol/SPEC.md", import.meta.url), "utf8");
  const [, table = ""] = spec.split("<!-- table: batches -->");
  const lines = (table.trim().split("\n\n")[0] ?? "").split("\n").map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const intervalsMs = (lines[0] ?? []).slice(4).map(Number);
  return lines.slice(2).map((cells) => ({
    sampleRateHz: Number(cells[0]),
    batchSamples: Number.parseInt(cells[1] ?? "", 10),
    allowedMs: intervalsMs.filter((_, i) => cells[4 + i]?.startsWith("**")),
  }));
}

describe("connectionParameters", () => {
  it.each(specRows())(
    "do not lock to $batchSamples samples at $sampleRateHz Hz where that can be had",
    (row) => {
      const { minIntervalMs, maxIntervalMs } = connectionParameters(row);
      expect(minIntervalMs).toBe(maxIntervalMs);
      if (row.allowedMs.length > 0) expect(row.allowedMs).toContain(minIntervalMs);
      expect(minIntervalMs).toBeLessThanOrEqual((1000 * row.batchSamples) / row.sampleRateHz);
    },
  );

  it("have the supervision time-out of the protocol", () => {
    const parameters = connectionParameters({ sampleRateHz: 200, batchSamples: 7 });
    expect(parameters).toMatchObject({ supervisionTimeoutMs: 1000, latency: 0 });
  });
});

describe("batchForMtu", () => {
  const asked = { sampleRateHz: 200, batchSamples: 7 };

  it("is what was asked for where it fits", () => {
    expect(batchForMtu(asked, 247)).toBe(7);
    expect(batchForMtu(asked, 3 + 12 + 7 * 12)).toBe(7);
  });

  it("is smaller where it does not, down to the shortest period", () => {
    expect(batchForMtu(asked, 3 + 12 + 7 * 12 - 1)).toBe(6);
    expect(batchForMtu(asked, 3 + 12 + 4 * 12)).toBe(4);
  });

  it("is none where that does not fit either", () => {
    expect(batchForMtu(asked, 3 + 12 + 4 * 12 - 1)).toBeNull();
    expect(batchForMtu(asked, 23)).toBeNull();
  });
});
