import { expect, test } from "vitest";
import { advertisementOf, deviceIdOf } from "../../../src/transport/noble/noble-advertisement.ts";

const peripheral = {
  id: "c0ffee001122",
  address: "C0:FF:EE:00:11:22",
  connectable: true,
  rssi: -61,
};

test("what was not heard is null or empty", () => {
  expect(advertisementOf({ ...peripheral, advertisement: {} }, 12.5)).toEqual({
    deviceId: "c0:ff:ee:00:11:22",
    localName: null,
    serviceUuids: [],
    manufacturerData: null,
    rssiDbm: -61,
    connectable: true,
    heardS: 12.5,
  });
});

test("it does not change when noble hears more", () => {
  const manufacturerData = Buffer.from([0xff, 0xff, 1]);
  const serviceUuids = ["180f"];
  const heard = advertisementOf(
    { ...peripheral, advertisement: { localName: "Pod", manufacturerData, serviceUuids } },
    1,
  );
  manufacturerData[2] = 9;
  serviceUuids.push("180a");
  expect(heard.manufacturerData).toEqual(Uint8Array.of(0xff, 0xff, 1));
  expect(heard.serviceUuids).toEqual(["0000180f-0000-1000-8000-00805f9b34fb"]);
  expect(heard.localName).toBe("Pod");
});

test("a device is called by its address, and by what the system calls it where that is hidden", () => {
  expect(deviceIdOf({ id: "x", address: "c0-ff-ee-00-11-22" })).toBe("c0:ff:ee:00:11:22");
  for (const address of ["", "unknown"]) {
    expect(deviceIdOf({ id: "0f5ce3a0b2c14d5e9f00112233445566", address })).toBe(
      "0f5ce3a0b2c14d5e9f00112233445566",
    );
  }
});
