import { afterEach, describe, expect, it, vi } from "vitest";
import { decodeGsp } from "../../../src/codec/movesense/decode-gsp.ts";
import type { PodDescription } from "../../../src/model/pod.ts";
import type { Advertisement } from "../../../src/transport/bluetooth/bluetooth-central.ts";
import { PodRefusal } from "../../../src/transport/bluetooth/device-driver.ts";
import { movesenseDriver } from "../../../src/transport/movesense/movesense-driver.ts";
import type { MovesenseSensor } from "../../../src/transport/virtual/movesense-sensor.ts";
import { EmulatedConnection, movesenseSensor, serial } from "./emulated-connection.ts";

const podId = `0000${serial}`;
const pod: PodDescription = {
  podId,
  placement: "pelvis",
  family: "movesense",
  sampleRateHz: 104,
  accRangeG: 16,
  gyrRangeDegPerS: 2000,
  batchSamples: 8,
};

const advertisement: Advertisement = {
  deviceId: "0c8cdc3872e8",
  localName: `Movesense ${serial}`,
  serviceUuids: ["0000fe06-0000-1000-8000-00805f9b34fb"],
  manufacturerData: Uint8Array.of(0x9f, 0),
  rssiDbm: -60,
  connectable: true,
  heardS: 1,
};

afterEach(() => vi.useRealTimers());

/** Starts a pod on a connection; `notified` is what reaches the session. */
async function start(connection: EmulatedConnection, description = pod) {
  const notified: Uint8Array[] = [];
  const states: string[] = [];
  const link = movesenseDriver.forPod(description, {
    sessionTimeS: () => connection.timeS,
    notify: (channel, payload) => {
      expect(channel).toBe("movesense");
      notified.push(payload);
    },
    setState: (state) => states.push(state),
  });
  const running = await link.start(connection);
  return { running, notified, states };
}

function kinds(notified: readonly Uint8Array[]): string[] {
  return notified.map((bytes) => decodeGsp(bytes).kind);
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes.subarray(2));

describe("an advertisement", () => {
  it("names the sensor's serial number", () => {
    expect(movesenseDriver.match(advertisement)).toEqual({
      family: "movesense",
      podId,
      podIdTail: "30000081",
      placement: null,
      unusable: null,
    });
  });

  it.each([null, "", "Movesense", "Movesense 12345", `Movesense ${serial}0`, "Hipline-00000000"])(
    "of %j is not a Movesense sensor's",
    (localName) => expect(movesenseDriver.match({ ...advertisement, localName })).toBeNull(),
  );
});

describe("identify", () => {
  it("tells who the sensor is and its charge, and leaves it as it was", async () => {
    const connection = new EmulatedConnection(movesenseSensor());
    expect(await movesenseDriver.identify(connection)).toEqual({
      podId,
      placement: null,
      modelName: "Movesense HR+",
      firmwareRevision: "gatt_sensordata_app 2.3.1",
      batteryPct: 76,
      fixedRanges: { accRangeG: 16, gyrRangeDegPerS: 2000 },
    });
    expect(connection.written.map(([command]) => command)).toEqual([0, 4, 4]);
  });

  it("concludes nothing from ranges that no such sensor has", async () => {
    const sensor = movesenseSensor({ ranges: { accRangeG: 5, gyrRangeDegPerS: 2000 } });
    const identified = await movesenseDriver.identify(new EmulatedConnection(sensor));
    expect(identified).not.toHaveProperty("fixedRanges");
    const { states } = await start(new EmulatedConnection(sensor));
    expect(states).toEqual(["streaming"]);
  });

  it("asks older firmware for nothing that erases its recordings", async () => {
    const sensor = movesenseSensor({ firmware: "sample" });
    const identified = movesenseDriver.identify(new EmulatedConnection(sensor));
    await expect(identified).rejects.toMatchObject({ code: "gatt-missing" });
    expect(sensor.erasures).toBe(0);
  });
});

describe("start", () => {
  it.each([104, 208])(
    "subscribes to the motion sensor at %i Hz and hands all on",
    async (rateHz) => {
      const connection = new EmulatedConnection(movesenseSensor());
      const { notified, states } = await start(connection, { ...pod, sampleRateHz: rateHz });
      expect(connection.written.map(textOf)).toContain(`/Meas/IMU6/${rateHz}`);
      expect(states).toEqual(["streaming"]);
      connection.advance(2);
      const parts = kinds(notified).filter((kind) => kind === "data").length;
      // Two notifications for each eight samples.
      expect(parts).toBe(2 * Math.floor((2 * rateHz) / 8));
    },
  );

  it("asks for the battery's charge at once and every minute, until the connection ends", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const connection = new EmulatedConnection(movesenseSensor());
    const { notified } = await start(connection);
    const asked = () =>
      connection.written.filter((bytes) => textOf(bytes) === "/System/Energy/Level").length;
    expect(asked()).toBe(1);
    connection.advance(0.03);
    expect(kinds(notified.slice(-1))).toEqual(["commandResult"]);
    vi.advanceTimersByTime(61_000);
    expect(asked()).toBe(2);
    connection.lose();
    vi.advanceTimersByTime(300_000);
    expect(asked()).toBe(2);
  });

  it("has the sensor stop when it is told to", async () => {
    const connection = new EmulatedConnection(movesenseSensor());
    const { running, notified } = await start(connection);
    await running.stop();
    connection.advance(connection.timeS + 1);
    await new Promise((resolve) => setImmediate(resolve));
    notified.length = 0;
    connection.advance(connection.timeS + 1);
    expect(notified).toEqual([]);
    connection.lose();
    await running.stop();
  });

  it("begins anew on the next connection", async () => {
    const sensor = movesenseSensor();
    const first = new EmulatedConnection(sensor);
    await start(first);
    first.advance(1);
    first.lose();
    const second = new EmulatedConnection(sensor);
    second.advance(3);
    const { notified } = await start(second);
    second.advance(4);
    expect(kinds(notified).filter((kind) => kind === "data").length).toBeGreaterThan(20);
  });

  it("takes samples for the answer where the firmware gives none, and sends it no GET", async () => {
    const sensor = movesenseSensor({ firmware: "sample" });
    const connection = new EmulatedConnection(sensor);
    const started = start(connection);
    const samples = setInterval(() => connection.advance(connection.timeS + 0.1), 5);
    const { notified } = await started;
    clearInterval(samples);
    expect(kinds(notified)).toContain("data");
    expect(sensor.erasures).toBe(0);
  });
});

describe("a sensor that cannot be used as it is", () => {
  it.each<[string, Partial<PodDescription>, Parameters<typeof movesenseSensor>[0], string]>([
    ["rate", { sampleRateHz: 200 }, {}, "sample rate of 104, 208 Hz, not 200 Hz"],
    ["accelerometer range", { accRangeG: 32 }, {}, "not 32 g"],
    ["gyroscope range", { gyrRangeDegPerS: 4000 }, {}, "not 4000 °/s"],
    ["other ranges in the sensor", {}, { ranges: { accRangeG: 8, gyrRangeDegPerS: 2000 } }, "±8 g"],
    ["another sensor", {}, { serial: "204730000082" }, "it is the pod 0000204730000082"],
  ])("is refused for good: %s", async (_, change, parts, text) => {
    const connection = new EmulatedConnection(movesenseSensor(parts));
    const refusal = start(connection, { ...pod, ...change });
    await expect(refusal).rejects.toThrow(PodRefusal);
    await expect(refusal).rejects.toThrow(text);
  });

  it("is tried again where its link is too narrow, it has no such service, or no room", async () => {
    const narrow = start(new EmulatedConnection(movesenseSensor(), 104));
    await expect(narrow).rejects.toMatchObject({ code: "connect-failed" });
    const bare = new EmulatedConnection(movesenseSensor());
    bare.characteristics = [];
    await expect(start(bare)).rejects.toMatchObject({ code: "gatt-missing" });
    for (const firmware of ["version-1", "sample"] as const) {
      await expect(start(full(movesenseSensor({ firmware })))).rejects.toMatchObject({
        code: "att-error",
        message: expect.stringContaining("507"),
      });
    }
  });

  it("is given up where it does not answer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const connection = new EmulatedConnection(movesenseSensor());
    connection.swallows = (command) => command === 1;
    const started = start(connection);
    const failed = expect(started).rejects.toMatchObject({ code: "att-timeout" });
    while (connection.written.length < 3) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(3000);
    await failed;
  });

  it("is given up at once where its link ends meanwhile", async () => {
    const connection = new EmulatedConnection(movesenseSensor());
    connection.swallows = () => true;
    const started = start(connection);
    setImmediate(() => connection.lose());
    await expect(started).rejects.toMatchObject({ code: "link-lost" });
  });
});

/** A connection over which somebody has taken all the subscriptions that the sensor has room for. */
function full(sensor: MovesenseSensor): EmulatedConnection {
  const connection = new EmulatedConnection(sensor);
  for (const reference of [1, 2, 3, 4]) {
    const path = new TextEncoder().encode("/Meas/IMU6/104");
    sensor.write(Uint8Array.of(1, reference, ...path), 0);
  }
  return connection;
}
