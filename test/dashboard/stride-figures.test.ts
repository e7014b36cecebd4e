import { describe, expect, it } from "vitest";
import { recentStrides, strideMeans } from "../../src/dashboard/stride-figures.ts";
import { applyMessage, initialViewState, type ViewState } from "../../src/dashboard/view-state.ts";
import type { ServerMessage } from "../../src/server/wire.ts";
import { sampleStride } from "../support/sample-stride.ts";
import { beltSpeed, hello, outputs } from "./sample-stream.ts";

function stateAfter(...messages: ServerMessage[]): ViewState {
  return messages.reduce(applyMessage, initialViewState);
}

describe("recentStrides", () => {
  it("are of one belt speed, and begin anew with another", () => {
    const state = stateAfter(
      hello(),
      outputs(
        10,
        beltSpeed(0, 2.5),
        sampleStride("left", 8),
        beltSpeed(8.5, 2.5),
        sampleStride("left", 9.4),
      ),
    );
    // The same speed said once more changes nothing.
    expect(recentStrides(state, "left")).toHaveLength(2);
    const faster = applyMessage(
      state,
      outputs(12, beltSpeed(10, 3.5), sampleStride("left", 10.4), sampleStride("left", 11.1)),
    );
    // The one that was under way at the change belongs to neither.
    expect(recentStrides(faster, "left")).toEqual([sampleStride("left", 11.1)]);
  });

  it("are none while the last stride is long ago", () => {
    const state = stateAfter(
      hello(),
      outputs(10, sampleStride("left", 9), sampleStride("right", 6)),
    );
    expect(recentStrides(state, "left")).toHaveLength(1);
    expect(recentStrides(state, "right")).toEqual([]);
  });
});

describe("strideMeans", () => {
  it("rest on the newest ten clean strides of each side", () => {
    const strides = Array.from({ length: 15 }, (_, i) =>
      sampleStride("left", i * 0.7 + 1, {
        pelvicTiltMeanDeg: i,
        pelvicObliquityExcursionDeg: 2 * i,
      }),
    );
    const unclean = sampleStride("right", 11, { clean: false, pelvicTiltMeanDeg: 99 });
    expect(strideMeans(stateAfter(hello(), outputs(11, ...strides, unclean))).value).toEqual({
      strides: 10,
      pelvicTiltDeg: 9.5,
      pelvicObliquityExcursionDeg: 19,
    });
  });

  it("leave out angles that are not known", () => {
    const state = stateAfter(
      hello(),
      outputs(
        3,
        sampleStride("left", 2, { pelvicTiltMeanDeg: null, pelvicObliquityExcursionDeg: null }),
        sampleStride("right", 2.4, { pelvicTiltMeanDeg: 7, pelvicObliquityExcursionDeg: null }),
      ),
    );
    expect(strideMeans(state).value).toEqual({
      strides: 2,
      pelvicTiltDeg: 7,
      pelvicObliquityExcursionDeg: null,
    });
  });

  it("say why there are none", () => {
    expect(strideMeans(stateAfter(hello())).why).toBe("no stride yet");
    const old = stateAfter(
      hello(),
      outputs(10, sampleStride("left", 2), sampleStride("right", 2.4)),
    );
    expect(strideMeans(old).why).toBe("no stride for 8.0 s");
    const bad = ["left", "right"] as const;
    const unclean = bad.map((side) => sampleStride(side, 10, { clean: false }));
    expect(strideMeans(stateAfter(hello(), outputs(10, ...unclean))).why).toBe(
      "no clean stride yet",
    );
  });
});
