import { describe, expect, it } from "vitest";
import { reconnectWaitMs } from "../../../src/transport/bluetooth/reconnect-wait.ts";

describe("reconnectWaitMs", () => {
  it("grows from failure to failure, up to a second", () => {
    const waits = [1, 2, 3, 4, 5, 6, 50].map((failures) => reconnectWaitMs(failures, () => 0));
    expect(waits).toEqual([100, 200, 400, 800, 1000, 1000, 1000]);
  });

  it("is shortened at random by up to a third, so that pods do not come all at once", () => {
    expect(reconnectWaitMs(5, () => 0.5)).toBe(850);
    expect(reconnectWaitMs(5, () => 0.999)).toBeGreaterThan(700);
  });
});
