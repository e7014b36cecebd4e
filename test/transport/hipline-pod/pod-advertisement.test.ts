import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { podServiceUuid } from "../../../src/codec/protocol.ts";
import type { Advertisement } from "../../../src/transport/bluetooth/bluetooth-central.ts";
import { matchHiplinePod } from "../../../src/transport/hipline-pod/pod-advertisement.ts";

const whole: Advertisement = {
  deviceId: "c0ffee000001",
  localName: "Hipline-00000000deadbeef",
  serviceUuids: [podServiceUuid],
  manufacturerData: Uint8Array.of(0xff, 0xff, 1, 2, 0xde, 0xad, 0xbe, 0xef),
  rssiDbm: -60,
  connectable: true,
  heardS: 1,
};

describe("matchHiplinePod", () => {
  it("reads serial number and placement", () => {
    expect(matchHiplinePod(whole)).toEqual({
      family: "hipline",
      podId: "00000000deadbeef",
      podIdTail: "deadbeef",
      placement: "leftThigh",
      unusable: null,
    });
  });

  it("knows the end of the serial number where the scan response was lost", () => {
    expect(matchHiplinePod({ ...whole, localName: null })).toMatchObject({
      podId: null,
      podIdTail: "deadbeef",
    });
  });

  it("leaves other devices alone", () => {
    expect(matchHiplinePod({ ...whole, serviceUuids: [] })).toBeNull();
  });

  it("says nothing of a pod that does not tell which one it is", () => {
    expect(matchHiplinePod({ ...whole, localName: null, manufacturerData: null })).toBeNull();
  });

  it("says why a pod cannot be used", () => {
    const newer = Uint8Array.of(0xff, 0xff, 2, 0, 0xde, 0xad, 0xbe, 0xef);
    expect(matchHiplinePod({ ...whole, manufacturerData: newer })?.unusable).toBe(
      "speaks version 2 of the pod protocol; this program speaks 1",
    );
    const short = newer.subarray(0, 5);
    expect(matchHiplinePod({ ...whole, manufacturerData: short })?.unusable).toBe(
      "advertises 5 bytes of manufacturer data instead of 8",
    );
  });

  it("takes any bytes and any name", () => {
    const bytes = fc.option(fc.uint8Array({ maxLength: 24 }));
    fc.assert(
      fc.property(bytes, fc.option(fc.string()), (manufacturerData, localName) => {
        const pod = matchHiplinePod({ ...whole, manufacturerData, localName });
        if (pod !== null) expect(pod.podIdTail).toMatch(/^[0-9a-f]{8}$/);
      }),
    );
  });
});
