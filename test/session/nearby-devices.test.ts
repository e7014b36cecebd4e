import { describe, expect, it } from "vitest";
import { podServiceUuid } from "../../src/codec/protocol.ts";
import { mayBePod, NearbyDevices, podName } from "../../src/session/nearby-devices.ts";
import type { Advertisement } from "../../src/transport/bluetooth/bluetooth-central.ts";
import { bluetoothUuid } from "../../src/transport/bluetooth/bluetooth-uuid.ts";
import { hiplinePodDriver } from "../../src/transport/hipline-pod/hipline-pod-driver.ts";
import { standardSensorDrivers } from "../../src/transport/standard-sensors/standard-sensor-drivers.ts";

const silence: Advertisement = {
  deviceId: "c0ffee000001",
  localName: null,
  serviceUuids: [],
  manufacturerData: null,
  rssiDbm: -60,
  connectable: true,
  heardS: 100,
};
/** Company, major version 1, left thigh, serial tail. */
const podData = Uint8Array.of(0xff, 0xff, 1, 2, 0xd4, 0xe5, 0xf6, 0x01);
const pod: Advertisement = {
  ...silence,
  serviceUuids: [podServiceUuid],
  manufacturerData: podData,
};
const podId = "00a1b2c3d4e5f601";

function hearing(...advertisements: readonly Advertisement[]): NearbyDevices {
  const nearby = new NearbyDevices([hiplinePodDriver], standardSensorDrivers);
  for (const advertisement of advertisements) nearby.take(advertisement);
  return nearby;
}

describe("pods nearby", () => {
  it("are known by the end of their id until the name arrives, and keep it", () => {
    const [half] = hearing(pod).pods;
    if (half === undefined) throw new Error("not heard");
    expect(half.advertised).toMatchObject({ podId: null, placement: "leftThigh" });
    expect(podName(half.advertised)).toBe("…d4e5f601");
    expect(mayBePod(half.advertised, podId)).toBe(true);
    expect(mayBePod(half.advertised, "00a1b2c3d4e5f602")).toBe(false);
    const [whole] = hearing(pod, { ...pod, localName: `Hipline-${podId}` }, pod).pods;
    if (whole === undefined) throw new Error("not heard");
    expect(podName(whole.advertised)).toBe(podId);
    expect(mayBePod(whole.advertised, "11a1b2c3d4e5f601")).toBe(false);
  });

  it("are usable where one whole report says so, and unusable where all do", () => {
    const part = { ...pod, localName: `Hipline-${podId}`, manufacturerData: null };
    expect(hearing(part, pod, part).pods[0]?.advertised.unusable).toBeNull();
    const other = { ...pod, manufacturerData: podData.with(2, 9) };
    expect(hearing(other, other).pods[0]?.advertised.unusable).toContain("version 9");
  });

  it("have the strongest signal of the last seconds, and come in its order", () => {
    const nearby = hearing(
      { ...pod, rssiDbm: -40, heardS: 100 },
      { ...pod, rssiDbm: -70, heardS: 106 },
      { ...pod, rssiDbm: -65, heardS: 108 },
      { ...pod, deviceId: "c0ffee000002", rssiDbm: -50, heardS: 108 },
    );
    expect(nearby.pods.map(({ deviceId, rssiDbm }) => [deviceId, rssiDbm])).toEqual([
      ["c0ffee000002", -50],
      ["c0ffee000001", -65],
    ]);
  });
});

describe("sensors nearby", () => {
  it("are one device with all its services, whatever else is on the air", () => {
    const belt = { ...silence, serviceUuids: [bluetoothUuid(0x180d)] };
    const nearby = hearing(
      { ...silence, deviceId: "c0ffee000009", serviceUuids: [bluetoothUuid(0x180f)] },
      { ...belt, localName: "Belt" },
      { ...silence, serviceUuids: [bluetoothUuid(0x1814)] },
    );
    expect(nearby.pods).toEqual([]);
    expect(nearby.sensors).toEqual([
      {
        sensorId: "c0ffee000001",
        kinds: ["heart-rate", "running-speed-cadence"],
        name: "Belt",
        rssiDbm: -60,
      },
    ]);
  });
});
