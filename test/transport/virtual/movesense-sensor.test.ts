import { describe, expect, it } from "vitest";
import { decodeGsp } from "../../../src/codec/movesense/decode-gsp.ts";
import { PodClock } from "../../../src/transport/simulated/pod-clock.ts";
import {
  type MovesenseParts,
  MovesenseSensor,
} from "../../../src/transport/virtual/movesense-sensor.ts";

const mtu = 161;

/** A sensor at rest that a central listens to. */
function listenedTo(parts: Partial<MovesenseParts> = {}, linkMtu = mtu): MovesenseSensor {
  const sensor = new MovesenseSensor({
    serial: "204730000081",
    firmware: "version-1",
    sensor: {
      configure: () => undefined,
      sample: (acc, gyr, at) => {
        acc.set([9.8125, 0, 0], at);
        gyr.set([0, 0, 0], at);
        return false;
      },
      temperatureC: () => 25,
    },
    clock: new PodClock(0, 32768, { ppmPerMinute: 0 }),
    sampleRateErrorPct: 0,
    ranges: { accRangeG: 8, gyrRangeDegPerS: 2000 },
    batteryPct: () => 50,
    ...parts,
  });
  sensor.connect(0, linkMtu);
  sensor.listen(true, 0);
  return sensor;
}

function write(
  sensor: MovesenseSensor,
  command: number,
  reference: number,
  path = "",
  timeS = 0,
): void {
  sensor.write(Uint8Array.of(command, reference, ...new TextEncoder().encode(path)), timeS);
}

function taken(sensor: MovesenseSensor, untilS: number): Uint8Array[] {
  sensor.advance(untilS);
  const all: Uint8Array[] = [];
  for (let bytes = sensor.take(untilS); bytes !== null; bytes = sensor.take(untilS)) {
    all.push(bytes);
  }
  return all;
}

const messages = (sensor: MovesenseSensor, untilS = 0) => taken(sensor, untilS).map(decodeGsp);

describe("an emulated Movesense sensor", () => {
  it.each([
    ["/Meas/IMU6/104", 200],
    ["/Meas/IMU6/100", 501],
    ["/Meas/IMU6/", 404],
    ["Meas/IMU6/104", 404],
    ["/Meas/Nothing", 404],
    ["", 404],
  ])("answers a subscription of %j with %i", (path, resultCode) => {
    const sensor = listenedTo();
    write(sensor, 1, 5, path);
    expect(messages(sensor)).toMatchObject([{ kind: "commandResult", reference: 5, resultCode }]);
  });

  it("sends eight samples in two notifications, 152 bytes first", () => {
    const sensor = listenedTo();
    write(sensor, 1, 5, "/Meas/IMU6/104");
    const data = taken(sensor, 0.5).slice(1);
    expect(data.map(({ length }) => length)).toEqual([
      152, 48, 152, 48, 152, 48, 152, 48, 152, 48, 152, 48,
    ]);
    expect(data.map(([type, reference]) => [type, reference]).slice(0, 2)).toEqual([
      [2, 5],
      [3, 5],
    ]);
    const view = new DataView((data[0] as Uint8Array).buffer);
    // The first sample comes one period after the subscription, 1 s after power-up.
    expect(view.getUint32(2, true)).toBe(Math.floor(1000 + 1000 / 104));
    expect(view.getFloat32(6, true)).toBe(9.8125);
  });

  it("sends the values of one resource once, under the first of two references", () => {
    const sensor = listenedTo();
    write(sensor, 1, 5, "/Meas/IMU6/104");
    write(sensor, 1, 6, "/Meas/IMU6/104");
    const references = messages(sensor, 0.1).map((message) =>
      message.kind === "packetFault" ? null : [message.kind, message.reference],
    );
    expect(references).toEqual([
      ["commandResult", 5],
      ["commandResult", 6],
      ["data", 5],
      ["data", 5],
    ]);
    write(sensor, 2, 5);
    expect(messages(sensor, 0.2).some((message) => message.kind === "data")).toBe(true);
    write(sensor, 2, 6);
    messages(sensor, 0.2);
    expect(messages(sensor, 0.5)).toEqual([]);
  });

  it("has room for four subscriptions, until the connection ends", () => {
    const sensor = listenedTo();
    for (const reference of [1, 2, 3, 4, 5]) write(sensor, 1, reference, "/Meas/IMU6/104");
    expect(messages(sensor).at(-1)).toMatchObject({ reference: 5, resultCode: 507 });
    sensor.disconnect(1);
    sensor.connect(2, mtu);
    sensor.listen(true, 2);
    expect(messages(sensor, 3)).toEqual([]);
    write(sensor, 1, 5, "/Meas/IMU6/104", 3);
    expect(messages(sensor, 3)).toMatchObject([{ resultCode: 200 }]);
  });

  it("cuts what a narrow link cannot carry, and does not make it shorter", () => {
    const sensor = listenedTo({}, 23);
    write(sensor, 1, 5, "/Meas/IMU6/104");
    expect(taken(sensor, 0.1).map(({ length }) => length)).toEqual([4, 20, 20]);
  });

  it("answers what it is asked for, and refuses what it does not have", () => {
    const sensor = listenedTo();
    write(sensor, 4, 7, "/System/Energy/Level");
    write(sensor, 4, 8, "/Meas/IMU/Config");
    write(sensor, 4, 9, "/Info/Nothing");
    expect(messages(sensor)).toMatchObject([
      { reference: 7, resultCode: 200, value: Uint8Array.of(50) },
      { reference: 8, resultCode: 200, value: Uint8Array.of(8, 0xd0, 0x07, 0x90, 0x01) },
      { reference: 9, resultCode: 404 },
    ]);
  });

  it("says nothing where nobody listens, and to bytes that are no command", () => {
    const sensor = listenedTo();
    for (const bytes of [[], [1], [77, 1]]) sensor.write(Uint8Array.from(bytes), 0);
    expect(taken(sensor, 0)).toEqual([]);
    sensor.listen(false, 0);
    write(sensor, 1, 5, "/Meas/IMU6/104");
    expect(taken(sensor, 1)).toEqual([]);
  });

  it("with the sample's firmware keeps results to itself, but for 507, high byte first", () => {
    const sensor = listenedTo({ firmware: "sample" });
    write(sensor, 0, 9);
    write(sensor, 1, 1, "/Meas/Nothing");
    for (const reference of [1, 2, 3, 4, 5]) write(sensor, 1, reference, "/Meas/IMU6/104");
    expect(taken(sensor, 0)).toEqual([
      Uint8Array.of(1, 9, ...new TextEncoder().encode("Hello")),
      Uint8Array.of(1, 5, 0x01, 0xfb),
    ]);
    write(sensor, 4, 6, "/System/Energy/Level");
    expect(sensor.erasures).toBe(1);
  });
});
