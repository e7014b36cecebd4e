import { describe, expect, it } from "vitest";
import type { SessionOutput, StrideOutput } from "../../src/model/session-output.ts";
import { SessionStatistics } from "../../src/session/session-statistics.ts";
import { sampleStride } from "../support/sample-stride.ts";
import { testHeader } from "../support/test-header.ts";

const beltSpeed = (timeS: number, beltSpeedMPerS: number): SessionOutput => ({
  kind: "beltSpeed",
  timeS,
  beltSpeedMPerS,
});

/** Clean strides of both sides, one a second. */
const strides = (fromS: number, toS: number, changes: Partial<StrideOutput> = {}): StrideOutput[] =>
  Array.from({ length: toS - fromS }, (_, i) => fromS + i).flatMap((timeS) => [
    sampleStride("left", timeS + 0.1, { clean: true, ...changes }),
    sampleStride("right", timeS + 0.5, { clean: true, ...changes }),
  ]);

describe("a session's figures", () => {
  it("count strides that were found afterwards once, at the speed of their moment", () => {
    const statistics = new SessionStatistics(testHeader.pods);
    const outputs: SessionOutput[] = [
      beltSpeed(1, 2.5),
      ...strides(10, 30),
      // Found live, but not whole.
      ...strides(30, 35, { clean: false }),
      beltSpeed(50, 3.5),
      ...strides(60, 80),
      ...strides(30, 40, { late: true }),
    ];
    for (const output of outputs) statistics.take(output);
    const counts = statistics
      .speeds()
      .map(({ beltSpeedMPerS, leftStrides, rightStrides }) => [
        beltSpeedMPerS,
        leftStrides,
        rightStrides,
      ]);
    expect(counts).toEqual([
      [2.5, 30, 30],
      [3.5, 20, 20],
    ]);
    expect(statistics.stridesLeftOut).toBe(0);
  });
});
