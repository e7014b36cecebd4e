import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { podServiceUuid } from "../../src/codec/protocol.ts";
import { writeConfig } from "../../src/session/config-file.ts";
import { runPair } from "../../src/session/run-pair.ts";
import { runScan } from "../../src/session/run-scan.ts";
import { BluetoothError } from "../../src/transport/bluetooth/bluetooth-error.ts";
import { bluetoothUuid } from "../../src/transport/bluetooth/bluetooth-uuid.ts";
import { capturedContext } from "../support/captured-context.ts";
import { sampleConfig } from "../support/sample-config.ts";
import { FakeRadio } from "../transport/bluetooth/fake-radio.ts";

let folder: string;
let configFile: string;
let fake: FakeRadio;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-scan-"));
  configFile = join(folder, "config.json");
  await writeConfig(configFile, sampleConfig);
  fake = new FakeRadio();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const radio = { virtual: null };
const openFake = () =>
  Promise.resolve({
    central: fake,
    virtualConfig: null,
    tap: null,
    close: () => Promise.resolve(),
  });

/** Two pods and two sensors are on the air, again and again. */
function advertising(): NodeJS.Timeout {
  const tail = [0xd4, 0xe5, 0xf6];
  return setInterval(() => {
    fake.advertise("aa0000000001", {
      serviceUuids: [podServiceUuid],
      manufacturerData: Uint8Array.of(0xff, 0xff, 1, 1, ...tail, 0x01),
      localName: "Hipline-00a1b2c3d4e5f601",
      rssiDbm: -48,
    });
    fake.advertise("aa0000000002", {
      serviceUuids: [podServiceUuid],
      manufacturerData: Uint8Array.of(0xff, 0xff, 2, 0, ...tail, 0x09),
      rssiDbm: -71,
    });
    fake.advertise("c0ffee000001", {
      serviceUuids: [bluetoothUuid(0x180d)],
      localName: "Belt",
    });
    fake.advertise("c0ffee000002", { serviceUuids: [bluetoothUuid(0x1826)], rssiDbm: -80 });
  }, 20);
}

describe("hipline scan", () => {
  // The fake's connections have no characteristics behind them.
  it("prints pods and sensors as tables, and says why a pod was not asked", async () => {
    const air = advertising();
    const context = capturedContext();
    const options = { configFile, radio, seconds: 1, connect: true, json: false };
    expect(await runScan(options, context, openFake)).toBe(0);
    clearInterval(air);
    expect(context.printed).toEqual([
      "pod               family   config     remembers  signal   battery  model  firmware",
      "00a1b2c3d4e5f601  hipline  pelvis     pelvis     -48 dBm  –        –      –",
      "…d4e5f609         hipline  not in it  –          -71 dBm  –        –      –",
      "",
      "sensor        kind        config     signal   name",
      "c0ffee000001  heart rate  in it      -60 dBm  Belt",
      "c0ffee000002  treadmill   not in it  -80 dBm  –",
    ]);
    expect(context.noted).toEqual([
      expect.stringMatching(/^00a1b2c3d4e5f601: the pod has no characteristic identity/),
      "…d4e5f609: speaks version 2 of the pod protocol; this program speaks 1",
    ]);
    expect(fake.asked.map(({ deviceId }) => deviceId)).toEqual(["aa0000000001"]);
  });

  it("shows on Ctrl-C what was found so far, and asks nobody any more", async () => {
    const air = advertising();
    const stop = new AbortController();
    const context = capturedContext(stop.signal);
    setTimeout(() => stop.abort(), 200);
    const options = { configFile, radio, seconds: 600, connect: true, json: false };
    expect(await runScan(options, context, openFake)).toBe(0);
    clearInterval(air);
    expect(context.printed).toHaveLength(7);
    expect(fake.asked).toEqual([]);
  });

  it("says what to do where there is no radio", async () => {
    fake.advertisements.error(
      new BluetoothError("bluetooth-unavailable", "There is no adapter.", { hint: "Plug one in." }),
    );
    const options = { configFile, radio, seconds: 1, connect: true, json: false };
    await expect(runScan(options, capturedContext(), openFake)).rejects.toMatchObject({
      name: "UserError",
      message: "There is no adapter.",
      hint: "Plug one in. Without a radio, --virtual does the same with emulated pods.",
    });
  });
});

describe("hipline pair", () => {
  const none = { configFile, radio, seconds: 1, by: null, assign: [], forget: [], sensors: [] };

  it("adds a sensor, found by the end of its id and named as it calls itself", async () => {
    const air = advertising();
    const context = capturedContext();
    const options = { ...none, configFile, sensors: ["0002"] };
    expect(await runPair(options, context, openFake)).toBe(0);
    clearInterval(air);
    expect(context.printed.slice(-2)).toEqual([
      "treadmill   c0ffee000002      treadmill",
      `Saved to ${configFile}`,
    ]);
  });

  it("refuses one place or one pod twice", async () => {
    const pelvis = "pelvis" as const;
    const twoPods = [
      { id: "f601", placement: pelvis },
      { id: "f602", placement: pelvis },
    ];
    await expect(
      runPair({ ...none, assign: twoPods }, capturedContext(), openFake),
    ).rejects.toThrow("--assign: two pods for the pelvis");
    const air = advertising();
    const onePod = [
      { id: "f601", placement: pelvis },
      { id: "e5f601", placement: "leftThigh" as const },
    ];
    const options = { ...none, configFile, assign: onePod };
    await expect(runPair(options, capturedContext(), openFake)).rejects.toThrow(
      "--assign: two placements for 00a1b2c3d4e5f601",
    );
    clearInterval(air);
  });
});
